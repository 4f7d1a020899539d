"""What an organisation still owes before it can be paid, each with the page where it gives it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reimbursement import bank, payments
from reimbursement.models import Claim, Status
from reimbursement.payments import Obstacle


@dataclass(frozen=True)
class Missing:
    """One thing, in the words of the claimant, and the name of its page."""

    label: Promise
    page: str


OWED: dict[Obstacle, Missing] = {
    Obstacle.NO_ACCOUNT: Missing(_("the bank details of your organisation"), "reimbursement:bank"),
    Obstacle.OTHER_HOLDER: Missing(
        _("an account in the name of your organisation: the holder you gave is called otherwise"), "reimbursement:bank"
    ),
    Obstacle.NO_DOCUMENT: Missing(_("a bank document in the name of your organisation"), "reimbursement:documents"),
}


_REFUSED_BY_BANK = Missing(_("other bank details: the bank refused the payment"), "reimbursement:bank")


def missing_from(claim: Claim) -> list[Missing]:
    """Return what ``claim`` lacks that only its organisation can give; nothing while no account is asked for."""
    if not bank.is_asked_for(claim):
        return []
    standing = payments.obstacles(claim)
    owed = [missing for obstacle, missing in OWED.items() if obstacle in standing]
    return [_REFUSED_BY_BANK, *owed] if claim.status == Status.PAYMENT_REJECTED else owed
