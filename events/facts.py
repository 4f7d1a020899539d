"""Facts that texts name instead of repeating: ``{places:paris-2025-11-26}``, ``{allowance_amount}`` …

A fact is read when the page is shown, so the two languages cannot differ and an editor changes it in one place.
Who knows a fact registers it when its app is loaded: ``events.edition_facts``, and the apps above.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
UNKNOWN = "–"

Value = Callable[[Any, str], str | None]  # the edition and the argument


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


def value(name: str, edition: object) -> str | None:
    """Return one fact, or None where it is not known or not decided."""
    try:
        return _value(name, edition)
    except KeyError:
        return None


def names() -> list[str]:
    """Return the placeholders an editor may write, for the help of the admin."""
    return [f"{{{fact.name}:…}}" if fact.takes_argument else f"{{{fact.name}}}" for fact in _known.values()]


def fill(text: str, edition: object, *, escape: Callable[[str], str] = str) -> str:
    """Return ``text`` with its facts; one that has no value any more becomes a dash rather than an error page."""

    def replace(match: re.Match[str]) -> str:
        try:
            value = _value(match[1], edition)
        except KeyError:
            return UNKNOWN if _is_known(match[1]) else match[0]
        return UNKNOWN if value is None else escape(value)

    return PLACEHOLDER.sub(replace, text)


def refuse_unknown(text: str, edition: object) -> None:
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


def _value(placeholder: str, edition: object) -> str | None:
    name, _colon, argument = placeholder.partition(":")
    fact = _known[name]
    if edition is None or fact.takes_argument != bool(argument):
        raise KeyError(placeholder)
    return fact.value(edition, argument)


def number(value: int) -> str:
    """“1 200” or “1,200”."""
    return number_format(value, use_l10n=True, force_grouping=True)
