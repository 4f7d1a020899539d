"""Files from outside, made harmless before they are kept: known by their content, decoded, written again.

A picture becomes a new JPEG without metadata; a PDF loses scripts, actions and attached files. What cannot be read is
refused with a reason. Nothing of the sender's name reaches the storage.
"""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import IO

import pikepdf
import pillow_heif
from PIL import Image, ImageOps, UnidentifiedImageError

MAX_BYTES = 10 * 1024 * 1024
MAX_PAGES = 30
MAX_PIXELS = 50_000_000
LONGEST_SIDE = 2600
PDF, JPEG = "application/pdf", "image/jpeg"

# The test file of virus scanners: whoever sends it wants to see it refused.
EICAR = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"


class Problem(StrEnum):
    """Why a file is refused."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNKNOWN_KIND = "unknown_kind"
    WRONG_EXTENSION = "wrong_extension"
    UNREADABLE = "unreadable"
    ENCRYPTED = "encrypted"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_MANY_PIXELS = "too_many_pixels"
    DANGEROUS = "dangerous"


class FileRefused(Exception):
    """The file cannot be kept; ``problem`` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True)
class CleanFile:
    """What is kept of a file."""

    content: bytes
    content_type: str
    extension: str
    pages: int


@dataclass(frozen=True)
class _Kind:
    extensions: frozenset[str]
    looks_like: Callable[[bytes], bool]
    clean: Callable[[bytes], CleanFile]


def clean(*, name: str, size: int, file: IO[bytes]) -> CleanFile:
    """Return what is kept of an uploaded file, or raise FileRefused. Reads no more than the limit into memory."""
    if size > MAX_BYTES:
        raise FileRefused(Problem.TOO_LARGE)
    raw = file.read(MAX_BYTES + 1)
    if not raw:
        raise FileRefused(Problem.EMPTY)
    if len(raw) > MAX_BYTES:
        raise FileRefused(Problem.TOO_LARGE)
    if EICAR in raw[:2048]:
        raise FileRefused(Problem.DANGEROUS)
    kind = next((kind for kind in KINDS if kind.looks_like(raw)), None)
    if kind is None:
        raise FileRefused(Problem.UNKNOWN_KIND)
    if not extensions_of(name) <= kind.extensions:
        raise FileRefused(Problem.WRONG_EXTENSION)
    return kind.clean(raw)


def extensions_of(name: str) -> frozenset[str]:
    """Return what a name claims to be; of “x.pdf.exe” and “x.exe.pdf” both parts count, of “statuts 1.2” none."""
    parts = name.lower().rsplit("/", 1)[-1].rsplit("\\", 1)[-1].split(".")[1:]
    return frozenset(part for part in parts if re.fullmatch(r"[a-z][a-z0-9]{1,4}", part))


def _clean_pdf(raw: bytes) -> CleanFile:
    try:
        with pikepdf.open(io.BytesIO(raw)) as document:
            if document.is_encrypted:
                raise FileRefused(Problem.ENCRYPTED)
            pages = len(document.pages)
            if not pages:
                raise FileRefused(Problem.UNREADABLE)
            if pages > MAX_PAGES:
                raise FileRefused(Problem.TOO_MANY_PAGES)
            _defuse(document)
            if "/ID" in document.trailer:
                del document.trailer["/ID"]
            output = io.BytesIO()
            # The same pages are the same file, whenever they are sent.
            document.save(output, deterministic_id=True)
    except pikepdf.PasswordError as error:
        raise FileRefused(Problem.ENCRYPTED) from error
    except (pikepdf.PdfError, ValueError, RecursionError) as error:
        raise FileRefused(Problem.UNREADABLE) from error
    return CleanFile(output.getvalue(), PDF, "pdf", pages)


# What a PDF is made of; whatever else it holds could act by itself, run programs or carry other files.
_OF_A_DOCUMENT = {"/Type", "/Pages", "/Version", "/Lang"}
_OF_A_PAGE = {
    "/Type",
    "/Parent",
    "/Resources",
    "/Contents",
    "/Rotate",
    "/UserUnit",
    "/MediaBox",
    "/CropBox",
    "/TrimBox",
    "/BleedBox",
    "/ArtBox",
}


def _defuse(document: pikepdf.Pdf) -> None:
    """Draw filled-in forms and stamps into the pages, then drop everything but the pages.

    What a page holds and does not draw stays: to find it, the whole page would be unpacked, and it may unfold to
    gigabytes.
    """
    document.generate_appearance_streams()
    document.flatten_annotations("all")
    _keep_only(document.Root, _OF_A_DOCUMENT)
    for page in document.pages:
        _keep_only(page.obj, _OF_A_PAGE)
    del document.docinfo


def _keep_only(dictionary: pikepdf.Object, keys: set[str]) -> None:
    for key in set(dictionary.keys()) - keys:
        del dictionary[key]


def _clean_picture(raw: bytes) -> CleanFile:
    try:
        with Image.open(io.BytesIO(raw), formats=("JPEG", "PNG", "HEIF")) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise FileRefused(Problem.TOO_MANY_PIXELS)
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            output = io.BytesIO()
            _on_white(upright).save(output, "JPEG", quality=85, optimize=True)
    except Image.DecompressionBombError as error:
        raise FileRefused(Problem.TOO_MANY_PIXELS) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, RuntimeError) as error:
        raise FileRefused(Problem.UNREADABLE) from error
    return CleanFile(output.getvalue(), JPEG, "jpg", 1)


def _on_white(picture: Image.Image) -> Image.Image:
    """Return the pixels alone, transparent parts white; metadata stays behind."""
    plain = Image.new("RGB", picture.size, "white")
    shown = picture.convert("RGBA")
    plain.paste(shown, mask=shown.getchannel("A"))
    return plain


def _is_heif(raw: bytes) -> bool:
    return raw[4:8] == b"ftyp" and raw[8:12] in {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"}


pillow_heif.register_heif_opener()
KINDS = (
    _Kind(frozenset({"pdf"}), lambda raw: raw.startswith(b"%PDF-"), _clean_pdf),
    _Kind(frozenset({"jpg", "jpeg"}), lambda raw: raw.startswith(b"\xff\xd8\xff"), _clean_picture),
    _Kind(frozenset({"png"}), lambda raw: raw.startswith(b"\x89PNG\r\n\x1a\n"), _clean_picture),
    _Kind(frozenset({"heic", "heif"}), _is_heif, _clean_picture),
)
