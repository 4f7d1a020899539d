"""What a public register says of an organisation, beside what the claim says."""

from dataclasses import asdict, dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.countries import name_of
from reimbursement.case import office_of
from reimbursement.folding import fold
from reimbursement.geocoding.register import RegisterEntry
from reimbursement.identity import legal_ids_of
from reimbursement.models import Claim
from reimbursement.offices import Office
from reimbursement.organisations import normalise_name


@dataclass(frozen=True)
class Row:
    """One thing that both say something about."""

    label: Promise
    said: str
    registered: str
    differs: bool


@dataclass(frozen=True)
class Comparison:
    """The register beside the claim. A namesake was found by its name only: it may be somebody else."""

    source: str
    number: str
    is_namesake: bool
    is_closed: bool
    is_masked: bool
    is_social_economy: bool
    rows: tuple[Row, ...]

    @property
    def differs(self) -> bool:
        return any(row.differs for row in self.rows)


def question_of(claim: Claim) -> str:
    """What the registers are asked about ``claim``; an entry for another question is out of date."""
    numbers = " ".join(f"{legal_id.register}:{legal_id.number}" for legal_id in legal_ids_of(claim))
    return numbers or f"{fold(claim.organisation_name)} {claim.office_postcode} {claim.office_country}"


def entry_as_json(*, claim: Claim, entry: RegisterEntry | None, is_namesake: bool = False) -> dict[str, Any]:
    """Return what is kept of an answer; of none, that there was none."""
    if entry is None:
        return {"asked": question_of(claim), "found": False}
    return {
        "asked": question_of(claim),
        "found": True,
        "source": entry.source,
        "is_namesake": is_namesake,
        "name": entry.name,
        "number": entry.siren or entry.rna or claim.legal_id,
        "is_active": entry.is_active,
        "is_masked": entry.is_masked,
        "is_social_economy": entry.is_social_economy,
        "office": asdict(entry.office),
    }


def comparison_of(claim: Claim) -> Comparison | None:
    """Return the register beside the claim; None where no register knows the organisation as it is described now."""
    entry = claim.register_entry
    if not entry.get("found") or entry["asked"] != question_of(claim):
        return None
    office = Office(**entry["office"])
    rows = [_row(_("Name"), claim.organisation_name, entry["name"], normalise_name)]
    if (not entry["is_namesake"] and not entry["is_masked"]) or office.city:
        declared = office_of(claim)
        rows += [
            _row(_("Number and street"), declared.street, office.street),
            _row(_("Postcode"), declared.postcode, office.postcode),
            _row(_("Town"), declared.city, office.city),
            _country(declared, office),
        ]
    return Comparison(
        source=entry["source"],
        number=entry["number"],
        is_namesake=entry["is_namesake"],
        is_closed=not entry["is_active"],
        is_masked=entry["is_masked"],
        is_social_economy=entry["is_social_economy"],
        rows=tuple(rows),
    )


def _row(label: Promise, said: str, registered: str, normalise: Any = fold) -> Row:
    """Case, accents and spaces make no difference; what one side leaves out makes none either."""
    both = bool(said and registered)
    return Row(label, said, registered, both and _tight(normalise(said)) != _tight(normalise(registered)))


def _tight(text: str) -> str:
    return text.replace(" ", "")


def _country(declared: Office, office: Office) -> Row:
    said, registered = declared.country, office.country
    differs = bool(said and registered) and said != registered
    return Row(_("Country"), name_of(said) if said else "", name_of(registered) if registered else "", differs)
