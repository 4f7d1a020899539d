"""The treasurer in the admin: let claims through the gate, batch, read the bank’s answer; another person releases."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.models import User
from events import clock
from reimbursement import payments, settlement
from reimbursement.bank_answers import UnreadableAnswer, read_answer
from reimbursement.forms import MessageForm
from reimbursement.four_eyes import PERMISSIONS, NotPermitted
from reimbursement.models import Claim, PaymentBatch, Role
from reimbursement.payment_forms import AnswerFileForm, ManualPaymentForm
from reimbursement.payment_words import fault_in_words, problem_in_words
from reimbursement.sepa import UnpayableName
from reimbursement.views.reviewer import REFUSALS, act_on_claim, refused

BATCH_REFUSALS: dict[type[Exception], Promise] = {
    **REFUSALS,
    payments.SamePerson: _("You prepared this batch: somebody else releases it."),
    payments.NothingToPay: _("There is nothing to pay here any more."),
    payments.DayPassed: _("The day of payment has passed: dissolve the batch and prepare it for another day."),
    payments.FileDiffers: _("The file made now is not the one that was released: it is not handed out."),
    payments.FaultyFile: _("The file does not pass its own examination: nothing was released."),
    payments.AccountErased: _("An account number of this batch is erased: its file can no longer be made."),
    UnpayableName: _("A name cannot be written in the characters that banks know: nothing was released."),
    UnreadableAnswer: _("This file is no answer of a bank that we can read. Nothing was changed."),
}


@require_POST
def make_payable(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a claim into the next batch."""
    return _through_gate(request, pk, payments.make_payable, _("Ready for the next batch."))


@require_POST
def pay_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a claim that the bank rejected into the next batch with the account it has."""
    return _through_gate(request, pk, payments.pay_again, _("Ready for the next batch."))


@require_POST
def set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Pay a claim by hand because its account is outside SEPA."""
    return _through_gate(request, pk, payments.set_aside, _("Set aside, to be paid by hand."))


