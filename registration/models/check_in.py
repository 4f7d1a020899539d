"""Presence, as seen at the door."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models import EventDay


class CheckInQuerySet(models.QuerySet["CheckIn"]):
    """Entries at the door."""

    def valid(self) -> "CheckInQuerySet":
        return self.filter(undone_at=None)


class CheckIn(models.Model):
    """Somebody came in: one entry per person and half-day, from which presence is attested."""

    class Half(models.TextChoices):
        MORNING = "am", _("morning")
        AFTERNOON = "pm", _("afternoon")

    registration = models.ForeignKey(
        "registration.Registration",
        verbose_name=_("registration"),
        on_delete=models.CASCADE,
        related_name="check_ins",
        help_text=_("Who came."),
    )
    day = models.ForeignKey(
        EventDay,
        verbose_name=_("day"),
        on_delete=models.PROTECT,
        related_name="check_ins",
        help_text=_("On which day."),
    )
    half = models.CharField(
        _("half-day"), max_length=2, choices=Half, help_text=_("Morning ends at 13:00, Paris time.")
    )
    scan = models.UUIDField(
        _("scan"),
        unique=True,
        default=uuid.uuid4,
        editable=False,
        help_text=_("Identifier given by the device: the same scan sent twice counts once."),
    )
    at = models.DateTimeField(_("came in"), help_text=_("When the badge was scanned or the name ticked."))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Who scanned, when they have an account."),
    )
    lane = models.CharField(
        _("lane"), max_length=60, blank=True, help_text=_("Who scanned, in words: a volunteer's link, the paper list.")
    )
    from_paper = models.BooleanField(
        _("from paper"),
        default=False,
        help_text=_("Typed back from the list on paper by one person: alone it proves no presence that is paid for."),
    )
    undone_at = models.DateTimeField(
        _("undone"), null=True, blank=True, help_text=_("When the entry was taken back; it no longer counts.")
    )

    objects = CheckInQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        ordering = ("at", "pk")
        permissions = (("check_in", "Can let people in"),)
        constraints = (
            models.UniqueConstraint(
                fields=("registration", "day", "half"),
                condition=Q(undone_at=None),
                name="checkin_once_per_half_day",
                violation_error_message=_("This person already came in this half-day."),
            ),
        )
        indexes = (models.Index(fields=("day", "half"), name="checkin_by_day"),)

    def __str__(self) -> str:
        return f"{self.day} · {self.get_half_display()}"
