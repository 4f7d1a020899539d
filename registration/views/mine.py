"""What people with an account find without searching their mails."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from registration import ownership


@never_cache
@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The registrations of the proven addresses of this account, and what else is theirs."""
    addresses = ownership.proven_addresses(cast("User", request.user))
    page = {
        "addresses": addresses,
        "registrations": ownership.registrations_of(addresses),
        "others": ownership.others_of(addresses),
    }
    return render(request, "registration/mine.html", page)


@never_cache
@login_required
@require_POST
def open_one(request: HttpRequest, reference: str) -> HttpResponse:
    """Open one's own registration by a link made for this visit; any other reference is not found."""
    addresses = ownership.proven_addresses(cast("User", request.user))
    registration = get_object_or_404(ownership.registrations_of(addresses), reference=reference)
    page = "workshops" if request.POST.get("to") == "workshops" else "personal"
    return redirect(f"registration:{page}", ownership.open_for_a_while(registration))
