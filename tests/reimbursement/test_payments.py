import hashlib
from datetime import timedelta

import pytest
from django.utils import translation
from lxml import etree

from events.models import Edition
from outbox.models import OutgoingMail
from registration.models import CheckIn
from reimbursement import attendance, bank, payments, review, sepa, settlement
from reimbursement.bank_answers import BankAnswer, Fate, Line, read_answer
from reimbursement.four_eyes import SecondRole
from reimbursement.iban import read_iban
from reimbursement.models import Claim, PaymentBatch, PaymentLine, Status
from reimbursement.moves import ClaimMovedMeanwhile, MoveNotAllowed
from reimbursement.payments import Obstacle
from tests.reimbursement import cast
from tests.reimbursement.cast import NOW

pytestmark = pytest.mark.usefixtures("private_files")


def told(batch, *fates: Fate, **facts) -> BankAnswer:
    lines = batch.lines.order_by("end_to_end_id")
    return BankAnswer(tuple(Line(line.end_to_end_id, fate, **facts) for line, fate in zip(lines, fates, strict=True)))


def statuses() -> list[str]:
    return sorted(Claim.objects.values_list("status", flat=True))


def test_a_claim_with_everything_meets_no_obstacle(edition, rule, reviewer, approver):
    assert payments.obstacles(cast.present(edition, "anna", reviewer, approver)) == []


@pytest.mark.parametrize(
    ("given", "obstacle"),
    [
        ({"paper": False}, Obstacle.NO_DOCUMENT),
        ({"number": "UA213223130000026007233566001"}, Obstacle.OUTSIDE_SEPA),
        ({"holder": "Marie Example"}, Obstacle.OTHER_HOLDER),
    ],
)
def test_the_gate_stays_closed_and_says_why(edition, rule, reviewer, approver, treasurer, given, obstacle):
    claim = cast.present(edition, "anna", reviewer, approver, **given)
    with pytest.raises(payments.GateClosed) as closed:
        payments.make_payable(claim=claim, by=treasurer, now=cast.AFTER)
    assert (closed.value.obstacles, cast.read(claim).status) == ([obstacle], Status.ATTENDANCE_CONFIRMED)


def test_the_gate_is_closed_to_who_has_not_come_or_said_where_to_pay(edition, rule, reviewer, approver):
    claim = cast.checked(edition)
    cast.propose_acceptance(claim, reviewer)
    review.approve(claim=claim, by=approver, now=NOW)
    found = payments.obstacles(cast.read(claim))
    assert found == [Obstacle.NOT_PRESENT, Obstacle.NO_DOCUMENT, Obstacle.NO_ACCOUNT]


def test_the_gate_closes_when_one_person_alone_tells_the_presence(edition, rule, reviewer, approver, treasurer):
    """Confirmed from a scan that was taken back since; what stands is a list typed by one person."""
    claim = cast.present(edition, "anna", reviewer, approver)
    CheckIn.objects.update(from_paper=True, by=treasurer)
    with pytest.raises(payments.GateClosed) as closed:
        payments.make_payable(claim=claim, by=treasurer, now=cast.AFTER)
    assert closed.value.obstacles == [Obstacle.NOT_PROVED]
    attendance.vouch(claim=claim, day=edition.days.last(), by=reviewer, now=cast.AFTER)
    payments.make_payable(claim=claim, by=treasurer, now=cast.AFTER)
    CheckIn.objects.update(undone_at=cast.AFTER)
    with pytest.raises(payments.NothingToPay):
        cast.prepare(edition, treasurer)


def test_an_account_outside_sepa_is_paid_by_hand(edition, rule, reviewer, approver, treasurer):
    claim = cast.present(edition, "anna", reviewer, approver, number="UA213223130000026007233566001")
    payments.set_aside(claim=claim, by=treasurer, now=cast.AFTER)
    payments.record_payment_by_hand(claim=claim, by=treasurer, now=cast.AFTER, note="SWIFT of 3 December")
    assert (cast.read(claim).status, claim.events.last().note) == (Status.PAID, "SWIFT of 3 December")


def test_prepare_takes_every_claim_that_is_ready(batch):
    assert (statuses(), batch.lines.count()) == (["in_batch", "in_batch"], 2)


