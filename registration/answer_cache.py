"""The answer to the form, kept a moment like the form itself (``form_cache``), with each reader's own address put in.

In a rush nearly everybody is told one of two things of the same days. Only one person's answer, without a session, is
kept: beyond what was told, and the choice about optional services, nothing on it differs but the address.
"""

import secrets
from collections.abc import Callable, Hashable
from time import monotonic

from django.conf import settings
from django.http import HttpRequest
from django.utils.html import escape

from events import consent_cookie
from events.page_cache import is_anonymous_reading, is_to_render

KEPT = 64  # answers: each language, each choice of days, each choice about optional services
# What stands in a kept page for the address: nobody can type it, no page has it by chance.
STAND_IN = secrets.token_hex(16)

Key = tuple[str, str, Hashable]

_pages: dict[Key, tuple[float, str]] = {}
_asked_again: dict[Key, float] = {}


def page(request: HttpRequest, *, told: Hashable, address: str, render: Callable[[str], str]) -> str:
    """The page that ``render`` makes for an address; made anew after ``settings.PAGE_CACHE_SECONDS``."""
    if not is_anonymous_reading(request):
        return render(address)
    key = (request.path, consent_cookie.state(request), told)
    until, kept = _pages.get(key, (0.0, ""))
    if not kept or is_to_render(_asked_again, key, until):
        kept = render(STAND_IN)
        if len(_pages) >= KEPT:
            forget()
        _pages[key] = (monotonic() + settings.PAGE_CACHE_SECONDS, kept)
    return kept.replace(STAND_IN, escape(address))


def forget() -> None:
    """Drop every answer of this process."""
    _pages.clear()
    _asked_again.clear()
