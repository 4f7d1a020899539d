"""The buttons of a claim's screen in the admin: one button, one decision, back to the claim."""

from collections.abc import Callable
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.models import User
from events import clock
from events.models import EventDay
from reimbursement import attendance, bank, conversation, review, tasks
from reimbursement.decisions import AcceptanceReason, RefusalReason
from reimbursement.forms import MessageForm
from reimbursement.four_eyes import OBSTACLES
from reimbursement.iban import group
from reimbursement.models import BankDetails, Claim, Status
from reimbursement.models.claim import ClaimQuerySet
from reimbursement.moves import ClaimMovedMeanwhile, MoveNotAllowed
from reimbursement.restriction import open_to
from reimbursement.reviewer_forms import AcceptanceForm, PlacementForm, RefusalForm, SendBackForm

Filled = tuple[str, forms.Form]
# How the admin hands the filter of a list on to the pages it links to.
FILTERS = "_changelist_filters"
REFUSALS: dict[type[Exception], Promise] = {
    **OBSTACLES,
    MoveNotAllowed: _("This is no longer possible: the claim has moved."),
    ClaimMovedMeanwhile: _("A colleague was faster: the claim has moved meanwhile. Nothing was changed."),
    review.NotEveryYes: _("Not every criterion says yes: look at this claim by itself."),
    attendance.NotYet: _("This day has not begun."),
    attendance.NotAwaited: _("Where this claim stands, nobody asks whether the organisation came."),
    attendance.SaidAlready: _("You have said so already: a second person must read the list."),
    attendance.AnotherClaimLives: _("The organisation has sent another claim since: this one stays closed."),
}


class Slip(Exception):
    """A form of the screen did not do: the screen shows it again in the place of ``name``, with what was typed."""

    def __init__(self, name: str, form: forms.Form) -> None:
        super().__init__(name)
        self.name, self.form = name, form


@require_POST
def check_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the machine look once more."""

    def act(claim: Claim, by: User) -> None:
        review.check_again(claim=claim, by=by, now=clock.now())
        tasks.wake(claim.pk)

    return act_on_claim(request, pk, act, _("The claim is being checked again: reload this page in a moment."))


@require_POST
def place_office(request: HttpRequest, pk: int) -> HttpResponse:
    """Place the office by hand."""
    form = PlacementForm(request.POST, claim=get_object_or_404(Claim, pk=pk), auto_id="place_%s")
    filled = ("placement_form", form)
    if not form.is_valid():
        return refused(request, pk, _("The office was not placed: see what is missing below."), filled)
    return act_on_claim(
        request,
        pk,
        lambda claim, by: review.place_office(claim=claim, by=by, now=clock.now(), **form.values()),
        _("Placed: the claim was judged from there."),
        filled,
    )


@require_POST
def vouch(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the organisation stands on the paper list of a day."""
    day = get_object_or_404(EventDay, slug=request.POST.get("day", ""), edition__claims=pk)
    return act_on_claim(
        request,
        pk,
        lambda claim, by: attendance.vouch(claim=claim, day=day, by=by, now=clock.now()),
        _("Written down. It counts once two people have read the list."),
    )


def propose_selected(request: HttpRequest, claims: ClaimQuerySet) -> None:
    """Propose to accept each claim for which every criterion says yes; say of every other one why not."""
    assert isinstance(request.user, User)  # noqa: S101 -- the admin lets nobody else in
    proposed = 0
    for claim in claims.select_related("edition", "rule").ranked():
        try:
            review.propose_if_every_yes(claim=claim, by=request.user, now=clock.now())
        except tuple(REFUSALS) as error:
            messages.warning(request, f"{claim.reference} {claim.organisation_name}: {REFUSALS[type(error)]}")
        else:
            proposed += 1
    if proposed:
        done = ngettext(
            "%(count)s acceptance proposed: an approver decides.",
            "%(count)s acceptances proposed: an approver decides on each.",
            proposed,
        )
        messages.success(request, done % {"count": proposed})


