"""Where else an organisation leaves traces: rows of past lists, and claims with the same details."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from reimbursement.findings import Criterion
from reimbursement.folding import fold
from reimbursement.identity import legal_ids_of
from reimbursement.mail_domains import organisational_domain
from reimbursement.models import Claim, PastParticipation, Status
from reimbursement.organisations import Coincidence, normalise_name
from reimbursement.reasons import COINCIDENCES

# Enough to decide by; more rows of one organisation say the same.
MOST_ROWS = 20


def past_rows(claim: Claim) -> QuerySet[PastParticipation]:
    """Return the rows of past lists with the number, the domain or a name that speaks about ``claim``."""
    stored = claim.evidence.get("criteria", {}).get(Criterion.FIRST_TIME, {}).get("findings", [])
    named = {found["facts"]["organisation"] for found in stored if "organisation" in found["facts"]}
    same = Q(name__in=[*named, normalise_name(claim.organisation_name)]) & ~Q(name="")
    domain = organisational_domain(claim.contact_email)
    if domain:
        same |= Q(domain=domain)
    for legal_id in legal_ids_of(claim):
        same |= Q(register=legal_id.register, number=legal_id.number)
    rows = PastParticipation.objects.filter(same, edition__in=claim.rule.counted_editions.all())
    return rows.select_related("edition").order_by("edition__starts_on", "name", "pk")[:MOST_ROWS]


@dataclass(frozen=True)
class Elsewhere:
    """Another claim, of this edition or another one, and what it shares."""

    claim: Claim
    shared: tuple[str, ...]


def elsewhere(claim: Claim) -> list[Elsewhere]:
    """Return claims with the same account, e-mail domain, address or signature, closed ones and other editions too."""
    domain = organisational_domain(claim.contact_email)
    same = Q(pk__in=[])
    if domain:
        same |= Q(contact_email__iendswith=f"@{domain}")
    if claim.office_postcode:
        same |= Q(office_postcode=claim.office_postcode, office_country=claim.office_country)
    if claim.declared_by:
        same |= Q(declared_by__iexact=claim.declared_by)
    if hasattr(claim, "bank"):
        same |= Q(bank__fingerprint=claim.bank.fingerprint)
    others = Claim.objects.filter(same).exclude(pk=claim.pk).exclude(status=Status.DRAFT)
    found = [
        Elsewhere(other, shared)
        for other in others.select_related("edition", "bank").order_by("-submitted_at", "pk")
        if (shared := tuple(str(COINCIDENCES[what]) for what in _shared(claim, other, domain)))
    ]
    return found[:MOST_ROWS]


def _shared(claim: Claim, other: Claim, domain: str) -> Iterator[Coincidence]:
    if hasattr(claim, "bank") and hasattr(other, "bank") and claim.bank.fingerprint == other.bank.fingerprint:
        yield Coincidence.ACCOUNT
    if domain and organisational_domain(other.contact_email) == domain:
        yield Coincidence.DOMAIN
    if claim.office_street and _address(claim) == _address(other):
        yield Coincidence.ADDRESS
    if fold(claim.declared_by) and fold(claim.declared_by) == fold(other.declared_by):
        yield Coincidence.REPRESENTATIVE


def _address(claim: Claim) -> str:
    return fold(" ".join([*claim.office_lines, claim.office_country])).replace(" ", "")
