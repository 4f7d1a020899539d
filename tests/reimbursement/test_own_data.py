"""What claims add to “everything held about me” and to “erase me”."""

import json
from datetime import UTC
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.utils import translation

from registration import erasure, own_data
from registration.erasure import Staying
from reimbursement import bank, review
from reimbursement import own_data as claims_data
from reimbursement.iban import read_iban
from reimbursement.models import BankDetailsView, Claim, ManualPayment, PaperPresence, Status
from tests.reimbursement import cast
from tests.reimbursement.cast import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def edition(db):
    edition = cast.make_edition()
    cast.make_rule(edition)
    return edition


def taken_away(registration):
    archive = own_data.take_away(registration=registration, now=NOW)
    with ZipFile(BytesIO(archive)) as files:
        return json.loads(files.read("data.json"))["data"]


def test_claims_are_in_the_archive_with_their_moves(edition):
    claim = cast.submitted(edition, language="en")
    data = taken_away(claim.registration)
    [row] = data["claims"]["rows"]
    assert (row["number"], row["organisation_name"], row["status"]) == (
        claim.reference,
        "Association marie",
        "received",
    )
    assert [move["number"] for move in data["claim_history"]["rows"]] == [claim.reference]


def test_claims_of_somebody_else_are_not(edition):
    cast.submitted(edition)
    assert "claims" not in taken_away(cast.register(edition, "paul"))


def test_a_draft_goes_with_the_person(edition):
    claim = cast.draft(edition)
    assert list(claims_data.going(claim.registration)) == [f"your claim {claim.reference}, not sent yet"]
    erasure.erase(registration=claim.registration, now=NOW)
    assert Claim.objects.count() == 0


def test_a_claim_that_was_sent_stays_and_the_page_says_why(edition):
    claim = cast.submitted(edition)
    [_figures, staying] = erasure.staying(claim.registration)
    assert staying == Staying(
        f"your claim {claim.reference} for the travel allowance",
        "It is under way: you can withdraw it first, with its own link. Without a place it cannot be paid.",
    )
    erasure.erase(registration=claim.registration, now=NOW)
    assert cast.read(claim).contact_email == "marie@marie-asso.fr"


def test_a_paid_claim_stays_ten_years_from_the_end_of_its_year(edition):
    claim = cast.submitted(edition)
    Claim.objects.filter(pk=claim.pk).update(status=Status.PAID, amount_cents=94_800, status_since=NOW)
    [staying] = claims_data.staying(claim.registration)
    assert (str(staying.until), staying.why.split(":")[0]) == ("2036-01-01", "It was paid")


def test_letters_payments_looks_and_links_are_told(edition, reviewer, approver):
    claim = cast.checked(edition, "marie", language="en")
    cast.propose_acceptance(claim, reviewer)
    review.approve(claim=claim, by=approver, now=NOW)
    claim = cast.read(claim)
    bank.give(claim=claim, holder="Association marie", iban=read_iban(cast.ACCOUNTS[0]), now=NOW)
    BankDetailsView.objects.create(details=claim.bank, by=approver, at=NOW)
    PaperPresence.objects.create(claim=claim, day=edition.days.last(), by=approver, at=NOW)
    paid = {"amount_cents": 94_800, "holder": "Association marie", "masked_iban": "FR14 … 2606"}
    ManualPayment.objects.create(claim=claim, paid_on=cast.DAY, by=approver, recorded_at=NOW, **paid)
    data = taken_away(claim.registration)
    told = {name: part["rows"] for name, part in data.items() if name.startswith("claim_")}
    letters = [row["kind"] for row in told["claim_letters"]]
    assert letters == ["attestation of the organisation", "letter of approval"]
    assert told["claim_payments"] == [
        {
            "on": "2025-12-01",
            "state": "paid",
            "amount": 94_800,
            "holder": "Association marie",
            "account": "FR14 … 2606",
        }
    ]
    assert [row["day"] for row in told["claim_presence"]] == [edition.days.last().label]
    assert told["claim_account_views"] == [{"at": NOW.astimezone(UTC).isoformat()}]
    assert len(told["claim_links"]) == claim.links.count()
