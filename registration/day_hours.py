"""The hours in which each day takes registrations, within those of the edition: shown, changed, with who and why."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from accounts.models import User
from events.models import EventDay
from registration import seat_allocation
from registration.models import CapChange
from registration.seat_allocation import Availability, State

Kind = CapChange.Kind


class ChangedMeanwhileError(Exception):
    """Somebody else changed the hours since they were shown."""


@dataclass(frozen=True)
class Hours:
    """When one may ask for a place of a day; None where the edition decides."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None

    @classmethod
    def of(cls, day: EventDay) -> "Hours":
        return cls(day.registration_opens_at, day.registration_closes_at)


def offered(availability: Iterable[Availability], *, now: datetime) -> list[Availability]:
    """The days one can still come to, those outside their hours marked."""
    return [mark(item, now=now) for item in availability if item.day.ends_at > now]


def mark(item: Availability, *, now: datetime) -> Availability:
    """One day, marked when it is outside its hours."""
    if item.day.takes_registrations(now):
        return item
    return replace(item, state=State.LATER if item.day.opens_later(now) else State.CLOSED)


def change(*, day: EventDay, hours: Hours, seen: Hours, reason: str, by: User, now: datetime) -> None:
    """Let a day take registrations in these hours instead of those ``seen``; raises ``ChangedMeanwhileError``.

    Who has a place or waits keeps it: the hours are for those who ask.
    """
    with transaction.atomic():
        [locked] = seat_allocation.lock([day.pk])
        before = Hours.of(locked)
        if before != seen:
            raise ChangedMeanwhileError
        EventDay.objects.filter(pk=day.pk).update(
            registration_opens_at=hours.opens_at, registration_closes_at=hours.closes_at
        )
        moved = (
            (Kind.OPENS, before.opens_at, hours.opens_at),
            (Kind.CLOSES, before.closes_at, hours.closes_at),
        )
        CapChange.objects.bulk_create(
            CapChange(day=locked, at=now, by=by, kind=kind, instant_before=old, instant_after=new, reason=reason)
            for kind, old, new in moved
            if old != new
        )
