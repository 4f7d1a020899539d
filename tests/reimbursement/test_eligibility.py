import json

import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given
from hypothesis import strategies as st

from reimbursement.distance import Answer, Position, Precision
from reimbursement.eligibility import (
    Case,
    OtherClaim,
    Venue,
    judge,
    judge_claimant,
    judge_distance,
    judge_single,
)
from reimbursement.findings import Criterion, Reason, combine
from reimbursement.legal_ids import LegalId
from reimbursement.offices import Candidate, Office
from reimbursement.organisations import Organisation
from reimbursement.rules import Rules, VenueRule

YES, NO, REVIEW = Answer.YES, Answer.NO, Answer.REVIEW
PARIS = Venue("paris", "Musée Social", Position(48.858068, 2.321866))
BRUSSELS = Venue("brussels", "Brussels-Central", Position(50.845556, 4.356944))
LYON = Position(45.7491, 4.8479)
NAMUR = Position(50.4669, 4.8675)
LEUVEN = Position(50.8796, 4.7009)
LILLE = Position(50.6330, 3.0586)

# Town halls around Paris, to about a hundred metres, judged as municipalities (± 5 km).
AROUND_PARIS = [
    ("Montreuil", 48.8622, 2.4412, NO),
    ("Chelles", 48.8789, 2.5899, REVIEW),
    ("Savigny-sur-Orge", 48.6795, 2.3457, REVIEW),
    ("Champs-sur-Marne", 48.8530, 2.6030, REVIEW),
    ("Massy", 48.7309, 2.2713, NO),
    ("Versailles", 48.8014, 2.1301, REVIEW),
    ("Saint-Denis", 48.9362, 2.3574, NO),
    ("Sevran", 48.9403, 2.5255, REVIEW),
    ("Évry-Courcouronnes", 48.6240, 2.4290, YES),
    ("Cergy", 49.0362, 2.0631, YES),
    ("Meaux", 48.9601, 2.8788, YES),
    ("Palaiseau", 48.7145, 2.2457, REVIEW),
    ("Poissy", 48.9293, 2.0473, REVIEW),
    ("Juvisy-sur-Orge", 48.6889, 2.3778, REVIEW),
]


def office(position, precision=Precision.HOUSE, label="1 rue Neuve", provider="test"):
    return Candidate(position, precision, label, provider)


def distance_judged(candidates, venues=(PARIS,), *, address=None, registered=None, **rules):
    judgement = judge_distance(
        rules=Rules(**rules),
        office=address or Office("1 rue Neuve", "00000", "Town", "FR"),
        candidates=candidates,
        venues=venues,
        registered=registered,
    )
    assert judgement.criterion is Criterion.DISTANCE
    return judgement.answer, [finding.reason for finding in judgement.findings]


def at(venue, direction, metres):
    end = Geodesic.WGS84.Direct(venue.position.latitude, venue.position.longitude, direction, metres)
    return Position(end["lat2"], end["lon2"])


def away(venue):
    """The venue of another day, where the organisation does not come."""
    return Venue(venue.key, venue.name, venue.position, attended=False)


@pytest.mark.parametrize(("town", "latitude", "longitude", "answer"), AROUND_PARIS)
def test_towns_around_paris_known_to_the_municipality(town, latitude, longitude, answer):
    position = Position(latitude, longitude)

    assert distance_judged([office(position, Precision.MUNICIPALITY, town)])[0] is answer


@pytest.mark.parametrize("venue", [PARIS, BRUSSELS])
@pytest.mark.parametrize("direction", range(0, 360, 45))
@pytest.mark.parametrize(
    ("metres", "precision", "answer", "reason"),
    [
        (20_100.001, Precision.HOUSE, YES, Reason.FAR),
        (20_100.000, Precision.HOUSE, REVIEW, Reason.WITHIN_UNCERTAINTY),
        (19_900.001, Precision.HOUSE, REVIEW, Reason.WITHIN_UNCERTAINTY),
        (19_900.000, Precision.HOUSE, NO, Reason.NEAR),
        (21_000.001, Precision.STREET, YES, Reason.FAR),
        (19_000.000, Precision.STREET, NO, Reason.NEAR),
        (25_000.001, Precision.MUNICIPALITY, YES, Reason.FAR),
        (15_000.000, Precision.POSTCODE, NO, Reason.NEAR),
        (300_000.0, Precision.REGION, REVIEW, Reason.POSITION_VAGUE),
        (300_000.0, Precision.COUNTRY, REVIEW, Reason.POSITION_VAGUE),
    ],
)
def test_interval_must_lie_on_one_side(venue, direction, metres, precision, answer, reason):
    candidate = office(at(venue, direction, metres), precision)

    assert distance_judged([candidate], [venue]) == (answer, [reason])


