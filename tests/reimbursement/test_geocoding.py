import hashlib
import json
import socket
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache

from reimbursement.distance import Answer as Verdict
from reimbursement.distance import Position, Precision
from reimbursement.eligibility import Venue, judge_distance
from reimbursement.geocoding import Located, find_candidates, locate, services, web
from reimbursement.geocoding.register import RegisterEntry, look_up
from reimbursement.geocoding.web import Failure, Patience, ServiceFailed
from reimbursement.legal_ids import LegalId
from reimbursement.offices import Candidate, Office
from reimbursement.rules import Rules
from tests.reimbursement.address_server import (
    Answer,
    address_server,
    collection,
    empty_register,
    feature,
    french_address,
    nominatim_row,
    register_answer,
    register_seat,
)

LYON = Office("12 rue des Tanneurs", "69001", "Lyon", "FR")
BRUSSELS = Office("Rue Neuve 1", "1000", "Bruxelles", "BE")
SIREN = LegalId("fr-siren", "732829320")
RNA = LegalId("fr-rna", "W691234567")
PARIS = Venue("paris", "Paris", Position(48.858068, 2.321866))


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def server():
    with address_server() as running:
        yield running


@pytest.fixture
def answering(server, settings):
    """Configure the services given by name and answer."""

    def configure(**answers):
        server.answers.update({name.replace("_", "-"): answer for name, answer in answers.items()})
        settings.ADDRESS_SERVICES = server.services()
        return server

    return configure


def digest(body):
    return hashlib.sha256(json.dumps(body).encode()).hexdigest()


def precisions(located):
    return [(candidate.provider, candidate.precision) for candidate in located.candidates]


# Nothing configured, nothing reachable -----------------------------------------------------------------------------


def test_without_services_the_shipped_table_answers(settings):
    settings.ADDRESS_SERVICES = {}

    located = locate(office=LYON, legal_ids=(SIREN,))

    assert precisions(located) == [("places", Precision.MUNICIPALITY)]
    assert located == Located(candidates=located.candidates)


def test_unknown_town_without_services_goes_to_a_person(settings):
    settings.ADDRESS_SERVICES = {}
    office = Office("1 rue Neuve", "69001", "Nulle-Part-les-Oies", "FR")

    candidates = find_candidates(office)

    assert candidates == ()
    judgement = judge_distance(rules=Rules(), office=office, candidates=candidates, venues=[PARIS])
    assert judgement.answer is Verdict.REVIEW


def test_every_service_down_is_named_and_the_table_answers(settings):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
    names = ("recherche-entreprises", "geoplateforme", "photon", "nominatim")
    settings.ADDRESS_SERVICES = dict.fromkeys(names, url)

    located = locate(office=LYON, legal_ids=(SIREN,))

    assert located.failed_services == names
    assert precisions(located) == [("places", Precision.MUNICIPALITY)]


# The register ------------------------------------------------------------------------------------------------------


def test_register_gives_office_and_coordinates_written_as_strings(answering):
    body = register_answer(register_seat())
    server = answering(recherche_entreprises=Answer(body))
    office = Office("12 RUE DES TANNEURS", "69001", "LYON", "FR")
    candidate = Candidate(
        position=Position(45.769, 4.83),
        precision=Precision.STREET,
        label="12 RUE DES TANNEURS, 69001 LYON, FR",
        provider="recherche-entreprises",
        version="2025-04-07",
        raw_digest=digest(body),
    )

    located = locate(office=LYON, legal_ids=(SIREN,))

    assert located == Located(
        candidates=(candidate,),
        entry=RegisterEntry(
            name="ATELIER DES TANNEURS",
            siren="732829320",
            is_active=True,
            is_masked=False,
            is_social_economy=True,
            is_association=True,
            rna="W691234567",
            office=office,
            candidate=candidate,
        ),
    )
    assert located.registered_office == office
    # The number alone is sent: with it the service ignores everything else.
    assert server.asked == [("/recherche-entreprises/search", {"q": "732829320", "per_page": "5"})]
    assert server.user_agents == {web.USER_AGENT}


def test_association_is_found_by_its_rna_number(answering):
    answering(recherche_entreprises=Answer(register_answer(register_seat())))

    assert look_up(RNA).siren == "732829320"


def test_search_by_words_must_bring_that_very_number(answering):
    body = register_answer(register_seat(), complements={"identifiant_association": "W691234568"}, siren="356000000")
    answering(recherche_entreprises=Answer(body))

    assert look_up(RNA) is None


@pytest.mark.parametrize("legal_id", [LegalId("be-enterprise", "0403019261"), LegalId("de-vat", "136695976")])
def test_only_french_identifiers_are_looked_up(answering, legal_id):
    server = answering(recherche_entreprises=Answer(register_answer(register_seat())))

    assert look_up(legal_id) is None
    assert server.asked == []


