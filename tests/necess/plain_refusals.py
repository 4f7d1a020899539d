"""The addresses of the site with refusals in one word: a table of thousands of answers needs no pages for them."""

from django.http import HttpRequest, HttpResponse

from necess.urls import handler400, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def handler403(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return HttpResponse("refused", status=403)
