"""What the script of the door talks to: the list to keep through a network cut, its key, the scans made meanwhile."""

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.antirobot import rate_limited
from events import clock
from registration import device_scans, frames, keepers
from registration.check_in import Answer
from registration.keepers import Keeper
from registration.models.door import AFTER
from registration.templatetags.seats import clock_time, welcomed_by
from registration.views.door_guard import day_of, for_door_keepers, keeper_of

MOST_SCANS, MOST_BYTES = 500, 200_000
FILES = (
    "css/site.css", "css/components.css", "css/door.css", "js/door.js", "js/door_camera.js", "js/door_memory.js",
    "js/door_network.js", "js/door_signals.js",
)  # fmt: skip


@require_safe
@for_door_keepers
def ticket(request: HttpRequest, keeper: Keeper, slug: str) -> HttpResponse:
    """A fresh token for forms after hours without network, and the key of the list on this telephone."""
    today = day_of(keeper, slug)
    until = int((today.ends_at + AFTER - clock.now()).total_seconds())
    key = keepers.list_key(keeper=keeper, day=today)
    now = int(clock.now().timestamp() * 1000)
    return JsonResponse({"csrf": get_token(request), "key": key, "seconds": max(until, 0), "now": now})


@require_safe
@for_door_keepers
def people(request: HttpRequest, keeper: Keeper, slug: str) -> HttpResponse:
    """Names, organisations and codes of one day: what a telephone may keep until the evening."""
    today = day_of(keeper, slug)
    return JsonResponse({"label": today.label, "people": device_scans.list_for_device(day=today)})


@require_POST
@for_door_keepers
def sync(request: HttpRequest, keeper: Keeper, slug: str) -> HttpResponse:
    """Take in what was scanned without network; sent twice it is entered once."""
    today, now = day_of(keeper, slug), clock.now()
    try:
        sent_at, kept = _read(request)
    except (ValueError, KeyError, TypeError, AttributeError):
        return JsonResponse({"refused": "unreadable"}, status=400)
    received = device_scans.receive(kept=kept, sent_at=sent_at, day=today, now=now, by=keeper.user, lane=keeper.lane)
    return JsonResponse({"answers": [_in_words(one) for one in received]})


@require_POST
@rate_limited("door-frames", "300/m", lambda request: (keeper_of(request) or Keeper()).key)
@for_door_keepers
def decode(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """The code in one frame of a camera."""
    try:
        if int(request.headers.get("Content-Length") or 0) > frames.MOST_BYTES:
            return JsonResponse({"refused": "too large"}, status=413)
        return JsonResponse({"code": frames.code_in(request.body)})
    except (frames.NotAFrameError, ValueError):
        return JsonResponse({"refused": "not a frame"}, status=400)


@never_cache
@require_safe
def shell(request: HttpRequest) -> HttpResponse:
    """The screen without anybody on it: what the service worker shows when the network is gone."""
    return render(request, "registration/door/shell.html")


@never_cache
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, with the names our files have today; its scope is the door."""
    page = {"files": json.dumps([static(name) for name in FILES])}
    return render(request, "registration/door/worker.js", page, content_type="text/javascript; charset=utf-8")


def _read(request: HttpRequest) -> tuple[int, list[device_scans.Kept]]:
    """The scans of the request; raises for whatever is not what our script sends."""
    if len(request.body) > MOST_BYTES:
        raise ValueError("too large")
    data = json.loads(request.body)
    scans = data["scans"]
    if len(scans) > MOST_SCANS:
        raise ValueError("too many")
    return _milliseconds(data["sent_at"]), [
        device_scans.Kept(
            scan=UUID(one["scan"]),
            code=str(one["code"]).replace("\0", "")[:300],
            at=_milliseconds(one["at"]),
            told=str(one.get("told") or Answer.WELCOME)[:12],
            undone=bool(one.get("undone")),
        )
        for one in scans
    ]


def _milliseconds(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > 10**14:
        raise ValueError("not a time")
    return value


def _in_words(received: device_scans.Received) -> dict[str, str]:
    """For the telephone: what became of one scan, and a sentence where somebody should look."""
    verdict = received.verdict
    answer = {"scan": str(received.kept.scan), "answer": str(verdict.answer), "words": ""}
    if not received.is_conflict:
        return answer
    name = verdict.registration.full_name if verdict.registration else _("unknown code")
    scanned = clock_time(received.at)
    if verdict.answer is Answer.ALREADY and verdict.entry:
        words = _("%(name)s, scanned here at %(scanned)s: already in at %(time)s, welcomed by %(who)s.")
        who, first = welcomed_by(verdict.entry), clock_time(verdict.entry.at)
        answer["words"] = words % {"name": name, "scanned": scanned, "time": first, "who": who}
    else:
        said = {
            Answer.WELCOME: _("%(name)s, scanned here at %(scanned)s: sent away, yet a place is theirs."),
            Answer.CANCELLED: _("%(name)s, scanned here at %(scanned)s: this registration is cancelled."),
            Answer.WAITING: _("%(name)s, scanned here at %(scanned)s: on the waiting list, without a place."),
            Answer.NOT_TODAY: _("%(name)s, scanned here at %(scanned)s: holds no place today."),
            Answer.OTHER_EVENT: _("%(name)s, scanned here at %(scanned)s: a badge of another event."),
        }.get(verdict.answer, _("%(name)s, scanned here at %(scanned)s: nobody’s badge."))
        answer["words"] = said % {"name": name, "scanned": scanned}
    return answer
