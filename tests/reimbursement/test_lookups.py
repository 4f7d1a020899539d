from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import translation

from reimbursement import assessment, lookups
from reimbursement.models import Claim, Status
from reimbursement.register_entries import comparison_of
from tests.reimbursement import cast
from tests.reimbursement.address_server import Answer, address_server, empty_register, register_answer, register_seat
from tests.reimbursement.cast import NOW

SIREN = "732 829 320"
LATER = NOW + timedelta(minutes=10)


@pytest.fixture
def register(settings):
    cache.clear()
    with address_server() as server:
        server.answers["recherche-entreprises"] = Answer(register_answer(register_seat()))
        settings.ADDRESS_SERVICES = server.services()
        yield server
    cache.clear()


def looked_up(claim, now=NOW):
    lookups.look_up(claim_id=claim.pk, now=now)
    return cast.read(claim)


def rows(claim):
    with translation.override("en"):
        return [(str(row.label), row.said, row.registered, row.differs) for row in comparison_of(claim).rows]


def test_draft_learns_what_the_register_says(edition, rule, register):
    claim = cast.draft(edition, organisation_name="Atelier des tanneurs", legal_id=SIREN)
    assert lookups.request(claim=claim, now=NOW)
    claim = looked_up(claim)
    assert (lookups.due(now=LATER), claim.status, claim.look_up_at) == ([], Status.DRAFT, None)
    assert rows(claim) == [
        ("Name", "Atelier des tanneurs", "ATELIER DES TANNEURS", False),
        ("Number and street", "1 rue de la République", "12 RUE DES TANNEURS", True),
        ("Postcode", "69001", "69001", False),
        ("Town", "Lyon", "LYON", False),
        ("Country", "France", "France", False),
    ]
    assert not lookups.request(claim=claim, now=LATER)


def test_entry_for_another_number_says_nothing(edition, rule, register):
    claim = cast.draft(edition, legal_id=SIREN)
    lookups.request(claim=claim, now=NOW)
    claim = looked_up(claim)
    claim.legal_id = "356 000 000"
    assert comparison_of(claim) is None


def test_organisation_without_a_number_is_looked_for_by_its_name(edition, rule, register):
    claim = cast.draft(edition, organisation_name="Atelier des tanneurs")
    lookups.request(claim=claim, now=NOW)
    found = comparison_of(looked_up(claim))
    assert (found.is_namesake, found.number, found.is_social_economy) == (True, "732829320", True)


def test_register_that_hides_the_office_is_said_to(edition, rule, register):
    hidden = register_answer(register_seat(statut_diffusion_etablissement="P"), statut_diffusion="P")
    register.answers["recherche-entreprises"] = Answer(hidden)
    claim = cast.draft(edition, legal_id=SIREN)
    lookups.request(claim=claim, now=NOW)
    found = comparison_of(looked_up(claim))
    assert (found.is_masked, len(found.rows)) == (True, 1)


def test_number_unknown_to_the_register_is_asked_once(edition, rule, register):
    register.answers["recherche-entreprises"] = Answer(empty_register())
    claim = cast.draft(edition, legal_id=SIREN)
    lookups.request(claim=claim, now=NOW)
    claim = looked_up(claim)
    assert (claim.register_entry["found"], comparison_of(claim), claim.look_up_at) == (False, None, None)


@pytest.mark.parametrize("answer", [Answer(status=500), Answer(status=429, headers={"Retry-After": "400"})])
def test_draft_is_looked_up_again_when_the_register_could_not_answer(edition, rule, register, answer):
    register.answers["recherche-entreprises"] = answer
    claim = cast.draft(edition, legal_id=SIREN)
    lookups.request(claim=claim, now=NOW)
    claim = looked_up(claim)
    wait = timedelta(seconds=400) if answer.status == 429 else assessment.LATER
    assert (claim.register_entry, claim.look_up_at) == ({}, NOW + wait)
    assert (lookups.due(now=NOW), lookups.due(now=LATER)) == ([], [claim.pk])


def test_nothing_is_asked_before_its_time(edition, rule, register):
    claim = cast.draft(edition, legal_id=SIREN)
    looked_up(claim)
    lookups.request(claim=claim, now=LATER)
    looked_up(claim, now=NOW)
    assert register.asked == []


def test_claim_checked_while_a_service_was_down_is_checked_again_when_it_answers(edition, rule, register):
    good = register.answers["recherche-entreprises"]
    register.answers["recherche-entreprises"] = Answer(status=500)
    claim = cast.checked(edition, legal_id=SIREN)
    assert claim.evidence["failed_services"] == ["recherche-entreprises"]
    assert claim.look_up_at == NOW + timedelta(minutes=1) + assessment.LATER
    register.answers["recherche-entreprises"] = good
    claim = looked_up(claim, now=LATER)
    assert (claim.evidence["failed_services"], claim.look_up_at, claim.register_entry["found"]) == ([], None, True)
    assert [event.move for event in claim.events.order_by("number")][-2:] == ["look_again", "find_eligible"]


def test_each_failure_doubles_the_wait_and_in_the_end_a_person_decides(edition, rule, register):
    register.answers["recherche-entreprises"] = Answer(status=429, headers={"Retry-After": "1"})
    claim = cast.checked(edition, legal_id=SIREN)
    waits, now = [], claim.look_up_at
    while claim.look_up_at:
        cache.clear()
        now = claim.look_up_at
        claim = looked_up(claim, now=now)
        waits.append(claim.look_up_at and claim.look_up_at - now)
    assert [wait.total_seconds() / 60 for wait in waits[:4]] == [5, 10, 20, 40]
    assert (waits[-1], claim.status) == (None, Status.PRE_ELIGIBLE)


def test_claim_that_somebody_moved_is_left_alone(edition, rule, register, reviewer):
    register.answers["recherche-entreprises"] = Answer(status=500)
    claim = cast.checked(edition, legal_id=SIREN)
    cast.propose_acceptance(claim, reviewer)
    before = Claim.objects.values().get()
    assert lookups.due(now=LATER) == []
    looked_up(claim, now=LATER)
    assert Claim.objects.values().get() == before


def test_with_every_service_down_a_claim_is_accepted_and_goes_to_a_person(edition, rule, settings):
    cache.clear()
    names = ("recherche-entreprises", "geoplateforme", "photon", "nominatim", "vies")
    settings.ADDRESS_SERVICES = dict.fromkeys(names, "http://127.0.0.1:9")
    claim = cast.checked(edition, legal_id=SIREN, office_city="Nulle-Part-les-Oies")
    assert (claim.status, claim.distance_answer) == (Status.REVIEW, "review")
    assert set(claim.evidence["failed_services"]) == set(names) - {"vies"}
