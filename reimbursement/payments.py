"""From an approved and present organisation to the file for the bank: gate, batch, release.

Nothing is paid twice: a claim has one live line (a constraint), and each step is a move of the table. What the bank
answers is read by ``settlement``.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, models, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts import sealing
from accounts.models import User
from events.models import Edition
from reimbursement import attestation, emails, letters, presence, sepa
from reimbursement.four_eyes import acting
from reimbursement.iban import Iban
from reimbursement.models import (
    AllowanceRule,
    Claim,
    ManualPayment,
    PaymentBatch,
    PaymentLine,
    Role,
    Status,
    SupportingDocument,
)
from reimbursement.moves import ClaimMovedMeanwhile, MoveNotAllowed, move_claim
from reimbursement.organisations import normalise_name
from reimbursement.sepa_check import Found, faults_of
from reimbursement.transitions import Move

Fate = PaymentLine.Fate
# Where a claim stands before the gate, and through it.
CAME = frozenset({Status.ATTENDANCE_CONFIRMED, Status.PAYMENT_READY, Status.PAYMENT_REJECTED})


class Obstacle(models.TextChoices):
    """Why a claim cannot be paid by file."""

    NOT_PRESENT = "not_present", _("attendance is not confirmed")
    NOT_PROVED = "not_proved", _("no scan shows that it came, and fewer than two people have read the paper list")
    NO_PLACE = "no_place", _("it holds no place in the envelope")
    NO_DOCUMENT = "no_document", _("a bank document is missing")
    NO_ACCOUNT = "no_account", _("the bank details are missing")
    OUTSIDE_SEPA = "outside_sepa", _("the account is outside SEPA")
    OTHER_HOLDER = "other_holder", _("the account holder is not the organisation")
    NOT_SIGNED = "not_signed", _("the attestation is not signed, or says something else than the claim")


class GateClosed(Exception):
    """The claim does not meet every condition of a payment."""

    def __init__(self, obstacles: Sequence[Obstacle]) -> None:
        super().__init__(", ".join(obstacles))
        self.obstacles = obstacles


class SamePerson(Exception):
    """Who prepared a batch cannot release it."""


class NothingToPay(Exception):
    """The batch would be empty, or is no longer prepared."""


class AccountErased(Exception):
    """The file can no longer be made: the calendar has erased an account number. Its digest stays."""


class DayPassed(Exception):
    """The day on which the bank is to pay lies in the past."""


class FileDiffers(Exception):
    """The file made now is not the one that was released."""


class FaultyFile(Exception):
    """The file does not pass its own examination; nothing was released."""

    def __init__(self, faults: list[Found]) -> None:
        super().__init__(", ".join(f"{found.fault} {found.where}".strip() for found in faults))
        self.faults = faults


# The gate ----------------------------------------------------------------------------------------------------------


def obstacles(claim: Claim) -> list[Obstacle]:
    """Return everything that stands between ``claim`` and a payment by file."""
    account = getattr(claim, "bank", None)
    is_confirmed = claim.status in CAME
    found = {
        Obstacle.NOT_PRESENT: not is_confirmed,
        Obstacle.NOT_PROVED: is_confirmed and not presence.is_proved(claim),
        Obstacle.NO_PLACE: not claim.holds_place or not claim.amount_cents,
        Obstacle.NO_DOCUMENT: not claim.documents.filter(kind=SupportingDocument.Kind.BANK).exists(),
        Obstacle.NO_ACCOUNT: account is None or not account.sealed_iban,
        Obstacle.OUTSIDE_SEPA: account is not None and not account.is_sepa,
        Obstacle.OTHER_HOLDER: account is not None
        and normalise_name(account.holder) != normalise_name(claim.organisation_name),
        Obstacle.NOT_SIGNED: not attestation.is_signed(claim),
    }
    return [obstacle for obstacle, stands in found.items() if stands]


@transaction.atomic
def make_payable(*, claim: Claim, by: User, now: datetime) -> None:
    """Let a claim into the next batch, or raise GateClosed."""
    _through_gate(claim, Move.MAKE_PAYABLE, by, now)


@transaction.atomic
def pay_again(*, claim: Claim, by: User, now: datetime) -> None:
    """Let a claim that the bank rejected into the next batch with the account it has, or raise GateClosed."""
    _through_gate(claim, Move.PAY_AGAIN, by, now)


def _through_gate(claim: Claim, move: Move, by: User, now: datetime) -> None:
    actor = acting(claim=claim, by=by, role=Role.TREASURER)
    standing = obstacles(claim)
    if standing:
        raise GateClosed(standing)
    move_claim(claim=claim, move=move, actor=actor, now=now)


@transaction.atomic
def set_aside(*, claim: Claim, by: User, now: datetime) -> None:
    """Take a claim out of the files because its account is outside SEPA, where the rule pays such accounts by hand."""
    actor = acting(claim=claim, by=by, role=Role.TREASURER)
    passed = {Obstacle.OUTSIDE_SEPA} if claim.rule.outside_sepa == AllowanceRule.OutsideSepa.BY_HAND else set()
    standing = [obstacle for obstacle in obstacles(claim) if obstacle not in passed]
    if standing:
        raise GateClosed(standing)
    move_claim(claim=claim, move=Move.PAY_BY_HAND, actor=actor, now=now)


@transaction.atomic
def record_payment_by_hand(
    *,
    claim: Claim,
    by: User,
    now: datetime,
    note: str,
    paid_on: date | None = None,
    bank_reference: str = "",
    charges_cents: int = 0,
) -> ManualPayment:
    """Note that a claim set aside was paid, how and when (today unless said), and send the statement."""
    actor = acting(claim=claim, by=by, role=Role.TREASURER)
    move_claim(claim=claim, move=Move.RECORD_PAYMENT, actor=actor, now=now, note=note)
    payment = ManualPayment.objects.create(
        claim=claim,
        amount_cents=claim.amount_cents or 0,
        charges_cents=charges_cents,
        paid_on=paid_on or letters.day_of(now),
        bank_reference=bank_reference,
        holder=claim.bank.holder,
        masked_iban=claim.bank.masked_iban,
        note=note,
        recorded_at=now,
        by=by,
    )
    emails.send_paid(claim=claim, statement=letters.issue_statement(claim=claim, payment=payment, now=now))
    return payment


@transaction.atomic
def record_return(*, claim: Claim, by: User, now: datetime, note: str) -> None:
    """Note that a transfer made by hand came back: the organisation is asked for another account."""
    actor = acting(claim=claim, by=by, role=Role.TREASURER)
    payment = claim.manual_payments.filter(came_back_on=None)
    if not payment.update(came_back_on=letters.day_of(now)):
        raise MoveNotAllowed
    move_claim(claim=claim, move=Move.RECORD_RETURN, actor=actor, now=now, note=note)
    emails.send_payment_rejected(claim=claim, reason="")


# The batch ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def prepare(
    *, edition: Edition, by: User, now: datetime, payer: str, account: Iban, execution_on: date, version: str
) -> PaymentBatch:
    """Put every claim that is ready into a batch, or raise NothingToPay or DayPassed.

    Of two treasurers at once one has the claims; the other gets ClaimMovedMeanwhile, and no batch.
    """
    if execution_on < letters.day_of(now):
        raise DayPassed
    ready = Claim.objects.filter(edition=edition, status=Status.PAYMENT_READY).select_related("rule", "edition", "bank")
    claims = [claim for claim in ready.ranked() if not obstacles(claim)]
    if not claims:
        raise NothingToPay
    batch = PaymentBatch.objects.create(
        edition=edition,
        version=version,
        execution_on=execution_on,
        debtor_name=payer,
        debtor_sealed_iban=sealing.seal(account.value),
        debtor_masked_iban=account.masked,
        prepared_at=now,
        prepared_by=by,
    )
    try:
        for claim in claims:
            _add(claim, batch, by, now)
    except IntegrityError as error:
        raise ClaimMovedMeanwhile from error
    return batch


def _add(claim: Claim, batch: PaymentBatch, by: User, now: datetime) -> None:
    actor = acting(claim=claim, by=by, role=Role.TREASURER)
    move_claim(claim=claim, move=Move.BATCH, actor=actor, now=now)
    attempt = claim.payments.count() + 1
    with translation.override(claim.language):
        remittance = f"{batch.edition.title} {claim.reference}"
    PaymentLine.objects.create(
        batch=batch,
        claim=claim,
        attempt=attempt,
        end_to_end_id=sepa.end_to_end_id(claim.reference, attempt),
        amount_cents=claim.amount_cents or 0,
        remittance=remittance,
        holder=claim.bank.holder,
        sealed_iban=claim.bank.sealed_iban,
        masked_iban=claim.bank.masked_iban,
    )


@transaction.atomic
def cancel(*, batch: PaymentBatch, by: User, now: datetime) -> None:
    """Dissolve a batch that was not released: its claims are ready for the next one."""
    prepared = PaymentBatch.objects.filter(pk=batch.pk, status=PaymentBatch.Status.PREPARED)
    if not prepared.update(status=PaymentBatch.Status.CANCELLED):
        raise NothingToPay
    for line in lines_of(batch):
        actor = acting(claim=line.claim, by=by, role=Role.TREASURER)
        move_claim(claim=line.claim, move=Move.UNBATCH, actor=actor, now=now)
    batch.lines.update(fate=Fate.CANCELLED)


@transaction.atomic
def release(*, batch: PaymentBatch, by: User, now: datetime) -> bytes:
    """Release a batch prepared by somebody else, and return its file, whose digest is kept.

    Raises SamePerson, NothingToPay, DayPassed, FaultyFile, or what ``four_eyes.acting`` raises for one of its claims.
    """
    if batch.prepared_by_id == by.pk:
        raise SamePerson
    if batch.execution_on < letters.day_of(now):
        raise DayPassed
    content = file_of(batch)
    faults = faults_of(content)
    if faults:
        raise FaultyFile(faults)
    prepared = PaymentBatch.objects.filter(pk=batch.pk, status=PaymentBatch.Status.PREPARED)
    released = {"released_by": by, "released_at": now, "digest": sepa.digest(content)}
    if not prepared.update(status=PaymentBatch.Status.RELEASED, **released):
        raise NothingToPay
    for line in lines_of(batch):
        actor = acting(claim=line.claim, by=by, role=Role.RELEASER)
        move_claim(claim=line.claim, move=Move.EXPORT, actor=actor, now=now)
    batch.refresh_from_db()
    return content


def file_of(batch: PaymentBatch) -> bytes:
    """Return the file of a batch; the same bytes each time.

    Raises sepa.UnpayableName, or AccountErased.
    """
    lines = list(lines_of(batch))
    if not all(line.sealed_iban for line in lines):
        raise AccountErased
    transfers = tuple(
        sepa.Transfer(
            end_to_end_id=line.end_to_end_id,
            amount_cents=line.amount_cents,
            name=line.holder,
            iban=sealing.unseal(line.sealed_iban),
            remittance=line.remittance,
        )
        for line in lines
    )
    plain = sepa.Batch(
        message_id=batch.reference,
        created_at=timezone.localtime(batch.prepared_at, timezone.get_default_timezone()),
        execution_date=batch.execution_on,
        debtor=sepa.Debtor(name=batch.debtor_name, iban=sealing.unseal(batch.debtor_sealed_iban)),
        transfers=transfers,
    )
    return sepa.build(plain, sepa.Version(batch.version))


def released_file(batch: PaymentBatch) -> bytes:
    """Return the file that was released; raises FileDiffers where what is made now has another digest."""
    content = file_of(batch)
    if sepa.digest(content) != batch.digest:
        raise FileDiffers
    return content


def lines_of(batch: PaymentBatch) -> models.QuerySet[PaymentLine]:
    """Return what a batch pays, in the order of its file."""
    return batch.lines.select_related("claim__edition", "claim__rule").order_by("end_to_end_id")
