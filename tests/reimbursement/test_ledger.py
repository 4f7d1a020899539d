"""The ledger: its lines after every kind of move, and its sums against the envelope."""

import csv
import io

import openpyxl
import pytest
from django.db import transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reimbursement import attendance, bank, claims, envelope, ledger, ledger_files, payments, review, settlement
from reimbursement.bank_answers import BankAnswer, Fate, Line
from reimbursement.iban import read_iban
from reimbursement.ledger import Balance, Kind
from reimbursement.models import Claim, Envelope, Status
from tests.reimbursement import cast
from tests.reimbursement.cast import AFTER, NOW

pytestmark = pytest.mark.usefixtures("private_files")


def kinds(edition) -> list[str]:
    return [movement.kind.value for movement in ledger.movements(edition)]


def answered(batch, fate: Fate, **facts) -> BankAnswer:
    return BankAnswer(tuple(Line(line.end_to_end_id, fate, **facts) for line in batch.lines.all()))


def test_a_payment_that_comes_back_and_is_paid_again(edition, rule, reviewer, approver, treasurer, president):
    claim = cast.present(edition, "anna", reviewer, approver)
    payments.make_payable(claim=claim, by=treasurer, now=AFTER)
    first = cast.prepare(edition, treasurer)
    payments.release(batch=first, by=president, now=AFTER)
    both = BankAnswer(
        (
            Line(f"{claim.reference}-1", Fate.PAID, on=cast.DAY),
            Line(f"{claim.reference}-1", Fate.REJECTED, "AC04", on=cast.DAY.replace(day=4)),
        )
    )
    booked = settlement.book(batch=first, answer=both, by=treasurer, now=AFTER)
    assert (booked, cast.read(claim).status) == (settlement.Booked(paid=1, returned=1), Status.PAYMENT_REJECTED)
    again = settlement.book(batch=first, answer=both, by=treasurer, now=AFTER)
    assert again == settlement.Booked()
    bank.give(claim=cast.read(claim), holder=claim.organisation_name, iban=read_iban(cast.ACCOUNTS[2]), now=AFTER)
    payments.make_payable(claim=cast.read(claim), by=treasurer, now=AFTER)
    second = cast.prepare(edition, treasurer)
    payments.release(batch=second, by=president, now=AFTER)
    settlement.book(batch=second, answer=answered(second, Fate.PAID), by=treasurer, now=AFTER)
    lines = ledger.movements(edition)
    assert [line.kind for line in lines] == [Kind.COMMITTED, Kind.PAID, Kind.RETURNED, Kind.PAID]
    assert [(line.on.day, line.batch, line.identifier[-1]) for line in lines[1:]] == [
        (1, first.reference, "1"),
        (4, first.reference, "1"),
        (28, second.reference, "2"),
    ]
    assert ledger.balance(lines) == Balance(committed_cents=94_800, paid_cents=94_800)


def test_a_transfer_by_hand_that_comes_back_is_paid_by_hand_again(edition, rule, reviewer, approver, treasurer):
    claim = cast.present(edition, "anna", reviewer, approver, number="UA213223130000026007233566001")
    for reference in ("TR-1", "TR-2"):
        payments.set_aside(claim=claim, by=treasurer, now=AFTER)
        payments.record_payment_by_hand(
            claim=claim, by=treasurer, now=AFTER, note="SWIFT", bank_reference=reference, charges_cents=1_250
        )
        if reference == "TR-1":
            payments.record_return(claim=claim, by=treasurer, now=AFTER, note="wrong name")
            bank.give(claim=claim, holder=claim.organisation_name, iban=read_iban(cast.UKRAINIAN), now=AFTER)
            claim = cast.read(claim)
    found = [(line.kind.value, line.identifier) for line in ledger.movements(edition)]
    assert found == [("committed", ""), ("paid", "TR-1"), ("returned", "TR-1"), ("paid", "TR-2")]
    assert cast.read(claim).status == Status.PAID


def test_a_second_approval_of_a_claim_that_kept_its_place_commits_nothing(edition, rule, reviewer, approver):
    claim = cast.present(edition, "anna", reviewer, approver)
    bank.give(claim=claim, holder=claim.organisation_name, iban=read_iban(cast.ACCOUNTS[1]), now=AFTER)
    claim = cast.read(claim)
    Claim.objects.filter(pk=claim.pk).update(status=Status.PRE_ELIGIBLE)
    claim = cast.read(claim)
    cast.propose_acceptance(claim, reviewer)
    review.approve(claim=claim, by=approver, now=AFTER)
    assert kinds(edition) == ["committed"]


