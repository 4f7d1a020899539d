"""Pages to read: practical information, questions, partners, news, editions and the texts of the site."""

from itertools import groupby

from django.core.files.storage import default_storage
from django.db.models import Prefetch
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from events import clock, consent, public_texts, structured_data
from events.audio import answer
from events.forms import SearchForm
from events.models import Article, Download, Edition, EventDay, Page, Partnership, Venue
from events.models.texts import FIXED_PLACES
from events.page_cache import briefly_kept
from events.programme import sessions_of, timetable
from events.same_origin import from_this_site


@require_safe
@briefly_kept
def practical(request: HttpRequest) -> HttpResponse:
    """How to come, city by city."""
    edition = Edition.objects.current()
    if edition is None:
        return render(request, "events/nothing_yet.html")
    days = Prefetch("days", EventDay.objects.order_by("date"))
    venues = Venue.objects.filter(edition=edition).prefetch_related(days, "landmarks")
    return render(request, "events/practical.html", {"edition": edition, "venues": venues})


@require_safe
@briefly_kept
def faq(request: HttpRequest) -> HttpResponse:
    """Frequent questions, each with a permanent link, all or those about some words."""
    edition = Edition.objects.current()
    if edition is None:
        return render(request, "events/nothing_yet.html")
    questions = list(edition.questions.all())
    form = SearchForm(request.GET)
    query = form.cleaned_data["q"] if form.is_valid() else ""
    context = {
        "edition": edition,
        "form": form,
        "query": query,
        "questions": public_texts.questions_about(query, questions, edition) if query else questions,
        "structured_data": structured_data.as_script(structured_data.of_questions(questions, edition)),
    }
    return render(request, "events/faq.html", context)


def by_role(partnerships: list[Partnership]) -> list[tuple[Partnership.Role, list[Partnership]]]:
    """Partnerships under their roles, in the order of the roles."""
    order = list(Partnership.Role)
    rows = sorted(partnerships, key=lambda each: (order.index(Partnership.Role(each.role)), each.position))
    return [(Partnership.Role(role), list(group)) for role, group in groupby(rows, lambda each: each.role)]


@require_safe
@briefly_kept
def partners(request: HttpRequest) -> HttpResponse:
    """Who makes the edition possible, by role."""
    edition = Edition.objects.current()
    if edition is None:
        return render(request, "events/nothing_yet.html")
    rows = list(edition.partnerships.select_related("partner__logo"))
    return render(request, "events/partners.html", {"edition": edition, "roles": by_role(rows)})


@require_safe
@briefly_kept
def news(request: HttpRequest) -> HttpResponse:
    """Published articles, the latest first, each in a language it exists in."""
    return render(request, "events/news.html", {"articles": Article.objects.published(now=clock.now())})


@from_this_site
@require_http_methods(["GET", "HEAD", "POST"])
@briefly_kept
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """One article; where it is not written in the reader's language it is offered in its own, and says so.

    A player from elsewhere is shown to whoever allowed it, or asks for it this time by a button (POST).
    """
    if Article.objects.withdrawn().filter(slug=slug).exists():
        return render(request, "errors/410.html", status=410)
    found = get_object_or_404(Article.objects.published(now=clock.now()).select_related("player_service"), slug=slug)
    service = found.player_service if found.has_player else None
    plays = service is not None and (request.method == "POST" or consent.is_allowed(request, service))
    response = render(request, "events/article.html", {**article_context(found), "plays": plays})
    if service and plays:
        vars(response)["_csp_update"] = {"frame-src": [service.origin]}  # read by django-csp
    return response


def article_context(found: Article) -> dict[str, object]:
    """What the page of an article shows, published or not."""
    data = structured_data.as_script(structured_data.of_article(found))
    return {"article": found, "edition": Edition.objects.current(), "structured_data": data}


@require_safe
def audio(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The episode of an article, whole or in parts."""
    found = get_object_or_404(Article.objects.published(now=clock.now()), slug=slug)
    if not found.audio.name or not default_storage.exists(found.audio.name):
        raise Http404
    return answer(request, found.audio.open())


@require_safe
@briefly_kept
def editions(request: HttpRequest) -> HttpResponse:
    """All editions, the latest first."""
    published = Edition.objects.published().prefetch_related("venues")
    return render(request, "events/editions.html", {"editions": published})


@require_safe
@briefly_kept
def edition(request: HttpRequest, slug: str) -> HttpResponse:
    """What an edition was, or will be: places, partners, programme, documents."""
    found = get_object_or_404(Edition.objects.published(), slug=slug)
    return render(request, "events/edition.html", edition_context(found))


def edition_context(found: Edition) -> dict[str, object]:
    """What the page of an edition shows, published or not."""
    return {
        "edition": found,
        "is_over": clock.now().date() > found.ends_on,
        "venues": found.venues_in_order,
        "days": found.days_in_order,
        "speakers": found.speakers.all(),
        "timetable": timetable(sessions_of(found)),
        "roles": by_role(list(found.partnerships.select_related("partner__logo"))),
        "downloads": found.downloads.select_related("edition"),
    }


@require_safe
def download(request: HttpRequest, edition: str, slug: str) -> HttpResponseBase:
    """A document in the reader's language, under a name made by us."""
    published = Download.objects.select_related("edition").filter(edition__status=Edition.Status.PUBLISHED)
    found = get_object_or_404(published, edition__slug=edition, slug=slug)
    if found.url:
        return HttpResponseRedirect(found.url)
    if not found.file.name or not default_storage.exists(found.file.name):
        raise Http404
    name = f"nec-ess-{edition}-{slug}-{get_language()}.pdf"
    return FileResponse(found.file.open(), filename=name, content_type="application/pdf")


@require_safe
@briefly_kept
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """A text with a place of its own. Its address answers even before somebody wrote it: every footer links there."""
    found = Page.objects.published(now=clock.now()).filter(slug=slug).first()
    return render(request, "events/page.html", page_context(found))


@require_safe
@briefly_kept
def other_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Any other text of the site."""
    if slug in FIXED_PLACES:
        return HttpResponsePermanentRedirect(reverse(f"events:{slug}"))
    found = get_object_or_404(Page.objects.published(now=clock.now()), slug=slug)
    return render(request, "events/page.html", page_context(found))


def page_context(found: Page | None) -> dict[str, object]:
    """What a text of the site shows, published or not; None before it is written."""
    return {"page": found, "edition": Edition.objects.current()}
