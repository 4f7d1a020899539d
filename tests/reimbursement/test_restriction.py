"""Paid claims of past years are there for the accounts: the treasurer reads them, nobody else does."""

import io

import pytest
from django.urls import reverse

from events import clock
from reimbursement import documents
from reimbursement.models import Claim, Status
from reimbursement.restriction import open_to
from tests.reimbursement import cast, papers

NEW_YEARS_EVE, NEW_YEAR = cast.attendees.paris(2025, 12, 31, 23, 59), cast.attendees.paris(2026, 1, 1, 0, 1)


@pytest.fixture
def claim(edition, rule, private_files, settings):
    """A claim paid in October with a paper."""
    settings.STAFF_MFA = False
    claim = cast.checked(edition)
    content = papers.pdf()
    about = {"kind": "bank", "name": "rib.pdf", "size": len(content), "file": io.BytesIO(content)}
    documents.add(claim=claim, now=cast.NOW, **about)
    Claim.objects.update(status=Status.PAID, amount_cents=94_800)
    return claim


@pytest.mark.parametrize(
    ("role", "after"), [("treasurer", True), ("reviewer", False), ("approver", False), ("administrator", False)]
)
def test_paid_claims_of_past_years_are_the_treasurers(claim, role, after):
    user = cast.staff(role)
    assert open_to(user=user, now=NEW_YEARS_EVE).filter(pk=claim.pk).exists()
    assert open_to(user=user, now=NEW_YEAR).filter(pk=claim.pk).exists() is after


def test_other_claims_stay_open_in_the_new_year(claim):
    Claim.objects.update(status=Status.MANUAL_PAYMENT)
    assert open_to(user=cast.staff("reviewer"), now=NEW_YEAR).filter(pk=claim.pk).exists()


@pytest.mark.pages
@pytest.mark.parametrize(("role", "status"), [("treasurer", 200), ("approver", 404)])
def test_screen_document_and_paper_of_a_past_year(client, claim, role, status):
    client.force_login(cast.staff(role))
    digest = claim.documents.get().digest
    places = [("change", []), ("document", [digest]), ("paper", [1])]
    addresses = [reverse(f"admin:reimbursement_claim_{name}", args=[claim.pk, *more]) for name, more in places]
    with clock.at(NEW_YEARS_EVE):
        assert [whole(client, address)[0] for address in addresses] == [200, 200, 200]
    with clock.at(NEW_YEAR):
        answers = [whole(client, address) for address in addresses]
        note = client.post(reverse("admin:reimbursement_claim_take_note", args=[claim.pk]), {"text": "x"})
    assert [code for code, _content in answers] == [status, status, status]
    assert (note.status_code == 404) is (status == 404)
    assert (claim.reference.encode() in answers[0][1]) is (status == 200)


def whole(client, address):
    """The status and all of an answer, so that no file stays open."""
    response = client.get(address)
    return response.status_code, b"".join(response) if response.streaming else response.content
