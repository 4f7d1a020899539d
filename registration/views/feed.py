"""The calendar that follows: made for one registration, fetched by a program, able to change nothing."""

from typing import cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_http_methods, require_safe

from accounts.antirobot import rate_limited
from accounts.tokens import digest
from registration import calendar
from registration.models import PersonalLink, Registration
from registration.views.attendee import opened_by_link


@require_safe
@rate_limited("feed", "60/m")
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The days as they stand now, in the language of the person; 304 when nothing changed."""
    try:
        registration = Registration.objects.for_token(token, PersonalLink.Scope.CALENDAR)
    except Registration.DoesNotExist as error:
        raise Http404 from error
    content = calendar.followed_calendar(registration=registration)
    etag = f'"{digest(content.decode())[:32]}"'
    response = HttpResponse(content, content_type=calendar.MIMETYPE)
    response.headers["ETag"] = etag
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    patch_cache_control(response, private=True, no_cache=True)
    return cast("HttpResponse", get_conditional_response(request, etag=etag, response=response))


@require_http_methods(["GET", "HEAD", "POST"])
@opened_by_link
def subscribe(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    """Explain the feed; make its address when asked, shown this once since only its digest is kept."""
    page: dict[str, object] = {"registration": registration, "edition": registration.edition, "token": token}
    if request.method == "POST":
        secret = PersonalLink.objects.issue(registration_id=registration.pk, scope=PersonalLink.Scope.CALENDAR)
        address = settings.SITE_URL + reverse("registration:feed", args=[secret])
        page |= {"address": address, "program_address": f"webcal:{address.partition(':')[2]}"}
    return render(request, "registration/subscribe.html", page)
