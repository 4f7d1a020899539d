"""Check a claim: find its office, ask the rule, hand it to a person. The machine proposes and decides nothing."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db import transaction

from reimbursement import places
from reimbursement.case import case_of, office_of, registered_venues, rules_of
from reimbursement.distance import Position, Precision
from reimbursement.eligibility import Case, judge
from reimbursement.findings import Criterion, Verdict
from reimbursement.geocoding.search import Located, Registered, ask_registers, locate
from reimbursement.identity import legal_ids_of
from reimbursement.models import Answer, Claim, OfficePlacement, Status
from reimbursement.moves import SYSTEM, ClaimMovedMeanwhile, move_claim
from reimbursement.offices import Candidate
from reimbursement.presence import venues_seen
from reimbursement.register_entries import entry_as_json
from reimbursement.transitions import Move

# A claim that a worker was told about is left alone for this long before the sweeper takes it.
GRACE = timedelta(minutes=1)
# A service that could not answer is left alone for at least this long.
LATER = timedelta(minutes=5)
# What stands in the place of a service where a person placed the office.
BY_HAND = "by-hand"


class Presence(StrEnum):
    """What tells which venues count: the days registered for or, after the event, those attended."""

    REGISTERED = "registered"
    SEEN = "seen"


@dataclass(frozen=True)
class Outcome:
    """What was found about a claim and what the rule makes of it."""

    case: Case
    located: Located
    verdict: Verdict
    presence: Presence
    registered: Registered | None = None


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
    """Find the office and judge the claim, without changing it. A placing by hand comes before every service."""
    placement = placement_of(claim)
    if placement:
        return judged(claim=claim, located=placed(placement), is_placed_by_hand=True)
    office, legal_ids = office_of(claim), legal_ids_of(claim)
    if claim.is_individual:  # where somebody lives is told to no service
        return judged(claim=claim, located=Located(places.find_candidates(office)))
    located = locate(office=office, legal_ids=legal_ids)
    registered = Registered(located.entry, failed_services=() if located.entry else located.failed_services)
    if not legal_ids:
        registered = ask_registers(name=claim.organisation_name, office=office, legal_ids=())
    return judged(claim=claim, located=located, registered=registered)


def judged(
    *,
    claim: Claim,
    located: Located,
    registered: Registered | None = None,
    is_placed_by_hand: bool = False,
    seen_at: set[int] | None = None,
) -> Outcome:
    """Ask the rule about a located office; ``seen_at`` are the venues attended, once the event is over."""
    presence = Presence(claim.evidence.get("presence", Presence.REGISTERED))
    if seen_at is not None:
        presence = Presence.SEEN
    elif presence is Presence.SEEN:
        seen_at = venues_seen(claim)
    attended = registered_venues(claim) if seen_at is None else seen_at
    case = case_of(claim, located, attended=attended, is_placed_by_hand=is_placed_by_hand)
    return Outcome(case, located, judge(rules=rules_of(claim.rule), case=case), presence, registered)


def placement_of(claim: Claim) -> OfficePlacement | None:
    """Return the newest placing by hand that was made for the address the claim gives now."""
    return claim.placements.filter(address=str(office_of(claim))).first()


def placed(placement: OfficePlacement) -> Located:
    """Return a placing by hand as what was located."""
    position = Position(float(placement.latitude), float(placement.longitude))
    candidate = Candidate(position, Precision(placement.precision), placement.label, BY_HAND)
    return Located((candidate,))


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
        "look_up_at": when_to_ask_again(outcome, now),
        **position_of(outcome.case.candidates),
    }
    if outcome.registered is not None and not outcome.registered.failed_services:
        entry = outcome.registered.entry
        changes["register_entry"] = entry_as_json(claim=claim, entry=entry, is_namesake=outcome.registered.is_namesake)
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
        "registered": asdict(outcome.case.registered_office) if outcome.case.registered_office else None,
        "placed_by_hand": outcome.case.is_placed_by_hand,
        "presence": outcome.presence.value,
        "failed_services": failed_services(outcome),
    }


def failed_services(outcome: Outcome) -> list[str]:
    """Every service that could not answer, once."""
    registers = outcome.registered.failed_services if outcome.registered else ()
    return list(dict.fromkeys((*outcome.located.failed_services, *registers)))


def when_to_ask_again(outcome: Outcome, now: datetime) -> datetime | None:
    """When the services that could not answer are asked once more; None where all of them did."""
    if not failed_services(outcome):
        return None
    registers = outcome.registered.retry_after if outcome.registered else 0
    return now + max(timedelta(seconds=max(outcome.located.retry_after, registers)), LATER)


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
        "office_latitude": degrees(best.position.latitude),
        "office_longitude": degrees(best.position.longitude),
        "office_radius_m": radius_of(best.precision),
        "office_precision": best.precision.value,
        "office_provider": " ".join(filter(None, (best.provider, best.version))),
        "office_answer_digest": best.raw_digest,
    }


def radius_of(precision: Precision) -> int | None:
    """Return the radius of uncertainty in metres, or None where it is unbounded (JSON knows no infinity)."""
    return None if precision.radius_m == float("inf") else round(precision.radius_m)


def degrees(value: float) -> Decimal:
    """Six decimals of a degree are ten centimetres."""
    return Decimal(str(value)).quantize(Decimal("0.000001"))
