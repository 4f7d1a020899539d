"""The first pages of a document as pictures: looked at beside the claim, without opening the file itself."""

import io
import subprocess
import sys

from PIL import Image

from reimbursement import page_picture
from reimbursement.models import SupportingDocument

# What is shown; the rest of a long document is downloaded.
PAGES = 5
SECONDS = 10


class NotDrawn(Exception):
    """There is no such page to show, or it cannot be drawn."""


def pages_of(document: SupportingDocument) -> range:
    """Return the numbers of the pages that are shown."""
    return range(1, min(document.pages, PAGES) + 1)


def picture_of(document: SupportingDocument, *, page: int, seconds: float = SECONDS) -> bytes:
    """Return a page as JPEG, of a limited size; raises NotDrawn."""
    if page not in pages_of(document):
        raise NotDrawn
    with document.file.open("rb") as file:
        content = bytes(file.read())
    return _smaller(content) if document.is_picture else _drawn(content, page, seconds)


def _smaller(content: bytes) -> bytes:
    """The picture as it was written again when it was sent, no larger than a page."""
    with Image.open(io.BytesIO(content), formats=("JPEG",)) as picture:
        picture.thumbnail((page_picture.LONGEST_SIDE, page_picture.LONGEST_SIDE))
        output = io.BytesIO()
        picture.save(output, "JPEG", quality=80)
    return output.getvalue()


def _drawn(content: bytes, page: int, seconds: float) -> bytes:
    command = [sys.executable, "-I", page_picture.__file__, str(page)]
    try:
        drawing = subprocess.run(  # noqa: S603 -- our own file and a number, no shell
            command, input=content, capture_output=True, timeout=seconds, check=True, env={}
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise NotDrawn from error
    return drawing.stdout
