"""The account of an organisation: asked for when needed, encrypted, shown in full to the treasurer only."""

from datetime import datetime

from django.db import transaction

from accounts import sealing
from accounts.models import User
from reimbursement.decisions import RecheckReason
from reimbursement.fingerprints import fingerprint
from reimbursement.four_eyes import acting
from reimbursement.iban import Iban, IbanWarning
from reimbursement.models import AllowanceRule, BankDetails, BankDetailsView, Claim, PaymentLine, Role, Status
from reimbursement.models.status import CLOSED
from reimbursement.moves import CLAIMANT, SYSTEM, move_claim
from reimbursement.transitions import Move

_ASKED_FOR = frozenset({Status.APPROVED, Status.ATTENDANCE_CONFIRMED, Status.PAYMENT_READY, Status.PAYMENT_REJECTED})


class NotAskedFor(Exception):
    """The claim needs no bank details where it stands."""


def is_asked_for(claim: Claim) -> bool:
    """Tell whether the account is needed where ``claim`` stands: from the approval on, or later if the rule says so."""
    too_early = claim.status == Status.APPROVED and claim.rule.account_asked == AllowanceRule.AccountAsked.ATTENDANCE
    return claim.status in _ASKED_FOR and not too_early


@transaction.atomic
def give(*, claim: Claim, holder: str, iban: Iban, now: datetime) -> BankDetails:
    """Keep the account of an approved claim.

    A change after the first time sends the claim back to be checked, and so does an account that another live claim
    gave; both then go to a person. After a rejection by the bank the claim stands before the gate once more: the
    treasurer compares the account with the paper. The caller wakes a worker. Raises NotAskedFor.
    """
    if not is_asked_for(claim):
        raise NotAskedFor
    before = BankDetails.objects.filter(claim=claim).first()
    mark = fingerprint(of="account", text=iban.value)
    details, _created = BankDetails.objects.update_or_create(
        claim=claim,
        defaults={
            "holder": holder,
            "sealed_iban": sealing.seal(iban.value),
            "masked_iban": iban.masked,
            "fingerprint": mark,
            "is_sepa": iban.is_sepa,
            "needs_check": IbanWarning.NATIONAL_CHECK in iban.warnings,
            "given_at": now,
        },
    )
    if claim.status == Status.PAYMENT_REJECTED:
        move_claim(claim=claim, move=Move.CORRECT, actor=CLAIMANT, now=now)
    elif before is not None and (before.fingerprint, before.holder) != (mark, holder):
        move_claim(claim=claim, move=Move.RECHECK, actor=CLAIMANT, now=now, reason=RecheckReason.ACCOUNT_CHANGED)
        return details
    if _is_used_elsewhere(claim, mark):
        move_claim(claim=claim, move=Move.RECHECK, actor=SYSTEM, now=now, reason=RecheckReason.ACCOUNT_SHARED)
    return details


def _is_used_elsewhere(claim: Claim, mark: str) -> bool:
    others = BankDetails.objects.filter(fingerprint=mark).exclude(claim=claim)
    return others.exclude(claim__status__in=CLOSED).exists()


@transaction.atomic
def reveal(*, claim: Claim, by: User, now: datetime) -> str:
    """Return the full number for the treasurer and write down who saw it.

    Raises NotPermitted, SecondRole, OwnOrganisation, or BankDetails.DoesNotExist once it is erased.
    """
    acting(claim=claim, by=by, role=Role.TREASURER)
    details = BankDetails.objects.exclude(sealed_iban="").get(claim=claim)
    BankDetailsView.objects.create(details=details, by=by, at=now)
    return sealing.unseal(details.sealed_iban)


@transaction.atomic
def erase_number(*, claim: Claim) -> bool:
    """Forget the number, if it is still known, and in the payments too; its last digits and its fingerprint stay."""
    PaymentLine.objects.filter(claim=claim).update(sealed_iban="")
    return bool(BankDetails.objects.filter(claim=claim).exclude(sealed_iban="").update(sealed_iban=""))
