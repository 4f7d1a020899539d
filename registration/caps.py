"""How many places a day has: the cap, what is promised beyond it, what the room holds.  Every change is logged."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from events.models import EventDay
from registration import overbooking, seat_allocation, waiting_list
from registration.contention import retried
from registration.models import CapChange, Seat

Kind = CapChange.Kind
MOST = 10_000


class BelowHeldError(Exception):
    """People already hold more places than the new cap, or reserves keep them."""

    def __init__(self, day: EventDay) -> None:
        super().__init__(day.taken, day.reserved)
        self.taken, self.reserved = day.taken, day.reserved


class ChangedMeanwhileError(Exception):
    """Somebody else changed the cap since it was shown."""

    def __init__(self, capacity: int) -> None:
        super().__init__(capacity)
        self.capacity = capacity


class BeyondRoomError(Exception):
    """More places would be promised than the room holds, and nobody said so."""

    def __init__(self, promised: int, room_limit: int) -> None:
        super().__init__(promised, room_limit)
        self.promised, self.room_limit = promised, room_limit


@dataclass(frozen=True)
class Places:
    """What somebody decided for one day."""

    cap: int
    overbooking: int = 0
    room_limit: int | None = None

    @property
    def promised(self) -> int:
        return overbooking.promised(cap=self.cap, overbooking=self.overbooking)

    @property
    def exceeds_the_room(self) -> bool:
        return self.room_limit is not None and self.promised > self.room_limit


@retried
def change(
    *, day: EventDay, places: Places, seen: int, reason: str, by: User, now: datetime, knowing: bool = False
) -> int:
    """Change the places of a day from what was ``seen``; return how many were offered to the waiting list.

    Raises ``BeyondRoomError`` unless that is done ``knowing``, ``BelowHeldError`` and ``ChangedMeanwhileError``.
    """
    if places.exceeds_the_room and places.room_limit is not None and not knowing:
        raise BeyondRoomError(places.promised, places.room_limit)
    with transaction.atomic():
        [before] = seat_allocation.lock([day.pk])
        if not seat_allocation.set_capacity(day_id=day.pk, seen=seen, capacity=places.promised):
            now_true = EventDay.objects.get(pk=day.pk)
            raise BelowHeldError(now_true) if now_true.capacity == seen else ChangedMeanwhileError(now_true.capacity)
        EventDay.objects.filter(pk=day.pk).update(overbooking=places.overbooking, room_limit=places.room_limit)
        _log(before, places, reason=reason, by=by, now=now)
        return waiting_list.offer_free_places(day_id=day.pk, now=now) if places.promised > before.capacity else 0


@retried
def make_room_for(*, seat: Seat, by: User, reason: str, now: datetime) -> None:
    """Confirm somebody out of order on a full day: the cap grows by the place they get, nobody in line loses theirs.

    Without that, a free place is always with the first in line.  Raises ``BeyondRoomError`` when the room holds no
    more than was promised, and ``NotWaitingError`` of the waiting list.
    """
    with transaction.atomic():
        [day] = seat_allocation.lock([seat.day_id])
        if not day.places_left:
            _add_one(day, reason=reason, by=by, now=now)
        waiting_list.promote(seat=seat, by=by, reason=reason, now=now)
        waiting_list.offer_free_places(day_id=day.pk, now=now)  # overbooked, one more under the cap may promise two


def _add_one(day: EventDay, *, reason: str, by: User, now: datetime) -> None:
    """One more under the cap of a locked day.  Who went beyond its room before did so knowingly, and may again."""
    more = Places(cap=day.cap + 1, overbooking=day.overbooking, room_limit=day.room_limit)
    if more.exceeds_the_room and day.room_limit is not None and day.capacity <= day.room_limit:
        raise BeyondRoomError(more.promised, day.room_limit)
    seat_allocation.set_capacity(day_id=day.pk, seen=day.capacity, capacity=more.promised)
    _log(day, more, reason=reason, by=by, now=now)


def _log(before: EventDay, places: Places, *, reason: str, by: User, now: datetime) -> None:
    numbers = (
        (Kind.CAP, before.cap, places.cap),
        (Kind.OVERBOOKING, before.overbooking, places.overbooking),
        (Kind.ROOM, before.room_limit, places.room_limit),
    )
    CapChange.objects.bulk_create(
        CapChange(day=before, at=now, by=by, kind=kind, before=old, after=new, reason=reason)
        for kind, old, new in numbers
        if old != new
    )