@pytest.mark.parametrize(
    "coordinates",
    [
        {"latitude": "", "longitude": ""},
        {"latitude": None, "longitude": None},
        {"latitude": "[NON-DIFFUSIBLE]", "longitude": "[NON-DIFFUSIBLE]"},
        {"latitude": "nan", "longitude": "nan"},
        {"latitude": "4576.9", "longitude": "4.83"},
    ],
)
def test_register_without_usable_coordinates_still_gives_the_office(answering, coordinates):
    answering(recherche_entreprises=Answer(register_answer(register_seat(**coordinates))))

    located = locate(office=LYON, legal_ids=(SIREN,))

    assert located.registered_office == Office("12 RUE DES TANNEURS", "69001", "LYON", "FR")
    assert precisions(located) == [("places", Precision.MUNICIPALITY)]


def test_masked_organisation_keeps_its_declared_office(answering):
    masked = dict.fromkeys(
        ("numero_voie", "type_voie", "libelle_voie", "code_postal", "latitude", "longitude"), "[NON-DIFFUSIBLE]"
    )
    seat = register_seat(**masked, statut_diffusion_etablissement="P")
    answering(recherche_entreprises=Answer(register_answer(seat, statut_diffusion="P")))

    located = locate(office=LYON, legal_ids=(SIREN,))

    assert (located.entry.is_masked, located.registered_office) == (True, None)
    assert precisions(located) == [("places", Precision.MUNICIPALITY)]


def test_cedex_and_seat_abroad_are_told_as_the_register_has_them(answering):
    seat = register_seat(cedex="69221", libelle_cedex="LYON CEDEX 03", distribution_speciale="CS 40012")
    answering(recherche_entreprises=Answer(register_answer(seat)))
    assert look_up(SIREN).office == Office("12 RUE DES TANNEURS CS 40012", "69221", "LYON CEDEX 03", "FR")

    cache.clear()
    answering(recherche_entreprises=Answer(register_answer(register_seat(code_pays_etranger="99131"))))
    located = locate(office=BRUSSELS, legal_ids=(SIREN,))
    assert located.registered_office.country == ""
    # Not placed by an address whose country is unknown: the declared one is.
    assert [candidate.label for candidate in located.candidates] == ["12 RUE DES TANNEURS, 69001 LYON"]


@pytest.mark.parametrize(
    "body",
    [
        empty_register(),
        {},
        [],
        {"results": None},
        register_answer(None),
        {"erreur": "Veuillez indiquer au moins un paramètre de recherche."},
    ],
)
def test_register_that_knows_nothing_leaves_the_table(answering, body):
    answering(recherche_entreprises=Answer(body))

    located = locate(office=LYON, legal_ids=(SIREN,))

    assert located.registered_office is None
    assert precisions(located) == [("places", Precision.MUNICIPALITY)]


def test_registered_address_is_what_is_placed(answering):
    """The registered office counts: the address services are asked for the register's address."""
    server = answering(
        recherche_entreprises=Answer(register_answer(register_seat())),
        geoplateforme=Answer(collection(french_address())),
    )

    located = locate(office=Office("1 rue Neuve", "75001", "Paris", "FR"), legal_ids=(SIREN,))

    assert server.asked_of("geoplateforme") == [{"q": "12 RUE DES TANNEURS 69001 LYON", "limit": "5"}]
    assert precisions(located) == [("geoplateforme", Precision.HOUSE)]


# Address services --------------------------------------------------------------------------------------------------


def test_french_address_is_found_to_the_house(answering):
    body = collection(french_address())
    answering(geoplateforme=Answer(body))

    assert find_candidates(LYON) == (
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

    assert find_candidates(BRUSSELS) == (
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


# Faults, limits, memory, rest --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=500),
        Answer(status=404),
        Answer({"erreur": "…"}, status=400),
        Answer(status=302, headers={"Location": "http://127.0.0.1:1/"}),
        Answer(b""),
        Answer(b"<html>maintenance</html>"),
        Answer(b"\xff\xfe"),
        Answer(collection(french_address()), manner="cut"),
        Answer(b" " * 2_100_000),
    ],
)
def test_faulty_answer_is_a_failure_and_never_an_error(answering, answer):
    answering(geoplateforme=answer)

    located = locate(office=LYON)

    assert located.failed_services == ("geoplateforme",)
    assert precisions(located) == [("places", Precision.MUNICIPALITY)]


@pytest.mark.parametrize(
    ("header", "seconds"),
    [({"Retry-After": "5"}, 5), ({}, 0), ({"Retry-After": "99999"}, 3600), ({"Retry-After": "Wed, 21 Oct 2026"}, 60)],
)
def test_service_that_is_busy_says_when_to_come_back(answering, header, seconds):
    answering(geoplateforme=Answer(status=429, headers=header))

    assert locate(office=LYON).retry_after == seconds


