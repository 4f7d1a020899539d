"""What an edition looks like: its pictures and its colours, from this site."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import condition, require_safe

from events import palettes
from events.picture_files import path
from events.weave import mark

KINDS = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}


@require_safe
def picture(request: HttpRequest, name: str, width: int, extension: str) -> HttpResponseBase:
    """One file of a picture; another picture has another name, so it is kept for ever."""
    where = path(name, width, extension)
    if extension not in KINDS or not default_storage.exists(where):
        raise Http404
    response = FileResponse(default_storage.open(where), content_type=KINDS[extension])
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _etag(_request: HttpRequest, palette: str) -> str | None:
    return palettes.etag(palette) if palettes.schemes_of(palette) else None


@require_safe
@condition(etag_func=_etag)
def icon(request: HttpRequest, palette: str) -> HttpResponse:
    """The mark in the colours of an edition, for the tab of the browser."""
    schemes = palettes.schemes_of(palette)
    if schemes is None:
        raise Http404
    light, dark = (colours[0] for colours in schemes)
    drawn = render(request, "events/icon.svg", {"mark": mark(), "light": light, "dark": dark}, "image/svg+xml")
    drawn["Cache-Control"] = "public, max-age=86400"
    return drawn


@require_safe
@condition(etag_func=_etag)
def colours(request: HttpRequest, palette: str) -> HttpResponse:
    """The accent colours of an edition, a few hundred bytes over those of the house."""
    if palettes.schemes_of(palette) is None:
        raise Http404
    sheet = HttpResponse(palettes.style_sheet(palette), content_type="text/css; charset=utf-8")
    sheet["Cache-Control"] = "public, max-age=86400"
    return sheet
