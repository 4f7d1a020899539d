"""Reads the QR code in a frame of somebody's camera, for browsers that cannot read it themselves.

The frame is a small JPEG, decoded in memory and forgotten; nothing of it is stored or logged.
"""

from io import BytesIO

import zxingcpp
from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES = 300_000
MOST_SIDE = 1600
QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
JPEG = b"\xff\xd8\xff"


class NotAFrameError(ValueError):
    """Not a small JPEG."""


def code_in(frame: bytes) -> str:
    """The text of the code in a frame, "" when none is seen; raises ``NotAFrameError``."""
    picture = _opened(frame)
    found = _read(picture)
    # A dark hall: the same picture with its whole range of greys.
    return found or _read(ImageOps.autocontrast(picture, cutoff=2))


def _opened(frame: bytes) -> Image.Image:
    if len(frame) > MOST_BYTES or not frame.startswith(JPEG):
        raise NotAFrameError("too large, or not a JPEG")
    try:
        with Image.open(BytesIO(frame), formats=["JPEG"]) as picture:
            # The size stands in the first bytes: a small file may claim to be a huge picture.
            if max(picture.size) > MOST_SIDE:
                raise NotAFrameError("too large")
            picture.draft("L", picture.size)
            return picture.convert("L")
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotAFrameError("unreadable") from error


def _read(picture: Image.Image) -> str:
    codes = zxingcpp.read_barcodes(picture, formats=QR)
    return next((code.text for code in codes if code.valid), "")