STEPS = ["approve", "refuse", "withdraw", "attend", "absent", "pay", "reject", "return"]


def walk(claim, step, people) -> None:
    """Make one step where the claim stands; steps that do not fit change nothing."""
    claim, (reviewer, approver, treasurer, president) = cast.read(claim), people
    if step == "approve" and claim.status == Status.PRE_ELIGIBLE:
        cast.propose_acceptance(claim, reviewer)
        review.approve(claim=claim, by=approver, now=NOW)
    elif step == "refuse" and claim.status == Status.PRE_ELIGIBLE:
        cast.propose_refusal(claim, reviewer)
        review.refuse(claim=claim, by=approver, now=NOW)
    elif step == "withdraw" and claim.status in {Status.PRE_ELIGIBLE, Status.APPROVED, Status.WAITLISTED}:
        claims.withdraw(claim=claim, now=NOW)
    elif step in {"attend", "absent"} and claim.status == Status.APPROVED:
        if step == "attend":
            day = claim.edition.days.last()
            claim.registration.check_ins.create(day=day, half="am", at=day.starts_at)
        attendance.settle(now=AFTER)
    elif step in {"pay", "reject"} and claim.status == Status.ATTENDANCE_CONFIRMED:
        cast.give_papers(claim)
        payments.make_payable(claim=claim, by=treasurer, now=AFTER)
        batch = cast.prepare(claim.edition, treasurer)
        payments.release(batch=batch, by=president, now=AFTER)
        fate = Fate.PAID if step == "pay" else Fate.REJECTED
        settlement.book(batch=batch, answer=answered(batch, fate), by=treasurer, now=AFTER)
    elif step == "return" and claim.status == Status.PAID:
        batch = claim.payments.last().batch
        settlement.book(batch=batch, answer=answered(batch, Fate.REJECTED), by=treasurer, now=AFTER)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(STEPS)), max_size=9))
def test_committed_less_released_is_what_the_envelope_holds(edition, rule, reviewer, approver, treasurer, steps):
    with transaction.atomic():
        people = (reviewer, approver, treasurer, cast.staff("administrator"))
        mine = [cast.checked(edition, name) for name in ("anna", "berta", "carla")]
        for who, step in steps:
            walk(mine[who], step, people)
        standing = ledger.balance(ledger.movements(edition))
        held = Claim.objects.filter(holds_place=True)
        paid = Claim.objects.filter(status=Status.PAID)
        assert standing.committed_cents == Envelope.objects.get().committed_cents == 94_800 * held.count()
        assert standing.paid_cents == 94_800 * paid.count()
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("language", "amount", "nothing", "separator"), [("fr", "948,50", "0,00", ";"), ("en", "948.50", "0.00", ",")]
)
def test_csv_is_exact_to_the_cent_and_holds_no_formula(
    edition, reviewer, approver, language, amount, nothing, separator
):
    cast.make_rule(edition, amount_cents=94_850)
    claim = cast.checked(edition, organisation_name="=HYPERLINK(1)")
    cast.propose_acceptance(claim, reviewer)
    review.approve(claim=claim, by=approver, now=NOW)
    with translation.override(language):
        content = ledger_files.csv_file(ledger.movements(edition)).decode("utf-8-sig")
    [headers, row] = csv.reader(io.StringIO(content), delimiter=separator)
    assert len(headers) == len(row)
    assert row[2] == "2025-10-15 14:00:00+02:00"
    assert row[4:11] == [claim.reference, "'=HYPERLINK(1)", amount, amount, nothing, amount, nothing]


def test_xlsx_has_numbers_and_texts(edition, rule, reviewer, approver):
    claim = cast.checked(edition, organisation_name="=1+1")
    cast.propose_acceptance(claim, reviewer)
    review.approve(claim=claim, by=approver, now=NOW)
    [row] = list(openpyxl.load_workbook(io.BytesIO(ledger_files.xlsx_file(ledger.movements(edition)))).active)[1:]
    assert [(cell.value, cell.data_type) for cell in row[5:8]] == [("=1+1", "s"), (948, "n"), (948, "n")]


def test_an_edition_without_movements_has_an_empty_ledger(edition, rule):
    assert (ledger.movements(edition), envelope.of(edition).committed_cents) == ([], 0)
    assert ledger_files.csv_file([]).count(b"\n") == 1
    [headers] = openpyxl.load_workbook(io.BytesIO(ledger_files.xlsx_file([]))).active.iter_rows(values_only=True)
    assert list(headers) == ledger_files.headers()
