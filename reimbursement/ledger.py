"""Every movement of the money, read from the sealed histories: committed, released, paid, rejected, returned.

Nothing is stored twice: what the ledger commits less what it releases is what the envelope holds, whatever happened.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from events.models import Edition
from reimbursement.models import Claim, ManualPayment, PaymentLine, ReviewEvent, Role
from reimbursement.transitions import Move


class Kind(models.TextChoices):
    """What a movement does to the money."""

    COMMITTED = "committed", pgettext_lazy("movement", "committed")
    RELEASED = "released", pgettext_lazy("movement", "released")
    PAID = "paid", pgettext_lazy("movement", "paid")
    REJECTED = "rejected", pgettext_lazy("movement", "rejected by the bank")
    RETURNED = "returned", pgettext_lazy("movement", "returned after payment")


# Moves that take or keep a place, and moves that give it up.
TAKING = frozenset({Move.APPROVE, Move.PROMOTE})
GIVING_UP = frozenset({Move.REFUSE, Move.WITHDRAW, Move.EXPIRE, Move.RECORD_ABSENCE})
PAYING = {Move.RECORD_PAYMENT: Kind.PAID, Move.RECORD_REJECTION: Kind.REJECTED, Move.RECORD_RETURN: Kind.RETURNED}


@dataclass(frozen=True)
class Movement:
    """One line of the ledger, with what it changes in euro cents."""

    kind: Kind
    on: date
    recorded_at: datetime
    claim: Claim
    cents: int
    by: str
    role: Role
    batch: str = ""
    identifier: str = ""
    account: str = ""
    reason: str = ""

    @property
    def recorded_on(self) -> date:
        """The day, in Paris, on which it was recorded."""
        return _day(self.recorded_at)

    @property
    def committed_cents(self) -> int:
        """What the movement adds to the money committed."""
        return {Kind.COMMITTED: self.cents, Kind.RELEASED: -self.cents}.get(self.kind, 0)

    @property
    def paid_cents(self) -> int:
        """What the movement adds to the money paid."""
        return {Kind.PAID: self.cents, Kind.RETURNED: -self.cents}.get(self.kind, 0)


@dataclass(frozen=True)
class Balance:
    """Where the money stands after some movements."""

    committed_cents: int = 0
    paid_cents: int = 0

    def after(self, movement: Movement) -> "Balance":
        """Return the balance once ``movement`` happened."""
        return Balance(self.committed_cents + movement.committed_cents, self.paid_cents + movement.paid_cents)


def movements(edition: Edition) -> list[Movement]:
    """Return every movement of an edition in the order in which it was recorded."""
    claims = Claim.objects.filter(edition=edition, amount_cents__gt=0).prefetch_related(
        models.Prefetch("events", ReviewEvent.objects.select_related("by").order_by("number")),
        models.Prefetch("payments", PaymentLine.objects.select_related("batch").order_by("attempt")),
        models.Prefetch("manual_payments", ManualPayment.objects.order_by("pk")),
    )
    found = [movement for claim in claims for movement in of_claim(claim)]
    return sorted(found, key=lambda one: (one.recorded_at, one.claim.pk))


def balance(lines: Iterable[Movement]) -> Balance:
    """Return where the money stands at the end."""
    result = Balance()
    for line in lines:
        result = result.after(line)
    return result


def of_claim(claim: Claim) -> Iterator[Movement]:
    """Yield the movements of one claim: a place is taken once, however often it is approved, until it is given up."""
    holds, attempt, transfers = False, 0, 0
    for event in claim.events.all():
        move = Move(event.move)
        if move in TAKING and not holds:
            holds = True
            yield _movement(Kind.COMMITTED, claim, event)
        elif move in GIVING_UP and holds:
            holds = False
            yield _movement(Kind.RELEASED, claim, event)
        elif move == Move.BATCH:
            attempt += 1
        elif move == Move.PAY_BY_HAND:
            transfers += 1
            attempt = 0
        elif move in PAYING:
            yield _payment(PAYING[move], claim, event, attempt, transfers)


def _movement(kind: Kind, claim: Claim, event: ReviewEvent) -> Movement:
    return Movement(
        kind=kind,
        on=_day(event.at),
        recorded_at=event.at,
        claim=claim,
        cents=claim.amount_cents or 0,
        by=str(event.by or ""),
        role=Role(event.role),
    )


def _payment(kind: Kind, claim: Claim, event: ReviewEvent, attempt: int, transfers: int) -> Movement:
    """A movement of the bank: by the line of the attempt, or by the transfer made by hand."""
    facts = {**_movement(kind, claim, event).__dict__, "reason": event.reason}
    lines = {line.attempt: line for line in claim.payments.all()}
    if attempt in lines:
        line = lines[attempt]
        facts |= {"batch": line.batch.reference, "identifier": line.end_to_end_id, "account": line.masked_iban}
        facts |= {"cents": line.amount_cents, "on": _settled(line, kind, event)}
        return Movement(**facts)
    made = list(claim.manual_payments.all())[transfers - 1 : transfers]
    for payment in made:
        facts |= {"identifier": payment.bank_reference, "account": payment.masked_iban, "cents": payment.amount_cents}
        facts["on"] = (payment.came_back_on if kind == Kind.RETURNED else payment.paid_on) or _day(event.at)
    return Movement(**facts)


def _settled(line: PaymentLine, kind: Kind, event: ReviewEvent) -> date:
    """The day of the bank; a payment that came back later keeps both days."""
    if kind == Kind.RETURNED:
        return line.returned_on or _day(event.at)
    return line.settled_on or _day(event.at)


def _day(moment: datetime) -> date:
    return timezone.localdate(moment, timezone.get_default_timezone())
