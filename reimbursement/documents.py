"""The papers of a claim: add within a quota, remove, hand out."""

import hashlib
import secrets
from datetime import datetime
from typing import IO

import structlog
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Count, Sum

from registration.names import UnwritableError, tidy
from reimbursement import uploads
from reimbursement.models import Claim, Status, SupportingDocument
from reimbursement.models.status import CLOSED

log = structlog.get_logger(__name__)

MAX_FILES = 10
MAX_TOTAL_BYTES = 30 * 1024 * 1024


class QuotaReached(Exception):
    """The claim has as many files, or as many bytes, as it may."""


class ClaimClosed(Exception):
    """The claim takes no files any more."""


class AlreadyExamined(Exception):
    """People decide on the file: it stays."""


class NotStored(Exception):
    """The storage did not take the file; nothing was kept."""


def add(*, claim: Claim, kind: str, name: str, size: int, file: IO[bytes], now: datetime) -> SupportingDocument:
    """Keep a file of the claimant; the same file twice is kept once.

    Raises uploads.FileRefused, QuotaReached, ClaimClosed or NotStored.
    """
    _check_quota(claim)
    clean = _clean(claim, name, size, file, now)
    with transaction.atomic():
        # Of two files sent at once the second finds the first.
        _check_quota(Claim.objects.select_for_update(no_key=True).get(pk=claim.pk), more=len(clean.content))
        digest = hashlib.sha256(clean.content).hexdigest()
        stored = claim.documents.filter(digest=digest).first()
        return stored or SupportingDocument.objects.create(
            claim=claim,
            kind=kind,
            file=_store(clean),
            original_name=shown_name(name),
            content_type=clean.content_type,
            size=len(clean.content),
            pages=clean.pages,
            digest=digest,
            added_at=now,
        )


def _check_quota(claim: Claim, *, more: int = 0) -> None:
    if claim.status in CLOSED:
        raise ClaimClosed
    held = claim.documents.aggregate(number=Count("pk"), total=Sum("size"))
    if held["number"] >= MAX_FILES or (held["total"] or 0) + more > MAX_TOTAL_BYTES:
        raise QuotaReached


def _clean(claim: Claim, name: str, size: int, file: IO[bytes], now: datetime) -> uploads.CleanFile:
    """Make the file harmless; that a dangerous one was sent is told to those who examine the claim and to the log."""
    try:
        return uploads.clean(name=name, size=size, file=file)
    except uploads.FileRefused as refused:
        if refused.problem is uploads.Problem.DANGEROUS:
            Claim.objects.filter(pk=claim.pk).update(dangerous_file_at=now)
            log.warning("dangerous file refused", claim=claim.pk)
        raise


def remove(*, document: SupportingDocument) -> None:
    """Take a file back; raises AlreadyExamined unless the claim is being written or corrected."""
    if document.claim.status not in {Status.DRAFT, Status.NEEDS_INFO}:
        raise AlreadyExamined
    erase(document=document)


def erase(*, document: SupportingDocument) -> None:
    """Delete a file and its row; the file goes once the row is gone for good."""
    path = str(document.file.name)
    document.delete()
    transaction.on_commit(lambda: default_storage.delete(path))


def shown_name(name: str) -> str:
    """Return what the sender called a file, without folders and characters that turn a page around."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1].replace("\0", "")
    try:
        return tidy(last)[:120] or "?"
    except UnwritableError:
        return "?"


def _store(clean: uploads.CleanFile) -> str:
    path = f"claims/{secrets.token_urlsafe(24)}.{clean.extension}"
    try:
        return default_storage.save(path, ContentFile(clean.content))
    except OSError as error:
        raise NotStored from error