def test_prepare_with_nothing_ready_makes_no_batch(edition, rule, treasurer):
    with pytest.raises(payments.NothingToPay):
        cast.prepare(edition, treasurer)
    assert PaymentBatch.objects.count() == 0


def test_two_treasurers_cannot_batch_the_same_claims(edition, batch, treasurer):
    with pytest.raises(payments.NothingToPay):
        cast.prepare(edition, cast.staff("treasurer", "second"))


def test_a_line_beside_a_live_one_is_refused_by_the_database(batch, treasurer):
    line = batch.lines.first()
    Claim.objects.filter(pk=line.claim_id).update(status=Status.PAYMENT_READY)
    with pytest.raises(ClaimMovedMeanwhile):
        cast.prepare(batch.edition, treasurer)
    assert PaymentLine.objects.count() == 2


def test_release_by_who_prepared_it_is_refused(batch, treasurer):
    with pytest.raises(payments.SamePerson):
        payments.release(batch=batch, by=treasurer, now=cast.AFTER)


def test_release_by_who_approved_a_claim_is_refused_whole(batch, approver, president):
    approver.groups.add(*president.groups.all())
    with pytest.raises(SecondRole):
        payments.release(batch=batch, by=type(approver).objects.get(pk=approver.pk), now=cast.AFTER)
    batch.refresh_from_db()
    assert (statuses(), batch.status) == (["in_batch", "in_batch"], "prepared")


def test_release_gives_the_same_bytes_as_before_and_ever_after(batch, president):
    before = payments.file_of(batch)
    content = payments.release(batch=batch, by=president, now=cast.AFTER)
    batch.refresh_from_db()
    assert (content, payments.file_of(batch), batch.digest) == (before, before, sepa.digest(before))
    assert statuses() == ["exported", "exported"]


def test_the_file_says_the_same_in_every_language_and_whatever_the_edition_is_called_since(batch, president):
    with translation.override("fr"):
        content = payments.release(batch=batch, by=president, now=cast.AFTER)
    Edition.objects.update(title="Renamed", title_fr="Renommée", title_en="Renamed")
    with translation.override("en"):
        again = PaymentBatch.objects.select_related("edition").get()
        assert (payments.released_file(again), again.digest) == (content, sepa.digest(content))


def test_a_file_that_is_not_the_one_released_is_not_handed_out(batch, president):
    payments.release(batch=batch, by=president, now=cast.AFTER)
    batch.lines.filter(pk=batch.lines.first().pk).update(amount_cents=94_801)
    batch.refresh_from_db()
    with pytest.raises(payments.FileDiffers):
        payments.released_file(batch)


def test_a_day_that_has_passed_pays_nothing(edition, batch, treasurer, president):
    late = cast.attendees.paris(2025, 12, 2, 0, 1)
    with pytest.raises(payments.DayPassed):
        payments.release(batch=batch, by=president, now=late)
    payments.release(batch=batch, by=president, now=cast.attendees.paris(2025, 12, 1, 23, 59))
    with pytest.raises(payments.DayPassed):
        cast.prepare(edition, treasurer, execution_on=cast.AFTER.date() - timedelta(days=1))


def test_each_fate_names_the_file_that_told_it(batch, treasurer, president):
    payments.release(batch=batch, by=president, now=cast.AFTER)
    names = sorted(batch.lines.values_list("end_to_end_id", flat=True))
    content = f"EndToEndId;Status\n{names[0]};paid\n{names[1]};pending\n".encode()
    settlement.book(batch=batch, answer=read_answer(content), by=treasurer, now=cast.AFTER)
    told = batch.lines.order_by("end_to_end_id").values_list("fate", "answer_format", "answer_digest")
    assert list(told) == [("paid", "CSV", hashlib.sha256(content).hexdigest()), ("due", "", "")]


@pytest.mark.parametrize("version", PaymentBatch.Version.values)
def test_the_file_pays_the_organisations_and_nobody_else(edition, batch, treasurer, version):
    payments.cancel(batch=batch, by=treasurer, now=cast.AFTER)
    again = cast.prepare(edition, treasurer, version=version)
    root = etree.fromstring(payments.file_of(again))
    paid = {
        tuple(transfer.xpath(f"string(.//*[local-name()='{tag}'])") for tag in ("EndToEndId", "InstdAmt", "Nm", "IBAN"))
        for transfer in root.iter("{*}CdtTrfTxInf")
    }
    wanted = {
        (f"{claim.reference}-2", "948.00", claim.organisation_name.upper(), number.replace(" ", ""))
        for claim, number in zip(Claim.objects.ranked(), cast.ACCOUNTS, strict=False)
    }
    assert paid == wanted


