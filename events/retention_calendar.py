"""The retention calendar: what is kept about people, and the day on which it goes.

Who keeps something says so when its app is loaded, with one number that three read: the privacy page names it as a
fact, the nightly erasure works by it, ``manage.py report_retention`` counts by it.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events import facts
from outbox.models import OutgoingMail

# How many go on a day; those without a day wait for somebody to settle them.
Departures = Mapping[date | None, int]


@dataclass(frozen=True)
class Keeping:
    """One kind of personal data. ``facts`` are the periods as the privacy page must name them."""

    what: Promise
    where: str
    facts: tuple[str, ...]
    departures: Callable[[], Departures]


_kept: list[Keeping] = []


def register(*keepings: Keeping) -> None:
    """Add to the calendar."""
    _kept.extend(keepings)


def keepings() -> list[Keeping]:
    """Return the whole calendar, from the foundation up."""
    return list(_kept)


def offer() -> None:
    """Let texts name how long messages are kept, and put them on the calendar."""
    facts.register("keep_mail_days", lambda _edition, _argument: facts.number(settings.MAIL_KEEP.days))
    register(Keeping(_("messages and their links"), "outbox.OutgoingMail", ("keep_mail_days",), _mails))


def _mails() -> Departures:
    days = OutgoingMail.objects.order_by().annotate(day=TruncDate("created_at")).values_list("day")
    return {day + settings.MAIL_KEEP: number for day, number in days.annotate(Count("pk"))}


def months_after(day: date, months: int) -> date:
    """Return the same day ``months`` later, or the last of its month where there is none.

    >>> months_after(date(2025, 11, 30), 3)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(12 * day.year + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def goes_on(last_day: date, *, months: int) -> date:
    """Return the first day without what is kept for ``months`` after ``last_day``."""
    return months_after(last_day, months) + timedelta(days=1)


def months_in_words(months: int) -> str:
    """“1 month”, “12 months”, “3 years” from the third year on."""
    years, rest = divmod(months, 12)
    if years > 1 and not rest:
        return ngettext("%(count)d year", "%(count)d years", years) % {"count": years}
    return ngettext("%(count)d month", "%(count)d months", months) % {"count": months}


def total(parts: Iterable[tuple[date | None, int]]) -> Departures:
    """Add up what goes on the same day."""
    days: dict[date | None, int] = {}
    for day, number in parts:
        days[day] = days.get(day, 0) + number
    return days
