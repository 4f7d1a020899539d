"""The page where somebody refuses news, by a link that is theirs alone."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from events import clock
from registration import news


# The link is the right to refuse, and a mail program that presses the button by itself has no cookie (RFC 8058).
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is so; a POST refuses, or takes the refusal back."""
    try:
        if request.method == "POST" and "accept" in request.POST:
            news.accept(token=token)
        elif request.method == "POST":
            news.refuse(token=token, now=clock.now())
        page = {"is_refused": news.is_refused(token=token), "is_answered": request.method == "POST"}
    except news.UnknownLinkError as error:
        raise Http404 from error
    return render(request, "registration/news.html", page)
