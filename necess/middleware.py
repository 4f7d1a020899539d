"""What every request and every answer goes through."""

import codecs
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from necess import errors

LARGEST_BODY = 32 * 1024 * 1024  # each document or picture has a smaller limit of its own
GetResponse = Callable[[HttpRequest], HttpResponse]


class ResponseHeaders:
    """Adds the security headers that Django has no setting for."""

    headers = {
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
        "Cross-Origin-Resource-Policy": "same-origin",
    }

    # Badges are scanned with the camera of a telephone, there and nowhere else.
    door = {"Permissions-Policy": headers["Permissions-Policy"].replace("camera=()", "camera=(self)")}

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        at_the_door = request.path_info.startswith("/door/")
        for name, value in (self.headers | (self.door if at_the_door else {})).items():
            response.headers.setdefault(name, value)
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            add_never_cache_headers(response)
        return response


class RefuseUnreadableRequests:
    """Answers 400 where Django or PostgreSQL would fail later, and 413 before a body too large is read.

    NUL characters cannot be stored, and a body in a charset other than UTF-8 or not decodable raises deep inside form
    parsing, outside any view's control.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length[:20]) > LARGEST_BODY:
            return errors.too_large(request)
        if self._unreadable(request):
            return errors.bad_request(request)
        return self.get_response(request)

    def _unreadable(self, request: HttpRequest) -> bool:
        charset = request.content_params.get("charset", "utf-8") if request.content_params else "utf-8"
        try:
            if codecs.lookup(charset).name != "utf-8":
                return True
        except LookupError:
            return True
        raw = request.META.get("QUERY_STRING", "") + request.path_info + request.META.get("HTTP_COOKIE", "")
        if "\x00" in raw or "%00" in raw:
            return True
        if request.method == "POST" and request.content_type == "application/x-www-form-urlencoded":
            return any("\x00" in value for values in request.POST.lists() for value in [values[0], *values[1]])
        return False
