"""What happens when money comes free: the first claim of the waiting list is approved."""

from datetime import datetime

from django.db import transaction

from events.models import Edition
from reimbursement import emails, envelope, letters
from reimbursement.models import Claim, IssuedPaper, Status
from reimbursement.moves import SYSTEM, move_claim
from reimbursement.transitions import Move


def release_place(*, claim: Claim, now: datetime) -> None:
    """Free the place ``claim`` holds, if any, and give it to the first that waits."""
    if envelope.release(claim=claim):
        promote_waiting(edition=claim.edition, now=now)


def promote_waiting(*, edition: Edition, now: datetime) -> int:
    """Approve claims of the waiting list, by rank, while the envelope lasts; return how many."""
    promoted = 0
    waiting = Claim.objects.filter(edition=edition, status=Status.WAITLISTED).select_related("rule", "edition")
    for claim in waiting.ranked():
        try:
            with transaction.atomic():
                grant(claim=claim, now=now)
        except envelope.EnvelopeExhausted:
            return promoted
        promoted += 1
    return promoted


def grant(*, claim: Claim, now: datetime) -> None:
    """Approve one claim of the waiting list, or raise EnvelopeExhausted."""
    amount = claim.amount_cents or claim.rule.amount_cents
    envelope.take(claim=claim, amount_cents=amount)
    changes = {"amount_cents": amount, "holds_place": True}
    move_claim(claim=claim, move=Move.PROMOTE, actor=SYSTEM, now=now, changes=changes)
    letter = letters.issue_decision(claim=claim, kind=IssuedPaper.Kind.APPROVAL, now=now)
    emails.send_approved(claim=claim, letter=letter)
