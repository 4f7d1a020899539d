"""How full each day is, for pages that invite. The app that takes registrations answers: it alone knows who waits."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # named in AppConfig.ready() of the app above, before models may be loaded
    from django.db.models import QuerySet

    from events.models import Edition, EventDay, Session

OPEN, LAST, LINE = "open", "last", "line"


class DayPlaces(Protocol):
    """One day at one moment: ``state`` is OPEN, LAST (few places) or LINE (a waiting list)."""

    @property
    def day(self) -> "EventDay": ...

    @property
    def left(self) -> int: ...

    @property
    def state(self) -> str: ...


Provider = Callable[["QuerySet[EventDay]"], Sequence[DayPlaces]]
Counter = Callable[["Session"], int]
_providers: list[Provider] = []
_counters: list[Counter] = []


def answered_by(provider: Provider, *, workshops: Counter) -> None:
    """Name who counts places of days and of workshops; called once, when that app is loaded."""
    _providers[:], _counters[:] = [provider], [workshops]


def of(edition: "Edition") -> list[DayPlaces]:
    """The days of ``edition`` in order, with their venue and their places; empty without a registration office."""
    days = edition.days.select_related("venue").order_by("date", "pk")
    return list(_providers[0](days)) if _providers else []


def left_in(session: "Session") -> int | None:
    """How many places are left in a workshop; None where nobody has to sign up."""
    return _counters[0](session) if _counters and session.capacity is not None else None
