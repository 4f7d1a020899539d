"""The door: one screen per day, one answer per badge."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events import clock
from events.models import Edition, EventDay
from registration import badges, check_in, device_scans, presence, walk_ins
from registration.check_in import Answer, Verdict
from registration.contention import TooBusyError
from registration.door_forms import ScanForm, SearchForm
from registration.keepers import Keeper
from registration.models import CheckIn, Registration
from registration.views.door_guard import day_of, for_door_keepers, wants_json

DAY_KEY = "door_day"


@require_safe
@for_door_keepers
def home(request: HttpRequest, keeper: Keeper) -> HttpResponse:
    """Choose the day; straight to it when only one is today, or when there is only one to keep."""
    days = _days(keeper)
    today = [day for day in days if _is_today(day)]
    if keeper.link:
        today = days
    if len(today) == 1 and ("all" not in request.GET or keeper.link):
        return redirect("door:day", today[0].slug)
    counted = [(day, presence.counts(day=day)) for day in days]
    return render(request, "registration/door/home.html", {"days": counted, "keeper": keeper})


@require_safe
@for_door_keepers
def day(request: HttpRequest, keeper: Keeper, slug: str) -> HttpResponse:
    """The screen of one day: scan, search, counts, the last entries."""
    today = day_of(keeper, slug)
    if keeper.user and request.session.get(DAY_KEY) != slug:
        request.session[DAY_KEY] = slug
    search = SearchForm(request.GET if "q" in request.GET else None)
    found = presence.find(day=today, words=search.cleaned_data["q"]) if search.is_valid() else None
    return _screen(request, keeper, today, found=found)


@require_safe
@for_door_keepers
def counts(request: HttpRequest, keeper: Keeper, slug: str) -> HttpResponse:
    """How many came: a page for a screen on the wall, or three numbers for whoever asks again and again."""
    today = day_of(keeper, slug)
    counted = presence.counts(day=today)
    if not wants_json(request):
        page = {"day": today, "counts": counted, "keeper": keeper}
        return render(request, "registration/door/counts.html", page)
    tag = f'"{counted.expected}-{counted.came}"'
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    else:
        response = JsonResponse({"expected": counted.expected, "came": counted.came, "missing": counted.missing})
    response.headers["ETag"] = tag
    return response


@require_POST
@for_door_keepers
def scan(request: HttpRequest, keeper: Keeper, slug: str) -> HttpResponse:
    """Answer one scan, and be ready for the next.  The same scan sent again gets the same answer."""
    today, form = day_of(keeper, slug), ScanForm(request.POST)
    if not form.is_valid():
        return _answer(request, keeper, today, Verdict(Answer.UNKNOWN))
    try:
        verdict = check_in.check_in(
            badge_code=form.cleaned_data["code"],
            day=today,
            now=clock.now(),
            by=keeper.user,
            lane=keeper.lane,
            scan=form.cleaned_data["scan"],
        )
    except TooBusyError:
        return _too_busy(request, today)
    found = None
    if verdict.answer is Answer.UNKNOWN:
        found = presence.find(day=today, words=form.cleaned_data["code"]) or None
    return _answer(request, keeper, today, None if found else verdict, found=found)


@require_POST
@for_door_keepers
def admit(request: HttpRequest, keeper: Keeper, slug: str) -> HttpResponse:
    """Give room to somebody registered who holds no place today."""
    today, form = day_of(keeper, slug), ScanForm(request.POST)
    if not form.is_valid():
        raise Http404
    people = Registration.objects.live().select_related("edition")
    registration = get_object_or_404(people, badge_code=form.cleaned_data["code"], edition=today.edition_id)
    try:
        verdict = walk_ins.admit(
            registration=registration,
            day=today,
            now=clock.now(),
            scan=form.cleaned_data["scan"],
            by=keeper.user,
            lane=keeper.lane,
        )
    except walk_ins.NoRoomError as full:
        return render(request, "registration/door/full.html", {"day": today, "room": full.room, "keeper": keeper})
    return _answer(request, keeper, today, verdict)


@require_safe
@for_door_keepers
def badge(request: HttpRequest, keeper: Keeper, badge_code: str) -> HttpResponse:
    """What the camera of a phone opens: who this is, and the button that lets them in."""
    now, days = clock.now(), {day.slug: day for day in _days(keeper)}
    chosen = days.get(request.session.get(DAY_KEY, "")) if keeper.user else next(iter(days.values()), None)
    today = chosen or next((day for day in days.values() if _is_today(day)), None)
    if today is None:
        return redirect("door:home")
    verdict = check_in.preview(badge_code=badge_code, day=today, now=now)
    page = {"day": today, "verdict": verdict, "code": badge_code, "scan": uuid.uuid4(), "keeper": keeper}
    return render(request, "registration/door/badge.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@for_door_keepers
def badge_file(request: HttpRequest, keeper: Keeper, scan: uuid.UUID) -> HttpResponse:
    """The badge of somebody who came in: asked for by a button, which is noted, then fetched."""
    entry = _entry(keeper, scan)
    if request.method == "POST":
        check_in.badge_printed(entry=entry, now=clock.now(), by=keeper.user, lane=keeper.lane)
        return redirect("door:badge_file", scan)
    registration = Registration.objects.select_related("edition").get(pk=entry.registration_id)
    response = HttpResponse(badges.badge_pdf(badges.badge_data(registration)), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="badge-{registration.reference}.pdf"'
    return response


@require_POST
@for_door_keepers
def undo(request: HttpRequest, keeper: Keeper, scan: uuid.UUID) -> HttpResponse:
    """Take one entry back."""
    entry = _entry(keeper, scan)
    if check_in.undo(entry=entry, now=clock.now(), by=keeper.user, lane=keeper.lane):
        messages.success(request, _("The entry of %(name)s is undone.") % {"name": entry.registration.full_name})
    else:
        messages.info(request, _("This entry had already been undone."))
    return redirect("door:day", entry.day.slug)


def _entry(keeper: Keeper, scan: uuid.UUID) -> CheckIn:
    entries = CheckIn.objects.select_related("registration", "day__venue")
    entry: CheckIn = get_object_or_404(entries, scan=scan)
    if not keeper.may_keep(entry.day):
        raise Http404
    return entry


def _days(keeper: Keeper) -> list[EventDay]:
    edition = Edition.objects.current()
    days = edition.days.select_related("venue").order_by("date", "pk") if edition else []
    return [day for day in days if keeper.may_keep(day)]


def _is_today(day: EventDay) -> bool:
    return day.date == clock.now().astimezone(day.starts_at.tzinfo).date()


def _answer(
    request: HttpRequest,
    keeper: Keeper,
    today: EventDay,
    verdict: Verdict | None,
    found: list[Registration] | None = None,
) -> HttpResponse:
    """The whole screen for a form; for the script only what changes on it."""
    if not wants_json(request):
        return _screen(request, keeper, today, verdict, found)
    page = {"day": today, "verdict": verdict, "found": found, "scan": uuid.uuid4(), "keeper": keeper}
    html = render_to_string("registration/door/answer.html", page, request)
    return JsonResponse({"answer": verdict.answer if verdict else "found", "html": html})


def _too_busy(request: HttpRequest, today: EventDay) -> HttpResponse:
    response: HttpResponse
    if wants_json(request):
        response = JsonResponse({"refused": "busy"}, status=503)
    else:
        messages.error(request, _("The database is busy. Please scan again."))
        response = redirect("door:day", today.slug)
    response.headers["Retry-After"] = "1"
    return response


def _screen(
    request: HttpRequest,
    keeper: Keeper,
    today: EventDay,
    verdict: Verdict | None = None,
    found: list[Registration] | None = None,
) -> HttpResponse:
    page: dict[str, Any] = {
        "day": today,
        "verdict": verdict,
        "scan": uuid.uuid4(),
        "found": found,
        "keeper": keeper,
        "counts": presence.counts(day=today),
        "entries": presence.last_entries(day=today),
        "conflicts": device_scans.conflicts(day=today),
    }
    return render(request, "registration/door/day.html", page)
