"""People who come without having registered: let in on the spot as long as the room allows it.

Two limits.  A free place under the cap of the day is theirs.  When every place is given away, those who have not come
long after the doors opened leave room: then what counts is the number of people inside, up to what the room may hold by
the safety rules of the house.  Whoever is let in so holds no place, only an entry; it opens the door again after lunch.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.tokens import new_token
from events.models import EventDay
from registration import emails, presence, seat_allocation
from registration.check_in import Answer, Verdict, half_of
from registration.contention import retried
from registration.history import changed, note
from registration.identity import identity
from registration.lifecycle import Person
from registration.models import CheckIn, HistoryEntry, Registration, Seat
from registration.names import folded

# Until then every place given away is kept for the person who holds it.
PLACES_KEPT = timedelta(hours=2)
Kind = HistoryEntry.Kind


class Limit(StrEnum):
    """What stands in the way."""

    FIRE = "fire"
    CAP = "cap"
    CAP_UNTIL = "cap_until"


@dataclass(frozen=True)
class Room:
    """How many more may come in now without having registered, and what limits it."""

    left: int
    limit: Limit
    inside: int
    kept_until: datetime


class NoRoomError(Exception):
    """Nobody else may come in now."""

    def __init__(self, room: Room) -> None:
        super().__init__(room)
        self.room = room


def room(*, day: EventDay, now: datetime) -> Room:
    """How many people without a registration may still come in."""
    day = EventDay.objects.get(pk=day.pk)
    counts, kept_until = presence.counts(day=day), day.starts_at + PLACES_KEPT
    fire = day.room_limit
    if fire is None:
        return Room(day.places_left, Limit.CAP, counts.came, kept_until)
    physical = max(fire - counts.came, 0)
    if physical == 0:
        return Room(0, Limit.FIRE, counts.came, kept_until)
    if now < kept_until:
        return Room(min(day.places_left, physical), Limit.CAP_UNTIL, counts.came, kept_until)
    return Room(physical, Limit.FIRE, counts.came, kept_until)


@retried
def walk_in(
    *, person: Person, day: EventDay, now: datetime, scan: UUID, by: User | None = None, lane: str = ""
) -> Verdict:
    """Register somebody at the door and let them in at once; raises ``NoRoomError``.

    ``scan`` is the identifier of the form: sent twice, it enters once.
    """
    with transaction.atomic():
        seat_allocation.lock([day.pk])
        if same := _same_form(scan):
            return same
        registration, is_new = _registration(person, day, now=now, by=by, lane=lane)
        verdict = _let_in(registration, day, now=now, scan=scan, by=by, lane=lane)
        if is_new:
            _write_to(registration, day)
    return verdict


@retried
def admit(
    *, registration: Registration, day: EventDay, now: datetime, scan: UUID, by: User | None = None, lane: str = ""
) -> Verdict:
    """Let in somebody registered who holds no place today: waiting for one, or registered for another day.

    Raises ``NoRoomError``.
    """
    with transaction.atomic():
        seat_allocation.lock([day.pk])
        return _same_form(scan) or _let_in(registration, day, now=now, scan=scan, by=by, lane=lane)


def _write_to(registration: Registration, day: EventDay) -> None:
    seats = list(registration.seats.live().select_related("day__venue"))
    if seats:
        emails.send(emails.compose_registered(registration=registration, seats=seats))
    else:
        emails.send_let_in(registration=registration, day=day)


def _same_form(scan: UUID) -> Verdict | None:
    before = CheckIn.objects.filter(scan=scan).select_related("registration__edition").first()
    return Verdict(Answer.WELCOME, before.registration, before) if before else None


def _let_in(
    registration: Registration, day: EventDay, *, now: datetime, scan: UUID, by: User | None, lane: str
) -> Verdict:
    if not _came_or_holds(registration, day):
        _admit(registration, day, now=now, by=by)
    entries = CheckIn.objects.valid().filter(registration=registration, day=day, half=half_of(now))
    if entry := entries.select_related("by").first():
        return Verdict(Answer.ALREADY, registration, entry)
    entry = CheckIn.objects.create(
        registration=registration, day=day, half=half_of(now), at=now, by=by, lane=lane, scan=scan
    )
    note(registration=registration, kind=Kind.CHECKED_IN, day=day, now=now, by=by, detail=lane)
    return Verdict(Answer.WELCOME, registration, entry)


def _registration(
    person: Person, day: EventDay, *, now: datetime, by: User | None, lane: str
) -> tuple[Registration, bool]:
    """Theirs if they have one, else a new one.

    An address that belongs to somebody of another name stays theirs: the page says the same, so that nobody at the
    door learns who is registered by trying addresses.
    """
    live = Registration.objects.live().select_related("edition").filter(edition=day.edition)
    theirs = live.filter(email_identity=identity(person.email)).first()
    if theirs and _named(theirs) == folded(f"{person.first_name} {person.last_name}"):
        return theirs, False
    new = Registration(
        edition=day.edition,
        first_name=person.first_name,
        last_name=person.last_name,
        email=person.email,
        email_identity=new_token() if theirs else identity(person.email),
        organisation=person.organisation,
        language=person.language,
        origin=Registration.Origin.DOOR,
        privacy_accepted_at=now,
        registered_at=now,
        changed_at=now,
    )
    try:
        with transaction.atomic():
            new.save(force_insert=True)
    except IntegrityError:  # registered by the public form at this very moment
        new.email_identity = new_token()
        new.save(force_insert=True)
    note(registration=new, kind=Kind.REGISTERED, day=day, now=now, by=by, detail=lane)
    return new, True


def _named(registration: Registration) -> str:
    return folded(registration.full_name)


def _came_or_holds(registration: Registration, day: EventDay) -> bool:
    holds = registration.seats.confirmed().filter(day=day).exists()
    return holds or CheckIn.objects.valid().filter(registration=registration, day=day).exists()


def _admit(registration: Registration, day: EventDay, *, now: datetime, by: User | None) -> None:
    """A place if one is free, else the room of those who did not come; the day is locked."""
    found = room(day=day, now=now)
    if not found.left:
        raise NoRoomError(found)
    waiting = registration.seats.in_line().filter(day=day)
    offered = waiting.filter(status=Seat.Status.OFFERED)
    if offered.update(status=Seat.Status.CONFIRMED):
        changed(registration=registration, kind=Kind.CONFIRMED, day=day, now=now, by=by)
    elif seat_allocation.take_for_line(day_id=day.pk):
        if not waiting.update(status=Seat.Status.CONFIRMED):
            Seat.objects.create(registration=registration, day=day, status=Seat.Status.CONFIRMED, joined_at=now)
        changed(registration=registration, kind=Kind.CONFIRMED, day=day, now=now, by=by)
