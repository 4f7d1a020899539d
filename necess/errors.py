"""Error pages in the house style and in the reader's language. 500 and 503 are drawn without data."""

import sys

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.views.decorators.csrf import requires_csrf_token

RETRY_AFTER = "10"  # seconds


def _language(request: HttpRequest) -> str:
    """Return the language of the address, else the one chosen for this request, else what the browser asks for."""
    in_address = translation.get_language_from_path(request.path_info)
    chosen: str | None = getattr(request, "LANGUAGE_CODE", None)
    return in_address or chosen or translation.get_language_from_request(request)


def _page(request: HttpRequest, status: int) -> HttpResponse:
    with translation.override(_language(request)):
        return render(request, f"errors/{status}.html", status=status)


def _without_request(request: HttpRequest, status: int) -> HttpResponse:
    with translation.override(_language(request)):
        page = render_to_string(f"errors/{status}.html", {"LANGUAGE_CODE": translation.get_language()})
        return HttpResponse(page, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, also when the request itself cannot be read: nothing of it is used but the path."""
    return _without_request(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def too_large(request: HttpRequest) -> HttpResponse:
    """413, before the body is read."""
    return _without_request(request, 413)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _page(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 with advice: cookies refused, or a form opened long ago."""
    with translation.override(_language(request)):
        return render(request, "errors/403_csrf.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return _page(request, 404)


def _is_away(error: BaseException | None) -> bool:
    """Whether the database could not answer; SQLite says the same word for a fault in the question."""
    asked_wrong = getattr(getattr(error, "__cause__", None), "sqlite_errorname", "") == "SQLITE_ERROR"
    return isinstance(error, OperationalError | InterfaceError) and not asked_wrong


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 while the database is away: no context processor, no database."""
    is_away = _is_away(sys.exc_info()[1])
    with translation.override(_language(request)):
        if is_away:
            page = render_to_string("errors/503.html")
            return HttpResponse(page, status=503, headers={"Retry-After": RETRY_AFTER})
        return HttpResponse(render_to_string("errors/500.html"), status=500)
