"""What people hear before and after without asking: still coming, soon, tomorrow, thank you.

Each has an instant from which it is sent and one from which it would be stale. A task sends what is due, whenever it
runs: after days without a worker the reminders still of use go out, the others never. The key of the message makes
each go once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from events.models import Edition, EventDay
from outbox.models import OutgoingMail
from registration import emails
from registration.models import CheckIn, Registration, Seat

MORNING = time(9)
FARTHEST = timedelta(days=20)
MOST_AT_A_TIME = 100


class Reminder(StrEnum):
    """One kind of message; its value begins its key."""

    STILL_COMING = "still_coming"
    SOON = "soon"
    TOMORROW = "tomorrow"
    THANKS = "thanks"


@dataclass(frozen=True)
class Window:
    """When a message is of use."""

    begins: datetime
    ends: datetime

    def holds(self, now: datetime) -> bool:
        return self.begins <= now < self.ends


def window(kind: Reminder, *, day: date, starts_at: datetime) -> Window:
    """When ``kind`` is of use to somebody for whom ``day`` counts, in the time zone of ``starts_at``.

    ``day`` is their first day, for “tomorrow” their first day in that city, for the thanks their last.
    """

    def morning(days: int) -> datetime:
        return datetime.combine(day + timedelta(days=days), MORNING, tzinfo=starts_at.tzinfo)

    windows = {
        Reminder.STILL_COMING: (morning(-14), morning(-9)),
        Reminder.SOON: (morning(-7), morning(-2)),
        Reminder.TOMORROW: (morning(-1), datetime.combine(day, time.min, tzinfo=starts_at.tzinfo)),
        Reminder.THANKS: (morning(1), morning(15)),
    }
    return Window(*windows[kind])


def send_due(*, now: datetime, most: int = MOST_AT_A_TIME) -> int:
    """Send what is due, ``most`` at a time so that confirmations are not kept waiting; return how many."""
    due = [(kind, day, key) for kind, day in _in_their_time(now) for key in _due(kind, day, most)]
    return sum(_send(kind, day, key) for kind, day, key in due[:most])


def _in_their_time(now: datetime) -> Iterator[tuple[Reminder, EventDay]]:
    today = timezone.localdate(now, timezone.get_default_timezone())
    days = EventDay.objects.filter(
        date__range=(today - FARTHEST, today + FARTHEST), edition__status=Edition.Status.PUBLISHED
    )
    for day in days.select_related("venue").order_by("date", "pk"):
        for kind in Reminder:
            if window(kind, day=day.date, starts_at=day.starts_at).holds(now):
                yield kind, day


def _due(kind: Reminder, day: EventDay, most: int) -> list[int]:
    """Keys of the registrations to write to now; thanked are also those who were let in without a place."""
    holders = list(_awaiting(kind, day)[:most])
    return holders if kind is not Reminder.THANKS else [*holders, *_let_in(day)[:most]]


def _awaiting(kind: Reminder, day: EventDay) -> QuerySet[Seat, int]:
    """Keys of the registrations for which ``day`` counts, that knew of it in time and were not written to yet."""
    since = window(kind, day=day.date, starts_at=day.starts_at).begins
    theirs = Seat.objects.confirmed().filter(registration=OuterRef("registration"), day__edition=day.edition_id)
    before = Q(day__date__lt=day.date) | Q(day__date=day.date, day__lt=day.pk)
    after = Q(day__date__gt=day.date) | Q(day__date=day.date, day__gt=day.pk)
    match kind:
        case Reminder.THANKS:
            others = theirs.filter(after)
        case Reminder.TOMORROW:
            others = theirs.filter(before, day__venue=day.venue_id)
        case _:
            others = theirs.filter(before)
    people = Registration.objects.live().filter(erased_at=None, registered_at__lt=since)
    seats = Seat.objects.confirmed().filter(day=day, registration__in=people)
    missing = seats.filter(~Exists(others), ~Exists(_written(kind, day)))
    return missing.order_by("pk").values_list("registration_id", flat=True)


def _let_in(day: EventDay) -> QuerySet[CheckIn, int]:
    """Keys of the registrations without a place whose last entry was on ``day``, and that were not thanked yet."""
    theirs = CheckIn.objects.valid().filter(registration=OuterRef("registration"), day__edition=day.edition_id)
    later = theirs.filter(Q(day__date__gt=day.date) | Q(day__date=day.date, day__gt=day.pk))
    places = Seat.objects.confirmed().filter(registration=OuterRef("registration"))
    people = Registration.objects.live().filter(erased_at=None)
    entries = CheckIn.objects.valid().filter(
        ~Exists(later), ~Exists(places), ~Exists(_written(Reminder.THANKS, day)), day=day, registration__in=people
    )
    return entries.order_by("registration_id").values_list("registration_id", flat=True).distinct()


def _written(kind: Reminder, day: EventDay) -> QuerySet[OutgoingMail]:
    """The message of this kind to the registration of the outer query."""
    prefix, _pk, suffix = _key(kind, day, 0).partition("0")
    key = Concat(Value(prefix), Cast(OuterRef("registration_id"), CharField()), Value(suffix))
    return OutgoingMail.objects.filter(key=key)


def _key(kind: Reminder, day: EventDay, registration_id: int) -> str:
    """One message per person, for “tomorrow” one per city."""
    city = f":{day.venue.slug}" if kind is Reminder.TOMORROW else ""
    return f"{kind}:{registration_id}{city}"


@transaction.atomic
def _send(kind: Reminder, day: EventDay, registration_id: int) -> bool:
    """Write to one person, unless they gave the day back in this very moment."""
    people = Registration.objects.select_for_update(of=("self",), no_key=True).select_related("edition")
    registration = people.get(pk=registration_id)
    seats = emails.seats_of(registration)
    entries = CheckIn.objects.valid().filter(day__edition=registration.edition_id)
    is_held = any(seat.is_confirmed and seat.day_id == day.pk for seat in seats)
    was_let_in = kind is Reminder.THANKS and entries.filter(registration=registration, day=day).exists()
    if not registration.is_live or not (is_held or was_let_in):
        return False
    here = [seat for seat in seats if seat.day.venue_id == day.venue_id] if kind is Reminder.TOMORROW else seats
    emails.send_reminder(
        name=kind,
        registration=registration,
        seats=here,
        day=day,
        key=_key(kind, day, registration_id),
        came=entries.filter(registration=registration).exists(),
        door_was_open=entries.exists(),
    )
    return True
