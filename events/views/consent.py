"""The page about cookies, and the choice about optional services that can be made there and on the banner."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from accounts.antirobot import rate_limited
from events import clock, consent, consent_cookie
from events.models import Edition, OptionalService, Page
from events.page_cache import briefly_kept
from events.same_origin import from_this_site

CATEGORIES = OptionalService.Category
ANSWERS = {"all": list(CATEGORIES.values), "none": []}


@require_safe
def cookies(request: HttpRequest) -> HttpResponse:
    """What is stored and, where something is optional, the choice; whoever has made one sees it."""
    if consent_cookie.read(request):
        return _cookies(request)
    return briefly_kept(_cookies)(request)


def _cookies(request: HttpRequest) -> HttpResponse:
    listed, choice = consent.services(), consent.choice_of(request)
    categories = [
        (category, [each for each in listed if each.category == category], bool(choice and category in choice.allowed))
        for category in CATEGORIES
    ]
    context = {
        "page": Page.objects.published(now=clock.now()).filter(slug="cookies").first(),
        "edition": Edition.objects.current(),
        "choice": choice,
        "categories": [row for row in categories if row[1]],
    }
    return render(request, "events/cookies.html", context)


@from_this_site
@rate_limited("consent", "120/m")
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep the choice in the reader's browser, its proof here, and go back to where the question was asked."""
    allowed = ANSWERS.get(request.POST.get("answer", ""), request.POST.getlist("allowed"))
    asked_on = request.POST.get("next", "")
    is_ours = asked_on.startswith("/") and url_has_allowed_host_and_scheme(asked_on, allowed_hosts=None)
    response = HttpResponseRedirect(asked_on if is_ours else reverse("events:cookies") + "#choice")
    if consent.services():
        choice = consent.record(allowed=allowed, now=clock.now())
        response.set_cookie(
            consent_cookie.NAME,
            str(choice),
            max_age=consent_cookie.LASTS,
            secure=settings.HTTPS,
            httponly=True,
            samesite="Lax",
        )
    return response
