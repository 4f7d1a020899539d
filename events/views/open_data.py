"""Open data: the files, and the page that explains them."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from events import open_data
from events.models import Edition
from events.page_cache import briefly_kept
from events.views.home import to_page

TABLES: dict[str, Callable[[Edition], str]] = {"sessions": open_data.sessions_csv, "partners": open_data.partners_csv}


@require_safe
def entrance(request: HttpRequest) -> HttpResponse:
    """The address without a language leads to the page in the language of the reader."""
    return to_page(request, "events:open_data")


@require_safe
@briefly_kept
def about(request: HttpRequest) -> HttpResponse:
    """What there is, what the columns mean, under which licence."""
    context = {
        "editions": Edition.objects.published(),
        "session_columns": open_data.SESSION_COLUMNS,
        "partner_columns": open_data.PARTNER_COLUMNS,
    }
    return render(request, "events/open_data.html", context)


@require_safe
@briefly_kept
def edition(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything about one edition."""
    found = get_object_or_404(Edition.objects.published(), slug=slug)
    return _shared(JsonResponse(open_data.edition_data(found), json_dumps_params={"ensure_ascii": False}))


@require_safe
@briefly_kept
def table(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Sessions or partners as one table."""
    found = get_object_or_404(Edition.objects.published(), slug=slug)
    content = TABLES[name](found)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="nec-ess-{found.slug}-{name}.csv"'
    return _shared(response)


def _shared(response: HttpResponse) -> HttpResponse:
    """Scripts of other sites may read it: it is public and nobody's."""
    response["Access-Control-Allow-Origin"] = "*"
    return response
