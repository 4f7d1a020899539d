"""What only the door needs: links for volunteers, scans made without network, short codes of the list on paper."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.tokens import digest, new_token
from events.models import EventDay

# People arrive before the doors open, and somebody closes up.
BEFORE, AFTER = timedelta(hours=4), timedelta(hours=3)


class DoorLinkQuerySet(models.QuerySet["DoorLink"]):
    """Links by what they still open."""

    def usable(self, *, now: datetime) -> "DoorLinkQuerySet":
        """Not revoked, on its day.  A day is a day of the edition: the business clock decides."""
        return self.filter(revoked_at=None, opens_at__lte=now, expires_at__gt=now)

    def opened_by(self, token: str, *, now: datetime) -> "DoorLinkQuerySet":
        """The usable link of this token: one row, or none."""
        return self.usable(now=now).filter(digest=digest(token))


class DoorLink(models.Model):
    """One volunteer, one day, one place: lets people in there without an account.  Only its digest is stored."""

    day = models.ForeignKey(
        EventDay,
        verbose_name=_("day"),
        on_delete=models.CASCADE,
        related_name="door_links",
        help_text=_("The only day, and the only place, whose door it opens."),
    )
    label = models.CharField(
        _("volunteer"), max_length=60, help_text=_("First name and lane: shown where it says who welcomed somebody.")
    )
    digest = models.CharField(
        _("digest"), max_length=64, unique=True, editable=False, help_text=_("SHA-256 of the token in the link.")
    )
    opens_at = models.DateTimeField(_("opens"), editable=False, help_text=_("It opens nothing before."))
    expires_at = models.DateTimeField(_("expires"), editable=False, help_text=_("The evening of the day."))
    created_at = models.DateTimeField(_("created"), editable=False, help_text=_("When it was made."))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made by"),
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        help_text=_("Who made it."),
    )
    revoked_at = models.DateTimeField(
        _("revoked"), null=True, editable=False, help_text=_("When it was made useless, for every telephone at once.")
    )
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("revoked by"),
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        help_text=_("Who revoked it."),
    )
    used_at = models.DateTimeField(_("last used"), null=True, editable=False, help_text=_("To the minute."))
    entered = models.PositiveIntegerField(
        _("entered"), default=0, editable=False, help_text=_("On how many telephones it was entered.")
    )

    objects = DoorLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("volunteer’s link")
        verbose_name_plural = _("volunteers’ links")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.label} · {self.day}"

    @classmethod
    def unsaved(cls, *, day: EventDay, label: str, now: datetime) -> "tuple[DoorLink, str]":
        """A link of one day, and its token, which exists nowhere else."""
        token = new_token()
        opens, expires = day.starts_at - BEFORE, day.ends_at + AFTER
        return cls(
            day=day, label=label, digest=digest(token), created_at=now, opens_at=opens, expires_at=expires
        ), token


class DeviceScan(models.Model):
    """One scan that a telephone kept while it had no network, with the answer it got afterwards; never twice."""

    scan = models.UUIDField(_("scan"), unique=True, help_text=_("Identifier given by the device."))
    registration = models.ForeignKey(
        "registration.Registration",
        verbose_name=_("registration"),
        on_delete=models.CASCADE,
        null=True,
        related_name="device_scans",
        help_text=_("Whose badge it was, if anybody’s."),
    )
    day = models.ForeignKey(
        EventDay,
        verbose_name=_("day"),
        on_delete=models.CASCADE,
        related_name="device_scans",
        help_text=_("At the door of which day."),
    )
    code = models.CharField(
        _("code"), max_length=300, blank=True, help_text=_("What was scanned, when it is nobody’s badge.")
    )
    device_at = models.DateTimeField(_("time of the device"), help_text=_("What its own clock said."))
    at = models.DateTimeField(
        _("scanned"), help_text=_("Reckoned back from the moment of sending: a wrong clock does not matter.")
    )
    received_at = models.DateTimeField(_("received"), help_text=_("When the network was back."))
    told = models.CharField(
        _("told"), max_length=12, blank=True, help_text=_("What the telephone said at the time, going by its own list.")
    )
    answer = models.CharField(_("answer"), max_length=12, help_text=_("What the door said afterwards."))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        help_text=_("Who sent it, when they have an account."),
    )
    lane = models.CharField(_("lane"), max_length=60, blank=True, help_text=_("The volunteer’s link that sent it."))

    class Meta:
        verbose_name = _("scan made without network")
        verbose_name_plural = _("scans made without network")
        ordering = ("at", "pk")
        indexes = (models.Index(fields=("day", "answer"), name="devicescan_by_answer"),)

    def __str__(self) -> str:
        return f"{self.day} · {self.at:%H:%M}"


class PaperCode(models.Model):
    """The short number of a person on the paper list of one day; kept from print to print."""

    day = models.ForeignKey(
        EventDay,
        verbose_name=_("day"),
        on_delete=models.CASCADE,
        related_name="paper_codes",
        help_text=_("The list it stands on."),
    )
    registration = models.ForeignKey(
        "registration.Registration",
        verbose_name=_("registration"),
        on_delete=models.CASCADE,
        related_name="paper_codes",
        help_text=_("Whose line it is."),
    )
    number = models.PositiveIntegerField(_("number"), help_text=_("Counted from 1 on each day."))

    class Meta:
        verbose_name = _("code on paper")
        verbose_name_plural = _("codes on paper")
        ordering = ("day", "number")
        constraints = (
            models.UniqueConstraint(fields=("day", "number"), name="papercode_number_once"),
            models.UniqueConstraint(fields=("day", "registration"), name="papercode_person_once"),
        )

    def __str__(self) -> str:
        return f"{self.day} · {self.number}"
