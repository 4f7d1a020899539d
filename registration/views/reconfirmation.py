"""“Still coming?”: one page, one button per day; the mail only leads here."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from events import clock
from registration import lifecycle, reconfirmation
from registration.models import Registration
from registration.views.attendee import opened_by_link


@require_safe
@opened_by_link
def show(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    """Each day that is kept and not over, with what was said about it and how many wait."""
    now = clock.now()
    said, waiting = (
        reconfirmation.reconfirmed_days(registration),
        reconfirmation.waiting_for(registration.edition_id),
    )
    days = [
        {"day": seat.day, "is_said": seat.day_id in said, "waiting": waiting.get(seat.day_id, 0)}
        for seat in registration.live_seats
        if seat.is_confirmed and seat.day.ends_at > now
    ]
    page = {"registration": registration, "edition": registration.edition, "token": token, "days": days}
    return render(request, "registration/still_coming.html", page)


@require_POST
@opened_by_link
def say_yes(request: HttpRequest, registration: Registration, token: str, slug: str) -> HttpResponse:
    """Still coming on this day."""
    day = get_object_or_404(registration.edition.days.select_related("venue"), slug=slug)
    try:
        reconfirmation.reconfirm(registration=registration, day=day, now=clock.now())
        messages.success(request, _("Thank you: we count on you. %(day)s.") % {"day": day.label})
    except lifecycle.NoSuchDayError:
        messages.info(request, _("This day had already been given back."))
    except lifecycle.CancelledError:
        messages.info(request, _("Your registration had already been cancelled."))
    return redirect("registration:still_coming", token)
