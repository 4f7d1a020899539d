"""The public form, its answer, and the pages a personal link opens."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.forms import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.antirobot import rate_limited
from events import clock, places
from events.dates import moment_in_words
from events.models import Edition, EventDay
from events.stage import stage_of
from registration import (
    answer_cache,
    answers,
    badges,
    calendar,
    colleagues,
    day_hours,
    form_cache,
    lifecycle,
    opening,
    presence,
    seat_allocation,
    upkeep,
    waiting_list,
    workshops,
)
from registration.contention import TooBusyError
from registration.forms import DetailsForm, GroupForm
from registration.models import Registration, Seat

P = ParamSpec("P")
ANSWER_COOKIE = "registration_answer"
ANSWER_SALT = "registration.answer"
ANSWER_AGE = 60 * 60
# Ten names of any script fit into a cookie of 4 kB.
LONGEST_NAME = 30


@never_cache
@rate_limited("register", "20/m")
@require_http_methods(["GET", "HEAD", "POST"])
@form_cache.briefly_kept
def register(request: HttpRequest) -> HttpResponse:
    """Show the form; answer it by redirect, so that a reload sends nothing twice."""
    edition = Edition.objects.current()
    if edition is None:
        return render(request, "registration/no_edition.html")
    now = clock.now()
    availability = seat_allocation.availability(edition.days.all())
    questions = answers.questions_of(edition)
    offered = day_hours.offered(availability, now=now)
    form = GroupForm(request.POST or None, availability=offered, questions=questions)
    try:
        opening.check_open(edition=edition, days=[item.day for item in availability], now=now)
        if "add" in request.POST or "remove" in request.POST:
            return _form_page(request, edition, form.rearranged(request.POST))
        if not form.is_valid():
            return _form_page(request, edition, form)
        outcomes = lifecycle.register_group(
            edition=edition,
            applications=form.applications(),
            now=now,
            form_key=form.leader.cleaned_data["form_key"],
        )
    except (opening.NotYetOpenError, opening.ClosedError) as refusal:
        return _closed_page(request, edition, refusal)
    except TooBusyError:
        form.leader.add_error(None, _("Many people are registering at this moment. Please send the form again."))
        return _form_page(request, edition, form, status=503)
    return answer(form.applications(), outcomes)


@never_cache
@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """Say what was kept and what comes next; the same for a new person and for one registered before."""
    try:
        says = signing.loads(request.COOKIES.get(ANSWER_COOKIE, ""), salt=ANSWER_SALT, max_age=ANSWER_AGE)
    except signing.BadSignature:
        return render(request, "registration/done.html", {"edition": Edition.objects.current()})
    if len(says["people"]) > 1:
        return HttpResponse(_done_page(request, says))
    [one] = says["people"]
    told = (*one["confirmed"], "waiting", *one["waiting"], says["same_form"])

    def rendered(address: str) -> str:
        return _done_page(request, {**says, "people": [{**one, "name": ""}], "address": address})

    return HttpResponse(answer_cache.page(request, told=told, address=says["address"], render=rendered))


def _done_page(request: HttpRequest, says: dict[str, Any]) -> str:
    chosen = {pk for person in says["people"] for pk in (*person["confirmed"], *person["waiting"])}
    days = EventDay.objects.filter(pk__in=chosen).select_related("venue", "edition").order_by("date", "pk")
    people = [
        {
            "name": person["name"],
            "confirmed": [day for day in days if day.pk in person["confirmed"]],
            "waiting": [day for day in days if day.pk in person["waiting"]],
        }
        for person in says["people"]
    ]
    page = {
        "edition": next((day.edition for day in days), None),
        "address": says["address"],
        "people": people,
        "somebody_comes": any(person["confirmed"] for person in people),
        "is_same_form": says["same_form"],
    }
    return render_to_string("registration/done.html", page, request)


def opened_by_link(
    view: Callable[Concatenate[HttpRequest, Registration, str, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Hand the registration of the token to ``view``; every other token is one and the same "not found"."""

    @never_cache
    @wraps(view)
    def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        token = str(kwargs.pop("token"))
        try:
            registration = Registration.objects.with_seats().for_token(token)
        except Registration.DoesNotExist as error:
            raise Http404 from error
        response = view(request, registration, token, *args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return opened


@require_safe
@opened_by_link
def personal(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    """Everything the person can see and do."""
    now = clock.now()
    let_in = presence.days_let_in(registration)
    seats = [seat for seat in registration.live_seats if seat.is_confirmed or seat.day not in let_in]
    mine = {seat.day_id for seat in seats} | {day.pk for day in let_in}
    availability = seat_allocation.availability(registration.edition.days.all()) if registration.is_live else []
    until = opening.details_until(registration.edition, days=[item.day for item in availability])
    is_open = opening.is_open(registration.edition, now=now)
    page = {
        "registration": registration,
        "edition": registration.edition,
        "token": token,
        "seats": seats,
        "let_in": [day for day in let_in if all(seat.day_id != day.pk for seat in seats)],
        "workshops": workshops.offered_to(registration, now=now),
        "colleagues": colleagues.colleagues_of(registration),
        "may_lead": is_open,
        "is_expected": any(seat.is_confirmed for seat in registration.live_seats),
        "asks_questions": registration.edition.form_questions.exists(),
        "came": bool(let_in),
        "others": [each for each in day_hours.offered(availability, now=now) if is_open and each.day.pk not in mine],
        "details_until": until,
        "may_change_details": until is None or now < until,
    }
    return render(request, "registration/personal.html", page)


@require_safe
@opened_by_link
def badge(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    """The badge as PDF, for people who hold a place."""
    if not registration.is_live or not registration.days_on_badge().exists():
        raise Http404
    file = badges.attach_badge(str(registration.pk), registration.language)
    return _download(file.content, file.filename, file.mimetype)


@require_safe
@opened_by_link
def calendar_file(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    """The confirmed days as a calendar file."""
    content = calendar.personal_calendar(registration=registration, language=request.LANGUAGE_CODE)
    return _download(content, calendar.filename(registration), calendar.MIMETYPE)


@require_http_methods(["GET", "HEAD", "POST"])
@opened_by_link
def free_day(request: HttpRequest, registration: Registration, token: str, slug: str) -> HttpResponse:
    """Ask, then give one day back; a scanner that follows the link only sees the question."""
    day = get_object_or_404(registration.edition.days.select_related("venue"), slug=slug)
    if request.method != "POST":
        page = {"registration": registration, "day": day, "token": token, "is_last": len(registration.live_seats) == 1}
        return render(request, "registration/free_day.html", page)
    try:
        lifecycle.free_day(registration=registration, day=day, now=clock.now())
        messages.success(request, _("You no longer come on this day. Thank you for telling us."))
    except lifecycle.NoSuchDayError:
        messages.info(request, _("This day had already been given back."))
    except lifecycle.CancelledError:
        messages.info(request, _("Your registration had already been cancelled."))
    return redirect("registration:personal", token)


@require_http_methods(["GET", "HEAD", "POST"])
@opened_by_link
def cancel(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    """Ask, then cancel everything."""
    if request.method != "POST":
        return render(request, "registration/cancel.html", {"registration": registration, "token": token})
    try:
        lifecycle.cancel(registration=registration, now=clock.now())
        messages.success(request, _("Your registration is cancelled. Thank you for telling us."))
    except lifecycle.CancelledError:
        messages.info(request, _("Your registration had already been cancelled."))
    return redirect("registration:personal", token)


@require_http_methods(["GET", "HEAD", "POST"])
@opened_by_link
def details(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    """Correct one's name, organisation or language, until badges and lists are fixed."""
    now = clock.now()
    form = DetailsForm(request.POST or None, initial=model_to_dict(registration))
    until = opening.details_until(registration.edition, days=registration.edition.days.all())
    if until and now >= until:
        late = _("Details could be changed until %(moment)s, Paris time: please write to us to correct something.")
        messages.error(request, late % {"moment": moment_in_words(until)})
        return redirect("registration:personal", token)
    if not form.is_valid():
        page = {"registration": registration, "token": token, "form": form, "until": until}
        return render(request, "registration/details.html", page)
    try:
        upkeep.amend(registration=registration, details=form.cleaned_data, now=now)
        messages.success(request, _("Your details are changed. Your badge shows them from now on."))
    except lifecycle.CancelledError:
        messages.info(request, _("Your registration had already been cancelled."))
    return redirect("registration:personal", token)


@require_POST
@opened_by_link
def add_day(request: HttpRequest, registration: Registration, token: str, slug: str) -> HttpResponse:
    """Ask for one more day."""
    day = get_object_or_404(registration.edition.days.select_related("venue"), slug=slug)
    try:
        seat = lifecycle.add_day(registration=registration, day=day, now=clock.now())
    except lifecycle.AlreadyChosenError:
        messages.info(request, _("This day is already in your registration."))
    except lifecycle.CancelledError:
        messages.info(request, _("Your registration had already been cancelled."))
    except opening.NotYetOpenError as refusal:
        messages.error(request, _not_yet(refusal))
    except opening.ClosedError as refusal:
        closed = _("Registration closed on %(moment)s, Paris time: this day can no longer be added.")
        messages.error(request, closed % {"moment": moment_in_words(refusal.closed_at)})
    else:
        kept, waiting = _("Your place is kept."), _("That day is full: you are on its waiting list.")
        messages.success(request, kept if seat.is_confirmed else waiting)
    return redirect("registration:personal", token)


@require_POST
@opened_by_link
def answer_offer(request: HttpRequest, registration: Registration, token: str, slug: str) -> HttpResponse:
    """Accept the place offered to somebody of the waiting list; declining is freeing the day."""
    seat = get_object_or_404(
        Seat.objects.live().select_related("registration__edition", "day__venue"),
        registration=registration,
        day__slug=slug,
    )
    try:
        waiting_list.accept(seat=seat, now=clock.now())
        messages.success(request, _("Your place is confirmed."))
    except waiting_list.OfferGoneError:
        messages.error(request, _("This place is no longer kept for you."))
    return redirect("registration:personal", token)


@require_POST
@rate_limited("send-again", "5/m")
@opened_by_link
def send_again(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    """Send badge and link once more, to the address of the registration."""
    try:
        upkeep.send_again(registration=registration, now=clock.now())
        messages.success(request, _("We have sent your badge and a new link to your address."))
    except lifecycle.CancelledError:
        messages.info(request, _("Your registration had already been cancelled."))
    return redirect("registration:personal", token)


def _not_yet(refusal: opening.NotYetOpenError) -> str:
    if refusal.opens_at is None:
        return _("Registration is not open yet.")
    return _("Registration for this day opens on %(moment)s, Paris time.") % {
        "moment": moment_in_words(refusal.opens_at)
    }


def _form_page(request: HttpRequest, edition: Edition, form: GroupForm, *, status: int = 200) -> HttpResponse:
    response = render(request, "registration/register.html", {"edition": edition, "form": form}, status=status)
    if status == 503:
        response.headers["Retry-After"] = "5"
    return response


def _closed_page(
    request: HttpRequest, edition: Edition, refusal: opening.NotYetOpenError | opening.ClosedError
) -> HttpResponse:
    stage = stage_of(edition=edition, places=places.of(edition), now=clock.now())
    page: dict[str, Any] = {"edition": edition, "stage": stage}
    if isinstance(refusal, opening.ClosedError):
        page["closed_at"] = refusal.closed_at
    else:
        page["opens_at"] = refusal.opens_at
    return render(request, "registration/closed.html", page, status=409 if request.method == "POST" else 200)


def _download(content: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def answer(applications: list[lifecycle.Application], outcomes: list[lifecycle.Outcome]) -> HttpResponse:
    """Go to the answer page.  What it says travels in a signed cookie for an hour, never in its address."""
    asked = [application.person for application in applications]
    says = {
        "address": asked[0].email,
        "people": [
            {
                "name": f"{person.first_name} {person.last_name}".strip()[:LONGEST_NAME],
                "confirmed": [day.pk for day in outcome.confirmed],
                "waiting": [day.pk for day in outcome.waiting],
            }
            for person, outcome in zip(asked, outcomes, strict=True)
        ],
        "same_form": outcomes[0].is_same_form,
    }
    response = redirect("registration:done")
    response.set_cookie(
        ANSWER_COOKIE,
        signing.dumps(says, salt=ANSWER_SALT, compress=True),
        max_age=ANSWER_AGE,
        path=reverse("registration:done"),
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return response
