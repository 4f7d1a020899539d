"""Settings of the rule that change what the judgement says, as plain values."""

import pytest
from geographiclib.geodesic import Geodesic

from reimbursement.distance import Answer, Position, Precision
from reimbursement.eligibility import Venue, judge_distance
from reimbursement.offices import Candidate, Office
from reimbursement.rules import Rules

PARIS = Venue("paris", "Musée Social", Position(48.858068, 2.321866))


def judged(metres: float, *, included: bool):
    """The answer for a house so far east of Paris, and what its measurement says of the threshold."""
    line = Geodesic.WGS84.Direct(PARIS.position.latitude, PARIS.position.longitude, 90, metres)
    house = Candidate(Position(line["lat2"], line["lon2"]), Precision.HOUSE, "1 rue Neuve", "test")
    office = Office("1 rue Neuve", "77500", "Chelles", "FR")
    rules = Rules(threshold_included=included)
    judgement = judge_distance(rules=rules, office=office, candidates=[house], venues=[PARIS])
    return judgement.answer, judgement.findings[0].facts.get("threshold_included")


@pytest.mark.parametrize(
    ("metres", "strict", "included"),
    [
        (19_899.999, Answer.NO, Answer.NO),
        (19_900.000, Answer.NO, Answer.REVIEW),
        (20_000.000, Answer.REVIEW, Answer.REVIEW),
        (20_100.000, Answer.REVIEW, Answer.YES),
        (20_100.001, Answer.YES, Answer.YES),
    ],
)
def test_threshold_counts_itself_where_the_rule_says_so(metres, strict, included):
    assert [judged(metres, included=False), judged(metres, included=True)] == [(strict, None), (included, 1)]
