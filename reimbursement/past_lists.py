"""Participant lists of past editions: read in, reduced to what may be kept, handed to the rule."""

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TextIO

from django.db import transaction

from events.models import Edition
from registration.models import CheckIn, Registration
from reimbursement.fingerprints import fingerprint
from reimbursement.first_time import PastEdition
from reimbursement.first_time import PastParticipation as PastRow
from reimbursement.legal_ids import InvalidLegalId, LegalId, read_legal_id
from reimbursement.mail_domains import organisational_domain
from reimbursement.models import Claim, PastParticipation
from reimbursement.organisations import Organisation, normalise_name

COLUMNS = ("organisation", "legal_id", "country", "email", "city", "attended")
ATTENDED = {"yes": True, "no": False, "": None}


class UnreadableList(Exception):
    """A line of the list cannot be read; the message names it."""


@dataclass(frozen=True)
class Participant:
    """One line of a list as organisers have it."""

    organisation: str
    email: str
    legal_id: str = ""
    country: str = ""
    city: str = ""
    attended: bool | None = None


def read_list(file: TextIO) -> list[Participant]:
    """Return the lines of a CSV file with the columns ``COLUMNS``; raises UnreadableList."""
    reader = csv.DictReader(file)
    missing = {"organisation", "email"} - set(reader.fieldnames or ())
    if missing:
        raise UnreadableList(f"line 1: the column {', '.join(sorted(missing))} is missing")
    return [_participant(row, number) for number, row in enumerate(reader, start=2)]


def _participant(row: dict[str, str | None], number: int) -> Participant:
    values = {name: (row.get(name) or "").strip() for name in COLUMNS}
    attended = values.pop("attended").lower()
    if attended not in ATTENDED:
        raise UnreadableList(f"line {number}: “attended” is yes, no or empty, not {attended!r}")
    return Participant(**values, attended=ATTENDED[attended])


def registered(edition: Edition) -> list[Participant]:
    """Return the list of an edition that was run here; whoever was scanned in came."""
    scanned = set(
        CheckIn.objects.valid().filter(registration__edition=edition).values_list("registration_id", flat=True)
    )
    people = Registration.objects.live().filter(edition=edition)
    return [
        Participant(
            organisation=person.organisation,
            email=person.email,
            attended=person.pk in scanned if scanned else None,
        )
        for person in people
    ]


@transaction.atomic
def replace_list(*, edition: Edition, participants: Iterable[Participant]) -> int:
    """Keep a list in the place of an earlier one, reduced to what may be kept; return its length."""
    PastParticipation.objects.filter(edition=edition).delete()
    rows = [_reduced(edition, participant) for participant in participants]
    return len(PastParticipation.objects.bulk_create(rows))


def _reduced(edition: Edition, participant: Participant) -> PastParticipation:
    legal_id = _legal_id(participant)
    return PastParticipation(
        edition=edition,
        register=legal_id.register if legal_id else "",
        number=legal_id.number if legal_id else "",
        domain=organisational_domain(participant.email),
        name=normalise_name(participant.organisation)[:200],
        city=participant.city[:120],
        attended=participant.attended,
        person=person_digest(participant.email),
    )


def _legal_id(participant: Participant) -> LegalId | None:
    try:
        return read_legal_id(participant.legal_id, country=participant.country.upper() or "FR")
    except InvalidLegalId:
        return None


def person_digest(email: str) -> str:
    """Return what stands for a person in past lists and among travellers; empty without an address."""
    return fingerprint(of="person", text=email.strip().lower()) if email.strip() else ""


def past_editions(claim: Claim) -> list[PastEdition]:
    """Return the usable lists of the editions that the rule of ``claim`` counts."""
    counted = {edition.pk: edition for edition in claim.rule.counted_editions.all()}
    rows: dict[int, list[PastRow]] = defaultdict(list)
    for row in PastParticipation.objects.filter(edition__in=counted):
        rows[row.edition_id].append(_row(row))
    return [PastEdition(counted[pk].slug, counted[pk].title, tuple(found)) for pk, found in rows.items()]


def _row(row: PastParticipation) -> PastRow:
    organisation = Organisation(
        name=row.name,
        legal_ids=(LegalId(row.register, row.number),) if row.number else (),
        email=f"@{row.domain}" if row.domain else "",
        city=row.city,
    )
    return PastRow(organisation, row.attended, row.person)


def travellers(claim: Claim) -> list[str]:
    """Return the digests of those who travel: the claimant and the colleagues they registered."""
    if claim.registration is None:
        return []
    people = [claim.registration, *claim.registration.colleagues.filter(cancelled_at=None)]
    left_out = set(claim.not_travelling or ())
    return [person_digest(person.email) for person in people if person.pk not in left_out]
