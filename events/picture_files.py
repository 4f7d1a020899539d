"""The files of pictures: decoded, turned upright, written again in three formats and several widths."""

import io
from secrets import token_hex

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageOps, UnidentifiedImageError

from events.models import Picture
from events.models.pictures import WIDTHS

MAX_BYTES = 12 * 1024 * 1024
MAX_PIXELS = 40_000_000
FORMATS = {"avif": ("AVIF", 60), "webp": ("WEBP", 80), "jpg": ("JPEG", 82)}  # the lightest first


class NotAPictureError(Exception):
    """Not a JPEG, PNG or WebP picture of a reasonable size."""


def decoded(raw: bytes) -> Image.Image:
    """The pixels alone, upright, on white, no wider than we show; raises ``NotAPictureError``."""
    if not 0 < len(raw) <= MAX_BYTES:
        raise NotAPictureError
    try:
        with Image.open(io.BytesIO(raw), formats=["JPEG", "PNG", "WEBP"]) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise NotAPictureError
            shown = ImageOps.exif_transpose(picture).convert("RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise NotAPictureError from error
    plain = Image.new("RGB", shown.size, "white")
    plain.paste(shown, mask=shown.getchannel("A"))
    return _at_most(plain, WIDTHS[-1])


def store(picture: Picture, pixels: Image.Image) -> None:
    """Write every file of ``picture`` under a new made-up name, and tell it its size; it is not saved here."""
    forget(picture)
    picture.name = token_hex(8)
    picture.width, picture.height = pixels.size
    for width in picture.widths:
        sized = _at_most(pixels, width)
        for extension, (kind, quality) in FORMATS.items():
            file = io.BytesIO()
            sized.save(file, kind, quality=quality)
            default_storage.save(path(picture.name, width, extension), ContentFile(file.getvalue()))


def forget(picture: Picture) -> None:
    """Delete the files of ``picture``."""
    if picture.name:
        for width in picture.widths:
            for extension in FORMATS:
                default_storage.delete(path(picture.name, width, extension))


def path(name: str, width: int, extension: str) -> str:
    """Where one file lies in the storage."""
    return f"pictures/{name}-{width}.{extension}"


def _at_most(pixels: Image.Image, width: int) -> Image.Image:
    if pixels.width <= width:
        return pixels
    return pixels.resize((width, max(1, round(pixels.height * width / pixels.width))), Image.Resampling.LANCZOS)
