"""One day of an edition in one place: what people register for, and the hours in which they may."""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.base import ModelBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.dates import day_in_words
from events.models.bilingual import Bilingual
from events.models.edition import Edition, Venue


class EventDay(Bilingual):
    """One day in one place: what people register for, and what the cap is counted on."""

    edition = models.ForeignKey(
        Edition,
        verbose_name=_("edition"),
        on_delete=models.CASCADE,
        related_name="days",
        help_text=_("The edition this day belongs to."),
    )
    venue = models.ForeignKey(
        Venue,
        verbose_name=_("venue"),
        on_delete=models.PROTECT,
        related_name="days",
        help_text=_("Where it happens; a venue of the same edition."),
    )
    slug = models.SlugField(
        _("short name"),
        max_length=60,
        unique=True,
        help_text=_("Used in addresses: “paris-2025-11-26”."),
    )
    title = models.CharField(_("title"), max_length=120, blank=True, help_text=_("“European opening day”."))
    summary = models.TextField(_("summary"), blank=True, help_text=_("What this day offers, in one or two sentences."))
    date = models.DateField(_("date"), help_text=_("Within the dates of the edition."))
    opens_at = models.TimeField(_("opens"), help_text=_("Doors open, Paris time."))
    closes_at = models.TimeField(_("closes"), help_text=_("End of the day, Paris time."))
    capacity = models.PositiveIntegerField(
        pgettext_lazy("day", "places"), help_text=_("No more people than this can hold a place.")
    )
    taken = models.PositiveIntegerField(
        _("places taken"),
        default=0,
        editable=False,
        help_text=_("Counted by registration, never typed."),
    )
    reserved = models.PositiveIntegerField(
        _("places kept"),
        default=0,
        editable=False,
        help_text=_("Kept in reserves and not used yet; counted by registration, never typed."),
    )
    overbooking = models.PositiveSmallIntegerField(
        _("overbooking"),
        default=0,
        help_text=_("Percent of the places promised beyond the cap, because some people never come."),
    )
    room_limit = models.PositiveIntegerField(
        _("room limit"), null=True, blank=True, help_text=_("How many people the room may hold; empty when unknown.")
    )
    registration_opens_at = models.DateTimeField(
        _("registration for this day opens"),
        null=True,
        blank=True,
        help_text=_("Paris time. Empty: with the registration of the edition, and never before it."),
    )
    registration_closes_at = models.DateTimeField(
        _("registration for this day closes"),
        null=True,
        blank=True,
        help_text=_("Paris time. Empty: with the registration of the edition, and never after it."),
    )

    class Meta:
        verbose_name = _("day")
        verbose_name_plural = _("days")
        ordering = ("date", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("venue", "date"),
                name="eventday_unique_in_venue",
                violation_error_message=_("This venue already has that day."),
            ),
            models.CheckConstraint(
                condition=models.Q(taken__lte=models.F("capacity") - models.F("reserved")),
                name="eventday_taken_within_capacity",
                violation_error_message=_("More places are already taken or kept than this."),
            ),
            models.CheckConstraint(
                condition=models.Q(overbooking__lte=100),
                name="eventday_overbooked_twice_at_most",
                violation_error_message=_("Overbooking goes from 0 to 100 percent."),
            ),
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")),
                name="eventday_closes_after_it_opens",
                violation_error_message=_("The day closes before it opens."),
            ),
            models.CheckConstraint(
                condition=models.Q(registration_closes_at__gt=models.F("registration_opens_at"))
                | models.Q(registration_closes_at=None)
                | models.Q(registration_opens_at=None),
                name="eventday_registration_closes_after_it_opens",
                violation_error_message=_("Registration closes before it opens."),
            ),
        )

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        super().clean()
        if self.venue_id and self.edition_id and self.venue.edition_id != self.edition_id:
            raise ValidationError({"venue": _("This venue belongs to another edition.")})
        if self._is_outside_edition():
            raise ValidationError({"date": _("Outside the dates of the edition.")})
        held = models.F("taken") + models.F("reserved")
        mine = EventDay.objects.filter(pk=self.pk).annotate(held=held).filter(held__gt=self.capacity or 0)
        if counts := mine.values("taken", "reserved").first():
            message = _("%(taken)d people already hold a place and %(reserved)d are kept: the cap cannot be lower.")
            raise ValidationError({"capacity": message % counts})

    def _is_outside_edition(self) -> bool:
        """False for what a form left empty: its field says so already."""
        if not (self.edition_id and isinstance(self.date, date)):
            return False
        return not self.edition.starts_on <= self.date <= self.edition.ends_on

    def save(
        self,
        *,
        force_insert: bool | tuple[ModelBase, ...] = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        """Never writes the counters back: a form opened before ten registrations must not undo them."""
        if not self._state.adding:
            if update_fields is None:
                update_fields = [f.name for f in self._meta.concrete_fields if not f.primary_key]
            update_fields = set(update_fields) - {"taken", "reserved"}
        super().save(
            force_insert=force_insert,
            force_update=force_update,
            using=using,
            update_fields=update_fields,
        )

    @property
    def label(self) -> str:
        """“Bruxelles, mardi 25 novembre”, in the active language."""
        return f"{self.venue.city}, {day_in_words(self.date)}"

    @property
    def starts_at(self) -> datetime:
        return _paris(self.date, self.opens_at)

    @property
    def ends_at(self) -> datetime:
        return _paris(self.date, self.closes_at)

    @property
    def registration_ends_at(self) -> datetime:
        """Nobody asks for a place of this day from then on: its own closing, or the end of the day."""
        return min(self.registration_closes_at or self.ends_at, self.ends_at)

    def opens_later(self, now: datetime) -> bool:
        """Whether the hours of this day have not begun, those of the edition aside."""
        return self.registration_opens_at is not None and now < self.registration_opens_at

    def takes_registrations(self, now: datetime) -> bool:
        """Whether one may ask for a place of this day, the hours of the edition aside."""
        return not self.opens_later(now) and now < self.registration_ends_at

    @property
    def places_left(self) -> int:
        """What is neither taken nor kept for somebody."""
        return max(self.capacity - self.taken - self.reserved, 0)

    @property
    def cap(self) -> int:
        """The cap before overbooking: the one number that, overbooked, gives ``capacity``."""
        return -(-self.capacity * 100 // (100 + self.overbooking))


def _paris(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=timezone.get_default_timezone())
