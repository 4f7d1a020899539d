"""An episode as a file: whole, or the part a player asks for, so that one can listen from anywhere."""

import re
from collections.abc import Iterator

from django.core.files import File
from django.http import HttpRequest, StreamingHttpResponse

PIECE = 64 * 1024
ONE_PART = re.compile(r"bytes=(\d*)-(\d*)")
TYPES = {"mp3": "audio/mpeg", "m4a": "audio/mp4", "ogg": "audio/ogg", "opus": "audio/ogg"}


def media_type(name: str) -> str:
    """What a file of this name contains."""
    return TYPES[name.rpartition(".")[2].lower()]


def answer(request: HttpRequest, file: File[bytes]) -> StreamingHttpResponse:
    """The file, or one part of it (RFC 9110, 14): 206, or 416 for a part beyond its end."""
    size = file.size
    asked = ONE_PART.fullmatch(request.headers.get("Range", ""))
    headers = {"Content-Type": media_type(file.name or ""), "Accept-Ranges": "bytes"}
    if asked is None or asked[0] == "bytes=-":
        return StreamingHttpResponse(_part(file, 0, size), headers=headers | {"Content-Length": str(size)})
    first = int(asked[1]) if asked[1] else max(size - int(asked[2]), 0)
    last = min(int(asked[2]), size - 1) if asked[1] and asked[2] else size - 1
    if first > last:
        file.close()
        return StreamingHttpResponse([], status=416, headers=headers | {"Content-Range": f"bytes */{size}"})
    headers |= {"Content-Range": f"bytes {first}-{last}/{size}", "Content-Length": str(last - first + 1)}
    return StreamingHttpResponse(_part(file, first, last - first + 1), status=206, headers=headers)


def _part(file: File[bytes], first: int, length: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        while length > 0 and (piece := file.read(min(PIECE, length))):
            length -= len(piece)
            yield piece
