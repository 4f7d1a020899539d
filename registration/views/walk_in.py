"""Somebody comes without having registered."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from events import clock
from registration import walk_ins
from registration.contention import TooBusyError
from registration.door_forms import WalkInForm
from registration.keepers import Keeper
from registration.models import CheckIn
from registration.views.door_guard import day_of, for_door_keepers


@require_http_methods(["GET", "HEAD", "POST"])
@for_door_keepers
def walk_in(request: HttpRequest, keeper: Keeper, slug: str) -> HttpResponse:
    """One short form, as long as there is room; then the badge."""
    today, now = day_of(keeper, slug), clock.now()
    form = WalkInForm(request.POST or None, initial={"language": (get_language() or "fr")[:2]})
    status = 200
    if form.is_valid():
        try:
            verdict = walk_ins.walk_in(
                person=form.person(),
                day=today,
                now=now,
                scan=form.cleaned_data["scan"],
                by=keeper.user,
                lane=keeper.lane,
            )
            assert verdict.entry is not None  # noqa: S101 - somebody let in has an entry
            return redirect(f"{reverse('door:walked_in', args=[today.slug, verdict.entry.scan])}")
        except walk_ins.NoRoomError:
            status = 409
        except TooBusyError:
            status = 503
    page = {
        "day": today,
        "form": form,
        "room": walk_ins.room(day=today, now=now),
        "keeper": keeper,
        "busy": status == 503,
    }
    return render(request, "registration/door/walk_in.html", page, status=status)


@require_safe
@for_door_keepers
def walked_in(request: HttpRequest, keeper: Keeper, slug: str, scan: str) -> HttpResponse:
    """Welcome, and the badge to print."""
    today = day_of(keeper, slug)
    entry = CheckIn.objects.valid().filter(scan=scan, day=today).select_related("registration").first()
    if entry is None:
        return redirect("door:day", today.slug)
    page = {"day": today, "entry": entry, "registration": entry.registration, "keeper": keeper}
    return render(request, "registration/door/walked_in.html", page)
