"""The life of a registration: register, add or free a day, cancel.

Every function is one thing a person does, in one transaction, with its message stored inside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.tokens import digest
from events.models import Edition, EventDay
from outbox.models import OutgoingMail
from registration import answers as answers_kept
from registration import colleagues, emails, invitations, seat_allocation, waiting_list, workshops
from registration.answers import Answers
from registration.contention import TooBusyError, retried
from registration.history import changed, note
from registration.identity import identity
from registration.models import HistoryEntry, Invitation, Registration, Reserve, Seat
from registration.opening import check_days, check_not_over

Kind = HistoryEntry.Kind


class NoSuchDayError(Exception):
    """The person neither holds a place on this day nor waits for one."""


class AlreadyChosenError(Exception):
    """The person already holds a place on this day, or waits for one."""


class CancelledError(Exception):
    """The registration was cancelled; coming back is a new registration."""


@dataclass(frozen=True)
class Person:
    """What somebody writes about themselves in the form, already cleaned."""

    first_name: str
    last_name: str
    email: str
    organisation: str
    language: str
    country: str = ""
    organisation_kind: str = ""

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True)
class Application:
    """One person, the days they ask for, and what they answered to the optional questions."""

    person: Person
    days: tuple[EventDay, ...]
    answers: Answers = field(default_factory=dict)


@dataclass(frozen=True)
class _Form:
    """What everybody of one form shares."""

    edition: Edition
    now: datetime
    submission: str
    origin: Registration.Origin
    invitation: Invitation | None


@dataclass(frozen=True)
class _Leader:
    """Who fills in the form, by the name they wrote: that of an address already registered would tell that it is."""

    registration: Registration
    name: str


@dataclass(frozen=True)
class Outcome:
    """What the page may say.  For an address already registered it is what a new person would have been told."""

    registration: Registration
    confirmed: tuple[EventDay, ...]
    waiting: tuple[EventDay, ...]
    is_new: bool
    is_same_form: bool = False


def register(
    *,
    edition: Edition,
    person: Person,
    days: Sequence[EventDay],
    now: datetime,
    form_key: str = "",
    origin: Registration.Origin = Registration.Origin.FORM,
) -> Outcome:
    """Register one person: a group of one, see ``register_group``."""
    applications = [Application(person, tuple(days))]
    [outcome] = register_group(edition=edition, applications=applications, now=now, form_key=form_key, origin=origin)
    return outcome


@retried
def register_group(
    *,
    edition: Edition,
    applications: Sequence[Application],
    now: datetime,
    form_key: str = "",
    origin: Registration.Origin = Registration.Origin.FORM,
    invitation: Invitation | None = None,
    led_by: Registration | None = None,
) -> list[Outcome]:
    """Register people for days of an edition: each gets a place, or a place in its line.

    The first leads the others, or ``led_by`` leads all of them; raises ``CancelledError`` when that leader left.

    Everybody is on their own: one may get a place where the next one waits.  An address already registered changes
    nothing and its owner is written to; the outcome then tells what a stranger may know, unless the very same form
    was sent twice.  By an ``invitation`` they take places of its reserves, before the opening too.  Raises
    ``NotYetOpenError``, ``ClosedError``, ``TooBusyError`` and those of ``invitations``: then nobody was registered.
    """
    reserves = _opened_by(edition, applications, invitation, now)
    form = _Form(edition, now, digest(form_key) if form_key else "", origin, invitation)
    with transaction.atomic():
        entered = _enter_all(form, applications, led_by)
        new = [(registration, application.days) for registration, application, is_new in entered if is_new]
        if invitation and new:
            invitations.spend(invitation=invitation, people=len(new))
        seats = _seat_and_tell(new, now=now, reserves=reserves)
        outcomes = [
            _outcome(registration, seats[registration.pk], is_new=True)
            if is_new
            else _again(registration, days=application.days, submission=form.submission, now=now)
            for registration, application, is_new in entered
        ]
        _keep_group(led_by, applications, outcomes)
        return outcomes


@retried
def add_day(*, registration: Registration, day: EventDay, now: datetime) -> Seat:
    """Ask for one more day: a place, or a place in its line.

    Raises ``AlreadyChosenError``, ``CancelledError``, ``NotYetOpenError`` and ``ClosedError``.
    """
    check_days(edition=registration.edition, days=[day], now=now)
    with transaction.atomic():
        locked = hold(registration)
        if locked.seats.live().filter(day=day).exists():
            raise AlreadyChosenError
        [seat] = _seat([(locked, [day])], now=now)[locked.pk]
        kind = Kind.CONFIRMED if seat.is_confirmed else Kind.WAITING
        changed(registration=locked, kind=kind, day=day, now=now)
        emails.send_day_added(registration=locked, day=day)
    return seat


@retried
def free_day(*, registration: Registration, day: EventDay, now: datetime, by: User | None = None) -> None:
    """Give one day back, or leave its line; the others stay.  The last one is the whole registration: cancel.

    Raises ``NoSuchDayError`` and ``CancelledError``.
    """
    with transaction.atomic():
        locked = hold(registration)
        seat_allocation.lock([day.pk])
        seats = list(locked.seats.live())
        mine = [seat for seat in seats if seat.day_id == day.pk]
        if not mine:
            raise NoSuchDayError
        if len(seats) == 1:
            _cancel(locked, now=now, by=by)
            return
        kind = Kind.FREED if mine[0].is_confirmed else Kind.DECLINED
        _end(mine, now=now)
        changed(registration=locked, kind=kind, day=day, now=now, by=by)
        emails.send_day_freed(registration=locked, day=day)


@retried
def cancel(*, registration: Registration, now: datetime, by: User | None = None) -> None:
    """Give everything back, for good.  Raises ``CancelledError`` when that was done before."""
    with transaction.atomic():
        _cancel(hold(registration), now=now, by=by)


def hold(registration: Registration) -> Registration:
    """The registration, held until the end of the transaction; raises ``CancelledError``."""
    locked = (
        Registration.objects.select_for_update(of=("self",), no_key=True)
        .select_related("edition")
        .get(pk=registration.pk)
    )
    if not locked.is_live:
        raise CancelledError
    return locked


def _enter_all(
    form: _Form, applications: Sequence[Application], led_by: Registration | None
) -> list[tuple[Registration, Application, bool]]:
    """Everybody with their application, and whether they are new, with what these answered."""
    entered = []
    leader = _Leader(hold(led_by), led_by.full_name) if led_by else None
    for application in applications:
        registration, is_new = _enter(form, application.person, leader)
        if is_new and application.answers:
            answers_kept.keep(registration=registration, answers=application.answers)
        entered.append((registration, application, is_new))
        leader = leader or _Leader(registration, application.person.full_name)
    return entered


def _enter(form: _Form, person: Person, leader: _Leader | None) -> tuple[Registration, bool]:
    """The registration of this person, and whether it is new.  One person, one row: the database decides."""
    try:
        with transaction.atomic():
            registration = Registration.objects.create(
                edition=form.edition,
                first_name=person.first_name,
                last_name=person.last_name,
                email=person.email,
                email_identity=identity(person.email),
                organisation=person.organisation,
                language=person.language,
                country=person.country,
                organisation_kind=person.organisation_kind,
                role=form.invitation.role if form.invitation else Registration.Role.ATTENDEE,
                origin=Registration.Origin.COLLEAGUE if leader else form.origin,
                leader=leader.registration if leader else None,
                registered_by=leader.name if leader else "",
                submission=form.submission,
                privacy_accepted_at=form.now,
                registered_at=form.now,
                changed_at=form.now,
            )
    except IntegrityError:
        live = Registration.objects.live().select_related("edition")
        existing = live.filter(edition=form.edition, email_identity=identity(person.email)).first()
        if existing is None:  # cancelled since the database refused
            raise TooBusyError from None
        return existing, False
    by_link = f"invitation {form.invitation.pk}" if form.invitation else ""
    note(registration=registration, kind=Kind.REGISTERED, now=form.now, detail=by_link)
    return registration, True


def _again(existing: Registration, *, days: Sequence[EventDay], submission: str, now: datetime) -> Outcome:
    if submission and existing.submission == submission:
        seats = list(existing.seats.live().select_related("day__venue").order_by("day__date", "day_id"))
        return _outcome(existing, seats, is_new=False, is_same_form=True)
    note(registration=existing, kind=Kind.RESENT, now=now)
    emails.send_already_registered(registration=existing, now=now)
    free = {item.day.pk for item in seat_allocation.availability(existing.edition.days.all()) if item.has_places}
    return Outcome(
        registration=existing,
        confirmed=tuple(day for day in days if day.pk in free),
        waiting=tuple(day for day in days if day.pk not in free),
        is_new=False,
    )


def _keep_group(leader: Registration | None, applications: Sequence[Application], outcomes: Sequence[Outcome]) -> None:
    """Only who is new, or has proven to lead by their own link, sees the group."""
    typed = [_typed(*one) for one in zip(applications, outcomes, strict=True) if not one[1].is_same_form]
    if leader:
        colleagues.keep(leader=leader, typed=typed)
    elif outcomes[0].is_new:
        colleagues.keep(leader=outcomes[0].registration, typed=typed[1:])


def _typed(application: Application, outcome: Outcome) -> colleagues.Typed:
    """A colleague as the leader will see them: somebody known before as a stranger would be."""
    told = {"confirmed": [day.pk for day in outcome.confirmed], "waiting": [day.pk for day in outcome.waiting]}
    return colleagues.Typed(outcome.registration, application.person.full_name, None if outcome.is_new else told)


def _opened_by(
    edition: Edition, applications: Sequence[Application], invitation: Invitation | None, now: datetime
) -> dict[int, Reserve] | None:
    """The reserve to take from on each day for people with an invitation; None for everybody else."""
    days = [day for each in applications for day in each.days]
    if invitation is None:
        check_days(edition=edition, days=days, now=now)
        return None
    check_not_over(days, now=now)
    return {reserve.day_id: reserve for reserve in invitations.reserves_of(invitation, now=now)}


def _seat_and_tell(
    new: Sequence[tuple[Registration, Sequence[EventDay]]], *, now: datetime, reserves: Mapping[int, Reserve] | None
) -> dict[int, list[Seat]]:
    """Seats and messages.  The slow part comes before the places are taken: what is taken is soon committed."""
    hopes = _hoped_for(new, keeps_places=reserves is not None)
    seats = _seat(new, now=now, reserves=reserves)
    for registration, _days in new:
        hers, mail = seats[registration.pk], hopes.get(registration.pk)
        if mail is None or any(seat.is_waiting for seat in hers):
            mail = emails.compose_registered(registration=registration, seats=hers)
        emails.send(mail)
    return seats


def _hoped_for(
    people: Sequence[tuple[Registration, Sequence[EventDay]]], *, keeps_places: bool
) -> dict[int, OutgoingMail]:
    """The message to each person if every day still has a place when its turn comes; none where one was full before."""
    return {
        registration.pk: emails.compose_registered(
            registration=registration,
            seats=[Seat(registration=registration, day=day, status=Seat.Status.CONFIRMED) for day in days],
        )
        for registration, days in people
        if keeps_places or all(day.places_left for day in days)
    }


def _seat(
    people: Sequence[tuple[Registration, Sequence[EventDay]]],
    *,
    now: datetime,
    reserves: Mapping[int, Reserve] | None = None,
) -> dict[int, list[Seat]]:
    """One seat per person and day, taken in the order of days: the hot rows last, and no deadlock."""
    wishes = [(day, registration) for registration, days in people for day in days]
    seats = [
        Seat(
            registration=registration,
            day=day,
            reserve=reserves.get(day.pk) if reserves else None,
            status=_take(day, reserves),
            joined_at=now,
        )
        for day, registration in sorted(wishes, key=lambda wish: wish[0].pk)
    ]
    Seat.objects.bulk_create(seats)
    by_person: dict[int, list[Seat]] = {registration.pk: [] for registration, _days in people}
    for seat in seats:
        if seat.is_waiting:
            seat.position = Seat.objects.waiting().filter(day_id=seat.day_id, pk__lte=seat.pk).count()
        by_person[seat.registration_id].append(seat)
    return by_person


def _take(day: EventDay, reserves: Mapping[int, Reserve] | None) -> Seat.Status:
    """A place for a newcomer or one in the line; with an invitation a place that was kept, or nothing at all."""
    if reserves is None:
        return Seat.Status.CONFIRMED if seat_allocation.take(day_id=day.pk) else Seat.Status.WAITING
    reserve = reserves.get(day.pk)
    if reserve is None or not seat_allocation.take_reserved(reserve=reserve):
        raise invitations.NothingKeptError
    return Seat.Status.CONFIRMED


def _outcome(registration: Registration, seats: Sequence[Seat], *, is_new: bool, is_same_form: bool = False) -> Outcome:
    ordered = sorted(seats, key=lambda seat: (seat.day.date, seat.day_id))
    return Outcome(
        registration=registration,
        confirmed=tuple(seat.day for seat in ordered if seat.is_confirmed),
        waiting=tuple(seat.day for seat in ordered if not seat.is_confirmed),
        is_new=is_new,
        is_same_form=is_same_form,
    )


def _cancel(locked: Registration, *, now: datetime, by: User | None) -> None:
    seat_allocation.lock(locked.seats.live().values_list("day_id", flat=True))
    _end(list(locked.seats.live().order_by("day_id")), now=now)
    answers_kept.forget(registrations=[locked])
    locked.cancelled_at = now
    locked.save(update_fields=["cancelled_at"])
    changed(registration=locked, kind=Kind.CANCELLED, now=now, by=by)
    emails.send_cancelled(registration=locked)


def _end(seats: Sequence[Seat], *, now: datetime) -> None:
    """End seats whose days are locked; what they held goes to the line, then to the public."""
    for seat in seats:
        held_a_place = seat.status in Seat.HOLDING
        seat.status = Seat.Status.FREED if seat.is_confirmed else Seat.Status.LEFT
        seat.ended_at = now
        seat.save(update_fields=["status", "ended_at"])
        workshops.leave_day(registration_id=seat.registration_id, day_id=seat.day_id)
        if held_a_place:
            seat_allocation.give_back(day_id=seat.day_id)
            waiting_list.offer_free_places(day_id=seat.day_id, now=now)