@pytest.mark.parametrize(
    ("address", "registered", "reason"),
    [
        (Office("1 rue Neuve", "69001", "Lyon", ""), None, Reason.COUNTRY_MISSING),
        (Office("BP 12", "69001", "Lyon", "FR"), None, Reason.BOX_ADDRESS),
        (Office("1 rue Neuve", "69221", "Lyon Cedex 03", "FR"), None, Reason.BOX_ADDRESS),
        (
            Office("1 rue Neuve", "69001", "Lyon", "FR"),
            Office("1 rue Neuve", "75007", "Paris", "FR"),
            Reason.REGISTER_DIFFERS,
        ),
    ],
)
def test_doubtful_address_goes_to_a_person_however_far(address, registered, reason):
    answer, reasons = distance_judged([office(LYON)], address=address, registered=registered)

    assert (answer, reasons) == (REVIEW, [reason, Reason.FAR])


def test_register_that_agrees_is_no_doubt():
    registered = Office("2 rue Neuve", "00000", "TOWN", "FR")

    assert distance_judged([office(LYON)], registered=registered) == (YES, [Reason.FAR])


@pytest.mark.parametrize(
    ("candidates", "venues", "answer", "reasons"),
    [
        ([], [PARIS], REVIEW, [Reason.OFFICE_NOT_FOUND]),
        ([office(LYON)], [], REVIEW, [Reason.NO_VENUE]),
        ([office(LYON)], [away(PARIS)], REVIEW, [Reason.NO_VENUE]),
        ([], [], REVIEW, [Reason.OFFICE_NOT_FOUND, Reason.NO_VENUE]),
        ([office(LYON), office(NAMUR)], [PARIS], YES, [Reason.FAR]),
        ([office(LYON), office(PARIS.position)], [PARIS], REVIEW, [Reason.CANDIDATES_DISAGREE, Reason.NEAR]),
        (
            [office(LYON), office(at(PARIS, 0, 20_000.0))],
            [PARIS],
            REVIEW,
            [Reason.CANDIDATES_DISAGREE, Reason.WITHIN_UNCERTAINTY],
        ),
        ([office(at(PARIS, 0, 1_000.0)), office(at(PARIS, 90, 2_000.0))], [PARIS], NO, [Reason.NEAR]),
    ],
)
def test_candidates_decide_only_together(candidates, venues, answer, reasons):
    assert distance_judged(candidates, venues) == (answer, reasons)


@pytest.mark.parametrize(
    ("venue_rule", "position", "venues", "answer"),
    [
        # Every venue attended, the default.
        (VenueRule.EVERY_ATTENDED, LILLE, [PARIS, BRUSSELS], YES),
        (VenueRule.EVERY_ATTENDED, PARIS.position, [PARIS], NO),
        (VenueRule.EVERY_ATTENDED, PARIS.position, [away(PARIS), BRUSSELS], YES),
        # Near one, far from the other: the default says no, "any" says yes, so a person decides.
        (VenueRule.EVERY_ATTENDED, PARIS.position, [PARIS, BRUSSELS], REVIEW),
        (VenueRule.EVERY_ATTENDED, LEUVEN, [PARIS, BRUSSELS], YES),
        # Any venue attended.
        (VenueRule.ANY_ATTENDED, PARIS.position, [PARIS, BRUSSELS], YES),
        (VenueRule.ANY_ATTENDED, PARIS.position, [PARIS, away(BRUSSELS)], NO),
        (VenueRule.ANY_ATTENDED, at(PARIS, 0, 20_000.0), [PARIS], REVIEW),
        (VenueRule.ANY_ATTENDED, at(PARIS, 0, 20_000.0), [PARIS, BRUSSELS], YES),
        # Every venue of the edition, attended or not.
        (VenueRule.EVERY_OF_EDITION, PARIS.position, [away(PARIS), BRUSSELS], NO),
        (VenueRule.EVERY_OF_EDITION, LILLE, [away(PARIS), away(BRUSSELS)], YES),
    ],
)
def test_venue_rules(venue_rule, position, venues, answer):
    assert distance_judged([office(position)], venues, venue_rule=venue_rule)[0] is answer


@pytest.mark.parametrize(
    ("named", "answer", "reasons"),
    [
        ("paris", NO, [Reason.NEAR]),
        ("brussels", YES, [Reason.FAR]),
        ("nowhere", REVIEW, [Reason.NO_VENUE]),
    ],
)
def test_one_named_venue_whether_attended_or_not(named, answer, reasons):
    venues = [PARIS, away(BRUSSELS)]
    judged = distance_judged([office(PARIS.position)], venues, venue_rule=VenueRule.NAMED, named_venue=named)

    assert judged == (answer, reasons)


