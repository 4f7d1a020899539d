import pytest
from django.utils import translation

from reimbursement.distance import Answer, Position, Precision
from reimbursement.eligibility import Case, Venue, judge
from reimbursement.findings import Reason
from reimbursement.offices import Candidate, Office
from reimbursement.organisations import Coincidence, Organisation
from reimbursement.reasons import COINCIDENCES, SENTENCES, sentence
from reimbursement.rules import Rules

DISTANCE = {"venue": "paris", "distance_m": 17_812.345, "uncertainty_m": 400.0, "threshold_m": 20_000.0}
NAMES = {"paris": "Musée Social"}
# Every fact any sentence may need.
FACTS = {
    **DISTANCE,
    "candidates": 3,
    "declared": "Lyon",
    "registered": "Paris",
    "edition": "NEC 2023",
    "editions": "NEC 2023, NEC 2024",
    "organisation": "Oxfam",
    "coincidences": "domain name",
    "seen": 1,
    "travellers": 2,
    "reference": "C-7",
    "office": "8 rue de Paris",
}


def test_every_reason_and_coincidence_has_a_sentence():
    assert set(SENTENCES) == set(Reason)
    assert set(COINCIDENCES) == set(Coincidence)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("reason", Reason)
def test_every_sentence_finds_its_facts(reason, language):
    with translation.override(language):
        said = sentence(reason.value, FACTS, venue_names=NAMES)

    assert "%" not in said
    assert said.endswith(".")


@pytest.mark.parametrize("reason", Reason)
def test_every_sentence_is_translated(reason):
    with translation.override("fr"):
        french = sentence(reason.value, FACTS)
    with translation.override("en"):
        assert sentence(reason.value, FACTS) != french


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "17.8 km ± 0.4 from “Musée Social”: not farther than 20 km."),
        ("fr", "17,8\u202fkm ± 0,4 de «\u202fMusée Social\u202f»\u202f: pas plus loin que 20\u202fkm."),
    ],
)
def test_distance_is_said_with_its_uncertainty(language, said):
    with translation.override(language):
        assert sentence("near", DISTANCE, venue_names=NAMES) == said


def test_venue_without_a_shown_name_keeps_its_own():
    with translation.override("en"):
        assert sentence("venue_provisional", {"venue": "paris"}) == "The address of “paris” is still to be confirmed."


def test_coincidences_are_listed_in_words():
    with translation.override("en"):
        assert sentence("same_organisation", {"reference": "C-7", "coincidences": "legal_id name"}) == (
            "Claim C-7 is of the same organisation (same legal identifier, same name)."
        )


@pytest.mark.parametrize(
    ("distance_m", "threshold_m", "shown"),
    [
        (17_812.3, 20_000.0, "17.8"),
        (19_951.0, 20_000.0, "19.95"),
        (19_990.0, 20_000.0, "19.99"),
        (19_996.0, 20_000.0, "19.996"),
        (20_000.0, 20_000.0, "20.000"),
        (20_004.0, 20_000.0, "20.004"),
        (20_051.0, 20_000.0, "20.1"),
        (19_949.0, 20_000.0, "19.9"),
        (394_869.0, 20_000.0, "394.9"),
        (22_449.0, 22_500.0, "22.4"),
    ],
)
def test_shown_distance_is_on_the_right_side_of_the_limit(distance_m, threshold_m, shown):
    facts = {**DISTANCE, "distance_m": distance_m, "threshold_m": threshold_m}

    with translation.override("en"):
        assert sentence("far", facts).startswith(f"{shown} km ± 0.4 ")


def test_limit_with_a_fraction_is_shown_with_it():
    with translation.override("en"):
        assert sentence("near", {**DISTANCE, "threshold_m": 22_500.0}).endswith("farther than 22.5 km.")


def test_stored_evidence_is_all_it_takes():
    """What the verdict stores as JSON is enough for the sentences."""
    verdict = judge(
        rules=Rules(),
        case=Case(
            organisation=Organisation(name="Oxfam"),
            office=Office("1 rue Neuve", "69001", "Lyon", "FR"),
            candidates=[Candidate(Position(45.7491, 4.8479), Precision.REGION, "Rhône", "test")],
            venues=[Venue("paris", "paris", Position(48.858068, 2.321866))],
            declared_first_time=True,
        ),
    )

    with translation.override("en"):
        said = {
            criterion: [
                sentence(finding["reason"], finding["facts"], venue_names=NAMES) for finding in found["findings"]
            ]
            for criterion, found in verdict.as_json().items()
        }
    assert said == {
        "organisation": ["The claim is made for an organisation."],
        "first_time": ["The organisation declares that it takes part for the first time."],
        "single": ["No other claim of this organisation is known."],
        "distance": ["About 394.9 km from “Musée Social”, but only the region of the office is known."],
    }
    assert verdict.answer is Answer.REVIEW


def test_limit_that_counts_itself_is_said_so():
    facts = {**DISTANCE, "threshold_included": 1}
    with translation.override("en"):
        said = [sentence(reason, facts).rpartition(": ")[2] for reason in ("far", "near", "within_uncertainty")]
    assert said == ["at least 20 km.", "less than 20 km.", "too close to the limit of 20 km to tell."]
