"""How the badges of an edition look: colours of the house, a logo, and which lines are printed."""

import secrets

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models import Edition
from registration.badge_colours import LEAST_CONTRAST, TOKENS, contrast
from registration.models.registration import Registration


def logo_path(design: "BadgeDesign", filename: str) -> str:
    """A name of our own: what the file was called does not matter."""
    return f"badge-logos/{secrets.token_urlsafe(12)}.png"


class BadgeDesign(models.Model):
    """The look of one role in one edition, or of every role that has none of its own."""

    class Colour(models.TextChoices):
        """Tokens of the house; ``registration.badge_colours`` knows their values."""

        PAPER = "paper", _("paper (white)")
        INK = "ink", _("ink (dark blue)")
        INK_SOFT = "ink-soft", _("soft ink (grey blue)")
        COMMONS = "commons", _("green")
        EMBER = "ember", _("red")
        SAFFRON = "saffron", _("yellow")

    edition = models.ForeignKey(
        Edition,
        verbose_name=_("edition"),
        on_delete=models.CASCADE,
        related_name="badge_designs",
        help_text=_("Whose badges look like this."),
    )
    role = models.CharField(
        _("role"),
        max_length=10,
        choices=Registration.Role,
        blank=True,
        help_text=_("Empty: every role without a design of its own."),
    )
    ground = models.CharField(
        _("colour of the band"),
        max_length=8,
        choices=Colour,
        default=Colour.COMMONS,
        help_text=_("Behind the role, which is always also written in words; and the third strand of the weave."),
    )
    lettering = models.CharField(
        _("colour of the letters"),
        max_length=8,
        choices=Colour,
        default=Colour.PAPER,
        help_text=_("On that band. Combinations that are hard to read are refused."),
    )
    show_role = models.BooleanField(
        _("band with the role"), default=True, help_text=_("For participants too: “Participant”.")
    )
    show_organisation = models.BooleanField(_("organisation"), default=True, help_text=_("Under the name."))
    show_days = models.BooleanField(
        _("days"), default=True, help_text=_("One strip per day, in the colour of the city.")
    )
    show_cities = models.BooleanField(
        _("cities and dates"), default=True, help_text=_("Under the name of the edition.")
    )
    logo = models.FileField(
        _("logo"),
        upload_to=logo_path,
        blank=True,
        max_length=200,
        help_text=_("PNG or JPEG, on a light ground, 2 MB at most. Printed at the lower left, 45 × 8 mm at most."),
    )

    class Meta:
        verbose_name = _("badge design")
        verbose_name_plural = _("badge designs")
        ordering = ("-edition__starts_on", "role")
        constraints = (
            models.UniqueConstraint(
                fields=("edition", "role"),
                name="badgedesign_one_per_role",
                violation_error_message=_("This role already has a design in this edition."),
            ),
            models.CheckConstraint(
                condition=~Q(ground="paper"),
                name="badgedesign_band_is_seen",
                violation_error_message=_("A white band is not seen: choose another colour."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.edition} · {self.get_role_display() if self.role else _('every other role')}"

    def clean(self) -> None:
        """Letters are read at three metres: their contrast with the band is that of text on the site."""
        if {self.ground, self.lettering} <= TOKENS.keys() and contrast(self.ground, self.lettering) < LEAST_CONTRAST:
            message = _("These letters are hard to read on that band (contrast %(found)s, at least %(least)s needed).")
            found = {"found": f"{contrast(self.ground, self.lettering):.1f}", "least": LEAST_CONTRAST}
            raise ValidationError({"lettering": message % found})
