"""What is not published yet, shown to whoever was given the link."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events import clock, draft_links
from events.models import Article, Page
from events.views import reading


@require_safe
@never_cache
def draft(request: HttpRequest, token: str) -> HttpResponse:
    """A draft as readers would see it, for a while; nobody keeps or lists it."""
    try:
        row = draft_links.read(token, now=timezone.now())
    except draft_links.UnknownDraftError as error:
        raise Http404 from error
    except draft_links.DraftGoneError:
        return _private(render(request, "events/draft_gone.html", status=410))
    if not draft_links.is_draft(row, now=clock.now()):
        return HttpResponseRedirect(row.get_absolute_url())
    return _private(_shown(request, row))


def _shown(request: HttpRequest, row: draft_links.Draft) -> HttpResponse:
    if isinstance(row, Article):
        return render(request, "events/article.html", {**reading.article_context(row), "is_draft": True})
    if isinstance(row, Page):
        return render(request, "events/page.html", {**reading.page_context(row), "is_draft": True})
    return render(request, "events/edition.html", {**reading.edition_context(row), "is_draft": True})


def _private(page: HttpResponse) -> HttpResponse:
    page["X-Robots-Tag"] = "noindex, nofollow"
    page["Referrer-Policy"] = "no-referrer"
    return page
