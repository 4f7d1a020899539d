"""Who changed the places of a day, when and why."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models import EventDay


class CapChange(models.Model):
    """One change of what a day may hold or keeps back, or of when one may ask for it.  Never changed, never deleted."""

    class Kind(models.TextChoices):
        CAP = "cap", _("cap")
        OVERBOOKING = "overbooking", _("overbooking, in percent")
        ROOM = "room", _("room limit")
        RESERVE = "reserve", _("places kept in a reserve")
        FELL_BACK = "fell_back", _("places of a reserve given to everybody")
        OPENS = "opens", _("opening of registration for the day")
        CLOSES = "closes", _("closing of registration for the day")

    day = models.ForeignKey(
        EventDay,
        verbose_name=_("day"),
        on_delete=models.CASCADE,
        related_name="cap_changes",
        help_text=_("Which day."),
    )
    at = models.DateTimeField(_("when"), help_text=_("Time of the change."))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Who did it; empty for the system."),
    )
    kind = models.CharField(_("what"), max_length=11, choices=Kind, help_text=_("What was changed."))
    reserve = models.CharField(_("reserve"), max_length=100, blank=True, help_text=_("Its name, when it is about one."))
    before = models.PositiveIntegerField(_("before"), null=True, blank=True, help_text=_("Number before."))
    after = models.PositiveIntegerField(_("after"), null=True, blank=True, help_text=_("Number after."))
    instant_before = models.DateTimeField(
        _("instant before"), null=True, blank=True, help_text=_("Opening or closing before; empty: with the edition.")
    )
    instant_after = models.DateTimeField(
        _("instant after"), null=True, blank=True, help_text=_("Opening or closing after; empty: with the edition.")
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True, help_text=_("Why, in the words of who did it."))

    class Meta:
        verbose_name = _("change of places")
        verbose_name_plural = _("changes of places")
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.before} → {self.after}"

    @property
    def is_about_hours(self) -> bool:
        return self.kind in {self.Kind.OPENS, self.Kind.CLOSES}
