"""What our letters say: the decision, its reason, the facts it rests on, the rule, how to contest, who decided.

Each returns the words of one paper in the language of the claim; ``issued_papers`` fixes them and makes the file.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from events.countries import name_of
from events.dates import date_in_words
from events.models import Edition, Partnership
from reimbursement import issued_papers
from reimbursement.decisions import latest_proposal, sentence_of
from reimbursement.evidence import sentences_for_claimant
from reimbursement.first_time_words import first_time_sentences
from reimbursement.models import Claim, IssuedPaper, ManualPayment, PaymentLine, Role
from reimbursement.money import euros
from reimbursement.number_words import euros_in_words
from reimbursement.templatetags.allowance import precision, radius

Kind = IssuedPaper.Kind


def issue_decision(*, claim: Claim, kind: IssuedPaper.Kind, now: datetime) -> IssuedPaper:
    """Fix the letter of a decision just made: approval, refusal, waiting for budget, or the end of an approval."""
    with translation.override(claim.language):
        content = {**_head(claim, now), **_decision(claim, kind), "facts": _facts(claim)}
    return issued_papers.issue(claim=claim, kind=kind, content=content, now=now)


def issue_statement(*, claim: Claim, payment: PaymentLine | ManualPayment, now: datetime) -> IssuedPaper:
    """Fix the payment statement of a claim just paid."""
    with translation.override(claim.language):
        content = {**_head(claim, now), **_payment(claim, payment)}
    return issued_papers.issue(claim=claim, kind=Kind.PAYMENT, content=content, now=now)


def organisers_of(edition: Edition) -> str:
    """Return who organises an edition, by name; its title where nobody is entered."""
    organisers = edition.partnerships.filter(role=Partnership.Role.ORGANISER).select_related("partner")
    return ", ".join(partnership.partner.name for partnership in organisers) or edition.title


def day_of(now: datetime) -> date:
    """Return the day of an instant in Paris."""
    return timezone.localdate(now, timezone.get_default_timezone())


def _head(claim: Claim, now: datetime) -> dict[str, Any]:
    """What every letter begins with."""
    rule = render_to_string("reimbursement/rule_sentence.txt", {"rule": claim.rule}).strip()
    return {
        "organiser": organisers_of(claim.edition),
        "edition": claim.edition.title,
        "contact": claim.edition.contact_email,
        "to": [claim.organisation_name, *claim.office_lines, name_of(claim.office_country)],
        "attention": claim.contact_name,
        "date": date_in_words(day_of(now)),
        "claim": claim.reference,
        "organisation": claim.organisation_name,
        "rule": rule,
        "rule_version": claim.rule.version,
        "legal_basis": claim.rule.legal_basis,
    }


def _decision(claim: Claim, kind: IssuedPaper.Kind) -> dict[str, Any]:
    proposal = latest_proposal(claim)
    decided = claim.events.filter(role=Role.APPROVER).select_related("by").last()
    return {
        "reason": sentence_of(proposal.reason),
        "reason_code": proposal.reason,
        "note": proposal.note if kind != Kind.LAPSE else "",
        "amount": euros(claim.amount_cents or claim.rule.amount_cents),
        "contest_until": date_in_words(claim.contest_until) if claim.contest_until and kind == Kind.REFUSAL else "",
        "submitted_on": date_in_words(day_of(claim.submitted_at)) if claim.submitted_at else "",
        "event_on": date_in_words(claim.edition.starts_on),
        "signed_by": decided.by.full_name if decided and decided.by else "",
        "head_of_history": claim.history_head,
    }


def _facts(claim: Claim) -> list[list[Any]]:
    """Label and sentences, in the order in which a letter gives them."""
    facts: list[tuple[str, Iterable[str]]] = [
        (_("Organisation"), [claim.organisation_name, claim.legal_id]),
        (_("Registered office"), [", ".join([*claim.office_lines, name_of(claim.office_country)]), _found(claim)]),
        (_("Distance"), sentences_for_claimant(claim)),
        (_("First participation"), first_time_sentences(claim)),
    ]
    kept = [[label, [line for line in lines if line]] for label, lines in facts]
    return [[label, lines] for label, lines in kept if lines]


def _found(claim: Claim) -> str:
    """How exactly the office was placed on the map."""
    if not claim.office_precision:
        return ""
    how = {"precision": precision(claim.office_precision), "radius": radius(claim.office_radius_m)}
    return " ".join((_("Position used: %(precision)s %(radius)s") % how).split())


def _payment(claim: Claim, payment: PaymentLine | ManualPayment) -> dict[str, Any]:
    by_file = isinstance(payment, PaymentLine)
    paid_on = payment.settled_on if isinstance(payment, PaymentLine) else payment.paid_on
    return {
        "amount": euros(payment.amount_cents),
        "amount_in_words": euros_in_words(payment.amount_cents, claim.language),
        "paid_on": date_in_words(paid_on) if paid_on else "",
        "holder": payment.holder,
        "account": payment.masked_iban,
        "identifier": payment.end_to_end_id if isinstance(payment, PaymentLine) else payment.bank_reference,
        "payer": payment.batch.debtor_name if isinstance(payment, PaymentLine) else organisers_of(claim.edition),
        "batch": payment.batch.reference if isinstance(payment, PaymentLine) else "",
        "by_hand": not by_file,
        "cents": payment.amount_cents,
    }
