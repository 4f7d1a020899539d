"""Forms on pages that are kept for everybody carry no token of their own: they are known by where they come from."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponse]


def from_this_site(view: View) -> View:
    """Take a POST only from a page of this site; every browser says where a form stood."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method == "POST" and not _is_ours(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    exempt: View = csrf_exempt(wrapper)
    return exempt


def _is_ours(request: HttpRequest) -> bool:
    said = request.headers.get("Origin") or request.headers.get("Referer", "")
    return urlsplit(said).netloc == request.get_host()
