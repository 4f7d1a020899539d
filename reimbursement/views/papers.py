"""Papers of ours, for the claimant by personal link and for staff: letters, statements, the attestation to sign."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.antirobot import rate_limited
from events import clock
from reimbursement import attestation, issued_papers
from reimbursement.forms import SendForm
from reimbursement.four_eyes import examines
from reimbursement.models import Claim, IssuedPaper, Status
from reimbursement.models.status import CLOSED
from reimbursement.restriction import open_to
from reimbursement.views.claimant import opened_by_link


@require_safe
@rate_limited("papers", "30/m")
@opened_by_link
def claim_paper(request: HttpRequest, claim: Claim, token: str, number: int) -> HttpResponse:
    """Hand a paper to the claimant."""
    return _pdf(get_object_or_404(claim.issued_papers.select_related("claim__edition"), number=number))


@require_safe
@never_cache
def staff_paper(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Hand a paper to those who review, approve or pay."""
    if not examines(request.user):
        raise Http404
    held = IssuedPaper.objects.filter(claim__in=open_to(user=request.user, now=clock.now()))
    return _pdf(get_object_or_404(held.select_related("claim__edition"), claim_id=pk, number=number))


@require_safe
@rate_limited("papers", "30/m")
@opened_by_link
def blank_attestation(request: HttpRequest, claim: Claim, token: str) -> HttpResponse:
    """The attestation to print and sign by hand."""
    return answer(attestation.blank_pdf(claim, now=clock.now()), f"{claim.reference}-attestation.pdf")


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("claim", "20/m")
@opened_by_link
def sign(request: HttpRequest, claim: Claim, token: str) -> HttpResponse:
    """Sign once more what the claim says now, after a correction."""
    if claim.status == Status.DRAFT or claim.status in CLOSED or attestation.is_signed(claim):
        messages.info(request, _("There is nothing to sign."))
        return redirect("reimbursement:claim", token)
    form = SendForm(request.POST or None, initial={"signed_by": claim.contact_name})
    form.may_be_scanned(attestation.scan_of(claim))
    if form.is_valid():
        attestation.sign(claim=claim, signed_by=form.cleaned_data["signed_by"], now=clock.now())
        messages.success(request, _("Thank you: the attestation is signed."))
        return redirect("reimbursement:claim", token)
    page = {"claim": claim, "edition": claim.edition, "token": token, "form": form}
    return render(request, "reimbursement/sign.html", page | {"statements": attestation.statements(claim)})


def _pdf(paper: IssuedPaper) -> HttpResponse:
    return answer(issued_papers.pdf(paper), issued_papers.file_name(paper))


def answer(content: bytes, name: str) -> HttpResponse:
    """Return a PDF to be saved, never shared with anybody else by a cache."""
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
