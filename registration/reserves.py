"""Places kept for speakers and partners until a date: made, made larger or smaller, given to everybody.

A place freed by somebody who was invited goes to the waiting list like every other; it does not return here.
"""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from events.models import EventDay
from registration import seat_allocation, waiting_list
from registration.contention import retried
from registration.models import CapChange, Reserve

Kind = CapChange.Kind


class NotEnoughFreeError(Exception):
    """So many places cannot be kept: fewer are free, or people already wait for them."""

    def __init__(self, free: int) -> None:
        super().__init__(free)
        self.free = free


class BelowUsedError(Exception):
    """Invited people already hold more places of this reserve."""

    def __init__(self, used: int) -> None:
        super().__init__(used)
        self.used = used


class EndedError(Exception):
    """The reserve was given to everybody, or its date has passed."""


class NameTakenError(Exception):
    """This day has an open reserve of that name."""


@retried
def make(*, day: EventDay, name: str, places: int, until: date, by: User, now: datetime) -> Reserve:
    """Keep free places of a day until the end of a date; raises the errors above."""
    if until < today(now):
        raise EndedError
    try:
        with transaction.atomic():
            reserve = Reserve.objects.create(day=day, name=name, places=places, until=until)
            _set_aside(reserve, places)
            _log(reserve, Kind.RESERVE, before=0, after=places, by=by, now=now)
    except IntegrityError as error:
        raise NameTakenError from error
    return reserve


@retried
def resize(*, reserve: Reserve, places: int, until: date, by: User, now: datetime) -> None:
    """Keep more or fewer places, or keep them for longer or shorter; fewer go to the waiting list at once."""
    if until < today(now):
        raise EndedError
    with transaction.atomic():
        before = Reserve.objects.select_for_update().get(pk=reserve.pk)
        enough = Reserve.objects.open().filter(pk=reserve.pk, places=before.places, used__lte=places)
        if not enough.update(places=places, until=until):
            raise EndedError if before.ended_at else BelowUsedError(before.used)
        if places > before.places:
            _set_aside(reserve, places - before.places)
        elif places < before.places:
            seat_allocation.let_go(day_id=reserve.day_id, places=before.places - places)
            waiting_list.offer_free_places(day_id=reserve.day_id, now=now)
        if places != before.places:
            _log(reserve, Kind.RESERVE, before=before.places, after=places, by=by, now=now)


@retried
def release(*, reserve: Reserve, now: datetime, by: User | None = None) -> int:
    """Give what is left to everybody, the waiting list first; return how many places.  A second time is nothing."""
    with transaction.atomic():
        if not Reserve.objects.open().filter(pk=reserve.pk).update(ended_at=now):
            return 0
        ended = Reserve.objects.get(pk=reserve.pk)
        left = ended.places - ended.used
        if left:
            seat_allocation.let_go(day_id=ended.day_id, places=left)
        _log(ended, Kind.FELL_BACK, before=ended.places, after=ended.used, by=by, now=now)
        waiting_list.offer_free_places(day_id=ended.day_id, now=now)
    return left


def release_due(*, now: datetime) -> int:
    """Give to everybody what reserves still keep after their last day; return how many places."""
    return sum(release(reserve=reserve, now=now) for reserve in Reserve.objects.due(today=today(now)).order_by("pk"))


def today(now: datetime) -> date:
    """The date in Paris."""
    return timezone.localdate(now, timezone.get_default_timezone())


def _set_aside(reserve: Reserve, places: int) -> None:
    if not seat_allocation.set_aside(day_id=reserve.day_id, places=places):
        free = EventDay.objects.filter(pk=reserve.day_id).values_list(F("capacity") - F("taken") - F("reserved"))
        raise NotEnoughFreeError(free[0][0])


def _log(reserve: Reserve, kind: CapChange.Kind, *, before: int, after: int, by: User | None, now: datetime) -> None:
    CapChange.objects.create(
        day_id=reserve.day_id, at=now, by=by, kind=kind, reserve=reserve.name, before=before, after=after
    )
