"""A table somebody saved from a spreadsheet: encoding and separator are found out, each row keeps its line."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

SEPARATORS = ";,\t"
MOST_BYTES = 1_000_000
MOST_ROWS = 5_000
MOST_COLUMNS = 60
LONGEST_CELL = 2_000
FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")


class Fault(StrEnum):
    """Why a file is no table."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_TEXT = "not_text"
    TOO_WIDE = "too_wide"
    BROKEN_QUOTES = "broken_quotes"


class NotATableError(Exception):
    """The file cannot be read; ``line`` is where, when that is known."""

    def __init__(self, fault: Fault, line: int | None = None) -> None:
        super().__init__(fault, line)
        self.fault, self.line = fault, line


@dataclass(frozen=True)
class Row:
    """One row and the line of the file it begins on; a cell that is missing is empty."""

    line: int
    cells: tuple[str, ...]

    def cell(self, column: int | None) -> str:
        return self.cells[column] if column is not None and column < len(self.cells) else ""


@dataclass(frozen=True)
class Table:
    """Headers, and rows that are not blank."""

    headers: tuple[str, ...]
    rows: tuple[Row, ...]


def read(content: bytes) -> Table:
    """Read a whole file; raises ``NotATableError``."""
    if len(content) > MOST_BYTES:
        raise NotATableError(Fault.TOO_LARGE)
    text = _decoded(content)
    rows = list(_rows(text, _separator(text)))
    if len(rows) < 2:
        raise NotATableError(Fault.EMPTY)
    if len(rows) > MOST_ROWS + 1:
        raise NotATableError(Fault.TOO_LARGE, rows[MOST_ROWS + 1].line)
    return Table(rows[0].cells, tuple(rows[1:]))


def _decoded(content: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with one, else Windows-1252, in which every French Excel saves."""
    encodings = ("utf-16",) if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise NotATableError(Fault.NOT_TEXT)


def _separator(text: str) -> str:
    """The one that parts the first line that is not blank into most cells."""
    first = next((line for line in text.splitlines() if line.strip(SEPARATORS + " ")), "")
    return max(SEPARATORS, key=lambda separator: len(next(csv.reader([first], delimiter=separator), [])))


def _rows(text: str, separator: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise NotATableError(Fault.BROKEN_QUOTES, line) from error
        if len(cells) > MOST_COLUMNS:
            raise NotATableError(Fault.TOO_WIDE, line)
        if any(cell.strip() for cell in cells):
            yield Row(line, tuple(_cell(cell) for cell in cells))
        line = reader.line_num + 1


def _cell(cell: str) -> str:
    """The text of a cell; an apostrophe put before a formula by whoever exported it is not part of it."""
    text = cell.strip()[:LONGEST_CELL]
    return text[1:] if text[:1] == "'" and text[1:2] in FORMULA_STARTS else text
