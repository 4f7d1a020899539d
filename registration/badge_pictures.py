"""Badges as pictures, to look at before paper is used."""

import io

import pypdfium2

from registration import sheets
from registration.badge_page import BADGE, LABEL, BadgeData, print_badges
from registration.models import BadgeBatch
from registration.printed_pages import PrintedPages

Layout = BadgeBatch.Layout
DOTS_PER_INCH = {Layout.A6: 150, Layout.LABEL: 150, Layout.FOUR: 80, Layout.EIGHT: 80}


def picture(badge: BadgeData, layout: BadgeBatch.Layout) -> bytes:
    """The first page of this layout as PNG, a sheet full of the same badge."""
    paper = sheets.SHEETS.get(layout)
    design = LABEL if layout == Layout.LABEL else BADGE
    pages = print_badges([badge], title=badge.title, language=badge.language, design=design, tagged=False)
    if paper:
        file = io.BytesIO()
        sheets.write_pages(
            [PrintedPages(pages)] * paper.cells, file, title=badge.title, language=badge.language, sheet=paper
        )
        pages = file.getvalue()
    with pypdfium2.PdfDocument(pages) as document:
        shown = document[0].render(scale=DOTS_PER_INCH[layout] / 72).to_pil()
    png = io.BytesIO()
    shown.convert("P", palette=1, colors=64).save(png, "PNG", optimize=True)
    return png.getvalue()
