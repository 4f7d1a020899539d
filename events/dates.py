"""Dates and times as people say them, in the active language."""

from datetime import date, datetime, time

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

NO_BREAK = "\u00a0"


def _french() -> bool:
    return (get_language() or "").startswith("fr")


def _month_day(day: date, pattern: str) -> str:
    """French counts the first of a month as an ordinal: « 1er novembre »."""
    text = date_format(day, pattern)
    if day.day == 1 and _french():
        text = text.replace("1 ", "1er ", 1)
    return text


def day_in_words(day: date, *, year: bool = False) -> str:
    """“mardi 25 novembre” or “Tuesday 25 November”, with the year if asked."""
    weekday = date_format(day, "l")
    return f"{weekday} {date_in_words(day, year=year)}"


def date_in_words(day: date, *, year: bool = True) -> str:
    """“25 novembre 2025” or “25 November 2025”."""
    text = _month_day(day, "j F").replace(" ", NO_BREAK, 1)
    return f"{text} {day.year}" if year else text


def range_in_words(first: date, last: date) -> str:
    """“25–27 November 2025”, “du 25 au 27 novembre 2025”, as short as the dates allow."""
    if first == last:
        return date_in_words(first)
    if first.year != last.year:
        start = date_in_words(first)
    elif first.month != last.month:
        start = date_in_words(first, year=False)
    else:
        start = "1er" if first.day == 1 and _french() else str(first.day)
    end = date_in_words(last)
    if _french():
        return f"du {start} au {end}"
    return f"{start}–{end}" if start.isdigit() else f"{start} – {end}"


def time_in_words(hour: time) -> str:
    """“9 h 30” in French, “9:30” in English; always in the time of the event."""
    if _french():
        minutes = f"{NO_BREAK}{hour.minute:02}" if hour.minute else ""
        return f"{hour.hour}{NO_BREAK}h{minutes}"
    return f"{hour.hour}:{hour.minute:02}"


def moment_in_words(moment: datetime) -> str:
    """“Wednesday 26 November at 10:00”, in the time of the event."""
    local = timezone.localtime(moment, timezone.get_default_timezone())
    return _("%(day)s at %(time)s") % {"day": day_in_words(local.date()), "time": time_in_words(local.time())}


def instant_in_words(moment: datetime) -> str:
    """“15 octobre 2025, 9 h” or “15 October 2025, 9:00”, in the time of the event."""
    local = timezone.localtime(moment, timezone.get_default_timezone())
    return f"{date_in_words(local.date())}, {time_in_words(local.time())}"
