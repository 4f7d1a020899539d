"""The papers of a claim: sent, shown and taken back by the claimant, read by those who decide."""

from typing import TypeVar

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.antirobot import rate_limited
from events import clock
from reimbursement import documents, previews
from reimbursement.forms import DocumentForm
from reimbursement.four_eyes import examines
from reimbursement.models import Claim, SupportingDocument
from reimbursement.models.status import CLOSED
from reimbursement.restriction import open_to
from reimbursement.uploads import FileRefused, Problem
from reimbursement.views.claimant import opened_by_link

R = TypeVar("R", bound=HttpResponseBase)
PROBLEMS: dict[Problem, Promise] = {
    Problem.EMPTY: _("The file is empty."),
    Problem.TOO_LARGE: _("The file is larger than 10 MB."),
    Problem.UNKNOWN_KIND: _("Please send a PDF or a picture (JPEG, PNG, HEIC)."),
    Problem.WRONG_EXTENSION: _("The name of the file does not fit what is in it."),
    Problem.UNREADABLE: _("The file cannot be read: it may be damaged or cut off."),
    Problem.ENCRYPTED: _("The PDF is protected by a password. Please send one without."),
    Problem.TOO_MANY_PAGES: _("The PDF has more than 30 pages."),
    Problem.TOO_MANY_PIXELS: _("The picture has too many pixels. Please send a smaller one."),
    Problem.DANGEROUS: _("The file was refused as dangerous."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limited("documents", "20/m")
@opened_by_link
def claim_documents(request: HttpRequest, claim: Claim, token: str) -> HttpResponse:
    """Show the papers of the claim and take new ones, each on its own: one that is refused stops no other."""
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        refused = [_refusal(claim, form.cleaned_data["kind"], file, form) for file in form.cleaned_data["papers"]]
        if not any(refused):
            messages.success(request, _("Thank you: your documents have arrived."))
            return redirect("reimbursement:documents", token)
    page = {
        "claim": claim,
        "edition": claim.edition,
        "token": token,
        "form": form,
        "documents": claim.documents.all(),
        "is_open": claim.status not in CLOSED,
    }
    return render(request, "reimbursement/documents.html", page)


def _refusal(claim: Claim, kind: str, file: UploadedFile[bytes], form: DocumentForm) -> bool:
    """Keep one file, or say in the form why not and return True."""
    name = documents.shown_name(file.name or "")
    try:
        documents.add(claim=claim, kind=kind, name=name, size=file.size or 0, file=file, now=clock.now())
    except FileRefused as refused:
        form.add_error("papers", f"{name}: {PROBLEMS[refused.problem]}")
    except documents.QuotaReached:
        form.add_error("papers", _("A claim holds ten files of 30 MB together at most."))
    except documents.ClaimClosed:
        form.add_error(None, _("This claim is closed: it takes no documents any more."))
    except documents.NotStored:
        form.add_error("papers", _("The file could not be stored. Please try again in a moment."))
    else:
        return False
    return True


@require_safe
@opened_by_link
def claim_document(request: HttpRequest, claim: Claim, token: str, digest: str) -> HttpResponseBase:
    """Hand a paper back to the claimant."""
    return serve(get_object_or_404(claim.documents, digest=digest))


@require_POST
@opened_by_link
def remove_document(request: HttpRequest, claim: Claim, token: str, digest: str) -> HttpResponse:
    """Take a paper back while nothing was decided on it."""
    try:
        documents.remove(document=get_object_or_404(claim.documents, digest=digest))
        messages.success(request, _("The document is deleted."))
    except documents.AlreadyExamined:
        messages.error(request, _("This document belongs to a claim under examination and stays with it."))
    return redirect("reimbursement:documents", token)


@require_safe
@never_cache
def staff_document(request: HttpRequest, pk: int, digest: str) -> HttpResponseBase:
    """Hand a paper, or one of its first pages as a picture, to those who review, approve or pay."""
    if not examines(request.user):
        raise Http404
    held = SupportingDocument.objects.filter(claim__in=open_to(user=request.user, now=clock.now()))
    document = get_object_or_404(held.select_related("claim"), claim_id=pk, digest=digest)
    return _preview(document, request.GET["page"]) if "page" in request.GET else serve(document)


def _preview(document: SupportingDocument, page: str) -> HttpResponse:
    try:
        picture = previews.picture_of(document, page=int(page) if page.isdecimal() and len(page) < 3 else 0)
    except previews.NotDrawn as error:
        raise Http404 from error
    return _harmless(HttpResponse(picture, content_type="image/jpeg", headers={"Content-Disposition": "inline"}))


def serve(document: SupportingDocument) -> FileResponse:
    """Return the file under a name of our own, as something that can run nothing."""
    extension = "jpg" if document.is_picture else "pdf"
    response = FileResponse(
        document.file.open("rb"),
        as_attachment=True,
        filename=f"{document.claim.reference}-{document.kind}-{document.digest[:8]}.{extension}",
        content_type=document.content_type,
    )
    return _harmless(response)


def _harmless(response: R) -> R:
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
