"""Ask the address services and registers again, later: what could not be told when a claim was checked or written."""

from datetime import datetime, timedelta

from django.db import transaction

from reimbursement import assessment
from reimbursement.case import office_of
from reimbursement.geocoding.search import ask_registers
from reimbursement.identity import legal_ids_of
from reimbursement.models import Claim, Status
from reimbursement.moves import SYSTEM, ClaimMovedMeanwhile, move_claim
from reimbursement.register_entries import entry_as_json, question_of
from reimbursement.transitions import Move

# After this long a person has looked anyway.
PATIENCE = timedelta(days=3)
WRITING = (Status.DRAFT, Status.NEEDS_INFO)
UNDECIDED = (Status.REVIEW, Status.PRE_ELIGIBLE)


def request(*, claim: Claim, now: datetime) -> bool:
    """Note that the registers are to be asked about a claim that is being written; False where there is no need."""
    if claim.is_individual:  # no service is told of a person, not even later
        Claim.objects.filter(pk=claim.pk).update(look_up_at=None, register_entry={})
        return False
    if claim.register_entry.get("asked") == question_of(claim):
        return False
    return bool(Claim.objects.filter(pk=claim.pk, status__in=WRITING).update(look_up_at=now, register_entry={}))


def due(*, now: datetime) -> list[int]:
    """Return the claims about which something is to be asked now, the longest wait first."""
    waiting = Claim.objects.filter(look_up_at__lte=now, status__in=[*WRITING, *UNDECIDED])
    return list(waiting.order_by("look_up_at", "pk").values_list("pk", flat=True))


def look_up(*, claim_id: int, now: datetime) -> None:
    """Ask about one claim. Nothing happens before its time, so a task may run twice or be lost.

    The services are asked between two transactions, never inside one.
    """
    claim = Claim.objects.select_related("edition", "rule", "registration").get(pk=claim_id)
    if claim.look_up_at is None or claim.look_up_at > now:
        return
    if claim.status in WRITING:
        _ask_registers(claim, now)
    elif claim.status in UNDECIDED:
        _assess_again(claim, now)


def _ask_registers(claim: Claim, now: datetime) -> None:
    """For the claimant, who reads it beside what they wrote."""
    found = ask_registers(name=claim.organisation_name, office=office_of(claim), legal_ids=legal_ids_of(claim))
    if found.failed_services:
        wait = max(timedelta(seconds=found.retry_after), assessment.LATER)
        changes: dict[str, object] = {"look_up_at": now + wait}
    else:
        entry = entry_as_json(claim=claim, entry=found.entry, is_namesake=found.is_namesake)
        changes = {"look_up_at": None, "register_entry": entry}
    _update(claim, **changes)


def _assess_again(claim: Claim, now: datetime) -> None:
    """For the reviewer: what is found now replaces what was found then, unless somebody moves the claim meanwhile."""
    outcome = assessment.assess(claim)
    silent = assessment.failed_services(outcome)
    if silent and len(silent) >= len(claim.evidence.get("failed_services", [])):
        _wait_longer(claim, now)
        return
    try:
        with transaction.atomic():
            move_claim(claim=claim, move=Move.LOOK_AGAIN, actor=SYSTEM, now=now)
            assessment.record(claim=claim, outcome=outcome, now=now)
    except ClaimMovedMeanwhile:
        return


def _wait_longer(claim: Claim, now: datetime) -> None:
    """Each wait doubles the time since the check; in the end a person decides with what there is."""
    since = now - (claim.assessed_at or now)
    _update(claim, look_up_at=now + max(since, assessment.LATER) if since < PATIENCE else None)


def _update(claim: Claim, **changes: object) -> None:
    """Unless another question was put meanwhile."""
    Claim.objects.filter(pk=claim.pk, look_up_at=claim.look_up_at).update(**changes)
