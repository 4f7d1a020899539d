"""Identifiers that a state gives to organisations, read and checked.

Two spellings of one identity become one value: a SIRET, a French VAT number and a SIREN of one organisation are all
its SIREN; a Belgian VAT number is the enterprise number. Check digits come from python-stdnum.
"""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

from stdnum.be import vat as be_enterprise
from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError
from stdnum.fr import siren, siret, tva
from stdnum.util import get_cc_module


class LegalIdProblem(StrEnum):
    EMPTY = "empty"
    FORMAT = "format"
    LENGTH = "length"
    CHECKSUM = "checksum"
    ESTABLISHMENT = "establishment"


class InvalidLegalId(ValueError):
    """The text is no legal identifier of that country; `problem` says in what way."""

    def __init__(self, problem: LegalIdProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True, slots=True, order=True)
class LegalId:
    """A checked identifier: comparable only with others of the same register."""

    register: str
    number: str


@dataclass(frozen=True, slots=True)
class _Scheme:
    """One way of writing an identifier: a module of python-stdnum, and what of its number names the organisation."""

    module: str
    register: str
    pattern: str = r"(.+)"


_OVERSEAS = frozenset({"GP", "MQ", "GF", "RE", "YT", "BL", "MF", "PM", "WF", "PF", "NC"})
# Countries whose identity number is not simply their VAT number, or whose VAT numbers may be a private person's.
_SCHEMES: dict[str, tuple[_Scheme, ...]] = {
    "CH": (_Scheme("vat", "ch-uid", r"(CHE\d{9}).*"), _Scheme("uid", "ch-uid")),
    "EE": (_Scheme("registrikood", "ee-registrikood"), _Scheme("vat", "ee-vat")),
    "ES": (_Scheme("vat", "es-nif", r"([A-HJNP-SUVW]\d{7}.)"),),
    "FI": (_Scheme("ytunnus", "fi-ytunnus"), _Scheme("vat", "fi-ytunnus"), _Scheme("associationid", "fi-association")),
    "NO": (_Scheme("orgnr", "no-orgnr"), _Scheme("mva", "no-orgnr", r"(\d{9}).*")),
    "PL": (_Scheme("vat", "pl-nip"), _Scheme("regon", "pl-regon")),
    "SE": (_Scheme("orgnr", "se-orgnr"), _Scheme("vat", "se-orgnr", r"(\d{10})01")),
}
# Registers without check digits: the form is all there is to check.
_PLAIN: dict[str, tuple[tuple[str, str], ...]] = {
    "NL": (("nl-kvk", r"\d{8}"),),
    "GB": (("gb-company", r"(?:[A-Z]{2}\d{6}|\d{8})"),),
}


def read_legal_id(text: str, *, country: str) -> LegalId:
    """The canonical identifier written in `text` by an organisation of `country` (ISO 3166-1 alpha-2)."""
    compact = _compact(text)
    if not compact:
        raise InvalidLegalId(LegalIdProblem.EMPTY)
    if country == "FR" or country in _OVERSEAS:
        with _problem_named():
            return _french(compact)
    if country == "BE":
        with _problem_named():
            return _belgian(compact)
    return _by_schemes(compact, country)


def _compact(text: str) -> str:
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text)).upper()


@contextmanager
def _problem_named() -> Iterator[None]:
    """Translate the exceptions of python-stdnum."""
    try:
        yield
    except InvalidLength as error:
        raise InvalidLegalId(LegalIdProblem.LENGTH) from error
    except InvalidChecksum as error:
        raise InvalidLegalId(LegalIdProblem.CHECKSUM) from error
    except ValidationError as error:
        raise InvalidLegalId(LegalIdProblem.FORMAT) from error


def _french(compact: str) -> LegalId:
    if re.fullmatch(r"W\d[0-9AB]\d{7}", compact):
        # RNA, the register of associations: it has no check digit.
        return LegalId("fr-rna", compact)
    if compact.startswith("FR"):
        number = tva.validate(compact)[2:]
        if number.startswith("000"):
            # Monaco: a valid French VAT number without a SIREN in it.
            return LegalId("mc-tva", number)
        return LegalId("fr-siren", number)
    if len(compact) == 14:
        return LegalId("fr-siren", siret.validate(compact)[:9])
    return LegalId("fr-siren", siren.validate(compact))


def _belgian(compact: str) -> LegalId:
    digits = compact.removeprefix("BE")
    if re.fullmatch(r"[2-8]\d{9}", digits):
        raise InvalidLegalId(LegalIdProblem.ESTABLISHMENT)
    return LegalId("be-enterprise", be_enterprise.validate(digits))


def _by_schemes(compact: str, country: str) -> LegalId:
    problems = set()
    for scheme in _SCHEMES.get(country, (_Scheme("vat", f"{country.lower()}-vat"),)):
        try:
            return _by_scheme(compact, country, scheme)
        except InvalidLegalId as error:
            problems.add(error.problem)
    for register, pattern in _PLAIN.get(country, ()):
        if re.fullmatch(pattern, compact):
            return LegalId(register, compact)
    # A number of the right form with wrong digits is a slip worth naming; otherwise the form is wrong.
    for problem in (LegalIdProblem.CHECKSUM, LegalIdProblem.LENGTH):
        if problem in problems:
            raise InvalidLegalId(problem)
    raise InvalidLegalId(LegalIdProblem.FORMAT)


def _by_scheme(compact: str, country: str, scheme: _Scheme) -> LegalId:
    module = get_cc_module(country, scheme.module)
    if module is None:
        raise InvalidLegalId(LegalIdProblem.FORMAT)
    with _problem_named():
        match = re.fullmatch(scheme.pattern, module.validate(compact))
    if match is None:
        raise InvalidLegalId(LegalIdProblem.FORMAT)
    return LegalId(scheme.register, match.group(1))
