"""Who may ask for a place at this moment: the opening hours of the registration."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from events.models import Edition, EventDay


class NotYetOpenError(Exception):
    """Registration, or that of one ``day``, opens later, or on a date not announced."""

    def __init__(self, opens_at: datetime | None, day: EventDay | None = None) -> None:
        super().__init__(opens_at)
        self.opens_at, self.day = opens_at, day


class ClosedError(Exception):
    """Registration, or that of one ``day``, closed, or every day is over."""

    def __init__(self, closed_at: datetime, day: EventDay | None = None) -> None:
        super().__init__(closed_at)
        self.closed_at, self.day = closed_at, day


def days_to_come(days: Iterable[EventDay], *, now: datetime) -> list[EventDay]:
    """Days one can still come to; a day is over when its doors close."""
    return [day for day in days if day.ends_at > now]


def check_days(*, edition: Edition, days: Iterable[EventDay], now: datetime) -> None:
    """Raise ``NotYetOpenError`` or ``ClosedError`` unless one may ask for a place on each of these days now."""
    check_open(edition=edition, days=[], now=now)
    for day in days:
        check_day(day, now=now)


def check_day(day: EventDay, *, now: datetime) -> None:
    """Raise ``NotYetOpenError`` or ``ClosedError`` when the hours of this day, or the day itself, say no."""
    if now >= day.registration_ends_at:
        raise ClosedError(day.registration_ends_at, day)
    if day.opens_later(now):
        raise NotYetOpenError(day.registration_opens_at, day)


def check_not_over(days: Iterable[EventDay], *, now: datetime) -> None:
    """Raise ``ClosedError`` when one of these days is over."""
    over = [day.ends_at for day in days if day.ends_at <= now]
    if over:
        raise ClosedError(min(over))


def check_open(*, edition: Edition, days: Iterable[EventDay], now: datetime) -> None:
    """Raise ``NotYetOpenError`` or ``ClosedError`` unless one may register for some day of the edition now."""
    if edition.registration_opens_at is None or now < edition.registration_opens_at:
        raise NotYetOpenError(edition.registration_opens_at)
    if edition.registration_closes_at and now >= edition.registration_closes_at:
        raise ClosedError(edition.registration_closes_at)
    days = list(days)
    if not days or any(day.takes_registrations(now) for day in days):
        return
    later = [day.registration_opens_at for day in days if day.registration_opens_at and now < day.registration_opens_at]
    if later:
        raise NotYetOpenError(min(later))
    raise ClosedError(max(day.registration_ends_at for day in days))


def is_open(edition: Edition, *, now: datetime) -> bool:
    """Whether the edition takes registrations, the hours of its days aside."""
    opens_at, closes_at = edition.registration_opens_at, edition.registration_closes_at
    return opens_at is not None and opens_at <= now and (closes_at is None or now < closes_at)


def details_until(edition: Edition, *, days: Iterable[EventDay]) -> datetime | None:
    """When badges and lists are fixed: from then on people write to us to change their details.  None: never."""
    ends = [day.ends_at for day in days]
    return min(filter(None, [edition.registration_closes_at, max(ends, default=None)]), default=None)


def change(*, edition: Edition, opens_at: datetime | None, closes_at: datetime | None) -> str:
    """Move the opening hours; return the old and new ones in ISO form, for the log."""
    before = (edition.registration_opens_at, edition.registration_closes_at)
    edition.registration_opens_at, edition.registration_closes_at = opens_at, closes_at
    edition.save(update_fields=["registration_opens_at", "registration_closes_at"])
    return " → ".join(" – ".join(_iso(at) for at in pair) for pair in (before, (opens_at, closes_at)))


def _iso(at: datetime | None) -> str:
    return timezone.localtime(at, timezone.get_default_timezone()).isoformat(" ") if at else "?"
