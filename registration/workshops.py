"""Places in workshops: sessions with a small cap of their own, for people who have a place on that day.

The row of the session is held while its places are counted and one is taken, so that no two people take the last.
A full workshop has no line: whoever leaves gives the place back at once, and the pages say so.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import Count, Q

from events.models import Session
from registration.contention import retried
from registration.history import changed
from registration.models import HistoryEntry, Registration, Seat, WorkshopPlace

Kind = HistoryEntry.Kind


class FullError(Exception):
    """Nobody gave a place back yet."""


class NotOfferedError(Exception):
    """Nobody signs up for this session, or it has begun."""


class NotExpectedError(Exception):
    """The person has no place on that day."""


class OverlapsError(Exception):
    """The person is in another workshop at that time."""

    def __init__(self, other: Session) -> None:
        super().__init__(other)
        self.other = other


class State(StrEnum):
    """What a workshop is to somebody now."""

    MINE = "mine"
    OPEN = "open"
    FULL = "full"
    BEGUN = "begun"


@dataclass(frozen=True)
class Workshop:
    """A session to sign up for, as one person sees it at one moment."""

    session: Session
    left: int
    state: State


def left_in(session: Session) -> int:
    """How many places of a workshop nobody has."""
    return max(0, (session.capacity or 0) - session.workshop_places.count())


def offered_to(registration: Registration, *, now: datetime) -> list[Workshop]:
    """The workshops of the days this person comes, in order, in one query."""
    days = Seat.objects.confirmed().filter(registration=registration).values("day")
    workshops = Session.objects.filter(day__in=days, capacity__isnull=False).select_related("day__venue")
    counted = workshops.annotate(
        people=Count("workshop_places"),
        mine=Count("workshop_places", filter=Q(workshop_places__registration=registration)),
    ).order_by("day__date", "starts_at", "pk")
    return [_seen(session, session.people, bool(session.mine), now) for session in counted]


@retried
def join(*, registration: Registration, session: Session, now: datetime) -> None:
    """Take a place; having one already is no error.

    Raises ``NotOfferedError``, ``NotExpectedError``, ``OverlapsError`` and ``FullError``.
    """
    if session.capacity is None or session.begins <= now:
        raise NotOfferedError
    with transaction.atomic():
        locked = Registration.objects.select_for_update(of=("self",), no_key=True).get(pk=registration.pk)
        if not locked.seats.confirmed().filter(day=session.day_id).exists():
            raise NotExpectedError
        mine = Session.objects.filter(workshop_places__registration=locked, day=session.day_id)
        if mine.filter(pk=session.pk).exists():
            return
        if other := mine.filter(starts_at__lt=session.ends_at, ends_at__gt=session.starts_at).first():
            raise OverlapsError(other)
        _take(locked, session, now)
        changed(registration=locked, kind=Kind.JOINED, day=session.day, now=now, detail=session.slug)


def leave(*, registration: Registration, session: Session, now: datetime) -> bool:
    """Give the place back; False when there was none."""
    with transaction.atomic():
        locked = Registration.objects.select_for_update(of=("self",), no_key=True).get(pk=registration.pk)
        had_one = bool(WorkshopPlace.objects.filter(registration=locked, session=session).delete()[0])
        if had_one:
            changed(registration=locked, kind=Kind.LEFT, day=session.day, now=now, detail=session.slug)
    return had_one


def leave_day(*, registration_id: int, day_id: int) -> None:
    """Give back the places of somebody who no longer comes on a day."""
    WorkshopPlace.objects.filter(registration=registration_id, session__day=day_id).delete()


def _take(registration: Registration, session: Session, now: datetime) -> None:
    room = Session.objects.select_for_update(of=("self",), no_key=True).get(pk=session.pk)
    if not left_in(room):
        raise FullError
    WorkshopPlace.objects.create(registration=registration, session=room, taken_at=now)


def _seen(session: Session, people: int, is_mine: bool, now: datetime) -> Workshop:
    left = max(0, (session.capacity or 0) - people)
    if is_mine:
        return Workshop(session, left, State.MINE)
    if session.begins <= now:
        return Workshop(session, left, State.BEGUN)
    return Workshop(session, left, State.OPEN if left else State.FULL)