def test_cancel_makes_the_claims_ready_again(batch, treasurer):
    payments.cancel(batch=batch, by=treasurer, now=cast.AFTER)
    assert statuses() == ["payment_ready", "payment_ready"]
    with pytest.raises(payments.NothingToPay):
        payments.cancel(batch=batch, by=treasurer, now=cast.AFTER)


def test_release_of_a_cancelled_batch_is_refused(batch, treasurer, president):
    payments.cancel(batch=batch, by=treasurer, now=cast.AFTER)
    with pytest.raises(payments.NothingToPay):
        payments.release(batch=batch, by=president, now=cast.AFTER)


def test_book_pays_one_and_reopens_the_other_which_is_paid_in_the_next_batch(edition, batch, treasurer, president):
    payments.release(batch=batch, by=president, now=cast.AFTER)
    booked = settlement.book(batch=batch, answer=told(batch, Fate.PAID, Fate.REJECTED), by=treasurer, now=cast.AFTER)
    assert (booked.paid, booked.rejected, statuses()) == (1, 1, ["paid", "payment_rejected"])
    names = [mail.template.rpartition("/")[2] for mail in OutgoingMail.objects.order_by("-pk")[:2]]
    assert sorted(names) == ["paid", "payment_rejected"]
    rejected = Claim.objects.select_related("edition", "rule").get(status="payment_rejected")
    number = read_iban("NL91 ABNA 0417 1643 00")
    bank.give(claim=rejected, holder=rejected.organisation_name, iban=number, now=cast.AFTER)
    payments.make_payable(claim=cast.read(rejected), by=treasurer, now=cast.AFTER)
    second = cast.prepare(edition, treasurer)
    line = second.lines.get()
    assert (line.end_to_end_id, line.attempt, line.masked_iban) == (f"{rejected.reference}-2", 2, number.masked)


def test_book_the_same_answer_twice_changes_nothing_more(batch, treasurer, president):
    payments.release(batch=batch, by=president, now=cast.AFTER)
    answer = told(batch, Fate.PAID, Fate.PAID)
    settlement.book(batch=batch, answer=answer, by=treasurer, now=cast.AFTER)
    mails = OutgoingMail.objects.count()
    again = settlement.book(batch=batch, answer=answer, by=treasurer, now=cast.AFTER + timedelta(days=1))
    assert (again.paid, again.rejected, OutgoingMail.objects.count(), statuses()) == (0, 0, mails, ["paid", "paid"])


def test_book_leaves_other_amounts_unknown_lines_and_pending_ones_to_a_person(batch, treasurer, president):
    payments.release(batch=batch, by=president, now=cast.AFTER)
    first, second = batch.lines.order_by("end_to_end_id")
    answer = BankAnswer(
        (
            Line(first.end_to_end_id, Fate.PAID, amount_cents=94_900),
            Line(second.end_to_end_id, Fate.PENDING),
            Line("D-NOBODY-1", Fate.PAID),
        )
    )
    booked = settlement.book(batch=batch, answer=answer, by=treasurer, now=cast.AFTER)
    assert booked == settlement.Booked(unknown=("D-NOBODY-1",), differing=(first.end_to_end_id,))
    assert statuses() == ["exported", "exported"]


def test_book_an_answer_for_the_whole_batch(batch, treasurer, president):
    payments.release(batch=batch, by=president, now=cast.AFTER)
    answer = BankAnswer((), message_id=batch.reference, fate=Fate.REJECTED, reason="AC04")
    assert settlement.book(batch=batch, answer=answer, by=treasurer, now=cast.AFTER).rejected == 2
    assert set(batch.lines.values_list("fate", "reason")) == {("rejected", "AC04")}


def test_book_before_the_release_is_refused(batch, treasurer):
    with pytest.raises(MoveNotAllowed):
        settlement.book(batch=batch, answer=told(batch, Fate.PAID, Fate.PAID), by=treasurer, now=cast.AFTER)
    assert statuses() == ["in_batch", "in_batch"]
