"""The places of the budget: each is taken by one conditional update, in the transaction of the approval."""

from django.db.models import F

from events.models import Edition
from reimbursement.models import Claim, Envelope


class EnvelopeExhausted(Exception):
    """The amount no longer fits into the envelope."""


class EnvelopeTooSmall(Exception):
    """The new total is less than what is already committed."""


def take(*, claim: Claim, amount_cents: int) -> None:
    """Commit ``amount_cents`` for ``claim``, or raise EnvelopeExhausted. Two approvals of the last place: one succeeds.

    A claim that still holds its place (it was checked again) takes none.
    """
    if claim.holds_place:
        return
    fits = Envelope.objects.filter(edition_id=claim.edition_id, total_cents__gte=F("committed_cents") + amount_cents)
    if not fits.update(committed_cents=F("committed_cents") + amount_cents):
        raise EnvelopeExhausted


def release(*, claim: Claim) -> bool:
    """Free the money a claim holds and tell whether there was any; for withdrawal, refusal and absence."""
    if not claim.holds_place or not claim.amount_cents:
        return False
    if not Claim.objects.filter(pk=claim.pk, holds_place=True).update(holds_place=False):
        return False
    claim.holds_place = False
    Envelope.objects.filter(edition_id=claim.edition_id).update(
        committed_cents=F("committed_cents") - claim.amount_cents
    )
    return True


def resize(*, edition: Edition, total_cents: int) -> None:
    """Set the money of ``edition``, or raise EnvelopeTooSmall when more is already committed."""
    _, created = Envelope.objects.get_or_create(edition=edition, defaults={"total_cents": total_cents})
    if created:
        return
    if not Envelope.objects.filter(edition=edition, committed_cents__lte=total_cents).update(total_cents=total_cents):
        raise EnvelopeTooSmall


def of(edition: Edition) -> Envelope | None:
    """Return the money of ``edition``, if any was decided."""
    return Envelope.objects.filter(edition=edition).first()
