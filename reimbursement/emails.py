"""What claimants are told by e-mail, each in the language of the claim and with a link of its own."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from outbox.queue import enqueue
from reimbursement.decisions import sentence_of
from reimbursement.evidence import sentences_for_claimant
from reimbursement.models import Claim, ClaimLink, ClaimMessage


def send_acknowledgement(*, claim: Claim) -> None:
    """The claim arrived: its number, a copy of what it says, what comes next."""
    _send(claim, "acknowledged")


def send_approved(*, claim: Claim) -> None:
    """The claim is approved, subject to attendance."""
    _send(claim, "approved")


def send_waitlisted(*, claim: Claim) -> None:
    """The claim is justified, and there is no money left for the moment."""
    _send(claim, "waitlisted")


def send_refused(*, claim: Claim, reason: str, note: str) -> None:
    """The claim is refused: by which rule, on which facts, and how to contest it."""
    with translation.override(claim.language):
        _send(claim, "refused", reason=sentence_of(reason), note=note, facts=sentences_for_claimant(claim))


def send_attended(*, claim: Claim) -> None:
    """They came: now the account of the organisation is needed."""
    _send(claim, "attended", has_account=hasattr(claim, "bank"))


def send_absent(*, claim: Claim) -> None:
    """Nobody was scanned in: the place goes to another organisation."""
    _send(claim, "absent")


def send_paid(*, claim: Claim) -> None:
    """The allowance was paid."""
    _send(claim, "paid")


def send_payment_rejected(*, claim: Claim) -> None:
    """The bank refused the payment: the account must be corrected."""
    _send(claim, "payment_rejected")


def send_question(*, claim: Claim, text: str) -> None:
    """Somebody examines the claim and needs something, by a date."""
    _send(claim, "question", text=text)


def send_message(*, claim: Claim, text: str) -> None:
    """Somebody of the team writes."""
    _send(claim, "message_from_us", text=text)


def send_reminder(*, claim: Claim) -> None:
    """The answer to a question is due in two days; sent once per question."""
    question = claim.messages.filter(kind=ClaimMessage.Kind.QUESTION).latest("at")
    _send(claim, "reminder", text=question.text, key=f"claim-reminder:{question.pk}")


def send_expired(*, claim: Claim) -> None:
    """The question was not answered in time: the claim is closed."""
    _send(claim, "expired")


def _send(claim: Claim, name: str, *, key: str = "", **context: Any) -> None:
    token = ClaimLink.objects.issue(claim=claim)
    with translation.override(claim.language):
        link = settings.SITE_URL + reverse("reimbursement:claim", args=[token])
        how_it_works = settings.SITE_URL + reverse("reimbursement:explanation")
    enqueue(
        template=f"reimbursement/emails/{name}",
        to=claim.contact_email,
        language=claim.language,
        context={"claim": claim, "edition": claim.edition, "link": link, "how_it_works": how_it_works, **context},
        secrets=(token,),
        related=claim,
        reply_to=claim.edition.contact_email,
        key=key,
    )
