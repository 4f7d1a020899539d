"""What the bank answers to a released batch: paid, rejected, or paid and then returned. Read twice it counts once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from reimbursement import emails, letters
from reimbursement.bank_answers import BankAnswer, Line
from reimbursement.four_eyes import acting
from reimbursement.models import PaymentBatch, PaymentLine, Role
from reimbursement.moves import move_claim
from reimbursement.payment_words import is_ours
from reimbursement.payments import lines_of
from reimbursement.transitions import Move

Fate = PaymentLine.Fate


@dataclass(frozen=True)
class Booked:
    """What an answer of the bank changed; of those rejected, ``again`` go into the next batch as they are."""

    paid: int = 0
    rejected: int = 0
    unknown: tuple[str, ...] = ()
    differing: tuple[str, ...] = ()
    returned: int = 0
    again: int = 0


@dataclass(frozen=True)
class _Reading:
    """One answer as it is taken into the books: from which file, by whom, when."""

    answer: BankAnswer
    by: User
    now: datetime


@transaction.atomic
def book(*, batch: PaymentBatch, answer: BankAnswer, by: User, now: datetime) -> Booked:
    """Take what the bank says of a released batch: paid, or rejected and to be corrected; twice is once."""
    reading = _Reading(answer, by, now)
    lines = {line.end_to_end_id: line for line in lines_of(batch)}
    told = _told(answer, batch, [name for name, line in lines.items() if line.fate == Fate.DUE])
    unknown = tuple(line.end_to_end_id for line in told if line.end_to_end_id not in lines)
    differing = tuple(line.end_to_end_id for line in told if _differs(line, lines))
    clear = [line for line in told if line.end_to_end_id in lines and line.end_to_end_id not in differing]
    # A statement may hold a payment and, days later, its return: the payment is booked first.
    paid = sum(_book_payment(lines[line.end_to_end_id], line, reading) for line in clear if line.fate == "paid")
    refused = [line for line in clear if line.fate == "rejected"]
    rejected = [line for line in refused if _book_rejection(lines[line.end_to_end_id], line, reading)]
    returned = sum(_book_return(lines[line.end_to_end_id], line, reading) for line in refused)
    again = sum(is_ours(line.reason) for line in rejected)
    return Booked(paid, len(rejected), unknown, differing, returned, again)


def _told(answer: BankAnswer, batch: PaymentBatch, due: list[str]) -> list[Line]:
    """The fate of each line; where the bank answers for the whole batch at once, the same for all."""
    if answer.lines:
        return list(answer.lines)
    if answer.message_id == batch.reference and answer.fate is not None:
        return [Line(identifier, answer.fate, answer.reason) for identifier in due]
    return []


def _differs(line: Line, lines: dict[str, PaymentLine]) -> bool:
    """An amount that is not ours is for a person, not for the books."""
    ours = lines.get(line.end_to_end_id)
    if ours is None or ours.fate not in {Fate.DUE, Fate.PAID} or line.amount_cents is None:
        return False
    return line.amount_cents != ours.amount_cents


def _book_payment(payment: PaymentLine, line: Line, reading: _Reading) -> bool:
    settled = {"settled_on": line.on or letters.day_of(reading.now)}
    if not _settle(payment, Fate.DUE, reading, fate=Fate.PAID, **settled):
        return False
    _move(payment, Move.RECORD_PAYMENT, reading, line.reason)
    statement = letters.issue_statement(claim=payment.claim, payment=payment, now=reading.now)
    emails.send_paid(claim=payment.claim, statement=statement)
    return True


def _book_rejection(payment: PaymentLine, line: Line, reading: _Reading) -> bool:
    """Ask the organisation for another account, unless the fault was ours: then it is paid with the next file."""
    settled = {"reason": line.reason[:40], "settled_on": line.on or letters.day_of(reading.now)}
    if not _settle(payment, Fate.DUE, reading, fate=Fate.REJECTED, **settled):
        return False
    _move(payment, Move.RECORD_REJECTION, reading, line.reason)
    if is_ours(line.reason):
        _move(payment, Move.PAY_AGAIN, reading)
        emails.send_payment_delayed(claim=payment.claim, reason=line.reason)
    else:
        emails.send_payment_rejected(claim=payment.claim, reason=line.reason)
    return True


def _book_return(payment: PaymentLine, line: Line, reading: _Reading) -> bool:
    """The bank of the receiver sent the money back after it was paid: as if it had been rejected."""
    returned = {"reason": line.reason[:40], "returned_on": line.on or letters.day_of(reading.now)}
    if not _settle(payment, Fate.PAID, reading, fate=Fate.RETURNED, **returned):
        return False
    _move(payment, Move.RECORD_RETURN, reading, line.reason)
    emails.send_payment_rejected(claim=payment.claim, reason=line.reason)
    return True


def _settle(payment: PaymentLine, before: PaymentLine.Fate, reading: _Reading, **settled: Any) -> bool:
    """Write what became of a line and which file told it, once; the line in hand is brought up to date."""
    settled |= {"answer_format": reading.answer.kind, "answer_digest": reading.answer.digest}
    if not PaymentLine.objects.filter(pk=payment.pk, fate=before).update(**settled):
        return False
    for name, value in settled.items():
        setattr(payment, name, value)
    return True


def _move(payment: PaymentLine, move: Move, reading: _Reading, reason: str = "") -> None:
    actor = acting(claim=payment.claim, by=reading.by, role=Role.TREASURER)
    move_claim(claim=payment.claim, move=move, actor=actor, now=reading.now, reason=reason[:40])
