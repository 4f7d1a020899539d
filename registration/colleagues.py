"""The group of a leader: what they typed and how each stands, without telling who had been registered before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Prefetch

from events.models import EventDay
from registration import emails
from registration.history import note
from registration.models import Colleague, HistoryEntry, Registration, Seat


class NoSuchColleagueError(Exception):
    """The group has nobody of this number, or they have cancelled."""


@dataclass(frozen=True)
class Typed:
    """A colleague at the moment of the form.  ``told`` is empty for somebody new: their own places are shown."""

    registration: Registration
    name: str
    told: dict[str, list[int]] | None


@dataclass(frozen=True)
class Seen:
    """A colleague as the leader sees them."""

    number: int
    name: str
    seats: Sequence[Seat]


def keep(*, leader: Registration, typed: Sequence[Typed]) -> None:
    """Remember who was typed, in the order of the forms; whoever is in the group already is not there twice."""
    if not typed:
        return
    group = list(leader.typed_colleagues.values_list("number", "registration_id"))
    numbers, there = [number for number, _pk in group], {pk for _number, pk in group}
    new = [one for one in typed if one.registration.pk not in there]
    Colleague.objects.bulk_create(
        Colleague(leader=leader, registration=one.registration, number=number, name=one.name, told=one.told)
        for number, one in enumerate(new, max(numbers, default=0) + 1)
    )


def colleagues_of(leader: Registration) -> list[Seen]:
    """The group in order; the same number of queries whatever its size."""
    seats = Seat.objects.live().select_related("day__venue").order_by("day__date", "day_id")
    members = leader.typed_colleagues.prefetch_related(Prefetch("registration__seats", queryset=seats))
    days = {day.pk: day for day in leader.edition.days.select_related("venue").order_by("date", "pk")}
    return [
        Seen(
            member.number,
            member.name,
            list(member.registration.seats.all()) if member.told is None else _as_told(member.told, days),
        )
        for member in members
    ]


def send_again(*, leader: Registration, number: int, now: datetime) -> str:
    """Write to a colleague once more, at their own address; return the name the leader typed.

    Raises ``NoSuchColleagueError``.
    """
    with transaction.atomic():
        member = leader.typed_colleagues.select_related("registration__edition").filter(number=number).first()
        if member is None or (member.told is None and not member.registration.is_live):
            raise NoSuchColleagueError
        if member.registration.is_live:
            note(registration=member.registration, kind=HistoryEntry.Kind.RESENT, now=now)
            emails.send_already_registered(registration=member.registration, now=now)
    return member.name


def _as_told(told: dict[str, list[int]], days: dict[int, EventDay]) -> list[Seat]:
    """Places that exist only on this page."""
    status = dict.fromkeys(told["confirmed"], Seat.Status.CONFIRMED)
    status |= dict.fromkeys(told["waiting"], Seat.Status.WAITING)
    return [Seat(day=day, status=status[pk]) for pk, day in days.items() if pk in status]
