from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from events import clock
from registration.models import CheckIn
from reimbursement import assessment, attendance, bank, claims, review
from reimbursement.four_eyes import NotPermitted, SecondRole
from reimbursement.iban import read_iban
from reimbursement.models import BankDetails, BankDetailsView, Claim, ClaimLink, Envelope, Status
from tests.reimbursement import cast
from tests.reimbursement.cast import NOW

pytestmark = pytest.mark.pages

FRENCH, BELGIAN, NORWEGIAN = "FR14 2004 1010 0505 0001 3M02 606", "BE68 5390 0754 7034", "NO93 8601 1117 947"
AFTER = cast.attendees.paris(2025, 11, 28, 4, 40)


@pytest.fixture(autouse=True)
def mid_october(settings):
    settings.STAFF_MFA = False
    with clock.at(NOW):
        yield


def approved(edition, name, reviewer, approver) -> Claim:
    claim = cast.checked(edition, name)
    cast.propose_acceptance(claim, reviewer)
    review.approve(claim=claim, by=approver, now=NOW)
    return cast.read(claim)


def give(claim, number=FRENCH) -> BankDetails:
    return bank.give(claim=claim, holder=claim.organisation_name, iban=read_iban(number), now=NOW)


def test_give_keeps_the_number_encrypted(edition, rule, reviewer, approver):
    details = give(approved(edition, "marie", reviewer, approver))
    row = str(BankDetails.objects.values().get())
    assert ("20041010" in row, details.masked_iban, details.is_sepa) == (False, "FR •••• 2606", True)


def test_give_before_it_is_asked_for_is_refused(edition, rule):
    with pytest.raises(bank.NotAskedFor):
        give(cast.checked(edition))


def test_the_same_account_once_more_changes_nothing(edition, rule, reviewer, approver):
    claim = approved(edition, "marie", reviewer, approver)
    give(claim)
    give(claim, FRENCH.lower())
    assert cast.read(claim).status == Status.APPROVED


def test_another_account_sends_the_claim_back_and_keeps_its_place(edition, rule, reviewer, approver):
    claim = approved(edition, "marie", reviewer, approver)
    give(claim)
    give(claim, BELGIAN)
    claim = cast.read(claim)
    assert (claim.status, claim.holds_place) == (Status.CHECKING, True)
    assessment.check(claim_id=claim.pk, now=NOW)
    claim = cast.read(claim)
    cast.propose_acceptance(claim, reviewer)
    review.approve(claim=claim, by=approver, now=NOW)
    assert (cast.read(claim).status, Envelope.objects.get().committed_cents) == (Status.APPROVED, 94_800)


def test_an_account_that_another_claim_gave_goes_to_a_person(edition, rule, reviewer, approver):
    give(approved(edition, "marie", reviewer, approver))
    second = approved(edition, "paul", reviewer, approver)
    give(second)
    assessment.check(claim_id=second.pk, now=NOW)
    second = cast.read(second)
    assert (second.status, second.single_answer) == (Status.REVIEW, "review")


def test_withdraw_forgets_the_number_at_once(edition, rule, reviewer, approver):
    claim = approved(edition, "marie", reviewer, approver)
    give(claim)
    claims.withdraw(claim=claim, now=NOW)
    details = BankDetails.objects.get()
    assert (details.sealed_iban, details.masked_iban) == ("", "FR •••• 2606")


def test_reveal_is_for_the_treasurer_and_written_down(edition, rule, reviewer, approver):
    claim = approved(edition, "marie", reviewer, approver)
    give(claim)
    treasurer = cast.staff("treasurer")
    assert bank.reveal(claim=claim, by=treasurer, now=NOW) == FRENCH.replace(" ", "")
    assert [(view.by, view.at) for view in BankDetailsView.objects.all()] == [(treasurer, NOW)]
    with pytest.raises(NotPermitted):
        bank.reveal(claim=claim, by=reviewer, now=NOW)
    reviewer.groups.set(treasurer.groups.all())
    with pytest.raises(SecondRole):
        bank.reveal(claim=claim, by=type(reviewer).objects.get(pk=reviewer.pk), now=NOW)


