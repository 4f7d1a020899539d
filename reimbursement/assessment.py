"""Check a claim: find its office, ask the rule, hand it to a person. The machine proposes and decides nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from reimbursement.case import case_of, office_of, rules_of
from reimbursement.distance import Precision
from reimbursement.eligibility import Case, judge
from reimbursement.findings import Criterion, Verdict
from reimbursement.geocoding.search import Located, locate
from reimbursement.identity import legal_ids_of
from reimbursement.models import Answer, Claim, Status
from reimbursement.moves import SYSTEM, ClaimMovedMeanwhile, move_claim
from reimbursement.offices import Candidate
from reimbursement.transitions import Move

# A claim that a worker was told about is left alone for this long before the sweeper takes it.
GRACE = timedelta(minutes=1)


@dataclass(frozen=True)
class Outcome:
    """What was found about a claim and what the rule makes of it."""

    case: Case
    located: Located
    verdict: Verdict


def waiting_for_check(*, now: datetime) -> list[int]:
    """Return the identifiers of claims that were to be checked and were not."""
    waiting = Claim.objects.filter(status__in=[Status.SUBMITTED, Status.CHECKING], status_since__lte=now - GRACE)
    return list(waiting.ranked().values_list("pk", flat=True))


def check(*, claim_id: int, now: datetime) -> None:
    """Check one claim. Nothing happens to a claim that is not waiting for it, so a task may run twice or be lost.

    The address services are asked between two transactions, never inside one.
    """
    claim = Claim.objects.select_related("edition", "rule", "registration").get(pk=claim_id)
    try:
        if claim.status == Status.SUBMITTED:
            move_claim(claim=claim, move=Move.CHECK, actor=SYSTEM, now=now)
        if claim.status == Status.CHECKING:
            record(claim=claim, outcome=assess(claim), now=now)
    except ClaimMovedMeanwhile:
        return


def assess(claim: Claim) -> Outcome:
    """Find the office and judge the claim, without changing it."""
    located = locate(office=office_of(claim), legal_ids=legal_ids_of(claim))
    case = case_of(claim, located)
    return Outcome(case, located, judge(rules=rules_of(claim.rule), case=case))


@transaction.atomic
def record(*, claim: Claim, outcome: Outcome, now: datetime) -> None:
    """Keep what was found and hand the claim to a person: eligible at first sight if all criteria say yes."""
    verdict = outcome.verdict
    changes = {
        "verdict": verdict.answer.value,
        "distance_answer": verdict[Criterion.DISTANCE].answer.value,
        "first_time_answer": verdict[Criterion.FIRST_TIME].answer.value,
        "single_answer": verdict[Criterion.SINGLE].answer.value,
        "evidence": evidence_of(outcome),
        "assessed_at": now,
        **position_of(outcome.case.candidates),
    }
    move = Move.FIND_ELIGIBLE if verdict.answer.value == Answer.YES else Move.FIND_UNCLEAR
    move_claim(claim=claim, move=move, actor=SYSTEM, now=now, changes=changes)


def evidence_of(outcome: Outcome) -> dict[str, Any]:
    """Return what the answers rest on, as JSON: the criteria with reasons and facts, the places on the map."""
    return {
        "criteria": outcome.verdict.as_json(),
        "candidates": [_candidate_json(candidate) for candidate in outcome.case.candidates],
        "venues": [
            {
                "key": venue.key,
                "latitude": venue.position.latitude,
                "longitude": venue.position.longitude,
                "attended": venue.attended,
                "radius_m": venue.uncertainty_m,
            }
            for venue in outcome.case.venues
        ],
        "registered_office": str(outcome.located.registered_office or ""),
        "failed_services": list(outcome.located.failed_services),
    }


def _candidate_json(candidate: Candidate) -> dict[str, Any]:
    return {
        "label": candidate.label,
        "latitude": candidate.position.latitude,
        "longitude": candidate.position.longitude,
        "precision": candidate.precision.value,
        "radius_m": radius_of(candidate.precision),
        "provider": " ".join(filter(None, (candidate.provider, candidate.version))),
    }


def position_of(candidates: Sequence[Candidate]) -> dict[str, Any]:
    """Return the fields of the office's position: of the first candidate, or empty where there is none."""
    if not candidates:
        return {
            "office_latitude": None,
            "office_longitude": None,
            "office_radius_m": None,
            "office_precision": "",
            "office_provider": "",
            "office_answer_digest": "",
        }
    best = candidates[0]
    return {
        "office_latitude": _degrees(best.position.latitude),
        "office_longitude": _degrees(best.position.longitude),
        "office_radius_m": radius_of(best.precision),
        "office_precision": best.precision.value,
        "office_provider": " ".join(filter(None, (best.provider, best.version))),
        "office_answer_digest": best.raw_digest,
    }


def radius_of(precision: Precision) -> int | None:
    """Return the radius of uncertainty in metres, or None where it is unbounded (JSON knows no infinity)."""
    return None if precision.radius_m == float("inf") else round(precision.radius_m)


def _degrees(value: float) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.000001"))
