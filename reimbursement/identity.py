"""Which organisation a claim is about, in the terms of the pure rules."""

from hashlib import sha256

from reimbursement.fingerprints import fingerprint
from reimbursement.folding import fold
from reimbursement.legal_ids import InvalidLegalId, LegalId, read_legal_id
from reimbursement.models import Claim
from reimbursement.organisations import Organisation, normalise_name


def organisation_of(claim: Claim) -> Organisation:
    """Return what ``claim`` says about its organisation; an identifier that fails its check is no evidence."""
    return Organisation(
        name=claim.organisation_name,
        legal_ids=legal_ids_of(claim),
        email=claim.contact_email,
        city=claim.office_city,
        address=" ".join(claim.office_lines),
        account=_account_of(claim),
        representative=_representative_of(claim),
    )


def _account_of(claim: Claim) -> str:
    return str(claim.bank.fingerprint) if hasattr(claim, "bank") else ""


def _representative_of(claim: Claim) -> str:
    """Who signed for the organisation, to be compared and never read."""
    signed_by = fold(claim.declared_by)
    return fingerprint(of="representative", text=signed_by) if signed_by else ""


def legal_ids_of(claim: Claim) -> tuple[LegalId, ...]:
    """Return the checked identifier, or nothing."""
    try:
        return (read_legal_id(claim.legal_id, country=claim.office_country),)
    except InvalidLegalId:
        return ()


def organisation_key(claim: Claim) -> str:
    """Return what is unique per organisation and edition; empty where only a person can tell two apart."""
    for legal_id in legal_ids_of(claim):
        return f"{legal_id.register}:{legal_id.number}"
    organisation = organisation_of(claim)
    name = normalise_name(organisation.name)
    return _fitting(f"{name}@{organisation.domain}") if name and organisation.domain else ""


def _fitting(key: str) -> str:
    """The key, or the digest of one that is longer than its column: names of associations are sentences."""
    longest = Claim._meta.get_field("organisation_key").max_length or 0
    return key if len(key) <= longest else f"sha256:{sha256(key.encode()).hexdigest()}"
