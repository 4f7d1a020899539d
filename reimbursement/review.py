"""What reviewers and approvers do with a claim. One proposes, another decides; both are checked for conflicts."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from reimbursement import assessment, emails, envelope, letters, promotion
from reimbursement.case import office_of
from reimbursement.deadlines import end_of_day
from reimbursement.decisions import AcceptanceReason, RefusalReason, latest_proposal
from reimbursement.distance import Position, Precision
from reimbursement.four_eyes import acting
from reimbursement.models import Answer, Claim, IssuedPaper, OfficePlacement, ReviewEvent, Role
from reimbursement.moves import move_claim
from reimbursement.transitions import Move


@transaction.atomic
def check_again(*, claim: Claim, by: User, now: datetime) -> ReviewEvent:
    """Have the machine look once more, for instance after an address service was down; the caller wakes a worker."""
    actor = acting(claim=claim, by=by, role=Role.REVIEWER)
    return move_claim(claim=claim, move=Move.CHECK_AGAIN, actor=actor, now=now)


@transaction.atomic
def place_office(
    *, claim: Claim, by: User, now: datetime, position: Position, precision: Precision, label: str, reason: str
) -> OfficePlacement:
    """Say where the office is; the claim is judged from there at once, for as long as it gives the same address."""
    actor = acting(claim=claim, by=by, role=Role.REVIEWER)
    placement = OfficePlacement.objects.create(
        claim=claim,
        at=now,
        by=by,
        latitude=assessment.degrees(position.latitude),
        longitude=assessment.degrees(position.longitude),
        precision=precision.value,
        label=label,
        address=str(office_of(claim)),
        reason=reason,
    )
    move_claim(claim=claim, move=Move.PLACE_OFFICE, actor=actor, now=now, note=f"{label}: {reason}")
    assessment.record(claim=claim, outcome=assessment.assess(claim), now=now)
    return placement


class NotEveryYes(Exception):
    """A criterion does not say yes: a person looks at this claim by itself."""


def propose_if_every_yes(*, claim: Claim, by: User, now: datetime) -> ReviewEvent:
    """Propose to accept one of many claims at once, or raise NotEveryYes; an approver still decides on each."""
    criteria = claim.evidence.get("criteria", {}).values()
    if claim.verdict != Answer.YES or not criteria or any(found["answer"] != Answer.YES for found in criteria):
        raise NotEveryYes
    return propose_acceptance(claim=claim, by=by, now=now, reason=AcceptanceReason.CRITERIA_MET)


@transaction.atomic
def propose_acceptance(
    *, claim: Claim, by: User, now: datetime, reason: AcceptanceReason, note: str = ""
) -> ReviewEvent:
    """Propose to accept; ``note`` explains it to the claimant."""
    actor = acting(claim=claim, by=by, role=Role.REVIEWER)
    return move_claim(claim=claim, move=Move.PROPOSE_ACCEPTANCE, actor=actor, now=now, reason=reason, note=note)


@transaction.atomic
def propose_refusal(*, claim: Claim, by: User, now: datetime, reason: RefusalReason, note: str = "") -> ReviewEvent:
    """Propose to refuse; ``note`` explains it to the claimant."""
    actor = acting(claim=claim, by=by, role=Role.REVIEWER)
    return move_claim(claim=claim, move=Move.PROPOSE_REFUSAL, actor=actor, now=now, reason=reason, note=note)


@transaction.atomic
def send_back(*, claim: Claim, by: User, now: datetime, note: str) -> ReviewEvent:
    """Disagree with a proposal: the reviewers look again; ``note`` tells them why."""
    actor = acting(claim=claim, by=by, role=Role.APPROVER)
    return move_claim(claim=claim, move=Move.SEND_BACK, actor=actor, now=now, note=note)


@transaction.atomic
def approve(*, claim: Claim, by: User, now: datetime) -> ReviewEvent:
    """Confirm a proposed acceptance: take a place of the envelope, or join the waiting list when there is none left.

    The amount is fixed here and never changes, not even when the claim is checked once more.
    """
    actor = acting(claim=claim, by=by, role=Role.APPROVER)
    proposal = latest_proposal(claim)
    amount = claim.amount_cents or claim.rule.amount_cents
    try:
        envelope.take(claim=claim, amount_cents=amount)
    except envelope.EnvelopeExhausted:
        event = move_claim(claim=claim, move=Move.WAITLIST, actor=actor, now=now, reason=proposal.reason)
        letter = letters.issue_decision(claim=claim, kind=IssuedPaper.Kind.WAITING, now=now)
        emails.send_waitlisted(claim=claim, letter=letter)
        return event
    changes = {"amount_cents": amount, "holds_place": True}
    event = move_claim(claim=claim, move=Move.APPROVE, actor=actor, now=now, reason=proposal.reason, changes=changes)
    letter = letters.issue_decision(claim=claim, kind=IssuedPaper.Kind.APPROVAL, now=now)
    emails.send_approved(claim=claim, letter=letter)
    return event


@transaction.atomic
def refuse(*, claim: Claim, by: User, now: datetime) -> ReviewEvent:
    """Confirm a proposed refusal and tell the claimant the rule, the facts and how to contest."""
    actor = acting(claim=claim, by=by, role=Role.APPROVER)
    proposal = latest_proposal(claim)
    changes = {"contest_by": end_of_day(now, days=claim.rule.contest_days)}
    event = move_claim(claim=claim, move=Move.REFUSE, actor=actor, now=now, reason=proposal.reason, changes=changes)
    promotion.release_place(claim=claim, now=now)
    letter = letters.issue_decision(claim=claim, kind=IssuedPaper.Kind.REFUSAL, now=now)
    emails.send_refused(claim=claim, reason=proposal.reason, note=proposal.note, letter=letter)
    return event
