"""Judge a claim once more from the evidence it keeps: no service is asked, nothing is stored."""

from typing import Any

from reimbursement.case import office_of
from reimbursement.distance import Answer as Found
from reimbursement.distance import Position, Precision
from reimbursement.eligibility import Venue, judge_distance
from reimbursement.findings import Criterion, Judgement, combine
from reimbursement.geocoding.search import Located
from reimbursement.models import Answer, Claim
from reimbursement.offices import Candidate, Office
from reimbursement.rules import Rules


def distance_again(*, claim: Claim, rules: Rules, attended: set[str] | None = None) -> Judgement:
    """The distance under ``rules``, from the venues with the short names ``attended`` where these are others now."""
    evidence, located = claim.evidence, located_again(claim)
    venues = [_venue(stored) for stored in evidence["venues"]]
    if attended is not None:
        venues = [
            Venue(venue.key, venue.name, venue.position, venue.key in attended, venue.uncertainty_m) for venue in venues
        ]
    return judge_distance(
        rules=rules,
        office=office_of(claim),
        candidates=located.candidates,
        venues=venues,
        registered=located.registered_office,
        is_placed_by_hand=evidence.get("placed_by_hand", False),
    )


def located_again(claim: Claim) -> Located:
    """Where the office may be, as it was found when the claim was checked."""
    registered = claim.evidence.get("registered")
    return Located(
        candidates=tuple(_candidate(stored) for stored in claim.evidence["candidates"]),
        known_office=Office(**registered) if registered else None,
    )


def answer_again(*, claim: Claim, rules: Rules) -> Answer:
    """The verdict under ``rules``: the distance judged again, the other criteria as they were."""
    stored = claim.evidence["criteria"]
    others = [Found(found["answer"]) for name, found in stored.items() if name != Criterion.DISTANCE]
    return Answer(combine([distance_again(claim=claim, rules=rules).answer, *others]).value)


def _candidate(stored: dict[str, Any]) -> Candidate:
    position = Position(stored["latitude"], stored["longitude"])
    return Candidate(position, Precision(stored["precision"]), stored["label"], stored["provider"])


def _venue(stored: dict[str, Any]) -> Venue:
    position = Position(stored["latitude"], stored["longitude"])
    return Venue(stored["key"], stored["key"], position, stored["attended"], stored["radius_m"])
