"""The anonymous pre-check: three answers in, a likely verdict out. Nothing is stored and no service is asked."""

from collections.abc import Sequence
from dataclasses import dataclass

from events.models import Edition, EventDay
from reimbursement import places
from reimbursement.case import rules_of, venues_of
from reimbursement.distance import Answer as Found
from reimbursement.eligibility import judge_distance
from reimbursement.evidence import venue_names
from reimbursement.findings import combine
from reimbursement.models import AllowanceRule, Answer
from reimbursement.offices import Office
from reimbursement.reasons import sentence

FIRST_TIME_ANSWERS = {True: Found.YES, False: Found.NO, None: Found.REVIEW}


@dataclass(frozen=True)
class Precheck:
    """The likely verdict, what it says of the distance, and what of the first participation."""

    answer: Answer
    sentences: tuple[str, ...]
    first_time: Answer


def precheck(
    *, edition: Edition, rule: AllowanceRule, office: Office, days: Sequence[EventDay], first_time: bool | None
) -> Precheck:
    """Say what a claim from ``office`` would likely come to; ``first_time`` is None for "I do not know"."""
    distance = judge_distance(
        rules=rules_of(rule),
        office=office,
        candidates=places.find_candidates(office),
        venues=venues_of(edition, attended={day.venue_id for day in days}),
    )
    answers = [distance.answer, FIRST_TIME_ANSWERS[first_time]]
    names = venue_names(edition)
    return Precheck(
        answer=Answer(combine(answers).value),
        sentences=tuple(sentence(found.reason, found.facts, venue_names=names) for found in distance.findings),
        first_time=Answer(FIRST_TIME_ANSWERS[first_time].value),
    )
