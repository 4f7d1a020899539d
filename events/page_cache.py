"""Finished public pages, kept a moment in the memory of each process.

A rush reads the same page hundreds of times a second and may see it two seconds old. Nothing is ever stale for longer,
so nothing has to be invalidated: a saved text, a taken place, a passed deadline show at the next rendering. Only
anonymous readers are served from here; whoever has a session gets a fresh page.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from gzip import compress
from hashlib import sha256
from threading import Lock
from time import monotonic
from typing import TypeVar

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from events import consent_cookie, public_pages

KEPT = 256  # pages; the least recently rendered goes first
# While one reader waits for a page to be rendered anew, the others get the kept one this much longer.
SECONDS_TO_RENDER = 1.0
VARIES = ("Accept-Encoding", "Cookie")
MARK = "may_be_kept_briefly"

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class _Page:
    body: bytes
    headers: dict[str, str]
    until: float
    zipped: bytes = field(repr=False)
    etag: str


AnyKey = TypeVar("AnyKey")
Key = tuple[bool, str, str, str]  # by TLS or not, host, path, what the reader allowed

_pages: OrderedDict[Key, _Page] = OrderedDict()
# When each page that is over was last begun anew.
_asked_again: dict[Key, float] = {}
_lock = Lock()


def briefly_kept(view: View) -> View:
    """Let ``PageCache`` keep the pages of ``view`` for ``settings.PAGE_CACHE_SECONDS``."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        patch_vary_headers(response, VARIES)
        public_pages.mark(response)
        vars(response)[MARK] = True
        return response

    vars(wrapper)[MARK] = True
    return wrapper


class PageCache:
    """The outermost middleware: a page that is kept passes through no other, with the headers they gave it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_anonymous_reading(request):
            return self.get_response(request)
        key = (request.is_secure(), request.META.get("HTTP_HOST", ""), request.path, consent_cookie.state(request))
        page = _pages.get(key)
        if page is None or is_to_render(_asked_again, key, page.until):
            response = self.get_response(request)
            if MARK not in vars(response) or response.status_code != 200 or response.cookies or response.streaming:
                return response
            page = _keep(key, response)
        return _answer(request, page)


def forget() -> None:
    """Drop every page of this process."""
    _pages.clear()
    _asked_again.clear()


def is_to_render(begun: dict[AnyKey, float], key: AnyKey, until: float) -> bool:
    """Whether this reader has to wait for a new page: nobody while it is kept, one when it is over, all when long so.

    ``begun`` remembers who went first, so that a rush does not render the same page in every thread at once.
    """
    now = monotonic()
    if now < until:
        return False
    with _lock:
        first = begun.get(key, 0.0) < until
        if first:
            begun[key] = now
    return first or now >= until + SECONDS_TO_RENDER


def is_kept(request: HttpRequest) -> bool:
    """Tell whether the page asked for is one of those that may be kept."""
    match = request.resolver_match
    return match is not None and MARK in vars(match.func)


def is_anonymous_reading(request: HttpRequest) -> bool:
    """Tell whether somebody without a session asks for a page that is the same for everybody."""
    cookies = {settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name}
    return (
        settings.PAGE_CACHE_SECONDS > 0
        and request.method in {"GET", "HEAD"}
        and not request.META.get("QUERY_STRING")
        and cookies.isdisjoint(request.COOKIES)
    )


def _keep(key: Key, response: HttpResponse) -> _Page:
    body = bytes(response.content)
    page = _Page(
        body=body,
        headers={name: value for name, value in response.items() if name != "Content-Length"},
        until=monotonic() + settings.PAGE_CACHE_SECONDS,
        zipped=compress(body, compresslevel=6, mtime=0),
        etag=f'W/"{sha256(body).hexdigest()[:32]}"',
    )
    _pages[key] = page
    _pages.move_to_end(key)
    while len(_pages) > KEPT:
        _asked_again.pop(_pages.popitem(last=False)[0], None)
    return page


def _answer(request: HttpRequest, page: _Page) -> HttpResponse:
    if page.etag in parse_etags(request.headers.get("If-None-Match", "")):
        response: HttpResponse = HttpResponseNotModified()
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(page.zipped, headers=page.headers | {"Content-Encoding": "gzip"})
    else:
        response = HttpResponse(page.body, headers=page.headers)
    if response.status_code == 200:
        response["Content-Length"] = str(len(response.content))
    if page.headers.get("Content-Type", "").startswith("text/html"):
        vars(response)[public_pages.MARK] = True
    response["ETag"] = page.etag
    response["Cache-Control"] = "no-cache"
    response["Vary"] = ", ".join(VARIES)
    return response
