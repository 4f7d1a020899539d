"""Account numbers: read as people type them, checked, and never repeated in an error.

Only country, length, structure and check digits block. National check digits warn: the registry's own Belgian example
fails them, and a bank knows better than we do.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from stdnum import iban as registry
from stdnum import luhn
from stdnum.exceptions import ValidationError
from stdnum.util import get_cc_module

# The geographical scope of the SEPA schemes and the structure of each country's account numbers (n digits, a capital
# letters, c either), as published by the European Payments Council and in the IBAN registry. The 41st country,
# Serbia, joined on the day below.
SEPA_AS_OF = date(2025, 5, 22)
SEPA_STRUCTURES: dict[str, str] = {
    "AD": "8n12c", "AL": "8n16c", "AT": "16n", "BE": "12n", "BG": "4a6n8c", "CH": "5n12c", "CY": "8n16c", "CZ": "20n",
    "DE": "18n", "DK": "14n", "EE": "16n", "ES": "20n", "FI": "14n", "FR": "10n11c2n", "GB": "4a14n", "GR": "7n16c",
    "HR": "17n", "HU": "24n", "IE": "4a14n", "IS": "22n", "IT": "1a10n12c", "LI": "5n12c", "LT": "16n", "LU": "3n13c",
    "LV": "4a13c", "MC": "10n11c2n", "MD": "20c", "ME": "18n", "MK": "3n10c2n", "MT": "4a5n18c", "NL": "4a10n",
    "NO": "11n", "PL": "24n", "PT": "21n", "RO": "4a16c", "RS": "18n", "SE": "20n", "SI": "15n", "SK": "20n",
    "SM": "1a10n12c", "VA": "18n",
}  # fmt: skip
# In the scheme through the United Kingdom, with account numbers of its own.
SEPA_TERRITORIES: dict[str, str] = {"GI": "4a15c"}
# Countries that have IBANs, in the registry but not in SEPA: paid by hand.
OTHER_COUNTRIES = frozenset({
    "AE", "AZ", "BA", "BH", "BI", "BR", "BY", "CR", "DJ", "DO", "EG", "FK", "FO", "GE", "GL", "GT", "HN", "IL", "IQ",
    "JO", "KW", "KZ", "LB", "LC", "LY", "MN", "MR", "MU", "NI", "OM", "PK", "PS", "QA", "RU", "SA", "SC", "SD", "SO",
    "ST", "SV", "TL", "TN", "TR", "UA", "VG", "XK", "YE",
})  # fmt: skip
# French account numbers, but outside the scheme: the IBAN alone cannot tell, the holder's country can.
OUTSIDE_WITH_FRENCH_IBAN = frozenset({"NC", "PF", "WF"})

_CLASSES = {"n": "[0-9]", "a": "[A-Z]", "c": "[A-Z0-9]"}
_BIC = re.compile(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?")
_CARD = re.compile(r"[0-9]{12,19}")
_LOOK_ALIKES = str.maketrans("OQILSBZ", "0011582")


class IbanProblem(StrEnum):
    EMPTY = "empty"
    CHARACTER = "character"
    BIC = "bic"
    CARD = "card"
    COUNTRY = "country"
    LENGTH = "length"
    LETTER_FOR_DIGIT = "letter_for_digit"
    STRUCTURE = "structure"
    CHECK_DIGITS = "check_digits"


class IbanWarning(StrEnum):
    NATIONAL_CHECK = "national_check"
    NOT_SEPA = "not_sepa"


class InvalidIban(ValueError):
    """What was typed is no IBAN. Carries the cause and lengths, never the number: errors end in logs."""

    def __init__(self, problem: IbanProblem, *, expected: int | None = None, length: int | None = None) -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.expected = expected
        self.length = length


@dataclass(frozen=True, slots=True)
class Iban:
    """A checked account number without spaces; printing the object does not show it."""

    value: str = field(repr=False)
    warnings: frozenset[IbanWarning] = frozenset()

    @property
    def country(self) -> str:
        return self.value[:2]

    @property
    def is_sepa(self) -> bool:
        return IbanWarning.NOT_SEPA not in self.warnings

    @property
    def masked(self) -> str:
        return mask(self.value)


def mask(iban: str) -> str:
    """Country and last four characters, enough to recognise one's own account."""
    return f"{iban[:2]} •••• {iban[-4:]}" if len(iban) > 8 else "••••"


