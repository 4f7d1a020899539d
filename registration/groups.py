"""Groups of people that are written to: by day, place, presence, language, role …, as chosen by the desk."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from django.db.models import Exists, OuterRef, QuerySet

from events.models import Edition
from registration.models import CheckIn, PastParticipant, Registration, Seat

# What the place of a person may be; a group of people who cancelled holds nobody else.
CANCELLED = "cancelled"
CAME, DID_NOT_COME = "came", "absent"
FIRST_TIME, CAME_BACK = "first", "again"


@dataclass(frozen=True)
class Group:
    """What narrows the people of an edition down; what is empty does not. Stored as JSON with the message."""

    days: tuple[str, ...] = ()
    place: str = ""
    presence: str = ""
    language: str = ""
    roles: tuple[str, ...] = ()
    coming: str = ""

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """What was stored; what a later version does not know is left out."""
        known: dict[str, Any] = {field.name: stored[field.name] for field in fields(cls) if field.name in stored}
        values: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in known.items()}
        return cls(**values)

    def as_json(self) -> dict[str, Any]:
        return {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(self).items() if v}


@dataclass(frozen=True)
class Receiver:
    """One person who would be written to."""

    registration_id: int
    identity: str
    language: str


def people(*, edition: Edition, group: Group) -> QuerySet[Registration]:
    """The people of the group, in the order of their names."""
    everybody = Registration.objects.filter(edition=edition, erased_at=None)
    found: QuerySet[Registration] = everybody.cancelled() if group.place == CANCELLED else everybody.live()
    if group.place != CANCELLED and (group.days or group.place):
        found = found.filter(pk__in=_seats(group).values("registration_id"))
    if group.presence:
        entries = CheckIn.objects.valid().filter(day__edition=edition)
        if group.days:
            entries = entries.filter(day__slug__in=group.days)
        came = entries.values("registration_id")
        found = found.filter(pk__in=came) if group.presence == CAME else found.exclude(pk__in=came)
    if group.language:
        found = found.filter(language=group.language)
    if group.roles:
        found = found.filter(role__in=group.roles)
    if group.coming:
        found = _by_past(found, edition, group.coming)
    return found.order_by("last_name", "first_name", "pk")


def receivers(registrations: QuerySet[Registration]) -> list[Receiver]:
    """Each address once, whatever the number of registrations behind it; two registrations, the later one counts."""
    rows = registrations.values_list("pk", "email_identity", "language")
    once: dict[str, Receiver] = {}
    for pk, identity, language in rows:
        if identity not in once or once[identity].registration_id < pk:
            once[identity] = Receiver(pk, identity, language)
    return list(once.values())


def in_languages(found: Iterable[Receiver]) -> dict[str, int]:
    """How many read which language."""
    counted: dict[str, int] = {}
    for one in found:
        counted[one.language] = counted.get(one.language, 0) + 1
    return counted


def _seats(group: Group) -> QuerySet[Seat]:
    statuses: Sequence[str] = [group.place] if group.place else Seat.LIVE
    seats = Seat.objects.filter(status__in=statuses)
    return seats.filter(day__slug__in=group.days) if group.days else seats


def _by_past(found: QuerySet[Registration], edition: Edition, coming: str) -> QuerySet[Registration]:
    """Whether the same address was registered for an earlier edition, or on a list of one, as far as these are kept."""
    earlier = Registration.objects.live().filter(
        email_identity=OuterRef("email_identity"), edition__starts_on__lt=edition.starts_on
    )
    listed = PastParticipant.objects.filter(
        email_identity=OuterRef("email_identity"), edition__starts_on__lt=edition.starts_on
    )
    known = Exists(earlier) | Exists(listed)
    return found.filter(known if coming == CAME_BACK else ~known)
