"""What the rules say of a claim: an answer per criterion, with its reasons and the facts they rest on."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypedDict

from reimbursement.distance import Answer

# What JSON can hold, so that the evidence is stored as it was judged.
Facts = dict[str, str | int | float | None]


class Criterion(StrEnum):
    ORGANISATION = "organisation"
    FIRST_TIME = "first_time"
    SINGLE = "single"
    DISTANCE = "distance"


class Reason(StrEnum):
    """Why a criterion answers what it answers. `reimbursement.reasons` has the sentence of each."""

    # distance
    FAR = "far"
    NEAR = "near"
    WITHIN_UNCERTAINTY = "within_uncertainty"
    POSITION_VAGUE = "position_vague"
    OFFICE_NOT_FOUND = "office_not_found"
    COUNTRY_MISSING = "country_missing"
    BOX_ADDRESS = "box_address"
    REGISTER_DIFFERS = "register_differs"
    PLACED_BY_HAND = "placed_by_hand"
    CANDIDATES_DISAGREE = "candidates_disagree"
    VENUE_RULES_DISAGREE = "venue_rules_disagree"
    VENUE_PROVISIONAL = "venue_provisional"
    NO_VENUE = "no_venue"
    # first participation
    FIRST_TIME_DECLARED = "first_time_declared"
    NOT_FIRST_TIME_DECLARED = "not_first_time_declared"
    NOTHING_DECLARED = "nothing_declared"
    NOT_SEEN = "not_seen"
    SEEN = "seen"
    SEEN_SIMILAR = "seen_similar"
    SEEN_WITHOUT_SCANS = "seen_without_scans"
    REGISTERED_NOT_PRESENT = "registered_not_present"
    EVERY_TRAVELLER_NEW = "every_traveller_new"
    PERSON_SEEN = "person_seen"
    PERSON_SEEN_ELSEWHERE = "person_seen_elsewhere"
    TRAVELLERS_UNKNOWN = "travellers_unknown"
    LIST_MISSING = "list_missing"
    LIST_REPLACED_BY_DECLARATION = "list_replaced_by_declaration"
    # one claim per organisation
    ONLY_CLAIM = "only_claim"
    SAME_ORGANISATION = "same_organisation"
    SIMILAR_ORGANISATION = "similar_organisation"
    SHARED_DETAILS = "shared_details"
    SAME_ACCOUNT = "same_account"
    # who claims
    IS_ORGANISATION = "is_organisation"
    INDIVIDUAL = "individual"


class FindingJson(TypedDict):
    reason: str
    answer: str
    facts: Facts


class JudgementJson(TypedDict):
    answer: str
    findings: list[FindingJson]


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason with its facts. `answer` is what it speaks for; information speaks for YES."""

    reason: Reason
    answer: Answer = Answer.YES
    facts: Facts = field(default_factory=dict)

    def as_json(self) -> FindingJson:
        return {"reason": self.reason.value, "answer": self.answer.value, "facts": dict(self.facts)}


@dataclass(frozen=True, slots=True)
class Judgement:
    """The answer of one criterion."""

    criterion: Criterion
    answer: Answer
    findings: tuple[Finding, ...]

    def as_json(self) -> JudgementJson:
        return {"answer": self.answer.value, "findings": [finding.as_json() for finding in self.findings]}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the machine proposes. Nothing is refused or paid by it: a person decides."""

    judgements: tuple[Judgement, ...]

    @property
    def answer(self) -> Answer:
        """A conclusive NO decides; else any REVIEW; else YES."""
        return combine(judgement.answer for judgement in self.judgements)

    def __getitem__(self, criterion: Criterion) -> Judgement:
        return next(judgement for judgement in self.judgements if judgement.criterion is criterion)

    def as_json(self) -> dict[str, JudgementJson]:
        return {judgement.criterion.value: judgement.as_json() for judgement in self.judgements}


def combine(answers: Iterable[Answer]) -> Answer:
    """NO before REVIEW before YES."""
    given = set(answers)
    for answer in (Answer.NO, Answer.REVIEW):
        if answer in given:
            return answer
    return Answer.YES
