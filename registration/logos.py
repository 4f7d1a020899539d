"""Logos for badges: known by their content, decoded, written again, so that nothing but the picture is kept."""

import io
import zlib

from PIL import Image, UnidentifiedImageError

from registration.badge_drawing import Picture

MAX_BYTES = 2 * 1024 * 1024
MAX_PIXELS = 16_000_000
# 45 mm at 300 dots per inch.
WIDEST, HIGHEST = 540, 96


class NotALogoError(Exception):
    """Not a PNG or JPEG picture of a reasonable size."""


def cleaned(content: bytes) -> bytes:
    """The picture as PNG on white, as large as the printer can show; raises ``NotALogoError``."""
    if not 0 < len(content) <= MAX_BYTES:
        raise NotALogoError
    try:
        with Image.open(io.BytesIO(content), formats=["PNG", "JPEG"]) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise NotALogoError
            drawn = picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise NotALogoError from error
    drawn.thumbnail((WIDEST, HIGHEST))
    flat = Image.new("RGB", drawn.size, "white")
    flat.paste(drawn, mask=drawn.getchannel("A"))
    file = io.BytesIO()
    flat.save(file, "PNG", optimize=True)
    return file.getvalue()


def for_print(content: bytes) -> Picture:
    """A cleaned logo as PDF holds it."""
    with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
        return Picture(picture.width, picture.height, zlib.compress(picture.convert("RGB").tobytes(), 9))
