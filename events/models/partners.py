"""Who makes the event possible, and in which role, edition by edition."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.bilingual import Bilingual
from events.models.edition import Edition
from events.models.pictures import Picture


class Partner(Bilingual):
    slug = models.SlugField(_("short name"), max_length=60, unique=True, help_text=_("Used in data files."))
    name = models.CharField(_("name"), max_length=120, help_text=_("The name it gives itself, in each language."))
    short_name = models.CharField(
        _("abbreviation"), max_length=40, blank=True, help_text=_("“ANCT”, if people use it.")
    )
    website = models.URLField(_("website"), blank=True, help_text=_("Opens from the name on the partners page."))
    logo = models.ForeignKey(
        Picture,
        verbose_name=_("logo"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("A picture shown above its name; without one the name is drawn large."),
    )

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ("slug",)

    def __str__(self) -> str:
        return self.name


class Partnership(Bilingual):
    class Role(models.TextChoices):
        ORGANISER = "organiser", _("organiser")
        CO_ORGANISER = "co_organiser", _("co-organiser")
        FUNDER = "funder", _("financial support")
        SUPPORTER = "supporter", _("supporter")

    edition = models.ForeignKey(
        Edition,
        verbose_name=_("edition"),
        on_delete=models.CASCADE,
        related_name="partnerships",
        help_text=_("The edition supported."),
    )
    partner = models.ForeignKey(
        Partner,
        verbose_name=_("partner"),
        on_delete=models.PROTECT,
        related_name="partnerships",
        help_text=_("The organisation."),
    )
    role = models.CharField(_("role"), max_length=20, choices=Role, help_text=_("In this edition."))
    description = models.TextField(
        _("description"), blank=True, help_text=_("What it does for this edition. One sentence.")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0, help_text=_("Smaller numbers come first."))

    class Meta:
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("edition", "partner", "role"),
                name="partnership_once_per_role",
                violation_error_message=_("This partner already has that role in this edition."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.partner} ({self.get_role_display()})"
