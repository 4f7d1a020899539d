"""Settings of the rule that organisers change without code, from the form to what each of them changes."""

from contextlib import nullcontext

import pytest

from events import clock
from reimbursement import assessment, attendance, bank, payments, review
from reimbursement.forms import BankForm
from reimbursement.missing import missing_from
from reimbursement.models import Status
from tests.reimbursement import cast
from tests.reimbursement.pages import address, link_of, text_of

TURKISH = "TR33 0006 1005 1978 6457 8413 26"


def approved(edition, reviewer, approver):
    claim = cast.checked(edition)
    cast.propose_acceptance(claim, reviewer)
    review.approve(claim=claim, by=approver, now=cast.NOW)
    return cast.read(claim)


@pytest.mark.pages
@pytest.mark.parametrize(
    ("comparison", "words"),
    [("farther", "registered office is more than 20 km"), ("at_least", "registered office is at least 20 km")],
)
def test_every_text_says_whether_the_limit_counts(client, edition, comparison, words):
    cast.make_rule(edition, comparison=comparison)
    with clock.at(cast.NOW):
        pages = [client.get(address("explanation")), client.get("/en/")]
        claim = cast.submitted(edition, **cast.MONTREUIL)
    assert [words in text_of(page) for page in pages] == [True, True]
    with clock.at(cast.NOW):
        assessment.check(claim_id=claim.pk, now=cast.NOW)
    [found] = cast.read(claim).evidence["criteria"]["distance"]["findings"]
    assert found["facts"].get("threshold_included", 0) == int(comparison == "at_least")


@pytest.mark.pages
def test_account_is_asked_for_after_the_event_where_the_rule_says_so(client, edition, reviewer, approver):
    cast.make_rule(edition, account_asked="attendance")
    claim = approved(edition, reviewer, approver)
    with clock.at(cast.NOW):
        response = client.get(address("bank", link_of(claim)), follow=True)
    assert "We ask for bank details only when they are needed." in response.content.decode()
    with pytest.raises(bank.NotAskedFor):
        cast.give_papers(claim, paper=False)
    assert (bank.is_asked_for(claim), missing_from(claim)) == (False, [])
    day = edition.days.last()
    claim.registration.check_ins.create(day=day, half="am", at=day.starts_at)
    attendance.settle(now=cast.AFTER)
    assert bank.is_asked_for(cast.read(claim))


def test_account_outside_sepa_is_refused_where_the_rule_says_so(edition, reviewer, approver):
    cast.make_rule(edition, outside_sepa="not_paid")
    claim = approved(edition, reviewer, approver)
    typed = {"holder": claim.organisation_name}
    forms = [BankForm({**typed, "iban": number}, claim=claim) for number in (TURKISH, cast.ACCOUNTS[0])]
    assert [form.is_valid() for form in forms] == [False, True]
    assert [error.code for error in forms[0].errors.as_data()["iban"]] == ["sepa"]
    assert TURKISH.split()[1] not in str(forms[0].errors)


@pytest.mark.parametrize(
    ("outside_sepa", "status"), [("by_hand", "manual_payment"), ("not_paid", "attendance_confirmed")]
)
def test_account_outside_sepa_is_set_aside_only_where_the_rule_pays_it(
    edition, reviewer, approver, treasurer, private_files, outside_sepa, status
):
    cast.make_rule(edition, outside_sepa=outside_sepa)
    claim = cast.present(edition, "anna", reviewer, approver, number=TURKISH)
    refused = pytest.raises(payments.GateClosed, match="outside_sepa")
    with refused if outside_sepa == "not_paid" else nullcontext():
        payments.set_aside(claim=claim, by=treasurer, now=cast.AFTER)
    assert cast.read(claim).status == Status(status)
