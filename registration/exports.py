"""The list of attendees as a file: CSV that opens right in a French Excel, or XLSX, row by row whatever the length.

All rows come from one query, so that a registration made while the file is written appears entirely or not at all.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, FilteredRelation, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rustpy_xlsxwriter import FastExcel

from accounts.models import Language, User
from events.models import EventDay
from registration.models import CheckIn, ExportLog, Registration, Seat

ROWS_AT_A_TIME = 2000
BYTE_ORDER_MARK = "\ufeff"
# A spreadsheet takes a cell that begins like this for a formula, and some do so after full-width signs too.
FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LONGEST_CELL = 32_767
LONGEST_SELECTION = 500
COLUMN_WIDTH = 24


@dataclass(frozen=True)
class Column:
    """One column: its header, where its value is found, how the value is written when it is not a text already."""

    header: str
    field: str
    written: Callable[[Any], str] | None = None


@dataclass(frozen=True)
class AttendeeList:
    """Headers, and rows that are read from the database as they are consumed."""

    headers: list[str]
    rows: Iterator[list[str]]


def export(
    *, registrations: QuerySet[Registration], file_format: ExportLog.Format, selection: str, by: User, now: datetime
) -> AttendeeList:
    """Note who takes which list, and hand it out in the active language."""
    ExportLog.objects.create(
        at=now, by=by, format=file_format, rows=registrations.count(), selection=selection[:LONGEST_SELECTION]
    )
    return attendee_list(registrations)


def attendee_list(registrations: QuerySet[Registration]) -> AttendeeList:
    """What is known of each person, with two columns per day: the place, and when they came."""
    days = _days(registrations)
    columns = _personal_columns()
    for day, anybody_came in days:
        columns += _day_columns(day, anybody_came=anybody_came)
    values = _with_days(registrations, days).values_list(*(column.field for column in columns))
    return AttendeeList([column.header for column in columns], _rows(values, columns))


def csv_file(table: AttendeeList) -> Iterator[bytes]:
    """The list as Excel expects it in the active language: a mark for the accents, its separator, no formula."""
    separator = ";" if (get_language() or "").startswith("fr") else ","
    return _csv_lines(table, separator)


def write_xlsx(table: AttendeeList, target: Path) -> None:
    """The list as a workbook of texts: nothing is a formula, no leading zero is lost."""
    first = next(table.rows, [""] * len(table.headers))  # without any row there would be no headers
    rows = (dict(zip(table.headers, map(_storable, row), strict=True)) for row in chain([first], table.rows))
    sheet = FastExcel(target).format(bold_headers=True).freeze(row=1)
    sheet.sheet(_("Attendees"), rows, column_width=COLUMN_WIDTH, autofilter=True).save()


def _csv_lines(table: AttendeeList, separator: str) -> Iterator[bytes]:
    writer = csv.writer(_Echo(), delimiter=separator)
    yield (BYTE_ORDER_MARK + writer.writerow(table.headers)).encode()
    lines: list[str] = []
    for row in table.rows:
        lines.append(writer.writerow([f"'{cell}" if cell[:1] in FORMULA_STARTS else cell for cell in row]))
        if len(lines) == ROWS_AT_A_TIME:
            yield "".join(lines).encode()
            lines = []
    yield "".join(lines).encode()


def _personal_columns() -> list[Column]:
    return [
        Column(_("Reference"), "reference"),
        Column(_("First name"), "first_name"),
        Column(_("Last name"), "last_name"),
        Column(_("E-mail address"), "email"),
        Column(_("Organisation"), "organisation"),
        Column(_("Role"), "role", _label_of(Registration.Role.choices)),
        Column(_("Language"), "language", _label_of(Language.choices)),
        Column(_("Registered at"), "registered_at", _moment()),
        Column(_("Cancelled at"), "cancelled_at", _moment()),
    ]


def _day_columns(day: EventDay, *, anybody_came: bool) -> list[Column]:
    place = Column(day.label, f"seat_{day.pk}__status", _label_of(Seat.Status.choices))
    came = Column(_("%(day)s: came in") % {"day": day.label}, f"came_{day.pk}", _moment())
    return [place, came] if anybody_came else [place]


def _days(registrations: QuerySet[Registration]) -> list[tuple[EventDay, bool]]:
    """The days of every edition in the list, and whether the door was open yet."""
    editions = registrations.order_by().values("edition_id").distinct()
    days = EventDay.objects.filter(edition__in=editions).select_related("venue").order_by("date", "pk")
    entries = CheckIn.objects.valid().filter(day=OuterRef("pk"))
    return [(day, day.anybody_came) for day in days.annotate(anybody_came=Exists(entries))]


def _with_days(registrations: QuerySet[Registration], days: list[tuple[EventDay, bool]]) -> QuerySet[Registration]:
    """Joins to each person the live seat of each day, one at most, and their first entry."""
    registrations = registrations.prefetch_related(None)
    for day, anybody_came in days:
        live = FilteredRelation("seats", condition=Q(seats__day=day.pk, seats__status__in=Seat.LIVE))
        registrations = registrations.annotate(**{f"seat_{day.pk}": live})
        if anybody_came:
            entries = CheckIn.objects.valid().filter(registration=OuterRef("pk"), day=day.pk)
            first = entries.order_by().values("registration").annotate(first=Min("at")).values("first")
            registrations = registrations.annotate(**{f"came_{day.pk}": Subquery(first)})
    return registrations


def _rows(values: QuerySet[Registration, tuple[Any, ...]], columns: list[Column]) -> Iterator[list[str]]:
    """Rows as they are consumed, all as of the instant the first is read."""
    converted = [(place, column.written) for place, column in enumerate(columns) if column.written]
    with _one_instant():
        for value in values.iterator(ROWS_AT_A_TIME):
            row = list(value)
            for place, written in converted:
                row[place] = written(row[place])
            yield row


def _one_instant() -> AbstractContextManager[None]:
    """On PostgreSQL a cursor that streams lives in a transaction; SQLite streams without, and would block writers."""
    return transaction.atomic() if connection.vendor == "postgresql" else nullcontext()


def _label_of(choices: Iterable[tuple[Any, Any]]) -> Callable[[Any], str]:
    """Says a choice in the active language; nothing when there is none."""
    labels: dict[Any, str] = {value: capfirst(str(label)) for value, label in choices}
    return lambda value: labels.get(value, "")


def _moment() -> Callable[[datetime | None], str]:
    """Says an instant in Paris time, in the one way that both sorts and opens as a date in every language."""
    zone = timezone.get_default_timezone()
    return lambda at: at.astimezone(zone).isoformat(" ", "minutes")[:16] if at else ""


def _storable(cell: str) -> str:
    return cell if cell.isprintable() and len(cell) <= LONGEST_CELL else NOT_IN_XML.sub("", cell)[:LONGEST_CELL]


class _Echo:
    """Hands each line back to who writes it, instead of keeping it."""

    def write(self, line: str) -> str:
        return line
