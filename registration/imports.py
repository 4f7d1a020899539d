"""Lists brought in from a file: tried as often as one likes, then written whole or not at all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.models import Language, User
from accounts.tokens import digest
from events.models import Edition
from registration import invitations, news
from registration.fields import AddressField, NameField
from registration.identity import identity
from registration.models import ImportLog, Invitation, PastParticipant, Registration, Reserve
from registration.names import folded
from registration.retention import keeps_past
from registration.tables import Row, Table

Kind = ImportLog.Kind
MOST_PLACES = 200


class TooOldError(Exception):
    """People of this edition would have to be forgotten already."""


class FaultyError(Exception):
    """Some line cannot be taken: nothing was written."""


@dataclass(frozen=True)
class Column:
    """One thing a list may tell, and how its header may read (folded: no case, no accents)."""

    name: str
    label: Promise
    required: bool
    headers: frozenset[str]


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell, in words for people."""

    line: int
    column: Promise
    words: str


@dataclass(frozen=True)
class Person:
    """One line that can be taken."""

    line: int
    first_name: str
    last_name: str
    email: str
    organisation: str
    language: str
    role: str
    places: int
    refused_at: datetime | None = None

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@dataclass
class Trial:
    """What an import would do."""

    lines: int
    faults: list[Fault] = field(default_factory=list)
    new: list[Person] = field(default_factory=list)
    known: int = 0
    refused: int = 0


def _column(name: str, label: Promise, headers: str, *, required: bool = False) -> Column:
    return Column(name, label, required, frozenset(header.strip() for header in headers.split(",")))


EMAIL = _column(
    "email",
    _("E-mail address"),
    "email, e-mail, mail, courriel, adresse mail, adresse e-mail, adresse electronique, e-mail address, email address",
    required=True,
)
LAST = _column("last_name", _("Last name"), "last name, surname, family name, name, nom, nom de famille", required=True)
FIRST = _column("first_name", _("First name"), "first name, given name, prenom")
ORGANISATION = _column(
    "organisation", _("Organisation"), "organisation, organization, structure, company, organisme, association"
)
LANGUAGE = _column("language", _("Language"), "language, langue, lang")
ROLE = _column("role", _("Role"), "role, fonction, qualite")
PLACES = _column("places", _("People"), "places, people, nombre, personnes, nb, count")
COLUMNS = {
    Kind.PAST: (EMAIL, LAST, FIRST, ORGANISATION, LANGUAGE),
    Kind.INVITATIONS: (EMAIL, LAST, FIRST, LANGUAGE, ROLE, PLACES),
}


def guess(*, kind: str, headers: Sequence[str]) -> dict[str, int]:
    """Which column of the file tells what, by its header in either language."""
    names = [folded(header).replace("_", " ").strip() for header in headers]
    found = {}
    for column in COLUMNS[Kind(kind)]:
        place = next((index for index, name in enumerate(names) if name in column.headers), None)
        if place is not None:
            found[column.name] = place
    return found


def try_out(*, kind: str, edition: Edition, table: Table, mapping: Mapping[str, int], default_language: str) -> Trial:
    """Read every line as the import would; nothing is written.  Faults are in the active language.

    Nobody who asked not to be written to is invited; on the list of an earlier edition they stay, marked.
    """
    trial = Trial(lines=len(table.rows))
    seen, refused = _known(kind, edition), news.refused()
    for row in table.rows:
        person = _read(kind, row, mapping, default_language, trial.faults)
        if person is None:
            continue
        who = identity(person.email)
        if who in seen:
            trial.known += 1
            continue
        seen.add(who)
        since = refused.get(digest(who))
        trial.refused += since is not None
        if kind == Kind.PAST or since is None:
            trial.new.append(replace(person, refused_at=since))
    return trial


