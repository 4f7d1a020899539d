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
UNKNOWN = "–"  # in reports for the team
SENTENCE_END = re.compile(r"(?<=[.!?…])[ \t]+(?=[^\Wa-zà-ÿ_]|[«“*\[{])")
LINE_MARK = re.compile(r"\s*(?:[-*+>] +|\d+\. +|#+ +|\|)")

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
    """Return ``text`` with its facts, each asked for once.

    A sentence, or a row of a table, about something that is not decided is left out; a text of which nothing stays
    says that it is not decided.
    """
    told = {name: _told(name, edition) for name in PLACEHOLDER.findall(text)}

    def replace(match: re.Match[str]) -> str:
        value = told[match[1]]
        return match[0] if value is None else escape(value)

    undecided = {name for name, value in told.items() if value is None}
    lines = [_without(undecided, line) for line in text.split("\n")] if undecided else [text]
    kept = "\n".join(line for line in lines if line is not None)
    return PLACEHOLDER.sub(replace, kept) if kept.strip() or not undecided else _("Not decided yet.")


def _without(undecided: set[str], line: str) -> str | None:
    """A line of Markdown without the sentences that name what is undecided; None when that is all of it."""
    if undecided.isdisjoint(PLACEHOLDER.findall(line)):
        return line
    mark = LINE_MARK.match(line)
    start = mark[0] if mark else ""
    if start.strip() == "|":
        return None
    sentences = SENTENCE_END.split(line[len(start) :])
    kept = [sentence for sentence in sentences if undecided.isdisjoint(PLACEHOLDER.findall(sentence))]
    return start + " ".join(kept) if kept else None


def _told(name: str, edition: object) -> str | None:
    """What stands for a placeholder: braces that name no fact stay as they are; None when there is no value."""
    try:
        return _value(name, edition)
    except KeyError:
        return None if _is_known(name) else f"{{{name}}}"


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
