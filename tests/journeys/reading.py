"""What the stories do with papers: read a mail, a badge, a calendar file, as the person who received them."""

import re
from email.message import EmailMessage
from io import BytesIO

import pypdfium2
import zxingcpp
from icalendar import Calendar
from pypdf import PdfReader

SCALE = 4  # about 290 dots per inch: a badge on a phone's screen


def text_of(mail: EmailMessage) -> str:
    """Return the plain text with ordinary spaces: those of good typography do not break lines."""
    return re.sub("[\u00a0\u202f]", " ", mail.get_body(["plain"]).get_content())


def link_in(mail: EmailMessage, pattern: str) -> str:
    """Return the first address in the text of a mail that ends like ``pattern``."""
    return re.search(rf"https?://\S*{pattern}$", text_of(mail), re.MULTILINE)[0]


def attached(mail: EmailMessage, mimetype: str) -> bytes:
    """Return the one file of this type."""
    [file] = [part for part in mail.iter_attachments() if part.get_content_type() == mimetype]
    return file.get_content().encode() if mimetype.startswith("text/") else file.get_content()


def scanned(pdf: bytes) -> list[str]:
    """Return what a scanner reads from the first page of a PDF."""
    with pypdfium2.PdfDocument(pdf) as document:
        picture = document[0].render(scale=SCALE).to_pil()
    return [code.text for code in zxingcpp.read_barcodes(picture)]


def printed(pdf: bytes) -> tuple[str, str]:
    """Return the text of the first page of a PDF and the language it says it is in."""
    reader = PdfReader(BytesIO(pdf))
    return reader.pages[0].extract_text(), reader.trailer["/Root"]["/Lang"]


def dates(calendar: bytes) -> list[str]:
    """Return the beginning of each event of a calendar file, in local time."""
    return [f"{event.start:%Y-%m-%d %H:%M %Z}" for event in Calendar.from_ical(calendar).events]
