"""How a volunteer comes and goes: a link that asks before it opens, and a way out that leaves nothing behind."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.antirobot import rate_limited
from events import clock
from registration import keepers
from registration.models import DoorLink
from registration.views.door_guard import COOKIE, COOKIE_PATH, set_cookie


@never_cache
@rate_limited("door-link", "30/m")
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, then open the door of one day; a mail scanner that follows the link only sees the question."""
    now = clock.now()
    try:
        if request.method == "POST":
            link = keepers.enter(token=token, now=now)
            opened = redirect("door:day", link.day.slug)
            set_cookie(opened, link.pk)
            return opened
        link = DoorLink.objects.opened_by(token, now=now).select_related("day__venue").get()
    except DoorLink.DoesNotExist:
        return render(request, "registration/door/link_closed.html", status=404)
    response = render(request, "registration/door/enter.html", {"link": link, "day": link.day})
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@never_cache
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """End the session of a volunteer and wipe what the telephone holds."""
    response = render(request, "registration/door/left.html")
    response.delete_cookie(COOKIE, path=COOKIE_PATH)
    response.headers["Clear-Site-Data"] = '"storage"'
    return response
