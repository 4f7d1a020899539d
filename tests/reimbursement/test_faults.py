"""Faults of money and of two hands at once that no other file tells, each named after what goes wrong."""

import pytest
from django.db import connection
from django.urls import reverse

from events import clock
from outbox.models import OutgoingMail
from registration import lifecycle
from reimbursement import bank, claims, payments, review, settlement
from reimbursement.bank_answers import BankAnswer, Fate, Line
from reimbursement.four_eyes import NotPermitted, SecondRole
from reimbursement.iban import read_iban
from reimbursement.models import BankDetails, Claim, Envelope, PaymentLine, Status, Turn
from reimbursement.moves import ClaimMovedMeanwhile, MoveNotAllowed
from tests.reimbursement import cast
from tests.reimbursement.pages import address, link_of


@pytest.fixture
def staff(private_files, reviewer, approver, treasurer, president):
    return {"reviewer": reviewer, "approver": approver, "treasurer": treasurer, "president": president}


def rejected(batch, treasurer, president) -> Claim:
    """One of the two claims of a batch, sent back by the bank."""
    payments.release(batch=batch, by=president, now=cast.AFTER)
    line = batch.lines.select_related("claim").first()
    answer = BankAnswer(message_id=batch.reference, lines=(Line(line.end_to_end_id, Fate.REJECTED, "AC04"),))
    settlement.book(batch=batch, answer=answer, by=treasurer, now=cast.AFTER)
    return cast.read(line.claim)


def test_account_of_another_claim_after_a_rejection_goes_to_a_person(batch, treasurer, president):
    claim = rejected(batch, treasurer, president)
    other = BankDetails.objects.exclude(claim=claim).get()
    number = next(one for one in cast.ACCOUNTS if read_iban(one).masked == other.masked_iban)
    bank.give(claim=claim, holder=claim.organisation_name.upper(), iban=read_iban(number), now=cast.AFTER)
    moves = list(claim.events.order_by("-number").values_list("move", "reason")[:2])
    assert cast.read(claim).status == Status.CHECKING
    assert moves == [("recheck", "account_shared"), ("correct", "")]


def test_new_account_after_a_rejection_is_seen_by_the_treasurer_before_it_is_paid(batch, treasurer, president):
    """Whoever holds the link of a claim says where the money goes: a person compares it with the paper."""
    claim = rejected(batch, treasurer, president)
    holder = claim.organisation_name.upper()
    bank.give(claim=claim, holder=holder, iban=read_iban(cast.ACCOUNTS[2]), now=cast.AFTER)
    with pytest.raises(payments.NothingToPay):
        cast.prepare(batch.edition, treasurer)
    assert (cast.read(claim).status, cast.read(claim).turn) == (Status.ATTENDANCE_CONFIRMED, Turn.TREASURER)
    payments.make_payable(claim=cast.read(claim), by=treasurer, now=cast.AFTER)
    assert cast.prepare(batch.edition, treasurer).lines.get().claim == claim


def test_rejected_claim_is_paid_again_by_the_treasurer_alone(batch, reviewer, treasurer, president):
    claim = rejected(batch, treasurer, president)
    for other in (reviewer, president):
        with pytest.raises((NotPermitted, SecondRole)):
            payments.pay_again(claim=claim, by=other, now=cast.AFTER)
    payments.pay_again(claim=claim, by=treasurer, now=cast.AFTER)
    assert cast.prepare(batch.edition, treasurer).lines.get().end_to_end_id == f"{claim.reference}-2"


def test_rejected_claim_whose_paper_is_gone_is_not_paid_again(batch, treasurer, president):
    claim = rejected(batch, treasurer, president)
    claim.documents.all().delete()
    with pytest.raises(payments.GateClosed) as closed:
        payments.pay_again(claim=claim, by=treasurer, now=cast.AFTER)
    assert closed.value.obstacles == [payments.Obstacle.NO_DOCUMENT]


@pytest.mark.parametrize("code", ["AM04", "ff01", "TM01"])
def test_rejection_for_a_fault_of_ours_asks_nothing_of_anybody(edition, rule, staff, code):
    claim = cast.rejected(edition, "anna", **staff, code=code)
    mail = OutgoingMail.objects.latest("pk")
    assert (claim.status, claim.turn, mail.template) == (
        Status.PAYMENT_READY,
        Turn.TREASURER,
        "reimbursement/emails/payment_delayed",
    )
    assert list(claim.events.order_by("-number").values_list("move", flat=True)[:2]) == [
        "pay_again",
        "record_rejection",
    ]
    assert cast.prepare(edition, staff["treasurer"]).lines.get().attempt == 2


