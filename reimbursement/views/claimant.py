"""What the public and claimants see: the rule, the pre-check, and the claim a personal link opens."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.antirobot import rate_limited
from events import clock
from events.models import Edition
from events.public_pages import public_page
from registration.models import Registration
from reimbursement import attestation, bank, claims, conversation, lookups, prechecks, tasks
from reimbursement.case import travellers_of
from reimbursement.decisions import decision_of
from reimbursement.evidence import sentences_for_claimant
from reimbursement.forms import (
    BankForm,
    FirstTimeForm,
    MessageForm,
    OfficeForm,
    OrganisationForm,
    PrecheckForm,
    SendForm,
    StepForm,
)
from reimbursement.missing import missing_from
from reimbursement.models import AllowanceRule, Claim, Status
from reimbursement.models.status import CLOSED
from reimbursement.moves import ClaimMovedMeanwhile, MoveNotAllowed
from reimbursement.register_entries import comparison_of
from reimbursement.transitions import Move, moves_from
from reimbursement.travel_form import TravelForm
from reimbursement.wording import milestones_of, wording_of

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)
HAS_CLAIM = _("Somebody of your organisation has sent a claim already: one is possible per edition.")
STEP_FORMS: dict[str, type[StepForm]] = {
    "organisation": OrganisationForm,
    "office": OfficeForm,
    "travel": TravelForm,
    "first_time": FirstTimeForm,
}


# The steps after which the public registers are asked.
LOOKED_UP = ("organisation", "office")


@require_safe
@public_page
def explanation(request: HttpRequest) -> HttpResponse:
    """The rule in force, in words, and how a claim goes."""
    edition = Edition.objects.current()
    rule = AllowanceRule.objects.in_force(edition) if edition else None
    page = {"edition": edition, "rule": rule, "is_open": rule is not None and rule.is_open(clock.now())}
    return render(request, "reimbursement/explanation.html", page)


@require_safe
def precheck(request: HttpRequest) -> HttpResponse:
    """Three questions, and a likely answer. Nothing is stored: the answers travel in the address of the page."""
    edition = Edition.objects.current()
    rule = AllowanceRule.objects.in_force(edition) if edition else None
    if edition is None or rule is None:
        return redirect("reimbursement:explanation")
    form = PrecheckForm(request.GET or None, edition=edition)
    page: dict[str, object] = {"edition": edition, "rule": rule, "form": form}
    if form.is_valid():
        page["office"] = form.office()
        page["found"] = prechecks.precheck(
            edition=edition,
            rule=rule,
            office=form.office(),
            days=form.cleaned_data["days"],
            first_time=form.cleaned_data["first_time"],
        )
    response = render(request, "reimbursement/precheck.html", page)
    return _private(response) if form.is_bound else response


@never_cache
@rate_limited("claim", "20/m")
@require_http_methods(["GET", "HEAD", "POST"])
def claim_new(request: HttpRequest, token: str) -> HttpResponse:
    """Start or continue the claim of a registration: its personal link proves the e-mail address."""
    try:
        registration = Registration.objects.for_token(token)
    except Registration.DoesNotExist as error:
        raise Http404 from error
    page: dict[str, object] = {"registration": registration, "edition": registration.edition, "token": token}
    page["claim"] = Claim.objects.open_for(registration).first()
    try:
        if request.method == "POST":
            return redirect("reimbursement:claim", claims.open_claim(registration=registration, now=clock.now()).token)
        if page["claim"] is None:
            page["rule"] = claims.claimable_rule(registration=registration, now=clock.now())
    except claims.NoAllowance:
        page["refusal"] = _("No travel allowance is paid for this edition.")
    except claims.NoPlace:
        page["refusal"] = _("A claim needs a confirmed place on at least one day.")
    except claims.ClaimsClosed as closed:
        page["closed"] = closed.rule
    return _private(render(request, "reimbursement/claim_new.html", page))


def opened_by_link(
    view: Callable[Concatenate[HttpRequest, Claim, str, P], R],
) -> Callable[Concatenate[HttpRequest, P], R]:
    """Hand the claim of the token to ``view``; every other token is one and the same "not found"."""

    @never_cache
    @wraps(view)
    def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> R:
        token = str(kwargs.pop("token"))
        try:
            claim = Claim.objects.for_token(token)
        except Claim.DoesNotExist as error:
            raise Http404 from error
        return _private(view(request, claim, token, *args, **kwargs))

    return opened


@require_safe
@opened_by_link
def claim(request: HttpRequest, claim: Claim, token: str) -> HttpResponse:
    """Where the claim stands, whose turn it is, what was found."""
    if claim.status == Status.DRAFT:
        return _draft(request, claim, token, SendForm(initial={"signed_by": claim.contact_name}))
    return render(request, "reimbursement/claim.html", _claim_page(claim, token))


def _draft(request: HttpRequest, claim: Claim, token: str, form: SendForm) -> HttpResponse:
    form.may_be_scanned(attestation.scan_of(claim))
    page = _page(claim, token) | {"form": form, "statements": attestation.statements(claim)}
    return render(request, "reimbursement/draft.html", page)


def _claim_page(claim: Claim, token: str) -> dict[str, object]:
    status = Status(claim.status)
    return _page(claim, token) | {
        "wording": wording_of(claim),
        "owed": missing_from(claim),
        "decision": decision_of(claim),
        "sentences": sentences_for_claimant(claim),
        "milestones": milestones_of(claim.events.all()),
        "thread": claim.messages.open_to_claimant(),
        "message_form": MessageForm(),
        "can_withdraw": Move.WITHDRAW in moves_from(status),
        "can_contest": conversation.can_contest(claim=claim, now=clock.now()),
        "can_write": status not in CLOSED,
        "is_bank_asked_for": bank.is_asked_for(claim),
        "papers": claim.issued_papers.all(),
        "must_sign": status not in CLOSED and not attestation.is_signed(claim),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@opened_by_link
def step(request: HttpRequest, claim: Claim, token: str, step: str) -> HttpResponse:
    """Fill in one step of a draft; what is kept can be changed until the claim is sent."""
    if step not in STEP_FORMS:
        raise Http404
    form = STEP_FORMS[step](request.POST if request.method == "POST" else None, claim=claim)
    if form.is_valid():
        try:
            claims.fill_in(claim=claim, values=form.values())
        except MoveNotAllowed:
            messages.info(request, _("This claim was sent already."))
            return redirect("reimbursement:claim", token)
        if step in LOOKED_UP and lookups.request(claim=claim, now=clock.now()):
            tasks.wake_look_up(claim.pk)
        return _next_step(claim, token)
    page = _page(claim, token) | {"form": form, "number": list(STEP_FORMS).index(step) + 1, "steps": len(STEP_FORMS)}
    return render(request, "reimbursement/step.html", page)


@require_POST
@rate_limited("claim", "20/m")
@opened_by_link
def send(request: HttpRequest, claim: Claim, token: str) -> HttpResponse:
    """Send a complete draft."""
    form = SendForm(request.POST)
    form.may_be_scanned(attestation.scan_of(claim))
    if claim.status == Status.DRAFT and not form.is_valid():
        return _draft(request, claim, token, form)
    try:
        claims.submit(claim=claim, signed_by=form.cleaned_data.get("signed_by", ""), now=clock.now())
    except claims.Incomplete as incomplete:
        return redirect("reimbursement:step", token, incomplete.steps[0])
    except claims.OrganisationHasClaim:
        messages.error(request, HAS_CLAIM)
    except claims.NoPlace:
        messages.error(request, _("A claim needs a confirmed place on at least one day."))
    except (claims.NoAllowance, claims.ClaimsClosed):
        messages.error(request, _("Claims are no longer accepted for this edition."))
    else:
        tasks.wake(claim.pk)
    return redirect("reimbursement:claim", token)


@require_POST
@rate_limited("claim", "20/m")
@opened_by_link
def write(request: HttpRequest, claim: Claim, token: str) -> HttpResponse:
    """Take what the claimant writes: an answer, a contestation or a message, by where the claim stands."""
    form = MessageForm(request.POST)
    if not form.is_valid():
        return render(request, "reimbursement/claim.html", _claim_page(claim, token) | {"message_form": form})
    text, now = form.cleaned_data["text"], clock.now()
    try:
        if claim.status == Status.NEEDS_INFO:
            conversation.answer(claim=claim, now=now, text=text)
            tasks.wake(claim.pk)
            messages.success(request, _("Thank you for your answer. Your claim is being checked again."))
        elif claim.status == Status.REFUSED:
            conversation.contest(claim=claim, now=now, text=text)
            messages.success(request, _("Your contestation has arrived. The claim is examined once more."))
        else:
            conversation.write(claim=claim, now=now, text=text)
            messages.success(request, _("Your message has arrived."))
    except conversation.TooLate:
        messages.error(request, _("This decision can no longer be contested."))
    except claims.OrganisationHasClaim:
        messages.error(request, HAS_CLAIM)
    except (MoveNotAllowed, ClaimMovedMeanwhile):
        messages.error(request, _("Your claim has moved meanwhile. Please read this page again."))
    return redirect("reimbursement:claim", token)


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("bank", "10/m")
@opened_by_link
def bank_details(request: HttpRequest, claim: Claim, token: str) -> HttpResponse:
    """Ask for the account of an approved organisation. What is kept is never shown again in full."""
    if not bank.is_asked_for(claim):
        messages.info(request, _("We ask for bank details only when they are needed."))
        return redirect("reimbursement:claim", token)
    form = BankForm(request.POST or None, claim=claim, initial={"holder": claim.organisation_name})
    if form.is_valid():
        try:
            bank.give(claim=claim, holder=form.cleaned_data["holder"], iban=form.cleaned_data["iban"], now=clock.now())
        except (bank.NotAskedFor, MoveNotAllowed, ClaimMovedMeanwhile):
            messages.error(request, _("Your claim has moved meanwhile. Please read this page again."))
        else:
            tasks.wake(claim.pk)
            messages.success(request, _("Thank you: the account of your organisation is kept, encrypted."))
        return redirect("reimbursement:claim", token)
    return render(request, "reimbursement/bank.html", _page(claim, token) | {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@opened_by_link
def withdraw(request: HttpRequest, claim: Claim, token: str) -> HttpResponse:
    """Ask, then take the claim back; a scanner that follows the link only sees the question."""
    if request.method != "POST":
        return render(request, "reimbursement/withdraw.html", _page(claim, token))
    try:
        claims.withdraw(claim=claim, now=clock.now())
        messages.success(request, _("Your claim is withdrawn."))
    except (MoveNotAllowed, ClaimMovedMeanwhile):
        messages.info(request, _("This claim can no longer be withdrawn."))
    return redirect("reimbursement:claim", token)


def _next_step(claim: Claim, token: str) -> HttpResponse:
    missing = claims.steps_to_fill_in(claim)
    if missing:
        return redirect("reimbursement:step", token, missing[0])
    return redirect("reimbursement:claim", token)


def _page(claim: Claim, token: str) -> dict[str, object]:
    return {
        "claim": claim,
        "edition": claim.edition,
        "rule": claim.rule,
        "token": token,
        "missing": claims.steps_to_fill_in(claim),
        "register": comparison_of(claim),
        "by_claimant": True,
        "travellers": travellers_of(claim),
    }


def _private(response: R) -> R:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
