"""The attestation of the organisation: what it declares on its honour, signed by ticking or on paper.

Whoever signs sees the very sentences that are kept, with their version, the name typed, the instant and a digest. An
attestation counts as long as the claim still says what was signed.
"""

from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from events import house
from events.countries import name_of
from events.dates import date_in_words, moment_in_words
from reimbursement import issued_papers
from reimbursement.letters import day_of, organisers_of
from reimbursement.models import AllowanceRule, Claim, IssuedPaper, SupportingDocument
from reimbursement.templatetags.allowance import whole_kilometres

# Counted up whenever a sentence below changes its meaning.
TEXT_VERSION = "1"
# What is attested: when one of these changes, the organisation signs again.
ATTESTED = (
    "organisation_name",
    "legal_id",
    "office_street",
    "office_postcode",
    "office_city",
    "office_country",
    "first_time",
)


def statements(claim: Claim) -> list[str]:
    """Return what the organisation declares, in the active language."""
    office = ", ".join([*claim.office_lines, name_of(claim.office_country)])
    named = f"{claim.organisation_name} ({claim.legal_id})" if claim.legal_id else claim.organisation_name
    facts = {
        "organisation": named,
        "office": office,
        "edition": claim.edition.title,
        "event": house.name_of(claim.edition),
        "distance": whole_kilometres(claim.rule.threshold_m),
        "version": claim.rule.version,
    }
    if claim.is_individual:
        return _statements_of_a_person(claim, facts)
    return [
        _("I act for %(organisation)s and may make this claim in its name.") % facts,
        _("Its registered office, as in its statutes, is: %(office)s.") % facts,
        _first_time(claim) % facts,
        _("It makes no other claim for the travel allowance of %(edition)s.") % facts,
        _("The allowance is paid to an account in its own name, and only if somebody of it came.") % facts,
        _("I know version %(version)s of the rule, and that a false statement means refusal or repayment.") % facts,
    ]


def _statements_of_a_person(claim: Claim, facts: dict[str, Any]) -> list[str]:
    """The same where the rule lets people claim who come on their own account."""
    new = _("I take part in NEC ESS Europe for the first time with %(edition)s.")
    return [
        _("I, %(organisation)s, make this claim for myself and act for no organisation.") % facts,
        _("I live at: %(office)s.") % facts,
        (new if claim.first_time else _("I have taken part in a past edition of NEC ESS Europe.")) % facts,
        _("I make no other claim for the travel allowance of %(edition)s.") % facts,
        _("The allowance is paid to an account in my own name, and only if I came.") % facts,
        _("I know version %(version)s of the rule, and that a false statement means refusal or repayment.") % facts,
    ]


def _first_time(claim: Claim) -> str:
    if not claim.first_time:
        return _("It has taken part in a past edition of %(event)s.")
    if claim.rule.first_time_scope == AllowanceRule.FirstTimeScope.ORGANISATION:
        return _("It takes part in %(event)s for the first time with %(edition)s.")
    if claim.rule.first_time_scope == AllowanceRule.FirstTimeScope.ANY_PERSON:
        return _("At least one of its travellers takes part in %(event)s for the first time with %(edition)s.")
    return _("All its travellers take part in %(event)s for the first time with %(edition)s.")


def text_digest(claim: Claim) -> str:
    """Return the SHA-256 of the sentences in the language of the claim: on screen, on paper and in what is kept."""
    with translation.override(claim.language):
        return issued_papers.digest_of({"version": TEXT_VERSION, "statements": statements(claim)})


@transaction.atomic
def sign(*, claim: Claim, signed_by: str, now: datetime) -> IssuedPaper:
    """Keep the signature of ``signed_by``: by the scan just sent, or else by the tick under the sentences."""
    Claim.objects.select_for_update(no_key=True).get(pk=claim.pk)  # of a double click the second paper has its number
    scan = scan_of(claim)
    with translation.override(claim.language):
        content = _words(claim, now) | {
            "signed_by": signed_by,
            "signed_at": moment_in_words(now),
            "signed_at_utc": f"{now.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC",
            "scan_digest": scan.digest if scan else "",
            "attested": _attested(claim),
        }
    return issued_papers.issue(claim=claim, kind=IssuedPaper.Kind.ATTESTATION, content=content, now=now)


def scan_of(claim: Claim) -> SupportingDocument | None:
    """Return the scan of a signed attestation that no signature was kept for yet."""
    used = {paper.content["scan_digest"] for paper in _signed(claim)}
    scans = claim.documents.filter(kind=SupportingDocument.Kind.ATTESTATION).order_by("-added_at", "-pk")
    return next((scan for scan in scans if scan.digest not in used), None)


def is_signed(claim: Claim) -> bool:
    """Tell whether the last attestation says what the claim says now."""
    last = _signed(claim).last()
    return last is not None and last.content["attested"] == _attested(claim)


def blank_pdf(claim: Claim, *, now: datetime) -> bytes:
    """Return the attestation to print and sign by hand."""
    with translation.override(claim.language):
        words = _words(claim, now)
    return issued_papers.lay_out(
        issued_papers.TEMPLATES[IssuedPaper.Kind.ATTESTATION], words, language=claim.language, seed=claim.edition.slug
    )


def _signed(claim: Claim) -> Any:
    return claim.issued_papers.filter(kind=IssuedPaper.Kind.ATTESTATION).order_by("number")


def _attested(claim: Claim) -> dict[str, Any]:
    attested = {name: getattr(claim, name) for name in ATTESTED} | {"rule_version": claim.rule.version}
    # Left out of what organisations have signed before people could claim.
    return attested | ({"is_individual": True} if claim.is_individual else {})


def _words(claim: Claim, now: datetime) -> dict[str, Any]:
    return {
        "organiser": organisers_of(claim.edition),
        "edition": claim.edition.title,
        "contact": claim.edition.contact_email,
        "claim": claim.reference,
        "organisation": claim.organisation_name,
        "date": date_in_words(day_of(now)),
        "statements": statements(claim),
        "text_version": TEXT_VERSION,
        "text_digest": text_digest(claim),
    }