def test_settle_waits_for_the_end_of_the_edition(edition, rule, reviewer, approver):
    claim = approved(edition, "marie", reviewer, approver)
    assert attendance.settle(now=cast.attendees.paris(2025, 11, 27, 23, 59)) == 0
    assert cast.read(claim).status == Status.APPROVED


def test_settle_confirms_who_came_and_frees_the_place_of_who_did_not(edition, rule, reviewer, approver):
    came, absent = (approved(edition, name, reviewer, approver) for name in ("came", "absent"))
    waiting = approved(edition, "waiting", reviewer, approver)
    day = edition.days.last()
    for claim in (came, waiting):
        CheckIn.objects.create(registration=claim.registration, day=day, half="am", at=day.starts_at)
    attendance.settle(now=AFTER)
    attendance.settle(now=AFTER + timedelta(days=1))
    statuses = [cast.read(claim).status for claim in (came, absent, waiting)]
    assert statuses == ["attendance_confirmed", "no_show", "attendance_confirmed"]
    assert Envelope.objects.get().committed_cents == 2 * 94_800


def test_settle_does_not_count_an_entry_that_was_undone(edition, rule, reviewer, approver):
    claim = approved(edition, "marie", reviewer, approver)
    day = edition.days.last()
    CheckIn.objects.create(registration=claim.registration, day=day, half="am", at=day.starts_at, undone_at=NOW)
    attendance.settle(now=AFTER)
    assert cast.read(claim).status == Status.NO_SHOW


def test_settle_without_the_condition_confirms_everybody(edition, reviewer, approver):
    cast.make_rule(edition, attendance_required=False)
    claim = approved(edition, "marie", reviewer, approver)
    attendance.settle(now=AFTER)
    assert cast.read(claim).status == Status.ATTENDANCE_CONFIRMED


@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("", "This field is required."),
        ("FR14 2004 1010 0505 0001 3M02 607", "The check digits do not fit"),
        ("FR14 2004 1010 0505 0001 3M02", "has 27 characters, this one has"),
        ("PSSTFRPPXXX", "This is a BIC."),
        ("4539 1488 0343 6467", "number of a card"),
        ("ZZ14 2004 1010 0505 0001 3M02 606", "No IBAN begins"),
    ],
)
def test_the_form_names_the_slip_and_logs_no_number(client, edition, rule, reviewer, approver, caplog, number, message):
    claim = approved(edition, "marie", reviewer, approver)
    with translation.override("en"):
        path = reverse("reimbursement:bank", args=[ClaimLink.objects.issue(claim=claim)])
    page = client.post(path, {"holder": "Marie", "iban": number}).content.decode()
    assert (message in page, BankDetails.objects.count(), number != "" and number in caplog.text) == (True, 0, False)


def test_the_account_is_shown_masked_and_in_full_to_the_treasurer_only(client, edition, rule, reviewer, approver):
    claim = approved(edition, "marie", reviewer, approver)
    with translation.override("en"):
        token = ClaimLink.objects.issue(claim=claim)
        client.post(reverse("reimbursement:bank", args=[token]), {"holder": "Association marie", "iban": FRENCH})
        assert "FR •••• 2606" in client.get(reverse("reimbursement:claim", args=[token])).content.decode()
    reveal = reverse("admin:reimbursement_claim_reveal", args=[claim.pk])
    client.force_login(approver)
    assert "3M02 606" not in client.post(reveal, follow=True).content.decode()
    client.force_login(cast.staff("treasurer"))
    assert client.get(reveal).status_code == 405
    assert "FR14 2004 1010 0505 0001 3M02 606" in client.post(reveal).content.decode()
