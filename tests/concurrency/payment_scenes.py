"""Scenes of payments: ten treasurers batch the same claims, and read the same answer of the bank."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

from outbox.models import OutgoingMail
from reimbursement import payments, settlement
from reimbursement.bank_answers import BankAnswer, Fate, Line
from reimbursement.models import Claim, PaymentBatch, PaymentLine, ReviewEvent, Status
from reimbursement.moves import ClaimMovedMeanwhile
from tests.concurrency.crowd import play
from tests.reimbursement import cast

TREASURERS = 10


def ready_claims() -> Any:
    """An edition with three claims that wait for a batch."""
    edition = cast.make_edition()
    cast.make_rule(edition, envelope_cents=3 * 94_800)
    reviewer, approver = cast.staff("reviewer"), cast.staff("approver")
    treasurer = cast.staff("treasurer", "first")
    for number, account in enumerate(cast.ACCOUNTS):
        claim = cast.present(edition, f"org{number}", reviewer, approver, number=account)
        payments.make_payable(claim=claim, by=treasurer, now=cast.AFTER)
    return edition


def treasurers() -> list[Any]:
    return [cast.staff("treasurer", f"treasurer{number}") for number in range(TREASURERS)]


def state() -> dict[str, Any]:
    """What the database holds in the end."""
    return {
        "claims": dict(Counter(Claim.objects.values_list("status", flat=True))),
        "batches": PaymentBatch.objects.count(),
        "lines": PaymentLine.objects.count(),
        "claims_in_two_lines": sum(claim.payments.count() > 1 for claim in Claim.objects.all()),
    }


def batching(*, guarded: bool) -> dict[str, Any]:
    """Ten treasurers prepare a batch of the same three claims at the same moment."""
    edition, people = ready_claims(), treasurers()
    seen = list(Claim.objects.filter(status=Status.PAYMENT_READY).select_related("bank"))
    if not guarded:
        [guard] = [one for one in PaymentLine._meta.constraints if one.name == "paymentline_one_live_per_claim"]
        with connection.schema_editor() as editor:
            editor.remove_constraint(PaymentLine, guard)

    def act(number: int) -> str:
        if not guarded:
            return batch_unguarded(edition, people[number], seen)
        try:
            cast.prepare(edition, people[number])
        except (ClaimMovedMeanwhile, payments.NothingToPay):
            return "too late"
        return "prepared"

    answers, _seconds = play(act, TREASURERS)
    return {"answers": answers, **state()}


def batch_unguarded(edition: Any, by: Any, seen: list[Claim]) -> str:
    """What the move and the constraint are for: everybody looks which claims are ready, then writes lines for them."""
    with transaction.atomic():
        batch = PaymentBatch.objects.create(
            edition=edition,
            version="pain.001.001.09",
            execution_on=cast.DAY,
            debtor_name="SOGA",
            debtor_sealed_iban="x",
            debtor_masked_iban="x",
            prepared_at=cast.AFTER,
            prepared_by=by,
        )
        for claim in seen:
            PaymentLine.objects.create(
                batch=batch,
                claim=claim,
                attempt=batch.pk,
                end_to_end_id=f"{claim.reference}-{batch.pk}",
                amount_cents=94_800,
                holder=claim.bank.holder,
                sealed_iban=claim.bank.sealed_iban,
                masked_iban=claim.bank.masked_iban,
            )
            Claim.objects.filter(pk=claim.pk).update(status=Status.IN_BATCH)
    return "prepared"


def booking(*, guarded: bool) -> dict[str, Any]:
    """Ten treasurers read the same answer of the bank at the same moment."""
    edition, people = ready_claims(), treasurers()
    batch = cast.prepare(edition, cast.staff("treasurer", "second"))
    payments.release(batch=batch, by=cast.staff("administrator"), now=cast.AFTER)
    lines = tuple(Line(line.end_to_end_id, Fate.PAID) for line in batch.lines.all())
    answer = BankAnswer(message_id=batch.reference, lines=lines)
    due = batch.lines.filter(fate=PaymentLine.Fate.DUE).count()

    def act(number: int) -> str:
        if not guarded:
            return f"{book_unguarded(batch, due)} booked"
        try:
            return f"{settlement.book(batch=batch, answer=answer, by=people[number], now=cast.AFTER).paid} booked"
        except ClaimMovedMeanwhile:
            return "0 booked"

    answers, _seconds = play(act, TREASURERS)
    return {
        "answers": answers,
        "paid": ReviewEvent.objects.filter(to_status=Status.PAID).count(),
        "mails": OutgoingMail.objects.filter(template__endswith="/paid").count(),
        **state(),
    }


def book_unguarded(batch: PaymentBatch, due: int) -> int:
    """What the conditional updates are for: everybody looks how many lines are due, then writes them all."""
    with transaction.atomic():
        batch.lines.update(fate=PaymentLine.Fate.PAID, settled_on=cast.DAY)
        Claim.objects.filter(payments__batch=batch).update(status=Status.PAID)
    return due


PAYMENT_SCENES: dict[str, Callable[[], dict[str, Any]]] = {
    "batching": lambda: batching(guarded=True),
    "batching_unguarded": lambda: batching(guarded=False),
    "booking": lambda: booking(guarded=True),
    "booking_unguarded": lambda: booking(guarded=False),
}
