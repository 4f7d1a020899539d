"""Find an office: the register first, then the address services of its country, then the table of places."""

from collections.abc import Callable
from dataclasses import dataclass

from reimbursement import places
from reimbursement.geocoding import addresses, kbo, register, vat
from reimbursement.geocoding.providers import (
    GEOPLATEFORME,
    NOMINATIM,
    PHOTON,
    RECHERCHE_ENTREPRISES,
    VIES,
    Service,
    is_configured,
)
from reimbursement.geocoding.register import RegisterEntry
from reimbursement.geocoding.web import ServiceFailed
from reimbursement.legal_ids import LegalId
from reimbursement.offices import Candidate, Office

_FRENCH = frozenset({"FR", "GP", "MQ", "GF", "RE", "YT", "BL", "MF", "PM"})
_Ask = Callable[[Office], tuple[Candidate, ...]]
# Which is asked first: the national registers, then the one of VAT numbers.
_REGISTERS: tuple[tuple[str, Callable[[LegalId], RegisterEntry | None]], ...] = (
    (RECHERCHE_ENTREPRISES.name, register.look_up),
    (kbo.NAME, kbo.look_up),
    (VIES.name, vat.look_up),
)


@dataclass(frozen=True, slots=True)
class Located:
    """Where the office may be. No candidate means that a person places it; `retry_after` is in seconds.

    `retry_after` is more than zero where a service could not be asked now: the answer may become better later.
    """

    candidates: tuple[Candidate, ...]
    entry: RegisterEntry | None = None
    failed_services: tuple[str, ...] = ()
    retry_after: int = 0
    known_office: Office | None = None

    @property
    def registered_office(self) -> Office | None:
        """The office as the register has it, if the register shows it; `known_office` where it told so before."""
        return self.entry.office if self.entry and self.entry.office.city else self.known_office


def locate(*, office: Office, legal_ids: tuple[LegalId, ...] = ()) -> Located:
    """Where the office may be. Never fails: services that do not answer are named, and the table is always there."""
    failures: dict[str, ServiceFailed] = {}
    entry = _register_entry(legal_ids, failures)
    # The registered office counts: where the register shows it, that is the address to place.
    sought = entry.office if entry and entry.office.city and entry.office.country else office
    candidates = _from_services(sought, failures)
    if not candidates and entry and entry.candidate:
        candidates = (entry.candidate,)
    return Located(
        candidates=candidates or places.find_candidates(sought),
        entry=entry,
        failed_services=tuple(failures),
        retry_after=_longest(failures),
    )


def _register_entry(legal_ids: tuple[LegalId, ...], failures: dict[str, ServiceFailed]) -> RegisterEntry | None:
    for service, look_up in _REGISTERS:
        for legal_id in legal_ids:
            try:
                entry = look_up(legal_id)
            except ServiceFailed as failure:
                failures[service] = failure
                continue
            if entry:
                return entry
    return None


@dataclass(frozen=True, slots=True)
class Registered:
    """What the public registers say; `is_namesake` where only the name led there, which proves nothing."""

    entry: RegisterEntry | None
    is_namesake: bool = False
    failed_services: tuple[str, ...] = ()
    retry_after: int = 0


def ask_registers(*, name: str, office: Office, legal_ids: tuple[LegalId, ...]) -> Registered:
    """The entry of an identifier, or of the one namesake where none was given. Never fails."""
    failures: dict[str, ServiceFailed] = {}
    entry = _register_entry(legal_ids, failures)
    is_namesake = False
    if entry is None and not legal_ids and office.country in _FRENCH:
        try:
            entry = register.find_by_name(name, postcode=office.postcode)
            is_namesake = entry is not None
        except ServiceFailed as failure:
            failures[RECHERCHE_ENTREPRISES.name] = failure
    return Registered(entry, is_namesake, tuple(failures), _longest(failures))


def _longest(failures: dict[str, ServiceFailed]) -> int:
    return max((failure.retry_after for failure in failures.values()), default=0)


def _from_services(office: Office, failures: dict[str, ServiceFailed]) -> tuple[Candidate, ...]:
    for service, ask in _services_for(office):
        if not is_configured(service):
            continue
        try:
            candidates = ask(office)
        except ServiceFailed as failure:
            failures[service.name] = failure
            continue
        if candidates:
            return candidates
    return ()


def _services_for(office: Office) -> list[tuple[Service, _Ask]]:
    openstreetmap: list[tuple[Service, _Ask]] = [
        (PHOTON, addresses.ask_photon),
        (NOMINATIM, addresses.ask_nominatim),
    ]
    if office.country in _FRENCH:
        return [(GEOPLATEFORME, addresses.ask_geoplateforme), *openstreetmap]
    return openstreetmap
