"""Error pages in the house style and in the reader's language. 500 and 503 are drawn without data."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.views.decorators.csrf import requires_csrf_token


def _language(request: HttpRequest) -> str:
    """Return the language of the address, else the one chosen for this request, else what the browser asks for."""
    in_address = translation.get_language_from_path(request.path_info)
    chosen: str | None = getattr(request, "LANGUAGE_CODE", None)
    return in_address or chosen or translation.get_language_from_request(request)


def _page(request: HttpRequest, status: int) -> HttpResponse:
    with translation.override(_language(request)):
        return render(request, f"errors/{status}.html", status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, also when the request itself cannot be read: nothing of it is used but the path."""
    with translation.override(_language(request)):
        return HttpResponse(
            render_to_string("errors/400.html", {"LANGUAGE_CODE": translation.get_language()}), status=400
        )


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


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """500: no context processor, no database."""
    with translation.override(_language(request)):
        return HttpResponse(render_to_string("errors/500.html"), status=500)
