"""The door: one screen per day, one answer per badge, for people with the right or a volunteer's link."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from events import clock
from events.models import Edition, EventDay
from registration import check_in, presence
from registration.forms import ScanForm, SearchForm
from registration.models import CheckIn

P = ParamSpec("P")
DAY_KEY = "door_day"
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def for_door_keepers(view: View[P]) -> View[P]:
    """Log in first; then the right to let people in decides."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.has_perm("registration.check_in"):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@for_door_keepers
def home(request: HttpRequest) -> HttpResponse:
    """Choose the day; straight to it when only one is today."""
    days = _days()
    today = [day for day in days if day.date == clock.now().astimezone(day.starts_at.tzinfo).date()]
    if len(today) == 1 and "all" not in request.GET:
        return redirect("door:day", today[0].slug)
    return render(request, "registration/door/home.html", {"days": days})


@require_safe
@for_door_keepers
def day(request: HttpRequest, slug: str) -> HttpResponse:
    """The screen of one day: scan, search, counts, the last entries."""
    today = _day(slug)
    if request.session.get(DAY_KEY) != slug:
        request.session[DAY_KEY] = slug
    return _screen(request, today)


@require_POST
@for_door_keepers
def scan(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer one scan, and be ready for the next.  The same scan sent again gets the same answer."""
    today, form = _day(slug), ScanForm(request.POST)
    if not form.is_valid():
        return _screen(request, today, check_in.Verdict(check_in.Answer.UNKNOWN))
    verdict = check_in.check_in(
        badge_code=form.cleaned_data["code"],
        day=today,
        now=clock.now(),
        by=cast("User", request.user),
        scan=form.cleaned_data["scan"],
    )
    return _screen(request, today, verdict)


@require_safe
@for_door_keepers
def badge(request: HttpRequest, badge_code: str) -> HttpResponse:
    """What the camera of a phone opens: who this is, and the button that lets them in."""
    now, days = clock.now(), {day.slug: day for day in _days()}
    today = days.get(request.session.get(DAY_KEY, "")) or next(
        (day for day in days.values() if day.date == now.astimezone(day.starts_at.tzinfo).date()), None
    )
    if today is None:
        return render(request, "registration/door/home.html", {"days": days.values()})
    verdict = check_in.preview(badge_code=badge_code, day=today, now=now)
    page = {"day": today, "verdict": verdict, "code": badge_code, "scan": uuid.uuid4()}
    return render(request, "registration/door/badge.html", page)


@require_POST
@for_door_keepers
def undo(request: HttpRequest, scan: uuid.UUID) -> HttpResponse:
    """Take one entry back."""
    entry = get_object_or_404(CheckIn.objects.select_related("registration", "day"), scan=scan)
    if check_in.undo(entry=entry, now=clock.now(), by=cast("User", request.user)):
        messages.success(request, _("The entry of %(name)s is undone.") % {"name": entry.registration.full_name})
    else:
        messages.info(request, _("This entry had already been undone."))
    return redirect("door:day", entry.day.slug)


def _days() -> list[EventDay]:
    edition = Edition.objects.current()
    return list(edition.days.select_related("venue").order_by("date", "pk")) if edition else []


def _day(slug: str) -> EventDay:
    return get_object_or_404(EventDay.objects.select_related("venue", "edition"), slug=slug)


def _screen(request: HttpRequest, today: EventDay, verdict: check_in.Verdict | None = None) -> HttpResponse:
    search = SearchForm(request.GET if "q" in request.GET else None)
    found = presence.find(day=today, words=search.cleaned_data["q"]) if search.is_valid() else None
    page = {
        "day": today,
        "verdict": verdict,
        "scan": uuid.uuid4(),
        "search": search,
        "found": found,
        "counts": presence.counts(day=today),
        "entries": presence.last_entries(day=today),
    }
    return render(request, "registration/door/day.html", page)
