"""The form at the end of an invitation: the same as everybody's, on places that were kept."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.antirobot import rate_limited
from events import clock
from registration import answers, invitations, lifecycle, opening
from registration.contention import TooBusyError
from registration.forms import GroupForm
from registration.models import Invitation, Registration
from registration.seat_allocation import Availability, State
from registration.views.attendee import answer


@never_cache
@rate_limited("invitation", "20/m")
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, token: str) -> HttpResponse:
    """Show the form of a link; every other token is one and the same "not found"."""
    try:
        invitation = Invitation.objects.for_token(token)
    except Invitation.DoesNotExist as error:
        raise Http404 from error
    response = _register(request, invitation)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _register(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    now = clock.now()
    kept = invitations.reserves_of(invitation, now=now)
    to_come = opening.days_to_come((reserve.day for reserve in kept), now=now)
    availability = [
        Availability(day=reserve.day, left=reserve.left, state=State.KEPT) for reserve in kept if reserve.day in to_come
    ]
    posted = request.method == "POST"
    form = GroupForm(
        request.POST if posted else None,
        availability=availability,
        questions=answers.questions_of(invitation.edition),
        typed=None if posted else _known(invitation),
    )
    if posted and ("add" in request.POST or "remove" in request.POST):
        return _page(request, invitation, form.rearranged(request.POST))
    if posted and form.is_valid():
        try:
            outcomes = lifecycle.register_group(
                edition=invitation.edition,
                applications=form.applications(),
                now=now,
                form_key=form.leader.cleaned_data["form_key"],
                origin=Registration.Origin.INVITATION,
                invitation=invitation,
            )
        except (invitations.UsedUpError, invitations.NothingKeptError, opening.ClosedError):
            return _over(request, invitation, status=409)
        except TooBusyError:
            form.leader.add_error(None, _("Many people are registering at this moment. Please send the form again."))
            return _page(request, invitation, form, status=503)
        return answer(form.applications(), outcomes)
    if not availability or not invitation.left:
        return _over(request, invitation, status=200)
    return _page(request, invitation, form)


def _known(invitation: Invitation) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What we know of the person; a link for several knows nobody."""
    return ({"email": invitation.email} if invitation.places == 1 else {}), []


def _page(request: HttpRequest, invitation: Invitation, form: GroupForm, *, status: int = 200) -> HttpResponse:
    form.most = min(form.most, invitation.left - 1)
    page = {"edition": invitation.edition, "form": form, "invitation": invitation}
    return render(request, "registration/invited.html", page, status=status)


def _over(request: HttpRequest, invitation: Invitation, *, status: int) -> HttpResponse:
    page = {"edition": invitation.edition, "invitation": invitation}
    return render(request, "registration/invitation_over.html", page, status=status)
