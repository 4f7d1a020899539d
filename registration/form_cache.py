"""The empty public form, kept a moment like every public page (``events.page_cache``), with fresh hidden values.

At the opening hour everybody asks for the same form.  What differs between two of them are three hidden values: they
are put in anew for each reader, so nobody shares a token, and the same form sent twice is still told from another.
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from time import monotonic

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token

from accounts.antirobot import opened_now
from events import consent_cookie, public_pages
from events.page_cache import is_anonymous_reading, is_to_render

HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|opened|form_key)" value="([^"]+)"')

View = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True)
class _Form:
    """The page in the pieces between its hidden values, and the names of these in order."""

    pieces: tuple[str, ...]
    names: tuple[str, ...]
    until: float


KEPT = 64  # forms: each language, and each choice about optional services

Key = tuple[str, str]

_forms: dict[Key, _Form] = {}
_asked_again: dict[Key, float] = {}


def briefly_kept(view: View) -> View:
    """Serve the empty form of ``view`` from memory to anonymous readers for ``settings.PAGE_CACHE_SECONDS``."""

    @wraps(view)
    def wrapper(request: HttpRequest) -> HttpResponse:
        if not is_anonymous_reading(request):
            return public_pages.mark(view(request))
        key = (request.path, consent_cookie.state(request))
        form = _forms.get(key)
        if form is None or is_to_render(_asked_again, key, form.until):
            response = view(request)
            if response.status_code == 200:
                _keep(key, response.content.decode())
            return public_pages.mark(response)
        return public_pages.mark(HttpResponse(_filled_in(form, request)))

    return wrapper


def forget() -> None:
    """Drop every form of this process."""
    _forms.clear()
    _asked_again.clear()


def _keep(key: Key, page: str) -> None:
    """Keep a page that holds a form: the one that says when registration opens holds none."""
    found = list(HIDDEN.finditer(page))
    if {each[1] for each in found} != {"csrfmiddlewaretoken", "opened", "form_key"}:
        _forms.pop(key, None)
        return
    edges = [0, *(edge for each in found for edge in each.span(2)), len(page)]
    pieces = tuple(page[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True))
    if len(_forms) >= KEPT:
        forget()
    _forms[key] = _Form(pieces, tuple(each[1] for each in found), monotonic() + settings.PAGE_CACHE_SECONDS)


def _filled_in(form: _Form, request: HttpRequest) -> str:
    values = {
        "csrfmiddlewaretoken": get_token(request),
        "opened": opened_now(),
        "form_key": secrets.token_urlsafe(16),
    }
    parts = [form.pieces[0]]
    for name, piece in zip(form.names, form.pieces[1:], strict=True):
        parts += values[name], piece
    return "".join(parts)
