"""Facts that texts name instead of repeating: ``{places:paris-2025-11-26}``, ``{allowance_amount}`` …

A fact is read when the page is shown, so the two languages cannot differ and an editor changes it in one place.
Apps above this one add theirs with :func:`register` when they are loaded.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from events.dates import date_in_words, day_in_words, range_in_words, time_in_words

if TYPE_CHECKING:
    from events.models import Edition, EventDay, Venue

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
UNKNOWN = "–"

Value = Callable[["Edition", str], str | None]


@dataclass(frozen=True)
class Fact:
    """``value(edition, argument)`` in the active language.

    It returns None for what is not decided yet, and raises KeyError for an argument it does not know.
    """

    name: str
    value: Value
    takes_argument: bool = False


_known: dict[str, Fact] = {}


def register(name: str, value: Value, *, takes_argument: bool = False) -> None:
    """Make ``{name}`` or ``{name:argument}`` available to every text."""
    _known[name] = Fact(name, value, takes_argument)


def value(name: str, edition: "Edition | None") -> str | None:
    """Return one fact, or None where it is not known or not decided."""
    try:
        return _value(name, edition)
    except KeyError:
        return None


def names() -> list[str]:
    """Return the placeholders an editor may write, for the help of the admin."""
    return [f"{{{fact.name}:…}}" if fact.takes_argument else f"{{{fact.name}}}" for fact in _known.values()]


def fill(text: str, edition: "Edition | None", *, escape: Callable[[str], str] = str) -> str:
    """Return ``text`` with its facts; one that has no value any more becomes a dash rather than an error page."""

    def replace(match: re.Match[str]) -> str:
        try:
            value = _value(match[1], edition)
        except KeyError:
            return UNKNOWN if _is_known(match[1]) else match[0]
        return UNKNOWN if value is None else escape(value)

    return PLACEHOLDER.sub(replace, text)


def refuse_unknown(text: str, edition: "Edition | None") -> None:
    """Raise ValidationError naming every placeholder of ``text`` that means nothing."""
    unknown: list[str] = []
    for match in PLACEHOLDER.finditer(text):
        try:
            if edition is None and _is_known(match[1]):
                continue
            _value(match[1], edition)
        except KeyError:
            unknown.append(match[0])
    if unknown:
        message = _("Unknown fact %(facts)s. Known ones: %(known)s.")
        raise ValidationError(
            message, code="unknown_fact", params={"facts": ", ".join(unknown), "known": " ".join(names())}
        )


def _is_known(placeholder: str) -> bool:
    return placeholder.partition(":")[0] in _known


def _value(placeholder: str, edition: "Edition | None") -> str | None:
    name, _colon, argument = placeholder.partition(":")
    fact = _known[name]
    if edition is None or fact.takes_argument != bool(argument):
        raise KeyError(placeholder)
    return fact.value(edition, argument)


def _day(edition: "Edition", slug: str) -> "EventDay":
    return {day.slug: day for day in edition.days_in_order}[slug]


def _venue(edition: "Edition", slug: str) -> "Venue":
    return {venue.slug: venue for venue in edition.venues_in_order}[slug]


def number(value: int) -> str:
    """“1 200” or “1,200”."""
    return number_format(value, use_l10n=True, force_grouping=True)


register("edition", lambda edition, _argument: edition.title)
register("theme", lambda edition, _argument: edition.theme)
register("dates", lambda edition, _argument: range_in_words(edition.starts_on, edition.ends_on))
register("first_day", lambda edition, _argument: date_in_words(edition.starts_on))
register("last_day", lambda edition, _argument: date_in_words(edition.ends_on))
register("contact_email", lambda edition, _argument: edition.contact_email)
register("places_in_all", lambda edition, _argument: number(sum(day.capacity for day in edition.days_in_order)))
register("places", lambda edition, slug: number(_day(edition, slug).capacity), takes_argument=True)
register("date", lambda edition, slug: day_in_words(_day(edition, slug).date), takes_argument=True)
register("opening", lambda edition, slug: time_in_words(_day(edition, slug).opens_at), takes_argument=True)
register("closing", lambda edition, slug: time_in_words(_day(edition, slug).closes_at), takes_argument=True)
register("venue", lambda edition, slug: _venue(edition, slug).name, takes_argument=True)
register("address", lambda edition, slug: _venue(edition, slug).address, takes_argument=True)
register("keep_mail_days", lambda _edition, _argument: number(settings.MAIL_KEEP.days))