@require_POST
def record_payment(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a claim was paid by hand."""
    form = ManualPaymentForm(request.POST, auto_id="payment_%s")
    filled = ("payment_form", form)
    if not form.is_valid():
        return refused(request, pk, _("Say how, when and with which charges it was paid, please."), filled)

    def act(claim: Claim, by: User) -> None:
        payments.record_payment_by_hand(claim=claim, by=by, now=clock.now(), **form.cleaned_data)

    return act_on_claim(request, pk, act, _("Paid: the organisation is told by e-mail."), filled)


@require_POST
def record_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a transfer made by hand came back."""
    form = MessageForm(request.POST, auto_id="return_%s")
    filled = ("return_form", form)
    if not form.is_valid():
        return refused(request, pk, _("Say what came back and why, please."), filled)
    note = form.cleaned_data["text"]
    return act_on_claim(
        request,
        pk,
        lambda claim, by: payments.record_return(claim=claim, by=by, now=clock.now(), note=note),
        _("Noted: the organisation is asked for another account."),
        filled,
    )


def _through_gate(request: HttpRequest, pk: int, act: Callable[..., None], done: Promise) -> HttpResponse:
    try:
        return act_on_claim(request, pk, lambda claim, by: act(claim=claim, by=by, now=clock.now()), done)
    except payments.GateClosed as closed:
        return refused(request, pk, ", ".join(str(obstacle.label) for obstacle in closed.obstacles))


@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Release a batch that somebody else prepared."""
    return _on_batch(request, pk, Role.RELEASER, _("Released: the file can be sent to the bank."), payments.release)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Dissolve a batch that was not released."""
    return _on_batch(
        request, pk, Role.TREASURER, _("Dissolved: its claims are ready for the next one."), payments.cancel
    )


@require_POST
@never_cache
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the file of a released batch."""
    batch = get_object_or_404(PaymentBatch.objects.select_related("edition"), pk=pk)
    if not any(request.user.has_perm(PERMISSIONS[role]) for role in (Role.TREASURER, Role.RELEASER)):
        return _batch_refused(request, pk, REFUSALS[NotPermitted])
    if batch.status != PaymentBatch.Status.RELEASED:
        return _batch_refused(request, pk, _("Only a released batch has a file for the bank."))
    try:
        content = payments.released_file(batch)
    except payments.FileDiffers:
        return _batch_refused(request, pk, BATCH_REFUSALS[payments.FileDiffers])
    except payments.AccountErased:
        context = {**admin.site.each_context(request), "batch": batch, "title": batch.reference}
        return render(request, "reimbursement/admin/batch_gone.html", context, status=410)
    response = HttpResponse(content, content_type="application/xml")
    response.headers["Content-Disposition"] = f'attachment; filename="{batch.reference}-{batch.version}.xml"'
    return response


@require_POST
def book(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the bank's answer."""
    form = AnswerFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _batch_refused(request, pk, _("Choose the file of the bank, please."))
    content = form.cleaned_data["answer"].read()

    def act(*, batch: PaymentBatch, by: User, now: object) -> None:
        _say(request, settlement.book(batch=batch, answer=read_answer(content), by=by, now=clock.now()))

    return _on_batch(request, pk, Role.TREASURER, _("The answer is read."), act)


def _say(request: HttpRequest, booked: settlement.Booked) -> None:
    messages.info(request, ngettext("%(n)s paid", "%(n)s paid", booked.paid) % {"n": booked.paid})
    if booked.rejected:
        rejected = ngettext("%(n)s rejected", "%(n)s rejected", booked.rejected) % {"n": booked.rejected}
        messages.warning(request, rejected)
    if booked.again:
        again = ngettext(
            "%(n)s of them for a fault of ours: it goes with the next file, and the organisation has nothing to do",
            "%(n)s of them for a fault of ours: they go with the next file, and the organisations have nothing to do",
            booked.again,
        )
        messages.info(request, again % {"n": booked.again})
    if booked.returned:
        returned = ngettext("%(n)s returned after payment", "%(n)s returned after payment", booked.returned)
        messages.warning(request, returned % {"n": booked.returned})
    if booked.unknown:
        messages.warning(request, _("Not ours: %(names)s") % {"names": ", ".join(booked.unknown)})
    if booked.differing:
        messages.warning(request, _("Another amount than ours: %(names)s") % {"names": ", ".join(booked.differing)})


def _on_batch(request: HttpRequest, pk: int, role: Role, done: Promise, act: Callable[..., object]) -> HttpResponse:
    """Let a member of staff act on a batch, and say what came of it."""
    assert isinstance(request.user, User)  # noqa: S101 -- the admin lets nobody else in
    batch = get_object_or_404(PaymentBatch.objects.select_related("edition"), pk=pk)
    if not request.user.has_perm(PERMISSIONS[role]):
        return _batch_refused(request, pk, REFUSALS[NotPermitted])
    try:
        act(batch=batch, by=request.user, now=clock.now())
    except tuple(BATCH_REFUSALS) as error:
        for detail in _details(error):
            messages.warning(request, detail)
        return _batch_refused(request, pk, BATCH_REFUSALS[type(error)])
    messages.success(request, str(done))
    return redirect("admin:reimbursement_paymentbatch_change", pk)


def _details(error: Exception) -> list[str]:
    """What exactly is wrong with our file, or with the answer of the bank."""
    if isinstance(error, payments.FaultyFile):
        return [fault_in_words(found) for found in error.faults]
    return [problem_in_words(error)] if isinstance(error, UnreadableAnswer) else []


def _batch_refused(request: HttpRequest, pk: int, why: Promise) -> HttpResponse:
    messages.error(request, str(why))
    return redirect("admin:reimbursement_paymentbatch_change", pk)
