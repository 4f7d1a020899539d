"""Printed pages on paper: joined into one file, or arranged on sheets to be cut."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

import pikepdf
from pikepdf import Dictionary, Name, Object, Page, Pdf, Rectangle, String

from registration.printed_pages import PrintedPages

POINTS_PER_MM = 72 / 25.4
MARK_LENGTH = 5 * POINTS_PER_MM


@dataclass(frozen=True)
class Sheet:
    """A sheet of paper in millimetres, and the cells it is cut into."""

    width: float
    height: float
    columns: int
    rows: int

    @property
    def cells(self) -> int:
        return self.columns * self.rows


# By layout of a batch; those that are not here have one badge to a page.
SHEETS = {
    "a4x4": Sheet(width=210, height=297, columns=2, rows=2),
    "a4x8": Sheet(width=297, height=210, columns=4, rows=2),
}


def write_pages(
    parts: Iterable[PrintedPages], target: BinaryIO, *, title: str, language: str, sheet: Sheet | None = None
) -> int:
    """Join printed parts into ``target``, arranged on ``sheet`` if there is one; returns the number of pages.

    The file is for a printer, not for a reader: it has a title and a language, but no tags.
    """
    with Pdf.new() as joined:
        kept: list[Pdf] = []
        forms: dict[bytes, Object] = {}
        for part in parts:
            pages = Pdf.open(BytesIO(part.pages))
            kept.append(pages)
            first = len(joined.pages)
            joined.pages.extend(pages.pages)
            for number, ground in enumerate(part.grounds, first):
                if ground not in forms:
                    forms[ground] = _form(joined, ground)
                _lay_under(joined, joined.pages[number], forms[ground])
        if sheet:
            _arrange(joined, sheet)
        joined.docinfo["/Title"] = title
        joined.Root.Lang = String(language)
        joined.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True, PrintScaling=Name.None_)
        count = len(joined.pages)
        joined.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        for pages in kept:
            pages.close()
    return count


def _form(document: Pdf, ground: bytes) -> Object:
    """A shared page as one object of the file."""
    with Pdf.open(BytesIO(ground)) as page:
        return document.copy_foreign(page.pages[0].as_form_xobject())


def _lay_under(document: Pdf, page: Page, form: Object) -> None:
    # The pages of a part have one dictionary of resources in common: the name is the same in all of them.
    objects = page.Resources.XObject
    name = next((name for name, known in objects.items() if known.objgen == form.objgen), f"/Ground{len(objects)}")
    objects[name] = form
    page.contents_add(f"q {name} Do Q".encode(), prepend=True)


def _arrange(document: Pdf, sheet: Sheet) -> None:
    """Replace the pages by sheets that hold them row by row, with marks where to cut."""
    width, height = sheet.width * POINTS_PER_MM, sheet.height * POINTS_PER_MM
    pages = list(document.pages)
    for start in range(0, len(pages), sheet.cells):
        paper = document.add_blank_page(page_size=(width, height))
        for cell, page in enumerate(pages[start : start + sheet.cells]):
            paper.add_overlay(page, _rectangle(cell, sheet, width, height))
        paper.contents_add(document.make_stream("\n".join(_marks(sheet, width, height)).encode()))
    del document.pages[: len(pages)]


def _rectangle(cell: int, sheet: Sheet, width: float, height: float) -> Rectangle:
    row, column = divmod(cell, sheet.columns)
    left, top = column * width / sheet.columns, height - row * height / sheet.rows
    return Rectangle(left, top - height / sheet.rows, left + width / sheet.columns, top)


def _marks(sheet: Sheet, width: float, height: float) -> Iterator[str]:
    """Hair lines at both ends of every cut, and a small cross where cuts meet."""
    across = [column * width / sheet.columns for column in range(1, sheet.columns)]
    down = [row * height / sheet.rows for row in range(1, sheet.rows)]
    yield "q 0.25 w 0 G"
    for x in across:
        for y in (0, *down, height):
            yield f"{x:.2f} {max(y - MARK_LENGTH, 0):.2f} m {x:.2f} {min(y + MARK_LENGTH, height):.2f} l S"
    for y in down:
        for x in (0, *across, width):
            yield f"{max(x - MARK_LENGTH, 0):.2f} {y:.2f} m {min(x + MARK_LENGTH, width):.2f} {y:.2f} l S"
    yield "Q"
