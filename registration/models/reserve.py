"""Places kept for some people, and the links that open them."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Language
from accounts.tokens import digest
from events.models import Edition, EventDay
from registration.models.registration import Registration


class ReserveQuerySet(models.QuerySet["Reserve"]):
    """Reserves by what they still hold."""

    def open(self) -> "ReserveQuerySet":
        return self.filter(ended_at=None)

    def due(self, *, today: date) -> "ReserveQuerySet":
        """Open although their last day is over."""
        return self.open().filter(until__lt=today)


class Reserve(models.Model):
    """Places of one day that only invitations open, until a date; then they are everybody's."""

    day = models.ForeignKey(
        EventDay, verbose_name=_("day"), on_delete=models.PROTECT, related_name="reserves", help_text=_("Of which day.")
    )
    name = models.CharField(_("name"), max_length=100, help_text=_("For whom: “Speakers”, “Partners of the fair”."))
    places = models.PositiveIntegerField(_("places kept"), help_text=_("How many places, used ones included."))
    used = models.PositiveIntegerField(
        _("used"), default=0, editable=False, help_text=_("Taken by invited people; counted by registration.")
    )
    until = models.DateField(
        _("kept until"), help_text=_("Last day on which they are kept, Paris time; the rest then goes to everybody.")
    )
    ended_at = models.DateTimeField(
        _("given to everybody"), null=True, blank=True, editable=False, help_text=_("When the rest fell back.")
    )

    objects = ReserveQuerySet.as_manager()

    class Meta:
        verbose_name = _("reserve of places")
        verbose_name_plural = _("places and reserves")
        ordering = ("day", "name", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(used__lte=F("places")),
                name="reserve_used_within_places",
                violation_error_message=_("More places of this reserve are already used."),
            ),
            models.UniqueConstraint(
                fields=("day", "name"),
                condition=Q(ended_at=None),
                name="reserve_named_once_a_day",
                violation_error_message=_("This day already has a reserve of that name."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} · {self.day.label}"

    @property
    def left(self) -> int:
        return 0 if self.ended_at else self.places - self.used


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations by what they still open."""

    def held(self) -> "InvitationQuerySet":
        """Prepared, not sent yet."""
        return self.filter(sent_at=None, revoked_at=None).exclude(email="")

    def for_token(self, token: str) -> "Invitation":
        """Return the invitation of a link; raises ``Invitation.DoesNotExist`` for every other token."""
        return self.select_related("edition").get(digest=digest(token), revoked_at=None)


class Invitation(models.Model):
    """One link into one or more reserves: for one person, or for as many as it says."""

    edition = models.ForeignKey(
        Edition, verbose_name=_("edition"), on_delete=models.PROTECT, related_name="+", help_text=_("To what.")
    )
    reserves = models.ManyToManyField(
        Reserve, verbose_name=_("reserves"), related_name="invitations", help_text=_("What the link opens.")
    )
    name = models.CharField(_("for whom"), max_length=100, help_text=_("The person, or the group the link is for."))
    email = models.EmailField(
        _("e-mail address"), blank=True, help_text=_("Where the link is sent; empty when you pass it on yourself.")
    )
    language = models.CharField(
        _("language"),
        max_length=2,
        choices=Language,
        default=Language.FRENCH,
        help_text=_("Language of the invitation."),
    )
    role = models.CharField(
        _("role"),
        max_length=10,
        choices=Registration.Role,
        default=Registration.Role.ATTENDEE,
        help_text=_("Written on the badges of people who come by this link."),
    )
    places = models.PositiveSmallIntegerField(
        _("people"), default=1, help_text=_("How many people may register by this link; 1 for a personal one.")
    )
    used = models.PositiveSmallIntegerField(
        _("registered"), default=0, editable=False, help_text=_("How many people registered by this link.")
    )
    digest = models.CharField(
        _("digest"),
        max_length=64,
        unique=True,
        null=True,
        blank=True,
        editable=False,
        help_text=_("SHA-256 of the token in the link; none until the link is made."),
    )
    created_at = models.DateTimeField(_("prepared"), editable=False, help_text=_("When it was prepared."))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("prepared by"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        editable=False,
        help_text=_("Who invites."),
    )
    sent_at = models.DateTimeField(
        _("sent"), null=True, blank=True, editable=False, help_text=_("When the link last left, or was shown to staff.")
    )
    revoked_at = models.DateTimeField(
        _("withdrawn"), null=True, blank=True, editable=False, help_text=_("When the link was made useless.")
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(places__gte=1, used__lte=F("places")),
                name="invitation_used_within_places",
                violation_error_message=_("More people have already registered by this link."),
            ),
        )
        indexes = (models.Index(fields=("edition", "email"), name="invitation_by_address"),)

    def __str__(self) -> str:
        return self.name

    @property
    def left(self) -> int:
        return 0 if self.revoked_at else self.places - self.used
