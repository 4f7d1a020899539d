"""The French public register of companies and associations, through "recherche-entreprises"."""

import re
from dataclasses import dataclass
from typing import Any

from reimbursement.distance import Position, Precision
from reimbursement.geocoding.providers import RECHERCHE_ENTREPRISES, RawAnswer, ask, is_configured
from reimbursement.legal_ids import LegalId
from reimbursement.offices import Candidate, Office
from reimbursement.organisations import NEAR_NAME, normalise_name, token_set_ratio

# What the register writes in the place of an address it may not show.
_MASKED = "[NON-DIFFUSIBLE]"


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """What the register says of an organisation. The office is empty where the organisation asked not to be shown."""

    name: str
    siren: str
    is_active: bool
    is_masked: bool
    is_social_economy: bool
    is_association: bool
    rna: str
    office: Office
    candidate: Candidate | None
    source: str = RECHERCHE_ENTREPRISES.name


def look_up(legal_id: LegalId) -> RegisterEntry | None:
    """The entry of a French identifier; None where the register has none. Raises ServiceFailed."""
    if legal_id.register not in {"fr-siren", "fr-rna"} or not is_configured(RECHERCHE_ENTREPRISES):
        return None
    answer = ask(RECHERCHE_ENTREPRISES, "/search", {"q": legal_id.number, "per_page": "5"})
    for unit in _units(answer):
        entry = _entry(unit, answer)
        # With a RNA number the search is by words: what it brings must carry that very number.
        if legal_id.number in {entry.siren, entry.rna}:
            return entry
    return None


def find_by_name(name: str, *, postcode: str) -> RegisterEntry | None:
    """The one French organisation of (nearly) that name in a postcode: a hint for a person, never evidence.

    None where there is none or more than one. Raises ServiceFailed.
    """
    wanted = normalise_name(name)
    if not wanted or not re.fullmatch(r"\d{5}", postcode) or not is_configured(RECHERCHE_ENTREPRISES):
        return None
    parameters = {"q": name, "code_postal": postcode, "etat_administratif": "A", "per_page": "5"}
    answer = ask(RECHERCHE_ENTREPRISES, "/search", parameters)
    entries = [_entry(unit, answer) for unit in _units(answer)]
    alike = [entry for entry in entries if _is_named(entry.name, wanted)]
    return alike[0] if len(alike) == 1 else None


def _units(answer: RawAnswer) -> list[dict[str, Any]]:
    results = _object(answer.content).get("results")
    return [unit for unit in results if isinstance(unit, dict)] if isinstance(results, list) else []


def _object(value: object) -> dict[str, Any]:
    """A part of an answer where it has the shape we know; nothing where it has another."""
    return value if isinstance(value, dict) else {}


def _is_named(registered: str, wanted: str) -> bool:
    """The register adds a short name in brackets to the full one."""
    written = (registered, re.sub(r"\(.*", "", registered))
    return any(token_set_ratio(normalise_name(name), wanted) >= NEAR_NAME for name in written)


def _entry(unit: dict[str, Any], answer: RawAnswer) -> RegisterEntry:
    seat, complements = _object(unit.get("siege")), _object(unit.get("complements"))
    is_masked = "P" in (unit.get("statut_diffusion"), seat.get("statut_diffusion_etablissement"))
    office = Office() if is_masked else _office(seat)
    return RegisterEntry(
        name=_text(unit.get("nom_complet")) or _text(unit.get("nom_raison_sociale")),
        siren=_text(unit.get("siren")),
        is_active=unit.get("etat_administratif") == "A",
        is_masked=is_masked,
        is_social_economy=complements.get("est_ess") is True,
        is_association=complements.get("est_association") is True,
        rna=_text(complements.get("identifiant_association")),
        office=office,
        candidate=_candidate(seat, office, answer),
    )


def _office(seat: dict[str, Any]) -> Office:
    street = " ".join(
        _text(seat.get(part))
        for part in ("numero_voie", "indice_repetition", "type_voie", "libelle_voie", "distribution_speciale")
        if _text(seat.get(part))
    )
    cedex = _text(seat.get("libelle_cedex"))
    return Office(
        street=street,
        postcode=_text(seat.get("cedex")) or _text(seat.get("code_postal")),
        city=cedex or _text(seat.get("libelle_commune")),
        # The register writes a numeric code for seats abroad: their country is then left for a person.
        country="" if _text(seat.get("code_pays_etranger")) else "FR",
    )


def _candidate(seat: dict[str, Any], office: Office, answer: RawAnswer) -> Candidate | None:
    """The register's own coordinates. It no longer says how precise they are: a street, to be on the safe side."""
    try:
        position = Position(float(_text(seat.get("latitude"))), float(_text(seat.get("longitude"))))
    except ValueError:
        return None
    return Candidate(
        position=position,
        precision=Precision.STREET if office.street else Precision.MUNICIPALITY,
        label=str(office),
        provider=RECHERCHE_ENTREPRISES.name,
        version=_text(seat.get("date_mise_a_jour_insee"))[:10],
        raw_digest=answer.digest,
    )


def _text(value: object) -> str:
    """A value as text; null and what is masked are empty."""
    text = str(value).strip() if value is not None else ""
    return "" if _MASKED in text else text
