"""Scenes of the allowance: one organisation claims twice, the last money is approved twice."""

import hashlib
import io
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from reimbursement import attendance, claims, documents, review
from reimbursement.models import WITNESSES_NEEDED, Claim, Envelope, PaperPresence, Status
from reimbursement.moves import Actor, ClaimMovedMeanwhile, MoveNotAllowed, Role, move_claim
from reimbursement.transitions import Move
from tests.concurrency.crowd import play
from tests.reimbursement import cast, papers
from tests.reimbursement.cast import NOW

SIREN = "732829320"
AMOUNT = 94_800


def state() -> dict[str, Any]:
    """What the database holds in the end."""
    money = Envelope.objects.get()
    return {
        "claims": dict(Counter(Claim.objects.values_list("status", flat=True))),
        "committed": money.committed_cents,
        "held": Claim.objects.filter(holds_place=True).count() * AMOUNT,
    }


def colleagues(*, guarded: bool) -> dict[str, Any]:
    """Ten colleagues of one organisation send a claim at the same moment."""
    edition = cast.make_edition()
    cast.make_rule(edition)
    drafts = [cast.draft(edition, f"colleague{number}", legal_id=SIREN) for number in range(10)]
    seen = [Claim.objects.live().filter(legal_id=SIREN).exists() for _draft in drafts]

    def act(number: int) -> str:
        claim = cast.read(drafts[number])
        return send_guarded(claim) if guarded else send_unguarded(claim, is_taken=seen[number])

    answers, _seconds = play(act, len(drafts))
    return {"answers": answers, **state()}


def send_guarded(claim: Claim) -> str:
    try:
        claims.submit(claim=claim, signed_by="Marie", now=NOW)
    except claims.OrganisationHasClaim:
        return "told that a claim exists"
    return "sent"


def send_unguarded(claim: Claim, *, is_taken: bool) -> str:
    """What the constraint is for: everybody looks, then writes. The key, and with it the constraint, is left out."""
    if is_taken:
        return "told that a claim exists"
    with transaction.atomic():
        changes = {"submitted_at": NOW}
        move_claim(claim=claim, move=Move.SUBMIT, actor=Actor(Role.CLAIMANT), now=NOW, changes=changes)
    return "sent"


def last_place(*, guarded: bool) -> dict[str, Any]:
    """Ten approvers approve ten claims; there is money for one."""
    edition = cast.make_edition()
    cast.make_rule(edition, envelope_cents=AMOUNT)
    proposed = [cast.checked(edition, f"org{number}") for number in range(10)]
    reviewer = cast.staff("reviewer")
    for claim in proposed:
        cast.propose_acceptance(claim, reviewer)
    approvers = [cast.staff("approver", f"approver{number}") for number in range(10)]
    seen = [Envelope.objects.get().left_cents for _approver in approvers]

    def act(number: int) -> str:
        claim = cast.read(proposed[number])
        if not guarded:
            return approve_unguarded(claim, left_cents=seen[number])
        review.approve(claim=claim, by=approvers[number], now=NOW)
        return str(claim.status)

    answers, _seconds = play(act, len(proposed))
    return {"answers": answers, **state()}


def approve_unguarded(claim: Claim, *, left_cents: int) -> str:
    """What the conditional update is for: everybody looks at what is left, then writes what was seen."""
    status = Status.APPROVED if left_cents >= AMOUNT else Status.WAITLISTED
    holds = status == Status.APPROVED
    with transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(status=status, holds_place=holds, amount_cents=AMOUNT)
        if holds:
            Envelope.objects.update(committed_cents=AMOUNT)
    return str(status)


def one_claim_ten_approvers() -> dict[str, Any]:
    """Ten approvers press the button of the same claim."""
    edition = cast.make_edition()
    cast.make_rule(edition)
    claim = cast.checked(edition)
    cast.propose_acceptance(claim, cast.staff("reviewer"))
    approvers = [cast.staff("approver", f"approver{number}") for number in range(10)]

    def act(number: int) -> str:
        try:
            review.approve(claim=cast.read(claim), by=approvers[number], now=NOW)
        except (MoveNotAllowed, ClaimMovedMeanwhile):
            return "too late"
        return "approved"

    answers, _seconds = play(act, 10)
    return {"answers": answers, "moves": cast.read(claim).history_length, **state()}