def test_busy_service_is_left_alone_until_then(answering):
    with time_machine.travel(datetime(2025, 10, 15, 9, tzinfo=UTC), tick=False) as clock:
        server = answering(geoplateforme=Answer(status=429, headers={"Retry-After": "5"}))
        locate(office=LYON)
        server.answers["geoplateforme"] = Answer(collection(french_address()))

        clock.shift(timedelta(seconds=3))
        assert (locate(office=LYON).failed_services, len(server.asked)) == (("geoplateforme",), 1)
        clock.shift(timedelta(seconds=3))
        assert precisions(locate(office=LYON)) == [("geoplateforme", Precision.HOUSE)]


def test_failing_service_rests_after_three_times(answering):
    with time_machine.travel(datetime(2025, 10, 15, 9, tzinfo=UTC), tick=False) as clock:
        server = answering(geoplateforme=Answer(status=500))
        for number in range(5):
            clock.shift(timedelta(seconds=1))
            locate(office=Office(f"{number} rue Neuve", "69001", "Lyon", "FR"))
        assert len(server.asked) == services.FAILURES_BEFORE_REST

        server.answers["geoplateforme"] = Answer(collection(french_address()))
        clock.shift(timedelta(seconds=services.REST_SECONDS))
        assert precisions(locate(office=LYON)) == [("geoplateforme", Precision.HOUSE)]


def test_success_forgets_earlier_failures(answering):
    with time_machine.travel(datetime(2025, 10, 15, 9, tzinfo=UTC), tick=False):
        server = answering(geoplateforme=Answer(status=500))
        good = Answer(collection(french_address()))
        for number, answer in enumerate([Answer(status=500), Answer(status=500), good, Answer(status=500), good]):
            server.answers["geoplateforme"] = answer
            located = locate(office=Office(f"{number} rue Neuve", "69001", "Lyon", "FR"))

        assert (located.failed_services, len(server.asked)) == ((), 5)


def test_limit_of_the_operator_is_kept_for_the_whole_application(answering):
    with time_machine.travel(datetime(2025, 10, 15, 9, tzinfo=UTC), tick=False) as clock:
        server = answering(nominatim=Answer([nominatim_row()]))
        offices = [Office(f"Rue Neuve {number}", "1000", "Bruxelles", "BE") for number in range(3)]

        assert [locate(office=office).retry_after for office in offices] == [0, 1, 1]
        clock.shift(timedelta(seconds=1))
        assert precisions(locate(office=offices[1])) == [("nominatim", Precision.HOUSE)]
        assert len(server.asked) == 2


def test_same_question_is_asked_once(answering):
    server = answering(geoplateforme=Answer(collection(french_address())))

    assert locate(office=LYON) == locate(office=LYON)
    assert len(server.asked) == 1


@pytest.mark.parametrize("manner", ["hang", "drip"])
def test_silent_and_dripping_servers_are_given_up(answering, manner):
    server = answering(photon=Answer(collection(french_address()), manner=manner))

    with pytest.raises(ServiceFailed) as caught:
        web.get(f"{server.url}/photon/api?q=x", patience=Patience(connect=1, read=0.2))

    assert caught.value.failure is Failure.TIMEOUT


def test_connection_that_nobody_accepts_is_given_up():
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        others = [socket.socket() for _ in range(4)]
        for other in others:
            other.setblocking(False)
            other.connect_ex(full.getsockname())
        with pytest.raises(ServiceFailed) as caught:
            web.get(f"http://127.0.0.1:{full.getsockname()[1]}/", patience=Patience(connect=0.2, read=0.2))
        for other in others:
            other.close()

    assert caught.value.failure is Failure.TIMEOUT


def test_https_needs_a_certificate(answering):
    server = answering(photon=Answer())

    with pytest.raises(ServiceFailed) as caught:
        web.get(server.url.replace("http:", "https:"), patience=Patience(connect=1, read=1))

    assert caught.value.failure is Failure.UNREACHABLE


def test_patience_is_three_and_ten_seconds():
    assert Patience() == Patience(connect=3.0, read=10.0)


def test_only_the_office_is_sent(answering):
    """Whatever the claim knows about people stays here: nothing but identifier, street, postcode and town leaves."""
    server = answering(
        recherche_entreprises=Answer(empty_register()),
        geoplateforme=Answer(collection()),
        photon=Answer(collection()),
        nominatim=Answer([]),
    )

    locate(office=LYON, legal_ids=(SIREN,))

    sent = {value for _, parameters in server.asked for value in parameters.values()}
    assert sent == {
        "732829320",
        "5",
        "12 rue des Tanneurs 69001 Lyon",
        "12 rue des Tanneurs, 69001 Lyon",
        "12 rue des Tanneurs",
        "69001",
        "Lyon",
        "fr",
        "jsonv2",
        "1",
    }
