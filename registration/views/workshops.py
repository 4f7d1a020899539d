"""Workshops with few places: the way in from the programme, and the page where people choose theirs."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from events import clock, facts
from events.models import Edition, Session
from registration import ownership, workshops
from registration.contention import TooBusyError
from registration.models import Registration
from registration.views.attendee import opened_by_link


@never_cache
@require_safe
def way_in(request: HttpRequest, day: str, slug: str) -> HttpResponse:
    """Where to sign up: by one's account, by one's personal link, or by registering first."""
    published = Session.objects.filter(day__edition__status=Edition.Status.PUBLISHED, capacity__isnull=False)
    session = get_object_or_404(published.select_related("day__venue", "day__edition"), day__slug=day, slug=slug)
    mine = []
    if request.user.is_authenticated:
        addresses = ownership.proven_addresses(request.user)
        mine = list(ownership.registrations_of(addresses).filter(edition=session.day.edition, cancelled_at=None))
    page = {
        "session": session,
        "edition": session.day.edition,
        "left": workshops.left_in(session),
        "has_begun": session.begins <= clock.now(),
        "registrations": mine,
    }
    return render(request, "registration/workshop.html", page)


@require_safe
@opened_by_link
def choose(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    """The workshops of the days the person comes."""
    page = {
        "registration": registration,
        "edition": registration.edition,
        "token": token,
        "workshops": workshops.offered_to(registration, now=clock.now()),
    }
    return render(request, "registration/workshops.html", page)


@require_POST
@opened_by_link
def join(request: HttpRequest, registration: Registration, token: str, day: str, slug: str) -> HttpResponse:
    """Take a place."""
    session = _session(registration, day, slug)
    try:
        workshops.join(registration=registration, session=session, now=clock.now())
        messages.success(request, _("Your place in this workshop is kept."))
    except workshops.FullError:
        messages.error(request, _("This workshop is full. A place that somebody gives back is shown here at once."))
    except workshops.OverlapsError as refusal:
        other = facts.fill(refusal.other.title, registration.edition)
        messages.error(
            request, _("At that time you are in another workshop: %(title)s. Leave it first.") % {"title": other}
        )
    except workshops.NotExpectedError:
        messages.error(request, _("You have no place on that day, so none in its workshops."))
    except workshops.NotOfferedError:
        messages.error(request, _("It is too late to sign up for this session, or nobody has to."))
    except TooBusyError:
        messages.error(request, _("Many people sign up at this moment. Please try again."))
    return redirect("registration:workshops", token)


@require_POST
@opened_by_link
def leave(request: HttpRequest, registration: Registration, token: str, day: str, slug: str) -> HttpResponse:
    """Give a place back."""
    if workshops.leave(registration=registration, session=_session(registration, day, slug), now=clock.now()):
        messages.success(request, _("You have left this workshop. Thank you: somebody else can come."))
    else:
        messages.info(request, _("You had no place in this workshop."))
    return redirect("registration:workshops", token)


def _session(registration: Registration, day: str, slug: str) -> Session:
    sessions = Session.objects.filter(day__edition=registration.edition).select_related("day__venue")
    return get_object_or_404(sessions, day__slug=day, slug=slug)
