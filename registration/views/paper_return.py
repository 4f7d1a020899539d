"""The screen on which a paper list comes back."""

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import User
from registration import paper_return
from registration.door_forms import TickedForm
from registration.keepers import Keeper
from registration.views.door_guard import day_of, for_staff_at_the_door


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff_at_the_door
def typed_back(request: HttpRequest, keeper: Keeper, slug: str) -> HttpResponse:
    """Type, look, save: nothing is entered before it was shown."""
    day, form = day_of(keeper, slug), TickedForm(request.POST or None)
    page: dict[str, Any] = {"day": day, "form": form, "keeper": keeper}
    if form.is_valid():
        typed = form.typed()
        if "save" in request.POST:
            saved = paper_return.save(day=day, typed=typed, by=cast("User", keeper.user))
            words = ngettext("%(count)d entry from paper is saved.", "%(count)d entries from paper are saved.", saved)
            messages.success(request, words % {"count": saved})
            return redirect("door:paper", day.slug)
        lines = paper_return.look(day=day, typed=typed)
        page |= {"lines": lines, "new": sum(line.finding is paper_return.Finding.NEW for line in lines)}
    return render(request, "registration/door/paper.html", page)
