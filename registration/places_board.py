"""The numbers of every day, and the picture of the risk, as the screens of staff show them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from events.models import Edition, EventDay
from registration.models import Seat
from registration.overbooking import Forecast

BAR_WIDTH, BAR_GAP, HEIGHT = 36, 12, 120
ONE_PERCENT = 0.01


@dataclass(frozen=True)
class Row:
    """One day in numbers."""

    day: EventDay
    waiting: int
    offered: int

    @property
    def promised_beyond_room(self) -> int:
        return max(self.day.capacity - self.day.room_limit, 0) if self.day.room_limit else 0


@dataclass(frozen=True)
class Bar:
    """One column of the picture, in the units of its view box."""

    forecast: Forecast
    x: int
    y: int
    height: int

    @property
    def middle(self) -> int:
        return self.x + BAR_WIDTH // 2

    @property
    def label(self) -> str:
        """As short as a column is wide, the same in every language."""
        if self.forecast.risk == 0:
            return "0"
        if self.forecast.risk < ONE_PERCENT:
            return "< 1 %"
        return "> 99 %" if self.forecast.risk > 1 - ONE_PERCENT else f"{self.forecast.risk * 100:.0f} %"


def rows(edition: Edition) -> list[Row]:
    """The days in order, in one query whatever the number of people."""
    return [_row(day) for day in _counted(edition.days.all()).order_by("date", "pk")]


def row(day: EventDay) -> Row:
    """One day."""
    return _row(_counted(EventDay.objects.filter(pk=day.pk)).get())


def bars(table: Sequence[Forecast]) -> list[Bar]:
    """Where each column of the picture stands; a risk of 100 % is as high as the picture."""
    return [
        Bar(forecast, x=number * (BAR_WIDTH + BAR_GAP), y=HEIGHT - height, height=height)
        for number, forecast in enumerate(table)
        for height in [round(forecast.risk * HEIGHT)]
    ]


def _counted(days: QuerySet[EventDay]) -> QuerySet[EventDay]:
    return days.select_related("venue", "edition").annotate(
        waiting=Count("seats", filter=Q(seats__status=Seat.Status.WAITING)),
        offered=Count("seats", filter=Q(seats__status=Seat.Status.OFFERED)),
    )


def _row(day: EventDay) -> Row:
    return Row(day=day, waiting=day.waiting, offered=day.offered)  # type: ignore[attr-defined]  # annotated above