@pytest.mark.parametrize(
    ("metres", "answer", "reasons"),
    [
        (264_000.0, REVIEW, [Reason.VENUE_RULES_DISAGREE, Reason.NEAR, Reason.FAR]),
        (20_050.0, REVIEW, [Reason.VENUE_RULES_DISAGREE, Reason.NEAR, Reason.WITHIN_UNCERTAINTY]),
        (3_000.0, NO, [Reason.NEAR, Reason.NEAR]),
    ],
)
def test_disagreement_of_the_venue_rules_is_named(metres, answer, reasons):
    other = Venue("other", "Other", at(PARIS, 90, metres))

    assert distance_judged([office(PARIS.position)], [PARIS, other]) == (answer, reasons)


def test_venue_to_be_confirmed_widens_the_interval():
    provisional = Venue("brussels", "Brussels", BRUSSELS.position, uncertainty_m=5_000.0)
    position = at(BRUSSELS, 90, 24_000.0)

    assert distance_judged([office(position)], [BRUSSELS]) == (YES, [Reason.FAR])
    assert distance_judged([office(position)], [provisional]) == (
        REVIEW,
        [Reason.WITHIN_UNCERTAINTY, Reason.VENUE_PROVISIONAL],
    )


def test_measurement_shows_the_least_favourable_candidate():
    judgement = judge_distance(
        rules=Rules(),
        office=Office("", "", "", "FR"),
        candidates=[office(LYON, label="Lyon"), office(at(PARIS, 0, 30_000.0), Precision.STREET, "North", "photon")],
        venues=[PARIS],
    )

    assert [finding.as_json() for finding in judgement.findings] == [
        {
            "reason": "far",
            "answer": "yes",
            "facts": {
                "venue": "Musée Social",
                "distance_m": 30_000.0,
                "uncertainty_m": 1_000.0,
                "threshold_m": 20_000.0,
                "office": "North",
                "precision": "street",
                "provider": "photon",
            },
        }
    ]


@pytest.mark.parametrize(("position", "answer", "reason"), [(LYON, YES, Reason.FAR), (PARIS.position, NO, Reason.NEAR)])
def test_office_placed_by_a_person_leaves_no_doubt_about_its_address(position, answer, reason):
    judgement = judge_distance(
        rules=Rules(), office=Office("BP 12", "69001", "Lyon Cedex", ""), candidates=[office(position)],
        venues=[PARIS], registered=Office("1 rue Neuve", "75007", "Paris", "FR"), is_placed_by_hand=True,
    )  # fmt: skip
    assert (judgement.answer, [found.reason for found in judgement.findings]) == (
        answer,
        [reason, Reason.PLACED_BY_HAND],
    )


def test_threshold_is_a_setting():
    position = office(at(PARIS, 0, 22_000.0))

    assert distance_judged([position], threshold_m=20_000.0)[0] is YES
    assert distance_judged([position], threshold_m=25_000.0)[0] is NO


# One claim per organisation ----------------------------------------------------------------------------------------

SIREN = LegalId("fr-siren", "732829320")
OTHER_SIREN = LegalId("fr-siren", "356000000")


@pytest.mark.parametrize(
    ("mine", "others", "answer", "reasons"),
    [
        ({"name": "Oxfam"}, [], YES, [Reason.ONLY_CLAIM]),
        ({"name": "Oxfam"}, [{"name": "Anticor"}], YES, [Reason.ONLY_CLAIM]),
        ({"legal_ids": (SIREN,)}, [{"legal_ids": (SIREN,)}], NO, [Reason.SAME_ORGANISATION]),
        ({"legal_ids": (SIREN,)}, [{"legal_ids": (OTHER_SIREN,)}], YES, [Reason.ONLY_CLAIM]),
        (
            {"legal_ids": (SIREN,), "email": "a@x.example"},
            [{"legal_ids": (OTHER_SIREN,), "email": "b@x.example"}],
            YES,
            [Reason.SHARED_DETAILS],
        ),
        (
            {"legal_ids": (SIREN,), "representative": "f00d", "address": "1 rue A"},
            [{"legal_ids": (OTHER_SIREN,), "representative": "f00d", "address": "1, rue A"}],
            YES,
            [Reason.SHARED_DETAILS],
        ),
        (
            {"legal_ids": (SIREN,), "account": "f00d"},
            [{"legal_ids": (OTHER_SIREN,), "account": "f00d"}],
            REVIEW,
            [Reason.SAME_ACCOUNT],
        ),
        ({"name": "Oxfam"}, [{"name": "OXFAM"}], REVIEW, [Reason.SIMILAR_ORGANISATION]),
        (
            {"name": "Oxfam", "email": "a@x.example"},
            [{"name": "OXFAM", "email": "b@x.example"}],
            NO,
            [Reason.SAME_ORGANISATION],
        ),
        (
            {"name": "Oxfam"},
            [{"name": "Oxfams"}, {"name": "Anticor"}, {"name": "Oxfam"}],
            REVIEW,
            [Reason.SIMILAR_ORGANISATION, Reason.SIMILAR_ORGANISATION],
        ),
    ],
)
def test_one_claim_per_organisation(mine, others, answer, reasons):
    claims = [OtherClaim(f"C-{number}", Organisation(**other)) for number, other in enumerate(others)]
    judgement = judge_single(organisation=Organisation(**mine), others=claims)

    assert judgement.criterion is Criterion.SINGLE
    assert (judgement.answer, [finding.reason for finding in judgement.findings]) == (answer, reasons)


