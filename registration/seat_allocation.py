"""The places of a day.  Nothing else writes ``EventDay.taken``, ``EventDay.reserved`` or ``Reserve.used``.

A place is taken by one conditional update: the database compares and counts in the same statement, so no two
people can read "one left" and both take it, on SQLite as on PostgreSQL.  A CHECK constraint stands behind it:
``taken + reserved`` never exceeds ``capacity``.

Four rules keep the lines of waiting people straight and free of deadlocks:

* a newcomer gets a place only while nobody waits for that day: a freed place is for the line, even in the
  moment between its return and its offer;
* a reserve is touched before the row of its day;
* whoever needs several days takes them in the order of their keys;
* whoever ends or moves seats of other people locks the day first (``lock``), then touches seats.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from events.models import EventDay
from registration.models import Reserve, Seat

LAST_PLACES = 10
# What the public and the line may still take.
FREE = Q(taken__lt=F("capacity") - F("reserved"))
# The hottest statement, in the words of every database: to put it together each time costs ten times as much.
TAKE = """
UPDATE events_eventday SET taken = taken + 1
WHERE id = %s AND taken < capacity - reserved
AND NOT EXISTS (SELECT 1 FROM registration_seat WHERE day_id = events_eventday.id AND status = 'waiting')
"""


class State(StrEnum):
    """What somebody who asks now may expect."""

    OPEN = "open"
    LAST = "last"
    LINE = "line"
    KEPT = "kept"
    LATER = "later"
    CLOSED = "closed"


@dataclass(frozen=True)
class Availability:
    """Places of one day at one moment: a promise to nobody, a fair warning to everybody."""

    day: EventDay
    left: int
    state: State

    @property
    def has_places(self) -> bool:
        return self.state is not State.LINE

    @property
    def may_be_asked_for(self) -> bool:
        """Within the hours of its day, with a place or a line."""
        return self.state not in {State.LATER, State.CLOSED}


def take(*, day_id: int) -> bool:
    """Take a place for a newcomer; False when the day is full or people already wait for it."""
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [day_id])
        return bool(cursor.rowcount == 1)


def take_for_line(*, day_id: int) -> bool:
    """Take a place for the first in line; False when the day is full."""
    return EventDay.objects.filter(FREE, pk=day_id).update(taken=F("taken") + 1) == 1


def take_reserved(*, reserve: Reserve) -> bool:
    """Take a place of an open reserve; False when none is left in it.  Who waits for the day has no claim to it."""
    kept = Reserve.objects.open().filter(pk=reserve.pk, used__lt=F("places"))
    if not kept.update(used=F("used") + 1):
        return False
    EventDay.objects.filter(pk=reserve.day_id).update(taken=F("taken") + 1, reserved=F("reserved") - 1)
    return True


def give_back(*, day_id: int, places: int = 1) -> None:
    """Return places.  The caller then lets the line have them, in the same transaction."""
    EventDay.objects.filter(pk=day_id).update(taken=F("taken") - places)


def set_aside(*, day_id: int, places: int) -> bool:
    """Move free places into a reserve; False when fewer are free, or people already wait for the day."""
    day = EventDay.objects.filter(~_line(), pk=day_id, capacity__gte=F("taken") + F("reserved") + places)
    return day.update(reserved=F("reserved") + places) == 1


def let_go(*, day_id: int, places: int) -> None:
    """Move places of a reserve back to everybody.  The caller then lets the line have them."""
    EventDay.objects.filter(pk=day_id).update(reserved=F("reserved") - places)


def set_capacity(*, day_id: int, seen: int, capacity: int) -> bool:
    """Change how many places may be taken from what was ``seen``; False when it changed, or more are held."""
    day = EventDay.objects.filter(pk=day_id, capacity=seen, taken__lte=capacity - F("reserved"))
    return day.update(capacity=capacity) == 1


def lock(day_ids: Iterable[int]) -> list[EventDay]:
    """Hold these days until the end of the transaction, in the order everybody uses."""
    days = EventDay.objects.filter(pk__in=list(day_ids))
    return list(days.select_for_update(no_key=True).order_by("pk"))


def availability(days: QuerySet[EventDay]) -> list[Availability]:
    """How full each day is, in one query."""
    counted = days.select_related("venue").annotate(line=_line()).order_by("date", "pk")
    return [Availability(day=day, left=day.places_left, state=_state(day.places_left, day.line)) for day in counted]


def miscounted(days: QuerySet[EventDay]) -> list[tuple[EventDay, int]]:
    """Days whose counter differs from the seats that hold a place, with the true number: none, ever."""
    held = Count("seats", filter=Q(seats__status__in=Seat.HOLDING))
    return [(day, day.held) for day in days.annotate(held=held).exclude(held=F("taken"))]


def miskept(days: QuerySet[EventDay]) -> list[tuple[EventDay, int]]:
    """Days whose kept places differ from what their open reserves still hold, with the true number: none, ever."""
    kept = Sum(F("reserves__places") - F("reserves__used"), filter=Q(reserves__ended_at=None), default=0)
    return [(day, day.kept) for day in days.annotate(kept=kept).exclude(kept=F("reserved"))]


def _line() -> Exists:
    return Exists(Seat.objects.waiting().filter(day=OuterRef("pk")))


def _state(left: int, line: bool) -> State:
    if line or not left:
        return State.LINE
    return State.LAST if left <= LAST_PLACES else State.OPEN
