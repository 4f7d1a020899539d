"""Which answers are pages that anybody may read: those are counted (``events.audience``), and no others."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]
MARK = "is_public_page"


def public_page(view: View) -> View:
    """Say that ``view`` answers the same to everybody."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return mark(view(request, *args, **kwargs))

    return wrapper


def mark(response: HttpResponse) -> HttpResponse:
    """Mark an answer, files and data excepted."""
    vars(response)[MARK] = response.headers.get("Content-Type", "").startswith("text/html")
    return response


def is_public(response: HttpResponse) -> bool:
    """Whether the answer is a page that was marked."""
    return bool(vars(response).get(MARK))
