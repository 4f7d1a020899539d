"""The press: a template and one of our print styles become a tagged PDF.

The only module that loads WeasyPrint, which takes over a second and 50 MB: it is itself loaded at the first print of a
process (see ``registration.pdf.press``). Laying out a badge afterwards takes a dozen milliseconds, because the fonts
found, the parsed styles and the URL fetcher are shared. WeasyPrint is not safe with threads: one lock guards it all.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import Any

import pydyf
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from PIL import ImageFile
from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from registration.badge_drawing import Picture


def _add_picture(pdf: pydyf.PDF, name: str, picture: Picture) -> None:
    """Once in the file, by its name on every page: WeasyPrint gives all pages one dictionary of resources."""
    image = pydyf.Stream(
        [picture.content],
        {
            "Type": "/XObject", "Subtype": "/Image", "Width": picture.width, "Height": picture.height,
            "ColorSpace": "/DeviceRGB", "BitsPerComponent": 8, "Filter": "/FlateDecode",
        },
    )  # fmt: skip
    pdf.add_object(image)
    [resources] = [each for each in pdf.objects if isinstance(each, pydyf.Dictionary) and "ExtGState" in each]
    resources["XObject"][name] = image.reference


# WeasyPrint lets the whole process accept pictures that were cut off, those of claims too.
ImageFile.LOAD_TRUNCATED_IMAGES = False


class NothingFetched(URLFetcher):  # type: ignore[misc]  # the library ships no types
    """Refuses every address: what we print carries all it needs. No network, no file, no redirect."""

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        raise PermissionError("a printed page loads nothing")


class Press:
    """What one process shares between all the pages it prints."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._fetcher = NothingFetched()
        self._styles: dict[str, CSS] = {}

    @cached_property
    def _fonts(self) -> FontConfiguration:
        return FontConfiguration()

    def lay_out(self, template: str, context: Mapping[str, Any], *, style: str) -> Document:
        """Set ``template`` with the print style ``style``; the pages can be counted before they are inked."""
        source = render_to_string(template, dict(context))
        with self._lock:
            html = HTML(string=source, url_fetcher=self._fetcher)
            return html.render(stylesheets=[self._style(style)], font_config=self._fonts)

    def ink(
        self,
        document: Document,
        *,
        under: Sequence[str] = (),
        pictures: Mapping[str, Picture] = MappingProxyType({}),
        tagged: bool = True,
    ) -> bytes:
        """Write what was laid out, as PDF/UA to be read or without tags to be printed by the hundred.

        ``under`` holds operators of PDF for each page, drawn before its text and marked as decoration; they may name
        one of the ``pictures``.
        """

        def draw(document: Document, pdf: pydyf.PDF) -> None:
            pages = [each for each in pdf.objects if isinstance(each, pydyf.Dictionary) and each.get("Type") == "/Page"]
            for name, picture in pictures.items():
                _add_picture(pdf, name, picture)
            for page, operators in zip(pages, under, strict=False):
                drawing = pydyf.Stream([f"/Artifact BMC {operators} EMC".encode()], compress=True)
                pdf.add_object(drawing)
                page["Contents"] = pydyf.Array([drawing.reference, page["Contents"]])

        with self._lock:
            content: bytes = document.write_pdf(
                pdf_variant="pdf/ua-1" if tagged else None, pdf_tags=tagged, finisher=draw
            )
            return content

    def _style(self, name: str) -> CSS:
        if name not in self._styles:
            source = Path(finders.find(f"css/{name}.css", find_all=False) or "").read_text()
            self._styles[name] = CSS(string=source, font_config=self._fonts, url_fetcher=self._fetcher)
        return self._styles[name]