def group(iban: str) -> str:
    """The number in groups of four, as on bank documents."""
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))


def normalise(text: str) -> str:
    """What was typed, upper case, without blanks, zero-width characters, hyphens and a leading "IBAN"."""
    kept = [
        character
        for character in unicodedata.normalize("NFKC", text)
        if not character.isspace() and unicodedata.category(character) not in {"Cf", "Pd"}
    ]
    return re.sub(r"^IBAN:?", "", "".join(kept).upper())


def read_iban(text: str, *, holder_country: str = "") -> Iban:
    """The account number in `text`. `holder_country` (ISO 3166-1) tells the French territories outside SEPA."""
    value = normalise(text)
    _refuse_other_things(value)
    structure = SEPA_STRUCTURES.get(value[:2]) or SEPA_TERRITORIES.get(value[:2])
    if structure:
        _check_structure(value, structure)
    _check_digits(value)
    if not structure:
        _check_registry(value)
    return Iban(value, _warnings(value, is_sepa=bool(structure), holder_country=holder_country))


def _refuse_other_things(value: str) -> None:
    """Stop at what is plainly something else than an IBAN of a known country."""
    if not value:
        raise InvalidIban(IbanProblem.EMPTY)
    if not (value.isascii() and value.isalnum()):
        raise InvalidIban(IbanProblem.CHARACTER)
    if _BIC.fullmatch(value):
        raise InvalidIban(IbanProblem.BIC)
    if _CARD.fullmatch(value) and luhn.is_valid(value):
        raise InvalidIban(IbanProblem.CARD)
    if value[:2] not in SEPA_STRUCTURES.keys() | SEPA_TERRITORIES.keys() | OTHER_COUNTRIES:
        raise InvalidIban(IbanProblem.COUNTRY)


def _check_structure(value: str, structure: str) -> None:
    fields = [(int(count), kind) for count, kind in re.findall(r"(\d+)([nac])", structure)]
    expected = 4 + sum(count for count, _ in fields)
    if len(value) != expected:
        raise InvalidIban(IbanProblem.LENGTH, expected=expected, length=len(value))
    kinds = "aann" + "".join(kind * count for count, kind in fields)
    if _fits(value, kinds):
        return
    mended = "".join(
        character.translate(_LOOK_ALIKES) if kind == "n" else character
        for character, kind in zip(value, kinds, strict=True)
    )
    raise InvalidIban(IbanProblem.LETTER_FOR_DIGIT if _fits(mended, kinds) else IbanProblem.STRUCTURE)


def _fits(value: str, kinds: str) -> bool:
    return re.fullmatch("".join(_CLASSES[kind] for kind in kinds), value) is not None


def _check_digits(value: str) -> None:
    """ISO 7064 mod 97-10; 00, 01 and 99 pass the sum of another number and are never issued."""
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]+", value):
        raise InvalidIban(IbanProblem.STRUCTURE)
    number = int("".join(str(int(character, 36)) for character in value[4:] + value[:4]))
    if not 2 <= int(value[2:4]) <= 98 or number % 97 != 1:
        raise InvalidIban(IbanProblem.CHECK_DIGITS)


def _check_registry(value: str) -> None:
    """Length and structure of the countries outside SEPA, from the registry shipped with python-stdnum."""
    try:
        registry.validate(value, check_country=False)
    except ValidationError as error:
        raise InvalidIban(IbanProblem.STRUCTURE) from error


def _warnings(value: str, *, is_sepa: bool, holder_country: str) -> frozenset[IbanWarning]:
    warnings = set()
    national = get_cc_module(value[:2], "iban")
    if national and not national.is_valid(value):
        warnings.add(IbanWarning.NATIONAL_CHECK)
    if not is_sepa or (value.startswith("FR") and holder_country in OUTSIDE_WITH_FRENCH_IBAN):
        warnings.add(IbanWarning.NOT_SEPA)
    return frozenset(warnings)
