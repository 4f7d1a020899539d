"""A claim opened from an account instead of from a mail."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.models import User
from registration.ownership import proven_addresses
from reimbursement.models import ClaimLink
from reimbursement.ownership import claims_of


@never_cache
@login_required
@require_POST
def open_one(request: HttpRequest, reference: str) -> HttpResponse:
    """Open one's own claim by a new link; any other number is not found."""
    claim = get_object_or_404(claims_of(proven_addresses(cast("User", request.user))), reference=reference)
    return redirect("reimbursement:claim", ClaimLink.objects.issue(claim=claim))
