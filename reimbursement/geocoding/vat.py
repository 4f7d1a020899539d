"""VIES, the European register of VAT numbers: name and address where the country of the number shows them.

The Belgian enterprise number is the VAT number. An organisation without VAT is not in it, which says nothing.
"""

import re
from typing import Any

from reimbursement.geocoding.providers import VIES, ask, is_configured
from reimbursement.geocoding.register import RegisterEntry
from reimbursement.geocoding.web import Failure, ServiceFailed
from reimbursement.legal_ids import LegalId
from reimbursement.offices import Office

# A national register that is overloaded or resting is asked again after so many seconds.
_LATER = 300
_HIDDEN = "---"
# Registers whose numbers are VAT numbers as they stand; Greece calls itself EL there.
_VAT_COUNTRIES = (
    *("AT", "BG", "CY", "CZ", "DE", "DK", "EE", "HR", "HU", "IE"),
    *("IT", "LT", "LU", "LV", "MT", "NL", "PT", "RO", "SI", "SK"),
)
_COUNTRIES = {"be-enterprise": "BE", "gr-vat": "EL"} | {f"{country.lower()}-vat": country for country in _VAT_COUNTRIES}


def look_up(legal_id: LegalId) -> RegisterEntry | None:
    """The entry of a European VAT number; None where there is none or the register has no such numbers.

    Raises ServiceFailed.
    """
    country = _COUNTRIES.get(legal_id.register)
    if country is None or not is_configured(VIES):
        return None
    answer = ask(VIES, f"/ms/{country}/vat/{legal_id.number}", {}, check=_must_tell)
    if answer.content.get("isValid") is not True:
        return None
    name, address = _shown(answer.content.get("name")), _shown(answer.content.get("address"))
    return RegisterEntry(
        name=name,
        siren="",
        is_active=True,
        is_masked=not name,
        is_social_economy=False,
        is_association=False,
        rna="",
        office=_office(address, {"EL": "GR"}.get(country, country)),
        candidate=None,
        source=VIES.name,
    )


def _must_tell(content: Any) -> None:
    """VIES answers 200 even when the register of a country is closed."""
    if not isinstance(content, dict):
        raise ServiceFailed(Failure.UNREADABLE)
    if content.get("isValid") is not True and content.get("userError") not in {"VALID", "INVALID"}:
        raise ServiceFailed(Failure.BUSY, retry_after=_LATER)


def _shown(value: object) -> str:
    text = str(value or "").strip()
    return "" if text.startswith(_HIDDEN) else text


def _office(address: str, country: str) -> Office:
    """The address is free text by line; the last one that begins with a postcode names the town."""
    lines = [line.strip() for line in address.splitlines() if line.strip()]
    for number, line in reversed(list(enumerate(lines))):
        found = re.fullmatch(r"((?:[A-Z]{1,2}-?)?\d[\d -]{2,8}(?:[A-Z]{2})?)\s+(\D.*)", line)
        if found:
            return Office(", ".join(lines[:number]), found[1].strip(), found[2].strip(), country)
    return Office()