@pytest.mark.parametrize(
    ("is_individual", "allowed", "answer", "reason"),
    [
        (False, False, YES, Reason.IS_ORGANISATION),
        (False, True, YES, Reason.IS_ORGANISATION),
        (True, False, NO, Reason.INDIVIDUAL),
        (True, True, YES, Reason.INDIVIDUAL),
    ],
)
def test_individuals_claim_only_where_the_rule_allows(is_individual, allowed, answer, reason):
    judgement = judge_claimant(rules=Rules(individuals_allowed=allowed), is_individual=is_individual)

    assert (judgement.answer, [finding.reason for finding in judgement.findings]) == (answer, [reason])


# The whole verdict -------------------------------------------------------------------------------------------------


def case(**changes):
    usual = {
        "organisation": Organisation(name="Atelier du Nord", legal_ids=(SIREN,)),
        "office": Office("1 rue Neuve", "69001", "Lyon", "FR"),
        "candidates": (office(LYON),),
        "venues": (PARIS,),
        "declared_first_time": True,
    }
    return Case(**{**usual, **changes})


NEAR, VAGUE, FAR = (office(PARIS.position),), (), (office(LYON),)
SAME_CLAIM = (OtherClaim("C-1", Organisation(legal_ids=(SIREN,))),)
SIMILAR_CLAIM = (OtherClaim("C-2", Organisation(name="Atelier Nord")),)


@pytest.mark.parametrize("individual", [False, True])
@pytest.mark.parametrize(("declared", "first_time"), [(True, YES), (None, REVIEW), (False, NO)])
@pytest.mark.parametrize(("claims", "single"), [((), YES), (SIMILAR_CLAIM, REVIEW), (SAME_CLAIM, NO)])
@pytest.mark.parametrize(("candidates", "distance"), [(FAR, YES), (VAGUE, REVIEW), (NEAR, NO)])
def test_conclusive_no_decides_then_any_doubt(candidates, distance, claims, single, declared, first_time, individual):
    verdict = judge(
        rules=Rules(),
        case=case(candidates=candidates, other_claims=claims, declared_first_time=declared, is_individual=individual),
    )

    answers = [NO if individual else YES, first_time, single, distance]
    assert [judgement.answer for judgement in verdict.judgements] == answers
    assert verdict.answer is (NO if NO in answers else REVIEW if REVIEW in answers else YES)
    assert verdict[Criterion.DISTANCE].answer is distance


def test_verdict_is_stored_as_plain_json():
    verdict = judge(rules=Rules(), case=case(candidates=[office(LYON, Precision.REGION)]))
    stored = json.loads(json.dumps(verdict.as_json(), allow_nan=False))

    assert stored == verdict.as_json()
    assert {criterion: judgement["answer"] for criterion, judgement in stored.items()} == {
        "organisation": "yes",
        "first_time": "yes",
        "single": "yes",
        "distance": "review",
    }


answers = st.sampled_from(Answer)


@given(st.lists(answers))
def test_combining_never_forgets_a_no_or_a_doubt(given_answers):
    combined = combine(given_answers)

    assert (combined is NO) == (NO in given_answers)
    assert (combined is YES) == (set(given_answers) <= {YES})


@given(
    st.floats(0, 60_000),
    st.integers(0, 359),
    st.sampled_from(Precision),
    st.sampled_from([VenueRule.EVERY_ATTENDED, VenueRule.ANY_ATTENDED]),
)
def test_near_office_is_never_eligible_and_far_office_never_refused(metres, direction, precision, venue_rule):
    answer, _ = distance_judged([office(at(PARIS, direction, metres), precision)], venue_rule=venue_rule)

    assert answer is not (YES if metres <= 20_000 else NO)
