"""The programme of an edition, chosen and laid out: days, then hours, then sessions side by side."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import time
from itertools import groupby

from django.db.models import Q, QuerySet

from events.models import Edition, EventDay, Session


@dataclass(frozen=True)
class Choice:
    """What a reader wants to see; empty means everything."""

    day: str = ""
    place: str = ""
    kind: str = ""
    language: str = ""

    def __bool__(self) -> bool:
        return any((self.day, self.place, self.kind, self.language))


@dataclass(frozen=True)
class Slot:
    """Sessions that start at the same time."""

    starts_at: time
    sessions: list[Session]


@dataclass(frozen=True)
class DayProgramme:
    """One day, hour by hour."""

    day: EventDay
    slots: list[Slot] = field(default_factory=list)


def sessions_of(edition: Edition, choice: Choice = Choice()) -> QuerySet[Session]:
    """The sessions that fit ``choice``, in order, with day, venue and speakers."""
    sessions = Session.objects.filter(day__edition=edition)
    if choice.day:
        sessions = sessions.filter(day__slug=choice.day)
    if choice.place:
        sessions = sessions.filter(day__venue__slug=choice.place)
    if choice.kind:
        sessions = sessions.filter(kind=choice.kind)
    if choice.language:
        understood = Q(language__in=(choice.language, Session.Language.BOTH)) | Q(is_interpreted=True)
        sessions = sessions.filter(understood)
    return (
        sessions.select_related("day__venue", "day__edition")
        .prefetch_related("speakers")
        .order_by("day__date", "day__pk", "starts_at", "ends_at", "pk")
    )


def timetable(sessions: Iterable[Session]) -> list[DayProgramme]:
    """Lay sessions out; they come in the order of :func:`sessions_of`."""
    return [
        DayProgramme(day=day, slots=[Slot(hour, list(group)) for hour, group in groupby(rows, lambda s: s.starts_at)])
        for day, rows in groupby(sessions, lambda session: session.day)
    ]
