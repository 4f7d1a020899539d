"""The first page, and the choice of a language before it."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from events import clock, places, structured_data
from events.models import Article, Edition, Partnership
from events.page_cache import briefly_kept
from events.stage import Stage, may_register, opens_at, stage_of
from events.views.reading import by_role

LATEST_ARTICLES = 3
FIRST_QUESTIONS = 4


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """Send to the language of the cookie or of the browser; caches keep one answer per reader's choice."""
    return to_page(request, "events:home")


def to_page(request: HttpRequest, name: str) -> HttpResponse:
    """Lead to the page of that name in the reader's language."""
    with translation.override(translation.get_language_from_request(request)):
        response = HttpResponseRedirect(reverse(name))
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    return response


@require_safe
@briefly_kept
def home(request: HttpRequest) -> HttpResponse:
    """The current edition as it stands now; between two editions, the past ones."""
    now = clock.now()
    edition = Edition.objects.current()
    articles = Article.objects.published(now=now)[:LATEST_ARTICLES]
    if edition is None:
        organiser = structured_data.as_script(structured_data.of_organiser(None))
        past = {"articles": articles, "editions": Edition.objects.published(), "structured_data": organiser}
        return render(request, "events/home_without_edition.html", past)
    days = places.of(edition)
    stage = stage_of(edition=edition, places=days, now=now)
    partnerships = list(Partnership.objects.filter(edition=edition).select_related("partner__logo"))
    data = structured_data.of_edition(edition, places=days, partnerships=partnerships, url=reverse("events:home"))
    context = {
        "edition": edition,
        "stage": stage,
        "Stage": Stage,
        "opens_at": opens_at(edition=edition, places=days),
        "days": days,
        "cities": list(dict.fromkeys(each.day.venue.city for each in days)),
        "may_register": may_register(edition=edition, places=days, now=now),
        "speakers": edition.speakers.all(),
        "roles": by_role(partnerships),
        "articles": articles,
        "questions": edition.questions.all()[:FIRST_QUESTIONS],
        "structured_data": structured_data.as_script(data, structured_data.of_organiser(edition)),
    }
    return render(request, "events/home.html", context)
