"""The group of somebody registered, from their own page: more colleagues, and everything sent to one again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.antirobot import rate_limited
from events import clock
from registration import colleagues, day_hours, lifecycle, opening, seat_allocation
from registration.contention import TooBusyError
from registration.forms import ColleaguesForm
from registration.models import Registration
from registration.views.attendee import opened_by_link


@rate_limited("register", "20/m")
@require_http_methods(["GET", "HEAD", "POST"])
@opened_by_link
def add(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    """Show the form for more colleagues, or register them; the group is then seen on the personal page."""
    if not registration.is_live:
        return redirect("registration:personal", token)
    now, edition = clock.now(), registration.edition
    offered = day_hours.offered(seat_allocation.availability(edition.days.all()), now=now)
    form = ColleaguesForm(request.POST or None, registration=registration, availability=offered)
    page = {"edition": edition, "registration": registration, "token": token, "form": form}
    try:
        opening.check_open(edition=edition, days=[item.day for item in offered], now=now)
        if shown := _to_show(request, form):
            return render(request, "registration/add_colleagues.html", {**page, "form": shown})
        lifecycle.register_group(
            edition=edition,
            applications=form.applications(),
            now=now,
            form_key=form.leader.cleaned_data["form_key"],
            led_by=registration,
        )
        messages.success(request, _("We have written to each of them, at their own address. They are in your group."))
    except lifecycle.CancelledError:
        messages.info(request, _("Your registration had already been cancelled."))
    except (opening.NotYetOpenError, opening.ClosedError):
        messages.error(request, _("Registration is closed: colleagues can no longer be added."))
    except TooBusyError:
        form.leader.add_error(None, _("Many people are registering at this moment. Please send the form again."))
        return render(request, "registration/add_colleagues.html", page, status=503)
    return redirect(reverse("registration:personal", args=[token]) + "#group")


def _to_show(request: HttpRequest, form: ColleaguesForm) -> ColleaguesForm | None:
    """The form to fill in further or to correct; nothing when everybody can be registered."""
    if "add" in request.POST or "remove" in request.POST:
        return form.rearranged(request.POST)
    return None if form.is_valid() else form


@require_POST
@rate_limited("send-again", "5/m")
@opened_by_link
def send_again(request: HttpRequest, registration: Registration, token: str, number: int) -> HttpResponse:
    """Send badge and link to a colleague the person typed, at the colleague's own address."""
    try:
        name = colleagues.send_again(leader=registration, number=number, now=clock.now())
        messages.success(request, _("We have written to %(name)s again.") % {"name": name})
    except colleagues.NoSuchColleagueError:
        messages.info(request, _("This person is no longer registered."))
    return redirect("registration:personal", token)
