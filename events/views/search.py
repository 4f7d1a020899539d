"""Search over everything public."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from events import clock, public_texts
from events.forms import SearchForm
from events.search import find


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Pages, sessions, people, questions and news that have the words."""
    form = SearchForm(request.GET)
    query = form.cleaned_data["q"] if form.is_valid() else ""
    hits = find(query, public_texts.documents(now=clock.now())) if query else []
    return render(request, "events/search.html", {"form": form, "query": query, "hits": hits})
