import pytest

from reimbursement.distance import Position, Precision
from reimbursement.geocoding.search import locate
from reimbursement.offices import Candidate
from tests.reimbursement.address_server import (
    BRUSSELS,
    LYON,
    Answer,
    collection,
    digest,
    feature,
    french_address,
    nominatim_row,
    precisions,
)


def test_french_address_is_found_to_the_house(answering):
    body = collection(french_address())
    answering(geoplateforme=Answer(body))

    assert locate(office=LYON).candidates == (
        Candidate(
            position=Position(45.7691, 4.8301),
            precision=Precision.HOUSE,
            label="12 Rue des Tanneurs 69001 Lyon",
            provider="geoplateforme",
            score=0.97,
            raw_digest=digest(body),
        ),
    )


@pytest.mark.parametrize(
    ("features", "expected"),
    [
        ([french_address(type="street", score=0.8)], [Precision.STREET]),
        ([french_address(type="locality")], [Precision.LOCALITY]),
        ([french_address(type="municipality")], [Precision.MUNICIPALITY]),
        ([french_address(type="something new")], [Precision.MUNICIPALITY]),
        ([french_address(longitude="4.83", latitude="45.77")], [Precision.HOUSE]),
        ([french_address(score=None)], [Precision.HOUSE]),
        # The finest and the most likely ones stand; two that are alike stand side by side.
        ([french_address(), french_address(type="street")], [Precision.HOUSE]),
        ([french_address(score=0.9), french_address(score=0.85)], [Precision.HOUSE, Precision.HOUSE]),
        ([french_address(score=0.9), french_address(score=0.75)], [Precision.HOUSE]),
    ],
)
def test_french_answers_have_their_precision(answering, features, expected):
    answering(geoplateforme=Answer(collection(*features)))

    assert [precision for _, precision in precisions(locate(office=LYON))] == expected


@pytest.mark.parametrize(
    "features",
    [
        [],
        [french_address(score=0.2)],
        # Another department: the postcode beats the name of the town.
        [french_address(postcode="97400")],
        [french_address(longitude=None)],
        [french_address(longitude="", latitude="")],
        [french_address(latitude=95.0)],
        [{"type": "Feature"}],
        ["nonsense"],
        [None],
    ],
)
def test_useless_french_answers_leave_the_table(answering, features):
    answering(geoplateforme=Answer(collection(*features)))

    located = locate(office=LYON)

    assert precisions(located) == [("places", Precision.MUNICIPALITY)]
    assert located.failed_services == ()


@pytest.mark.parametrize("body", [[], {}, {"features": None}, {"features": "x"}])
def test_answer_of_another_shape_is_empty(answering, body):
    answering(geoplateforme=Answer(body), photon=Answer(body), nominatim=Answer({}))

    assert precisions(locate(office=LYON)) == [("places", Precision.MUNICIPALITY)]


def test_photon_places_offices_elsewhere_in_europe(answering):
    properties = {
        "street": "Rue Neuve",
        "housenumber": "1",
        "postcode": "1000",
        "city": "Bruxelles",
        "country": "Belgique",
        "countrycode": "BE",
        "type": "house",
    }
    abroad = {**properties, "countrycode": "FR"}
    body = collection(feature(4.3517, 50.8503, **properties), feature(2.0, 48.0, **abroad))
    server = answering(photon=Answer(body))

    assert locate(office=BRUSSELS).candidates == (
        Candidate(
            position=Position(50.8503, 4.3517),
            precision=Precision.HOUSE,
            label="Rue Neuve, 1, 1000, Bruxelles, Belgique",
            provider="photon",
            raw_digest=digest(body),
        ),
    )
    assert server.asked == [("/photon/api", {"q": "Rue Neuve 1, 1000 Bruxelles", "limit": "5"})]


@pytest.mark.parametrize(
    ("properties", "precision"),
    [
        ({"type": "street"}, Precision.STREET),
        ({"type": "city"}, Precision.MUNICIPALITY),
        ({"type": "state"}, Precision.REGION),
        ({"type": "country"}, Precision.COUNTRY),
        ({"housenumber": "1"}, Precision.HOUSE),
        ({}, Precision.MUNICIPALITY),
    ],
)
def test_photon_answers_have_their_precision(answering, properties, precision):
    answering(photon=Answer(collection(feature(4.35, 50.85, countrycode="BE", **properties))))

    assert precisions(locate(office=BRUSSELS)) == [("photon", precision)]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, [("nominatim", Precision.HOUSE)]),
        ({"place_rank": 26}, [("nominatim", Precision.STREET)]),
        ({"place_rank": 20}, [("nominatim", Precision.LOCALITY)]),
        ({"place_rank": 16}, [("nominatim", Precision.MUNICIPALITY)]),
        ({"place_rank": 21, "addresstype": "postcode"}, [("nominatim", Precision.POSTCODE)]),
        ({"place_rank": 8}, [("nominatim", Precision.REGION)]),
        ({"place_rank": 4}, [("nominatim", Precision.COUNTRY)]),
        ({"place_rank": 99}, [("nominatim", Precision.MUNICIPALITY)]),
        ({"address": None}, [("nominatim", Precision.HOUSE)]),
        ({"address": {"country_code": "fr"}}, [("places", Precision.MUNICIPALITY)]),
        ({"lat": "", "lon": ""}, [("places", Precision.MUNICIPALITY)]),
        ({"place_rank": None}, [("places", Precision.MUNICIPALITY)]),
    ],
)
def test_nominatim_answers_have_their_precision(answering, changes, expected):
    server = answering(nominatim=Answer([nominatim_row(**changes)]))

    assert precisions(locate(office=BRUSSELS)) == expected
    assert server.asked == [
        (
            "/nominatim/search",
            {
                "street": "Rue Neuve 1",
                "postalcode": "1000",
                "city": "Bruxelles",
                "countrycodes": "be",
                "format": "jsonv2",
                "addressdetails": "1",
                "limit": "5",
            },
        )
    ]


def test_next_service_is_asked_when_one_finds_nothing(answering):
    server = answering(
        geoplateforme=Answer(collection()),
        photon=Answer(status=500),
        nominatim=Answer([nominatim_row(address={"country_code": "fr"})]),
    )

    located = locate(office=LYON)

    assert [path for path, _ in server.asked] == ["/geoplateforme/search", "/photon/api", "/nominatim/search"]
    assert precisions(located) == [("nominatim", Precision.HOUSE)]
    assert located.failed_services == ("photon",)
