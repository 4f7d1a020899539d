"""The report for funders: counts in which nobody can be found, as a page to print and as a PDF.

All tables are of the people who hold or held a place, so that their column totals are the same everywhere; only what
``suppression`` lets through is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from events import charts, house
from events.dates import date_in_words, range_in_words
from events.models import Edition
from registration import suppression
from registration.badge_drawing import Box, weave_drawing
from registration.figures import DayFigures, Figures, Group
from registration.pdf import press

A4_HEIGHT = 297
WEAVE = Box(0, 10, 210, 13)
Row = tuple[str, tuple[int | None, ...]]


@dataclass(frozen=True)
class Table:
    """One table as it may be shown; ``None`` is hidden. The totals are missing where rows do not add up."""

    title: str
    headers: tuple[str, ...]
    rows: list[Row]
    totals: tuple[int, ...] = ()
    chart: charts.BarChart | None = None

    @property
    def hides(self) -> bool:
        return any(cell is None for _label, cells in self.rows for cell in cells)


@dataclass(frozen=True)
class Report:
    """What a funder reads; ``tables`` is empty where there are fewer than five people."""

    edition: Edition
    people: int | None
    came: int | None
    tables: list[Table]

    @property
    def hides(self) -> bool:
        return any(table.hides for table in self.tables)


def report(counted: Figures) -> Report:
    """The report of an edition in the active language."""
    people, came = counted.with_place, counted.came
    splits = counted.door_was_open and min(came, people - came) >= suppression.LEAST
    if people < suppression.LEAST:
        return Report(counted.edition, None, None, [])
    groups = (
        (_("By country"), counted.countries),
        (_("By kind of organisation"), counted.kinds),
        (_("First time or not"), counted.first_timers),
    )
    tables = [_by_day(counted.days, with_presence=counted.door_was_open)]
    tables += [_by_group(title, rows, splits=splits) for title, rows in groups if len(rows) > 1]
    return Report(counted.edition, people, came if splits else None, tables)


def page(counted: Figures, *, made_on: date, language: str) -> dict[str, Any]:
    """What the template needs, in the language of the reader."""
    edition = counted.edition
    return {
        "report": report(counted),
        "edition": edition,
        "event": house.name_of(edition),
        "dates": range_in_words(edition.starts_on, edition.ends_on),
        "made_on": date_in_words(made_on),
        "language": language,
        "title": _("Participation: %(edition)s") % {"edition": edition.title},
        "least": suppression.LEAST,
    }


def pdf(counted: Figures, *, made_on: date, language: str) -> bytes:
    """The same page as PDF/UA."""
    with translation.override(language):
        context = page(counted, made_on=made_on, language=language) | {"on_paper": True}
        pages = press().lay_out("registration/figures/report.html", context, style="report")
    return press().ink(pages, under=[weave_drawing(counted.edition.slug, counted.edition.accents, WEAVE, A4_HEIGHT)])


def _by_group(title: str, groups: Sequence[Group], *, splits: bool) -> Table:
    """Categories with their outcomes; the column totals are those of the whole report."""
    protected = suppression.protect([[one.came, one.absent] if splits else [one.people] for one in groups])
    # Without presence the total of a row is its only number.
    rows: list[Row] = [
        (one.label, cells if splits else cells[:1]) for one, cells in zip(groups, protected.rows, strict=True)
    ]
    totals = protected.totals if splits else protected.totals[:1]
    headers, styles = _outcomes(splits=splits)
    return Table(title, headers, rows, totals, _bars(rows, styles=styles))


def _by_day(days: Sequence[DayFigures], *, with_presence: bool) -> Table:
    """Each day by itself: people come on several, so days do not add up to people."""
    rows: list[Row] = []
    for one in days:
        came = None if one.came is None else one.confirmed - (one.absent or 0)
        cells: tuple[int | None, ...] = (came, one.absent, one.confirmed)
        small = [cell for cell in cells[:2] if cell is not None and cell < suppression.LEAST]
        cells = (None, None, one.confirmed) if small or came is None else cells
        cells = (None, None, None) if one.confirmed < suppression.LEAST else cells
        rows.append((one.day.label, cells if with_presence else cells[2:]))
    headers, styles = _outcomes(splits=with_presence)
    return Table(_("By day"), headers, rows, (), _bars(rows, styles=styles))


def _outcomes(*, splits: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The headers of a table and the patterns of its bars."""
    if splits:
        return (_("came"), _("did not come"), _("people")), ("solid", "hatch")
    return (_("people"),), ("solid",)


def _bars(rows: Sequence[Row], *, styles: tuple[str, ...]) -> charts.BarChart:
    """Bars of what is shown; of a row without its parts its total alone, of a hidden row nothing."""
    drawn: list[tuple[str, Sequence[tuple[int, str]] | None]] = []
    for label, cells in rows:
        parts = [(cell, style) for cell, style in zip(cells, styles, strict=False) if cell is not None]
        if len(parts) < len(styles):
            parts = [(cells[-1], "plain")] if cells[-1] is not None else []
        drawn.append((label, parts or None))
    return charts.bars(drawn)
