"""People without an organisation: asked only where the rule lets them claim, and told to no service."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import translation

from events import clock
from reimbursement import assessment, attestation, claims, lookups
from reimbursement.forms import BankForm, OfficeForm, OrganisationForm
from tests.reimbursement import cast
from tests.reimbursement.address_server import Answer, address_server, collection, french_address
from tests.reimbursement.cast import NOW
from tests.reimbursement.pages import address, link_of, text_of

ALONE = {"organisation_name": "Marie Example", "office_country": "FR", "legal_id": "", "is_individual": "on"}


@pytest.fixture
def open_rule(edition):
    return cast.make_rule(edition, individuals_allowed=True)


@pytest.fixture
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def services(settings):
    cache.clear()
    with address_server() as server:
        server.answers["geoplateforme"] = Answer(collection(french_address()))
        settings.ADDRESS_SERVICES = server.services()
        yield server
    cache.clear()


@pytest.mark.pages
def test_the_question_is_asked_where_the_rule_allows_it(client, edition, open_rule):
    claim = cast.draft(edition)
    with clock.at(NOW):
        where = address("step", link_of(claim), "organisation")
        assert "I come on my own account" in text_of(client.get(where))
        client.post(where, ALONE)
    assert (cast.read(claim).is_individual, cast.read(claim).organisation_name) == (True, "Marie Example")


@pytest.mark.pages
def test_the_answer_cannot_be_smuggled_in_elsewhere(client, edition, rule):
    claim = cast.draft(edition)
    with clock.at(NOW):
        where = address("step", link_of(claim), "organisation")
        assert "on my own account" not in text_of(client.get(where))
        client.post(where, ALONE)
    assert cast.read(claim).is_individual is False


def test_no_service_hears_of_a_person(edition, open_rule, services):
    claim = cast.draft(edition, is_individual=True)
    assert lookups.request(claim=claim, now=NOW) is False
    claims.submit(claim=claim, signed_by="Marie", now=NOW)
    assessment.check(claim_id=claim.pk, now=NOW + timedelta(minutes=1))
    claim = cast.read(claim)
    assert (services.asked, claim.verdict, claim.office_provider.split()[0]) == ([], "yes", "places")


def test_a_question_already_put_to_the_register_is_taken_back(edition, open_rule, services):
    claim = cast.draft(edition)
    lookups.request(claim=claim, now=NOW)
    claims.fill_in(claim=claim, values={"is_individual": True})
    lookups.request(claim=claim, now=NOW)
    lookups.look_up(claim_id=claim.pk, now=NOW)
    assert (services.asked, cast.read(claim).look_up_at) == ([], None)


def test_the_attestation_speaks_for_one_person(edition, open_rule, english):
    claim = cast.draft(edition, organisation_name="Marie Example", is_individual=True)
    words = " ".join(attestation.statements(claim))
    assert words.startswith("I, Marie Example, make this claim for myself")
    assert [word for word in ("organisation may", "statutes", "its own name") if word in words] == []


def test_changing_who_claims_needs_another_signature(edition, open_rule):
    claim = cast.submitted(edition)
    assert attestation.is_signed(claim)
    claim.is_individual = True
    assert not attestation.is_signed(claim)


def test_forms_ask_a_person_for_their_own_address_and_account(edition, open_rule, english):
    claim = cast.draft(edition, is_individual=True)
    forms = (OrganisationForm(claim=claim), OfficeForm(claim=claim), BankForm(claim=claim))
    assert (str(forms[1].title), str(forms[2].fields["iban"].help_text)) == (
        "Your address",
        "Of an account in your own name.",
    )
    assert forms[0].initial["is_individual"] is True
