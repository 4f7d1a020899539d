"""Who changed what, when."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models import EventDay


class HistoryEntry(models.Model):
    """One change of a registration.  Says what happened without names or addresses, so it outlives an erasure."""

    class Kind(models.TextChoices):
        REGISTERED = "registered", _("registered")
        CONFIRMED = "confirmed", _("place confirmed")
        WAITING = "waiting", _("put on the waiting list")
        OFFERED = "offered", _("place offered")
        ACCEPTED = "accepted", _("offer accepted")
        DECLINED = "declined", _("left the waiting list")
        EXPIRED = "expired", _("offer not answered in time")
        PROMOTED = "promoted", _("promoted out of order")
        FREED = "freed", _("day freed")
        CANCELLED = "cancelled", _("registration cancelled")
        AMENDED = "amended", _("details changed")
        ROLE = "role", _("role set")
        RESENT = "resent", _("badge and link sent again")
        CHECKED_IN = "checked_in", _("came in")
        UNDONE = "undone", _("entry undone")
        PRINTED = "printed", _("badge printed at the door")
        RECONFIRMED = "reconfirmed", _("said they still come")
        JOINED = "joined", _("signed up for a workshop")
        LEFT = "left", _("left a workshop")
        EXPORTED = "exported", _("received their own data")
        ERASED = "erased", _("erased")

    registration = models.ForeignKey(
        "registration.Registration",
        verbose_name=_("registration"),
        on_delete=models.CASCADE,
        related_name="history",
        help_text=_("The registration that changed."),
    )
    at = models.DateTimeField(_("when"), help_text=_("Time of the change."))
    kind = models.CharField(_("what"), max_length=12, choices=Kind, help_text=_("What happened."))
    day = models.ForeignKey(
        EventDay,
        verbose_name=_("day"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The day it is about, if it is about one."),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The member of staff who did it; empty for the person themselves and for the system."),
    )
    detail = models.CharField(
        _("detail"),
        max_length=200,
        blank=True,
        help_text=_("Names of the fields changed, role before and after, or the reason given."),
    )

    class Meta:
        verbose_name = _("history entry")
        verbose_name_plural = _("history")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return self.get_kind_display()
