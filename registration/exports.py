"""The list of attendees as a file: CSV that opens right in a French Excel, or XLSX, row by row whatever the length.

All rows come from one query, so that a registration made while the file is written appears entirely or not at all.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rustpy_xlsxwriter import FastExcel

from accounts.models import User
from events.models import EventDay
from registration import columns
from registration.columns import Column
from registration.models import CheckIn, ExportLog, Registration, SavedView

ROWS_AT_A_TIME = 2000
BYTE_ORDER_MARK = "\ufeff"
# A spreadsheet takes a cell that begins like this for a formula, and some do so after full-width signs too.
FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LONGEST_CELL = 32_767
LONGEST_SELECTION = 500
COLUMN_WIDTH = 24

# Some rows, column by column: what is done to a value is done to a whole column at a time, which is twice as fast.
Sheaf = list[list[str]]


@dataclass(frozen=True)
class AttendeeList:
    """Columns, and sheaves of rows that are read from the database as they are consumed."""

    columns: list[Column]
    sheaves: Iterator[Sheaf]

    @property
    def headers(self) -> list[str]:
        return [column.header for column in self.columns]

    @property
    def rows(self) -> Iterator[tuple[str, ...]]:
        """Each person on a line, as they are consumed."""
        return (row for sheaf in self.sheaves for row in zip(*sheaf, strict=True))


def export(
    *,
    registrations: QuerySet[Registration],
    file_format: ExportLog.Format,
    selection: str,
    by: User,
    now: datetime,
    view: SavedView | None = None,
) -> AttendeeList:
    """Note who takes which list, and hand it out in the active language: the columns of ``view``, or the usual ones."""
    shown = columns.chosen(view.columns, by) if view else columns.permitted(usual_columns(registrations), by)
    ExportLog.objects.create(
        at=now,
        by=by,
        format=file_format,
        rows=registrations.count(),
        selection=selection[:LONGEST_SELECTION],
        view=view,
        view_name=view.name if view else "",
        columns=", ".join(column.key for column in shown)[:1000],
    )
    return attendee_list(registrations, shown)


def attendee_list(registrations: QuerySet[Registration], shown: list[Column] | None = None) -> AttendeeList:
    """What is known of each person; without a choice all that is usual, with two columns per day."""
    shown = usual_columns(registrations) if shown is None else shown
    return AttendeeList(shown, _sheaves(columns.values(registrations, shown), shown))


def usual_columns(registrations: QuerySet[Registration]) -> list[Column]:
    """The person, then each day of the editions in the list: the place, and when they came once the door was open."""
    shown = [column for column in columns.personal() if column.key in columns.USUAL]
    for day, anybody_came in _days(registrations):
        shown += [columns.place(day), columns.came(day)] if anybody_came else [columns.place(day)]
    return shown


def csv_file(table: AttendeeList) -> Iterator[bytes]:
    """The list as Excel expects it in the active language: a mark for the accents, its separator, no formula."""
    separator = ";" if (get_language() or "").startswith("fr") else ","
    return _csv_lines(table, separator)


def write_xlsx(table: AttendeeList, target: Path) -> None:
    """The list as a workbook of texts: nothing is a formula, no leading zero is lost."""
    headers = _unlike(table.headers)
    rows = table.rows
    first = next(rows, ("",) * len(headers))  # without any row there would be no headers
    cells = (dict(zip(headers, map(_storable, row), strict=True)) for row in chain([first], rows))
    sheet = FastExcel(target).format(bold_headers=True).freeze(row=1)
    sheet.sheet(_("Attendees"), cells, column_width=COLUMN_WIDTH, autofilter=True).save()


def _csv_lines(table: AttendeeList, separator: str) -> Iterator[bytes]:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=separator)
    writer.writerow(table.headers)
    yield (BYTE_ORDER_MARK + buffer.getvalue()).encode()
    typed = [place for place, column in enumerate(table.columns) if column.is_typed]
    for sheaf in table.sheaves:
        for place in typed:
            sheaf[place] = [f"'{cell}" if cell[:1] in FORMULA_STARTS else cell for cell in sheaf[place]]
        buffer.seek(0)
        buffer.truncate()
        writer.writerows(zip(*sheaf, strict=True))
        yield buffer.getvalue().encode()


def _days(registrations: QuerySet[Registration]) -> list[tuple[EventDay, bool]]:
    """The days of every edition in the list, and whether the door was open yet."""
    editions = registrations.order_by().values("edition_id").distinct()
    days = EventDay.objects.filter(edition__in=editions).select_related("venue").order_by("date", "pk")
    entries = CheckIn.objects.valid().filter(day=OuterRef("pk"))
    return [(day, day.anybody_came) for day in days.annotate(anybody_came=Exists(entries))]


def _sheaves(values: QuerySet[Registration, tuple[Any, ...]], shown: Sequence[Column]) -> Iterator[Sheaf]:
    """Rows as they are consumed, all as of the instant the first is read."""
    with _one_instant():
        rows = values.iterator(ROWS_AT_A_TIME)
        while some := list(islice(rows, ROWS_AT_A_TIME)):
            yield [column.written(cells) for column, cells in zip(shown, zip(*some, strict=True), strict=True)]


@contextmanager
def _one_instant() -> Iterator[None]:
    """On PostgreSQL a cursor that streams lives in a transaction; SQLite streams without, and would block writers.

    Loops inside loops are forbidden to the planner: before its first look at a table that was filled quickly, it takes
    the entries of a day for one row, and reads all of them once per person.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_nestloop = off")
        yield


def _unlike(headers: Sequence[str]) -> list[str]:
    """Headers of which no two are the same: two days may be called alike, and a row is a dictionary here."""
    return [
        f"{header} ({headers[:place].count(header) + 1})" if header in headers[:place] else header
        for place, header in enumerate(headers)
    ]


def _storable(cell: str) -> str:
    return cell if cell.isprintable() and len(cell) <= LONGEST_CELL else NOT_IN_XML.sub("", cell)[:LONGEST_CELL]
