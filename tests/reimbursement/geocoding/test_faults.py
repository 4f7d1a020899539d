import socket
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import override_settings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from reimbursement.distance import Answer as Verdict
from reimbursement.distance import Position, Precision
from reimbursement.eligibility import Venue, judge_distance
from reimbursement.geocoding import providers, web
from reimbursement.geocoding.search import Located, ask_registers, locate
from reimbursement.geocoding.web import Failure, Patience, ServiceFailed
from reimbursement.legal_ids import LegalId
from reimbursement.offices import Office
from reimbursement.rules import Rules
from tests.reimbursement.address_server import (
    BRUSSELS,
    LYON,
    SIREN,
    Answer,
    collection,
    empty_register,
    french_address,
    nominatim_row,
    precisions,
    register_answer,
    register_seat,
)

PARIS = Venue("paris", "Paris", Position(48.858068, 2.321866))


def test_without_services_the_shipped_table_answers(settings):
    settings.ADDRESS_SERVICES = {}

    located = locate(office=LYON, legal_ids=(SIREN,))

    assert precisions(located) == [("places", Precision.MUNICIPALITY)]
    assert located == Located(candidates=located.candidates)


def test_unknown_town_without_services_goes_to_a_person(settings):
    settings.ADDRESS_SERVICES = {}
    office = Office("1 rue Neuve", "69001", "Nulle-Part-les-Oies", "FR")

    candidates = locate(office=office).candidates

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
        assert len(server.asked) == providers.FAILURES_BEFORE_REST

        server.answers["geoplateforme"] = Answer(collection(french_address()))
        clock.shift(timedelta(seconds=providers.REST_SECONDS))
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


def test_cache_that_cannot_answer_means_that_nobody_is_asked(answering):
    """The memory counts what operators allow: without it the table answers, and a person decides."""
    server = answering(
        recherche_entreprises=Answer(register_answer(register_seat())),
        geoplateforme=Answer(collection(french_address())),
    )
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        nobody = f"redis://127.0.0.1:{unused.getsockname()[1]}/0"
    redis = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": nobody}
    with override_settings(CACHES={"default": redis}):
        located = locate(office=LYON, legal_ids=(SIREN,))

    assert (located.failed_services, server.asked) == (("recherche-entreprises", "geoplateforme"), [])
    assert precisions(located) == [("places", Precision.MUNICIPALITY)]
    assert located.retry_after == providers.REST_SECONDS


# What an answer may be made of: the words of every service we know, with anything behind them.
WORDS = [
    *("results", "siege", "complements", "siren", "nom_complet", "latitude", "longitude", "libelle_commune"),
    *("features", "geometry", "coordinates", "properties", "score", "type", "postcode", "countrycode"),
    *("lat", "lon", "place_rank", "address", "country_code", "isValid", "userError", "name"),
]
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.sampled_from(["", "FR", "4.8", "NaN", "x"])
)
bodies = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(WORDS), inner, max_size=6)),
    max_leaves=25,
)
unit = st.fixed_dictionaries({"results": st.lists(bodies, min_size=1, max_size=2)})
places = st.fixed_dictionaries({"features": st.lists(bodies, min_size=1, max_size=2)})
rows = st.lists(bodies, min_size=1, max_size=2)


@hypothesis_settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.one_of(bodies, unit, places, rows))
def test_no_answer_whatever_its_shape_is_an_error(answering, body):
    names = ("recherche_entreprises", "geoplateforme", "photon", "nominatim", "vies")
    for legal_ids, office in (((SIREN,), LYON), ((LegalId("be-enterprise", "0403170701"),), BRUSSELS), ((), LYON)):
        cache.clear()
        answering(**dict.fromkeys(names, Answer(body)))
        assert isinstance(locate(office=office, legal_ids=legal_ids), Located)
        ask_registers(name="Atelier des Tanneurs", office=office, legal_ids=legal_ids)


def test_answer_nested_beyond_reason_is_a_failure(answering):
    answering(geoplateforme=Answer(b"[" * 200_000))

    assert locate(office=LYON).failed_services == ("geoplateforme",)
