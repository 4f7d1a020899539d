"""Papers of ours: fixed when issued, laid out from what was fixed, kept as a file with its digest.

What varies on a paper is stored at once, in the transaction of the decision, as words in the language of the claim.
The PDF is laid out from those words and nothing else, by the worker that sends it; from then on the
file itself is kept.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import translation

from outbox.attachments import Attachment
from registration.badge_drawing import Box, weave_drawing
from registration.pdf import press
from reimbursement.models import Claim, IssuedPaper

A4_HEIGHT = 297
WEAVE = Box(0, 12, 210, 14)
TEMPLATES: dict[str, str] = {
    IssuedPaper.Kind.ATTESTATION: "reimbursement/papers/attestation.html",
    IssuedPaper.Kind.APPROVAL: "reimbursement/papers/approval.html",
    IssuedPaper.Kind.REFUSAL: "reimbursement/papers/refusal.html",
    IssuedPaper.Kind.WAITING: "reimbursement/papers/waiting.html",
    IssuedPaper.Kind.LAPSE: "reimbursement/papers/lapse.html",
    IssuedPaper.Kind.PAYMENT: "reimbursement/papers/payment.html",
}


def issue(*, claim: Claim, kind: IssuedPaper.Kind, content: Mapping[str, Any], now: datetime) -> IssuedPaper:
    """Fix what a new paper says; its file is made later. The caller's transaction holds the row of the claim."""
    return IssuedPaper.objects.create(
        claim=claim,
        number=claim.issued_papers.count() + 1,
        kind=kind,
        language=claim.language,
        issued_at=now,
        content=dict(content),
        digest=digest_of(content),
    )


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what a paper says."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def pdf(paper: IssuedPaper) -> bytes:
    """Return the file that is kept, or lay it out where none is yet; nothing is written."""
    if paper.file:
        with paper.file.open("rb") as file:
            return bytes(file.read())
    return lay_out(
        TEMPLATES[paper.kind],
        {"paper": paper, **paper.content},
        language=paper.language,
        seed=paper.claim.edition.slug,
    )


def lay_out(template: str, context: Mapping[str, Any], *, language: str, seed: str) -> bytes:
    """Set a paper under the letterhead of the house, tagged, in one language; the same words give the same bytes."""
    with translation.override(language):
        document = press().lay_out(template, {**context, "language": language}, style="letter")
    return press().ink(document, under=[weave_drawing(seed, "commons", WEAVE, A4_HEIGHT)])


def keep(paper: IssuedPaper) -> bytes:
    """Return the file of a paper, and keep it from the first time on; of two that make it at once one is kept."""
    content = pdf(paper)
    if paper.file:
        return content
    path = default_storage.save(f"papers/{secrets.token_urlsafe(24)}.pdf", ContentFile(content))
    first = IssuedPaper.objects.filter(pk=paper.pk, file="")
    if not first.update(file=path, file_digest=hashlib.sha256(content).hexdigest()):
        default_storage.delete(path)
    paper.refresh_from_db(fields=["file", "file_digest"])
    return pdf(paper) if paper.file else content


def attach(identifier: str, language: str) -> Attachment:
    """The paper as the worker attaches it to a message; ``identifier`` is its key."""
    paper = IssuedPaper.objects.select_related("claim__edition").get(pk=int(identifier))
    return Attachment(file_name(paper), keep(paper), "application/pdf")


def file_name(paper: IssuedPaper) -> str:
    """Return under which name people save it."""
    return f"{paper.reference}-{paper.kind}.pdf"


def erase(*, claim: Claim) -> int:
    """Delete every paper of a claim; the files go once the rows are gone for good."""
    papers = list(claim.issued_papers.all())
    paths = [str(paper.file.name) for paper in papers if paper.file]
    claim.issued_papers.all().delete()

    def delete_files() -> None:
        for path in paths:
            default_storage.delete(path)

    transaction.on_commit(delete_files)
    return len(papers)