def commit(
    *,
    kind: str,
    edition: Edition,
    table: Table,
    mapping: Mapping[str, int],
    default_language: str,
    reserves: Sequence[Reserve],
    content: bytes,
    by: User,
    now: datetime,
) -> ImportLog:
    """Write every new line, and who did it; a second time nothing is new.  Raises ``FaultyError``, ``TooOldError``."""
    if kind == Kind.PAST and not keeps_past(edition, now=now):
        raise TooOldError
    with transaction.atomic():
        Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)  # two imports one after the other
        trial = try_out(kind=kind, edition=edition, table=table, mapping=mapping, default_language=default_language)
        if trial.faults:
            raise FaultyError
        if kind == Kind.PAST:
            PastParticipant.objects.bulk_create(_past(person, edition) for person in trial.new)
        else:
            for person in trial.new:
                guest = invitations.Guest(
                    person.full_name[:100], person.email, person.language, person.role, person.places
                )
                invitations.prepare(edition=edition, guest=guest, reserves=reserves, by=by, now=now)
        return ImportLog.objects.create(
            at=now,
            by=by,
            kind=kind,
            edition=edition,
            lines=trial.lines,
            added=len(trial.new),
            digest=sha256(content).hexdigest(),
        )


def _past(person: Person, edition: Edition) -> PastParticipant:
    return PastParticipant(
        edition=edition,
        first_name=person.first_name,
        last_name=person.last_name,
        email=person.email,
        email_identity=identity(person.email),
        organisation=person.organisation,
        language=person.language,
        opted_out_at=person.refused_at,
    )


def _known(kind: str, edition: Edition) -> set[str]:
    if kind == Kind.PAST:
        return set(PastParticipant.objects.filter(edition=edition).values_list("email_identity", flat=True))
    sent = Invitation.objects.filter(edition=edition, revoked_at=None).exclude(email="")
    return {identity(email) for email in sent.values_list("email", flat=True)}


def _read(kind: str, row: Row, mapping: Mapping[str, int], default_language: str, faults: list[Fault]) -> Person | None:
    """One line; its faults go to ``faults``."""
    values: dict[str, object] = {"organisation": "", "role": Registration.Role.ATTENDEE, "places": 1}
    before = len(faults)
    for column in COLUMNS[Kind(kind)]:
        typed = row.cell(mapping.get(column.name))
        try:
            values[column.name] = _READERS[column.name](typed) if typed or column.required else _absent(column.name)
        except ValidationError as wrong:
            faults.append(Fault(row.line, column.label, " ".join(wrong.messages)))
    if len(faults) > before:
        return None
    values["language"] = values["language"] or default_language
    return Person(line=row.line, **values)  # type: ignore[arg-type]  # each was read by its own reader


def _absent(name: str) -> object:
    return {"role": Registration.Role.ATTENDEE, "places": 1}.get(name, "")


def _choice(choices: Mapping[str, frozenset[str]]) -> Callable[[str], str]:
    def read(typed: str) -> str:
        for value, names in choices.items():
            if folded(typed) in names:
                return value
        raise ValidationError(_("“%(typed)s” is not known here."), params={"typed": typed[:40]})

    return read


def _named(labels: Sequence[tuple[str, object]]) -> dict[str, frozenset[str]]:
    """Each value with the words for it in both languages."""
    words: dict[str, set[str]] = {value: {value} for value, _label in labels}
    for language in Language.values:
        with override(language):
            for value, label in labels:
                words[value].add(folded(str(label)))
    return {value: frozenset(names) for value, names in words.items()}


def _places(typed: str) -> int:
    if typed.isdecimal() and len(typed) < 4 and 1 <= int(typed) <= MOST_PLACES:
        return int(typed)
    raise ValidationError(_("A number from 1 to %(most)d is expected."), params={"most": MOST_PLACES})


@cache
def _roles() -> Callable[[str], str]:
    return _choice(_named(Registration.Role.choices))


def _role(typed: str) -> str:
    return _roles()(typed)


LANGUAGES: dict[str, frozenset[str]] = {
    Language.FRENCH: frozenset({"fr", "fra", "fre", "francais", "french"}),
    Language.ENGLISH: frozenset({"en", "eng", "anglais", "english"}),
}
_READERS: dict[str, Callable[[str], object]] = {
    "email": AddressField().clean,
    "last_name": NameField(max_length=100).clean,
    "first_name": NameField(max_length=100, required=False).clean,
    "organisation": NameField(max_length=200, required=False).clean,
    "language": _choice(LANGUAGES),
    "role": _role,
    "places": _places,
}
