"""What claimants are told by e-mail, each in the language of the claim and with a link of its own."""

from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from events.house import sender_of
from outbox.queue import enqueue
from reimbursement.decisions import sentence_of
from reimbursement.evidence import sentences_for_claimant
from reimbursement.models import Claim, ClaimLink, ClaimMessage, IssuedPaper
from reimbursement.payment_words import reason_in_words

# What the worker attaches; ``issued_papers.attach`` makes it.
ISSUED_PAPER = "reimbursement.issued_paper"


def send_acknowledgement(*, claim: Claim) -> None:
    """The claim arrived: its number, a copy of what it says, what comes next."""
    _send(claim, "acknowledged")


def send_approved(*, claim: Claim, letter: IssuedPaper) -> None:
    """The claim is approved, subject to attendance."""
    _send(claim, "approved", paper=letter)


def send_waitlisted(*, claim: Claim, letter: IssuedPaper) -> None:
    """The claim is justified, and there is no money left for the moment."""
    _send(claim, "waitlisted", paper=letter)


def send_refused(*, claim: Claim, reason: str, note: str, letter: IssuedPaper) -> None:
    """The claim is refused: by which rule, on which facts, and how to contest it."""
    with translation.override(claim.language):
        facts = sentences_for_claimant(claim)
        _send(claim, "refused", paper=letter, reason=sentence_of(reason), note=note, facts=facts)


def send_attended(*, claim: Claim) -> None:
    """They came: now the account of the organisation is needed."""
    _send(claim, "attended", has_account=hasattr(claim, "bank"), owes_papers=claim.owes_papers)


def send_absent(*, claim: Claim, letter: IssuedPaper) -> None:
    """Nobody was scanned in: the place goes to another organisation."""
    _send(claim, "absent", paper=letter)


def send_paid(*, claim: Claim, statement: IssuedPaper) -> None:
    """The allowance was paid."""
    _send(claim, "paid", paper=statement)


def send_payment_rejected(*, claim: Claim, reason: str) -> None:
    """The bank refused the payment, or sent it back, for the ``reason`` of its code: the account must be corrected."""
    with translation.override(claim.language):
        _send(claim, "payment_rejected", reason=reason_in_words(reason) if reason else "")


def send_payment_delayed(*, claim: Claim, reason: str) -> None:
    """The bank did not take our file, for the ``reason`` of its code: there is nothing to do for the organisation."""
    with translation.override(claim.language):
        _send(claim, "payment_delayed", reason=reason_in_words(reason))


def send_still_missing(*, claim: Claim, missing: list[Promise], key: str) -> None:
    """They came a while ago, and what a payment needs of them has still not arrived."""
    _send(claim, "still_missing", missing=missing, key=key)


def send_draft_waits(*, claim: Claim, until: date) -> None:
    """The claim was begun and never sent, and soon cannot be; told once."""
    _send(claim, "draft_waits", until=until, key=f"claim-draft:{claim.pk}")


def send_your_turn(*, user: User, claims: list[Claim], key: str) -> None:
    """Tell a member of staff which claims wait for them; numbers only, the rest is behind the login."""
    enqueue(
        template="reimbursement/emails/your_turn",
        to=user.email,
        language=user.preferred_language,
        context={
            "user": user,
            "claims": claims,
            "why": _("You receive this message because you examine claims for the travel allowance."),
            "edition": claims[0].edition,
            "link": settings.SITE_URL + reverse("admin:reimbursement_claim_changelist"),
        },
        reply_to=claims[0].edition.contact_email,
        key=key,
    )


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


def _send(claim: Claim, name: str, *, key: str = "", paper: IssuedPaper | None = None, **context: Any) -> None:
    token = ClaimLink.objects.issue(claim=claim)
    with translation.override(claim.language):
        link = settings.SITE_URL + reverse("reimbursement:claim", args=[token])
        how_it_works = settings.SITE_URL + reverse("reimbursement:explanation")
    enqueue(
        template=f"reimbursement/emails/{name}",
        to=claim.contact_email,
        language=claim.language,
        context={
            "claim": claim,
            "edition": claim.edition,
            "link": link,
            "how_it_works": how_it_works,
            "has_paper": paper is not None,
            **context,
        },
        secrets=(token,),
        related=claim,
        reply_to=claim.edition.contact_email,
        headers=sender_of(claim.edition),
        key=key,
        attachments=[(ISSUED_PAPER, str(paper.pk))] if paper else (),
    )
