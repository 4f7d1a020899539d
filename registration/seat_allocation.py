"""The places of a day.  Nothing else writes ``EventDay.taken``.

A place is taken by one conditional update: the database compares and counts in the same statement, so no two
people can read "one left" and both take it, on SQLite as on PostgreSQL.  A CHECK constraint stands behind it.

Three rules keep the lines of waiting people straight and free of deadlocks:

* a newcomer gets a place only while nobody waits for that day: a freed place is for the line, even in the
  moment between its return and its offer;
* whoever needs several days takes them in the order of their keys;
* whoever ends or moves seats of other people locks the day first (``lock``), then touches seats.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from events.models import EventDay
from registration.models import Seat

LAST_PLACES = 10


class State(StrEnum):
    """What somebody who asks now may expect."""

    OPEN = "open"
    LAST = "last"
    LINE = "line"


@dataclass(frozen=True)
class Availability:
    """Places of one day at one moment: a promise to nobody, a fair warning to everybody."""

    day: EventDay
    left: int
    state: State

    @property
    def has_places(self) -> bool:
        return self.state is not State.LINE


def take(*, day_id: int) -> bool:
    """Take a place for a newcomer; False when the day is full or people already wait for it."""
    return _take(EventDay.objects.filter(~_line(), pk=day_id))


def take_for_line(*, day_id: int) -> bool:
    """Take a place for the first in line; False when the day is full."""
    return _take(EventDay.objects.filter(pk=day_id))


def give_back(*, day_id: int, places: int = 1) -> None:
    """Return places.  The caller then lets the line have them, in the same transaction."""
    EventDay.objects.filter(pk=day_id).update(taken=F("taken") - places)


def lock(day_ids: Iterable[int]) -> list[EventDay]:
    """Hold these days until the end of the transaction, in the order everybody uses."""
    days = EventDay.objects.filter(pk__in=list(day_ids))
    return list(days.select_for_update(no_key=True).order_by("pk"))


def availability(days: QuerySet[EventDay]) -> list[Availability]:
    """How full each day is, in one query."""
    counted = days.select_related("venue").annotate(line=_line()).order_by("date", "pk")
    return [Availability(day=day, left=day.places_left, state=_state(day.places_left, day.line)) for day in counted]


def full_days() -> set[int]:
    """Keys of the days without a free place at this moment."""
    return set(EventDay.objects.filter(taken__gte=F("capacity")).values_list("pk", flat=True))


def miscounted(days: QuerySet[EventDay]) -> list[tuple[EventDay, int]]:
    """Days whose counter differs from the seats that hold a place, with the true number: none, ever."""
    held = Count("seats", filter=Q(seats__status__in=Seat.HOLDING))
    return [(day, day.held) for day in days.annotate(held=held).exclude(held=F("taken"))]


def _take(day: QuerySet[EventDay]) -> bool:
    return day.filter(taken__lt=F("capacity")).update(taken=F("taken") + 1) == 1


def _line() -> Exists:
    return Exists(Seat.objects.waiting().filter(day=OuterRef("pk")))


def _state(left: int, line: bool) -> State:
    if line or not left:
        return State.LINE
    return State.LAST if left <= LAST_PLACES else State.OPEN
