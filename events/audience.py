"""The audience, measured by ourselves and without following anybody.

A view is a day, a page, its language and the host of the site a link stood on: no address, no cookie, no fingerprint:
nobody can be told from anybody. Robots, staff and whoever asks not to be measured (DNT, GPC) are left out. Counts are
gathered in the memory of each process and written about once a minute; a crash loses those of the last one.
"""

import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from threading import Lock
from time import monotonic
from typing import NamedTuple
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.db import DatabaseError
from django.db.models import F, Sum
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events import facts
from events.models import PageViews
from events.public_pages import is_public
from events.retention_calendar import Departures, Keeping, goes_on, months_after, months_in_words, register

log = structlog.get_logger(__name__)

KEEP_VIEWS = 25  # months: two years can be compared
AT_MOST = 2000  # different views in memory; beyond, where they come from is given up
ROBOTS = re.compile(
    r"bot|crawl|spider|slurp|fetch|preview|monitor|scan|headless|curl|wget|python|java|http|go-", re.IGNORECASE
)


class View(NamedTuple):
    day: date
    path: str
    language: str
    referrer: str


_lock = Lock()
_gathered: Counter[View] = Counter()
_next_writing = [0.0]


class Audience:
    """Outside the pages kept in memory, so that they are counted too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.AUDIENCE_SECONDS and is_public(response) and _is_reading(request, response):
            note(_view(request))
        return response


def note(view: View) -> None:
    """Count one view, in memory."""
    with _lock:
        if not _gathered:
            _next_writing[0] = monotonic() + settings.AUDIENCE_SECONDS
        _gathered[view if len(_gathered) < AT_MOST else view._replace(referrer="")] += 1


def write_when_due(**kwargs: object) -> None:
    """Called once an answer has left, so that no reader waits for it."""
    if _gathered and monotonic() >= _next_writing[0]:
        try:
            write()
        except DatabaseError as error:
            log.warning("views not written", error=type(error).__name__)


def write() -> None:
    """Add what was gathered to the rows of the database; other processes add to the same ones."""
    with _lock:
        views = dict(_gathered)
        _gathered.clear()
    PageViews.objects.bulk_create([PageViews(**view._asdict()) for view in sorted(views)], ignore_conflicts=True)
    for view, number in sorted(views.items()):
        PageViews.objects.filter(**view._asdict()).update(views=F("views") + number)


def offer() -> None:
    """Let texts name how long numbers are kept, and put them on the calendar."""
    facts.register("keep_views", lambda _edition, _argument: months_in_words(KEEP_VIEWS))
    register(Keeping(_("numbers of views"), PageViews._meta.label, ("keep_views",), _departures))


def forget(*, today: date) -> int:
    """Delete the numbers that have reached their day."""
    number, _each = PageViews.objects.filter(day__lt=months_after(today, -KEEP_VIEWS)).delete()
    return number


def _departures() -> Departures:
    days = PageViews.objects.order_by().values_list("day").annotate(Sum("views"))
    return {goes_on(day, months=KEEP_VIEWS): number for day, number in days}


def _is_reading(request: HttpRequest, response: HttpResponse) -> bool:
    said = request.headers
    robot = not said.get("User-Agent") or ROBOTS.search(said["User-Agent"])
    declined = "1" in (said.get("DNT"), said.get("Sec-GPC")) or "prefetch" in said.get("Sec-Purpose", "")
    staff = settings.SESSION_COOKIE_NAME in request.COOKIES and getattr(request.user, "is_staff", False)
    return request.method == "GET" and response.status_code in {200, 304} and not (robot or declined or staff)


def _view(request: HttpRequest) -> View:
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    return View(today, request.path[:200], request.path[1:3], _referrer(request))


def _referrer(request: HttpRequest) -> str:
    """The other site a link stood on; empty for our own, for none, and for what is not a host."""
    try:
        host = urlsplit(request.headers.get("Referer", "")).hostname or ""
    except ValueError:
        return ""
    ours = request.get_host().partition(":")[0]
    return host if host != ours and re.fullmatch(r"[a-z0-9.-]{1,100}", host) else ""
