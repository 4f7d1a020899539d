import random
import time

import pytest

from reimbursement.distance import Position, Precision
from reimbursement.eligibility import Venue
from reimbursement.office_assessment import UnknownColumns, added_columns, assess, check_columns
from reimbursement.offices import Candidate, Office
from reimbursement.rules import Rules, VenueRule

PARIS = Venue("paris", "Musée Social", Position(48.858068, 2.321866))
BRUSSELS = Venue("brussels", "Brussels-Central", Position(50.845556, 4.356944))


def assessed(*rows, venues=(PARIS,), find=lambda office: (), **rules):
    return list(assess(rows, rules=Rules(**rules), venues=venues, find=find))


def test_row_with_coordinates_comes_back_with_its_measures():
    row = {
        "name": "Atelier",
        "street": "1 rue Neuve",
        "postcode": "69001",
        "city": "Lyon",
        "country": "fr",
        "lat": "45,7491",
        "lon": " 4.8479 ",
        "precision": "street",
        "remark": "kept",
    }

    assert assessed(row, venues=(PARIS, BRUSSELS)) == [
        {
            **row,
            "paris_distance_m": "394865.501",
            "paris_least_m": "393865.501",
            "paris_most_m": "395865.501",
            "brussels_distance_m": "567871.467",
            "brussels_least_m": "566871.467",
            "brussels_most_m": "568871.467",
            "verdict": "yes",
            "reasons": "far",
            "found_as": "Lyon",
        }
    ]


@pytest.mark.parametrize(
    ("row", "verdict", "reasons"),
    [
        ({"lat": "48.87", "lon": "2.33", "country": "FR"}, "no", "near"),
        ({"lat": "48.87", "lon": "2.33", "country": "FR", "precision": "REGION"}, "review", "position_vague"),
        (
            {"lat": "48.879", "lon": "2.59", "country": "FR", "precision": "municipality"},
            "review",
            "within_uncertainty",
        ),
        ({"lat": "45.75", "lon": "4.85"}, "review", "country_missing far"),
        ({"lat": "45.75", "lon": "4.85", "country": "FR", "street": "BP 12"}, "review", "box_address far"),
        ({"lat": "45.75", "lon": "4.85", "country": "FR", "precision": "so so"}, "yes", "far"),
        ({"lat": "", "lon": "", "city": "Nulle-Part", "country": "FR"}, "review", "office_not_found"),
        ({"lat": "95", "lon": "4.85", "country": "FR"}, "review", "office_not_found"),
        ({"lat": None, "country": "FR"}, "review", "office_not_found"),
        ({}, "review", "country_missing office_not_found"),
    ],
)
def test_each_row_has_its_verdict(row, verdict, reasons):
    (answer,) = assessed(row)

    assert (answer["verdict"], answer["reasons"]) == (verdict, reasons)


def test_row_without_coordinates_is_placed_by_what_is_handed_in():
    asked = []

    def find(office):
        asked.append(office)
        return (Candidate(Position(45.7491, 4.8479), Precision.MUNICIPALITY, "Lyon (FR)", "places"),)

    (answer,) = assessed({"city": "Lyon", "postcode": "69001", "country": "fr"}, find=find)

    assert asked == [Office("", "69001", "Lyon", "FR")]
    assert (answer["verdict"], answer["found_as"]) == ("yes", "Lyon (FR)")


def test_unbounded_position_has_a_distance_and_no_interval():
    (answer,) = assessed({"lat": "45.75", "lon": "4.85", "country": "FR", "precision": "country"})

    assert answer["paris_distance_m"] != ""
    assert (answer["paris_least_m"], answer["paris_most_m"]) == ("", "")


def test_venue_rule_of_the_edition_holds():
    row = {"lat": "48.87", "lon": "2.33", "country": "FR"}

    (answer,) = assessed(row, venues=(PARIS, BRUSSELS), venue_rule=VenueRule.ANY_ATTENDED)

    assert answer["verdict"] == "yes"


def test_added_columns_name_the_venues():
    assert added_columns((PARIS,)) == [
        "paris_distance_m",
        "paris_least_m",
        "paris_most_m",
        "verdict",
        "reasons",
        "found_as",
    ]


@pytest.mark.parametrize("names", [["lat", "lon"], ["city", "country"], ["name", "city", "country", "lat"]])
def test_list_needs_a_position_or_a_town(names):
    check_columns(names)


def test_list_without_either_says_what_is_missing():
    with pytest.raises(UnknownColumns) as caught:
        check_columns(["name", "city", "lat"])

    assert caught.value.missing == ("country", "lon")


def test_ten_thousand_rows_with_coordinates_take_about_half_a_second():
    dice = random.Random(1)
    rows = [
        {
            "name": f"Organisation {number}",
            "street": f"{number} rue Neuve",
            "city": "Ville",
            "country": "FR",
            "lat": str(dice.uniform(36, 60)),
            "lon": str(dice.uniform(-9, 25)),
        }
        for number in range(10_000)
    ]

    started = time.process_time()
    answers = assessed(*rows, venues=(PARIS, BRUSSELS))

    assert len(answers) == 10_000
    # Processor time, and room for slow machines and for coverage, which makes it three times slower.
    assert time.process_time() - started < 4.0