@pytest.mark.parametrize("code", ["AM05", "DUPL", "MS03", "AC04", ""])
def test_rejection_that_may_be_a_double_payment_is_not_tried_again_by_itself(edition, rule, staff, code):
    claim = cast.rejected(edition, "anna", **staff, code=code)
    assert (claim.status, OutgoingMail.objects.latest("pk").template) == (
        Status.PAYMENT_REJECTED,
        "reimbursement/emails/payment_rejected",
    )


def test_account_changed_while_in_a_batch_is_refused(batch):
    claim = Claim.objects.select_related("rule").filter(status=Status.IN_BATCH).first()
    with pytest.raises(bank.NotAskedFor):
        bank.give(claim=claim, holder="X", iban=read_iban(cast.ACCOUNTS[2]), now=cast.AFTER)


def test_claim_changed_after_approval_is_refused(edition, rule, reviewer, approver):
    claim = cast.checked(edition)
    cast.propose_acceptance(claim, reviewer)
    review.approve(claim=claim, by=approver, now=cast.NOW)
    with pytest.raises(MoveNotAllowed):
        claims.fill_in(claim=claim, values={"office_city": "Paris"})
    assert cast.read(claim).office_city == "Lyon"


def test_another_account_after_approval_is_checked_and_decided_again(edition, rule, reviewer, approver, treasurer):
    claim = cast.checked(edition)
    cast.propose_acceptance(claim, reviewer)
    review.approve(claim=claim, by=approver, now=cast.NOW)
    for number in cast.ACCOUNTS[:2]:
        bank.give(claim=claim, holder=claim.organisation_name, iban=read_iban(number), now=cast.NOW)
    assert (claim.status, claim.holds_place) == (Status.CHECKING, True)
    with pytest.raises(payments.GateClosed):
        payments.make_payable(claim=cast.read(claim), by=treasurer, now=cast.NOW)


def test_claim_of_somebody_who_cancelled_meanwhile_is_not_sent(edition, rule):
    claim = cast.draft(edition)
    lifecycle.cancel(registration=claim.registration, now=cast.NOW)
    with pytest.raises(claims.NoPlace):
        claims.submit(claim=cast.read(claim), signed_by="Marie", now=cast.NOW)


def test_line_beside_a_paid_one_is_refused_by_the_database(batch, treasurer, president):
    """Even where every check were wrong, the constraint stands."""
    line = batch.lines.first()
    PaymentLine.objects.filter(pk=line.pk).update(fate=PaymentLine.Fate.PAID)
    line.pk, line.attempt, line.end_to_end_id, line.fate = None, 9, "X-9", PaymentLine.Fate.DUE
    with pytest.raises(Exception, match="paymentline_one_live_per_claim"):
        line.save()


@pytest.mark.pages
def test_withdrawing_twice_at_once_is_told_and_no_error(client, edition, rule):
    claim = cast.checked(edition)
    other_hand = cast.read(claim)
    first = []

    def withdraw_first(execute, sql, params, many, context):
        if sql.startswith('UPDATE "reimbursement_claim"') and not first:
            first.append(sql)
            claims.withdraw(claim=other_hand, now=cast.NOW)
        return execute(sql, params, many, context)

    with clock.at(cast.NOW), connection.execute_wrapper(withdraw_first):
        response = client.post(address("withdraw", link_of(claim)), follow=True)
    assert [str(message) for message in response.context["messages"]] == ["This claim can no longer be withdrawn."]


def test_two_approvers_read_one_claim_and_one_is_told(edition, rule, reviewer, approver):
    claim = cast.checked(edition)
    cast.propose_acceptance(claim, reviewer)
    mine, theirs = cast.read(claim), cast.read(claim)
    review.approve(claim=mine, by=approver, now=cast.NOW)
    with pytest.raises(ClaimMovedMeanwhile):
        review.approve(claim=theirs, by=cast.staff("approver", "second"), now=cast.NOW)
    assert Envelope.objects.get().committed_cents == 94_800


@pytest.mark.pages
@pytest.mark.parametrize("pk", ["0", "999999", "9223372036854775807", "9223372036854775808", "9" * 40])
def test_batches_and_claims_with_a_strange_number_are_not_found(client, edition, rule, treasurer, settings, pk):
    settings.STAFF_MFA = False
    client.force_login(treasurer)
    for kind in ("claim", "paymentbatch"):
        assert client.get(f"/admin/reimbursement/{kind}/{pk}/change/").status_code in {302, 404}
    for name in ("claim_make_payable", "paymentbatch_download"):
        assert client.post(reverse(f"admin:reimbursement_{name}", args=[pk])).status_code == 404
