"""After the event: who came, as the scans at the door tell."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from registration.models import CheckIn
from reimbursement import emails, promotion
from reimbursement.models import Claim, Status
from reimbursement.moves import SYSTEM, ClaimMovedMeanwhile, move_claim
from reimbursement.transitions import Move


def settle(*, now: datetime) -> int:
    """Confirm the attendance of approved claims of editions that are over, or record the absence; return how many."""
    today = timezone.localdate(now, timezone.get_default_timezone())
    approved = Claim.objects.filter(status=Status.APPROVED, edition__ends_on__lt=today)
    claims = approved.select_related("edition", "rule", "registration").ranked()
    return sum(_settle(claim, now) for claim in claims)


def came(claim: Claim) -> bool:
    """Tell whether the claimant, or a colleague they registered, was scanned in."""
    if claim.registration is None:
        return False
    people = [claim.registration_id, *claim.registration.colleagues.values_list("pk", flat=True)]
    return CheckIn.objects.valid().filter(registration__in=people).exists()


def _settle(claim: Claim, now: datetime) -> bool:
    try:
        with transaction.atomic():
            if came(claim) or not claim.rule.attendance_required:
                move_claim(claim=claim, move=Move.CONFIRM_ATTENDANCE, actor=SYSTEM, now=now)
                emails.send_attended(claim=claim)
            else:
                move_claim(claim=claim, move=Move.RECORD_ABSENCE, actor=SYSTEM, now=now)
                emails.send_absent(claim=claim)
                promotion.release_place(claim=claim, now=now)
    except ClaimMovedMeanwhile:  # withdrawn in this very moment
        return False
    return True