def vouching(*, guarded: bool) -> dict[str, Any]:
    """Ten people who read the paper list say at once that an organisation recorded as absent was there."""
    edition = cast.make_edition()
    cast.make_rule(edition)
    claim = cast.checked(edition)
    cast.propose_acceptance(claim, cast.staff("reviewer"))
    review.approve(claim=claim, by=cast.staff("approver"), now=NOW)
    attendance.settle(now=cast.AFTER)
    day = edition.days.get(venue__slug="paris")
    readers = [cast.staff("reviewer", f"reader{number}") for number in range(10)]
    seen = PaperPresence.objects.count()

    def act(number: int) -> str:
        if not guarded:
            return vouch_unguarded(cast.read(claim), day, readers[number], seen)
        try:
            counts = attendance.vouch(claim=cast.read(claim), day=day, by=readers[number], now=cast.AFTER)
        except attendance.NotAwaited:
            return "no longer asked"
        return "counts" if counts else "one more needed"

    answers, _seconds = play(act, len(readers))
    return {"answers": answers, "witnesses": PaperPresence.objects.count(), **state()}


def vouch_unguarded(claim: Claim, day: Any, by: Any, seen: int) -> str:
    """What the lock is for: everybody counts who has read the list, then writes their own name."""
    with transaction.atomic():
        PaperPresence.objects.create(claim=claim, day=day, by=by, at=cast.AFTER)
        if seen + 1 >= WITNESSES_NEEDED:
            move_claim(claim=claim, move=Move.REOPEN, actor=Actor(Role.SYSTEM), now=cast.AFTER)
            return "counts"
    return "one more needed"


def uploading(*, guarded: bool) -> dict[str, Any]:
    """Five copies of one file and ten other files arrive at the same moment for a claim that may hold ten."""
    edition = cast.make_edition()
    cast.make_rule(edition)
    claim = cast.draft(edition)
    files = [papers.pdf()] * 5 + [papers.pdf(pages) for pages in range(2, 12)]

    def act(number: int) -> str:
        if not guarded:
            return upload_unguarded(claim, files[number], seen=0)
        content = {"size": len(files[number]), "file": io.BytesIO(files[number])}
        try:
            documents.add(claim=claim, kind="other", name="paper.pdf", now=NOW, **content)
        except documents.QuotaReached:
            return "too many"
        return "kept"

    with tempfile.TemporaryDirectory() as folder:
        settings.STORAGES["default"] = {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": folder},
        }
        answers, _seconds = play(act, len(files))
        names = len(list(Path(folder).rglob("*.pdf")))
    return {"answers": answers, "documents": claim.documents.count(), "files": names}


def upload_unguarded(claim: Claim, content: bytes, *, seen: int) -> str:
    """What the lock is for: everybody counts, then writes."""
    if seen >= documents.MAX_FILES:
        return "too many"
    digest = hashlib.sha256(content).hexdigest()
    if claim.documents.filter(digest=digest).exists():
        return "kept"
    about = {"kind": "other", "content_type": "application/pdf", "size": len(content), "pages": 1, "added_at": NOW}
    claim.documents.create(file="claims/x.pdf", digest=digest, **about)
    return "kept"


CLAIM_SCENES: dict[str, Callable[[], dict[str, Any]]] = {
    "colleagues": lambda: colleagues(guarded=True),
    "colleagues_unguarded": lambda: colleagues(guarded=False),
    "last_place": lambda: last_place(guarded=True),
    "last_place_unguarded": lambda: last_place(guarded=False),
    "one_claim_ten_approvers": one_claim_ten_approvers,
    "uploading": lambda: uploading(guarded=True),
    "uploading_unguarded": lambda: uploading(guarded=False),
    "vouching": lambda: vouching(guarded=True),
    "vouching_unguarded": lambda: vouching(guarded=False),
}