@require_POST
def propose_acceptance(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose to accept, with a reason."""
    form = AcceptanceForm(request.POST, auto_id="accept_%s")
    filled = ("acceptance_form", form)
    if not form.is_valid():
        return refused(request, pk, _("Choose a reason, please."), filled)
    reason, note = AcceptanceReason(form.cleaned_data["reason"]), form.cleaned_data["note"]
    return act_on_claim(
        request,
        pk,
        lambda claim, by: review.propose_acceptance(claim=claim, by=by, now=clock.now(), reason=reason, note=note),
        _("Proposed: an approver decides."),
        filled,
    )


@require_POST
def propose_refusal(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose to refuse, with a reason."""
    form = RefusalForm(request.POST, auto_id="refuse_%s")
    filled = ("refusal_form", form)
    if not form.is_valid():
        return refused(request, pk, _("Choose a reason, please."), filled)
    reason, note = RefusalReason(form.cleaned_data["reason"]), form.cleaned_data["note"]
    return act_on_claim(
        request,
        pk,
        lambda claim, by: review.propose_refusal(claim=claim, by=by, now=clock.now(), reason=reason, note=note),
        _("Proposed: an approver decides."),
        filled,
    )


@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Disagree with a proposal."""
    form = SendBackForm(request.POST, auto_id="back_%s")
    filled = ("send_back_form", form)
    if not form.is_valid():
        return refused(request, pk, _("Say what should be looked at again, please."), filled)
    note = form.cleaned_data["note"]
    return act_on_claim(
        request,
        pk,
        lambda claim, by: review.send_back(claim=claim, by=by, now=clock.now(), note=note),
        _("Sent back to the reviewers."),
        filled,
    )


@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the claimant for something."""
    return _write(
        request, pk, "ask", conversation.ask, _("Asked: the organisation is told by e-mail until when to answer.")
    )


@require_POST
def tell(request: HttpRequest, pk: int) -> HttpResponse:
    """Write to the claimant."""
    return _write(request, pk, "tell", conversation.tell, _("Sent by e-mail."))


@require_POST
def take_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a note among staff."""
    return _write(request, pk, "note", conversation.take_note, _("Kept: the organisation never sees it."))


@require_POST
def hear_contestation(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a contested claim up once more."""
    return act_on_claim(
        request,
        pk,
        lambda claim, by: conversation.hear_contestation(claim=claim, by=by, now=clock.now()),
        _("The claim is under review again."),
    )


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm a proposed acceptance."""
    return act_on_claim(
        request,
        pk,
        lambda claim, by: review.approve(claim=claim, by=by, now=clock.now()),
        _("Approved: the organisation is told by e-mail."),
    )


@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm a proposed refusal."""
    return act_on_claim(
        request,
        pk,
        lambda claim, by: review.refuse(claim=claim, by=by, now=clock.now()),
        _("Refused: the organisation is told by e-mail, with the reason."),
    )


@require_POST
@never_cache
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the treasurer an account number in full, once; that they saw it is written down."""
    assert isinstance(request.user, User)  # noqa: S101 -- the admin lets nobody else in
    claim = get_object_or_404(Claim.objects.select_related("edition", "rule"), pk=pk)
    try:
        number = bank.reveal(claim=claim, by=request.user, now=clock.now())
    except tuple(OBSTACLES) as error:
        return refused(request, pk, OBSTACLES[type(error)])
    except BankDetails.DoesNotExist:
        return refused(request, pk, _("The number of this account is erased."))
    context = {"claim": claim, "number": group(number), **admin.site.each_context(request)}
    return render(request, "reimbursement/admin/account.html", context)


def _write(request: HttpRequest, pk: int, kind: str, act: Callable[..., object], done: Promise) -> HttpResponse:
    """Hand a text to ``act``."""
    form = MessageForm(request.POST, auto_id=f"{kind}_%s")
    filled = (f"{kind}_form", form)
    if not form.is_valid():
        return refused(request, pk, _("Write something, please."), filled)
    text = form.cleaned_data["text"]
    return act_on_claim(
        request, pk, lambda claim, by: act(claim=claim, by=by, now=clock.now(), text=text), done, filled
    )


def act_on_claim(
    request: HttpRequest, pk: int, act: Callable[[Claim, User], object], done: Promise, filled: Filled | None = None
) -> HttpResponse:
    """Let the member of staff act on the claim, and say what came of it; ``filled`` is what they typed."""
    assert isinstance(request.user, User)  # noqa: S101 -- the admin lets nobody else in
    claim = get_object_or_404(open_to(user=request.user, now=clock.now()).select_related("edition", "rule"), pk=pk)
    if request.POST.get("seen") != str(claim.history_length):  # the screen shows an earlier state of the claim
        return refused(request, pk, REFUSALS[ClaimMovedMeanwhile], filled)
    try:
        act(claim, request.user)
    except tuple(REFUSALS) as error:
        # Who may not act is not shown the form.
        return refused(request, pk, REFUSALS[type(error)], None if type(error) in OBSTACLES else filled)
    if claim.status == Status.WAITLISTED:
        done = _("The envelope is used up: the claim is on the waiting list, and the organisation is told.")
    messages.success(request, str(done))
    return back_to_claim(request, pk)


def refused(request: HttpRequest, pk: int, why: Promise | str, filled: Filled | None = None) -> HttpResponse:
    """Say why nothing was done; raises Slip where something was typed, so that it is not lost."""
    messages.error(request, str(why))
    if filled is not None:
        raise Slip(*filled)
    return back_to_claim(request, pk)


def back_to_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Go back to the claim, as it was reached from the queue."""
    address = reverse("admin:reimbursement_claim_change", args=[pk])
    return redirect(f"{address}{kept_filter(request)}")


def kept_filter(request: HttpRequest) -> str:
    """Return the filter of the queue as the admin hands it on, or nothing."""
    filters = request.GET.get(FILTERS, "")
    return "?" + urlencode({FILTERS: filters}) if filters else ""
