"""What the registration office writes to people: one function and three templates per message.

Each message carries its own new link, since only digests of earlier ones are kept.  Everything happens in the
caller's transaction: a message exists exactly when what it says is true.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from events.house import sender_of
from events.models import EventDay
from outbox.models import OutgoingMail, Priority
from outbox.queue import compose, enqueue, store
from registration.models import Invitation, PersonalLink, Registration, Reserve, Seat

Scope = PersonalLink.Scope
PAGES = ("personal", "badge", "cancel", "still_coming", "attestation")
BADGE, CALENDAR, ATTESTATION = "registration.badge", "registration.calendar", "registration.attestation"


def compose_registered(*, registration: Registration, seats: Sequence[Seat]) -> OutgoingMail:
    """The answer to the form: what was kept, what is waited for, badge and calendar.  Not sent: see ``send``."""
    if all(seat.is_confirmed for seat in seats):
        template = "confirmed"
    elif any(seat.is_confirmed for seat in seats):
        template = "partly_confirmed"
    else:
        template = "waiting"
    return _compose(template, registration, sorted(seats, key=lambda seat: (seat.day.date, seat.day_id)))


def send_already_registered(*, registration: Registration, now: datetime) -> None:
    """Somebody filled in the form with this address again: its owner gets badge and link, once an hour at most."""
    _send("already_registered", registration, seats_of(registration), key=f"already:{registration.pk}:{now:%Y%m%d%H}")


def send_again(*, registration: Registration) -> None:
    """Badge, calendar and a new link, as asked for by the person or the desk."""
    _send("sent_again", registration, seats_of(registration))


def send_let_in(*, registration: Registration, day: EventDay) -> None:
    """Somebody registered at the door has come in where no place was left to keep: their badge and their page."""
    let_in = Seat(registration=registration, day=day, status=Seat.Status.CONFIRMED)
    _send("let_in", registration, [let_in], day=day, attached=(BADGE,))


def send_day_freed(*, registration: Registration, day: EventDay) -> None:
    """One day was given back; the others stay."""
    _send("day_freed", registration, seats_of(registration), day=day)


def send_day_added(*, registration: Registration, day: EventDay) -> None:
    """One more day was asked for: kept, or waited for."""
    seats = seats_of(registration)
    _send("day_added", registration, seats, day=day, seat=next(seat for seat in seats if seat.day_id == day.pk))


def send_cancelled(*, registration: Registration) -> None:
    """Everything was given back."""
    _send("cancelled", registration, [])


def send_place_offered(*, seat: Seat) -> None:
    """A place is kept for somebody of the waiting list for a time."""
    _send(
        "place_offered",
        seat.registration,
        seats_of(seat.registration),
        day=seat.day,
        seat=seat,
        priority=Priority.URGENT,
        key=f"offer:{seat.pk}",
    )


def send_offer_accepted(*, seat: Seat) -> None:
    """The offered place is theirs: the badge with the new day."""
    _send("offer_accepted", seat.registration, seats_of(seat.registration), day=seat.day, key=f"accepted:{seat.pk}")


def send_offer_expired(*, seat: Seat) -> None:
    """Nobody answered in time: the place went to the next person."""
    _send("offer_expired", seat.registration, seats_of(seat.registration), day=seat.day, key=f"expired:{seat.pk}")


def send_invitation(
    *, invitation: Invitation, reserves: Sequence[Reserve], token: str, refusal: str, headers: Mapping[str, str]
) -> None:
    """A place is kept for somebody who has not registered yet: the link to its form, and one to be left in peace."""
    with translation.override(invitation.language):
        link = settings.SITE_URL + reverse("registration:invited", args=[token])
    enqueue(
        template="registration/emails/invitation",
        to=invitation.email,
        language=invitation.language,
        context={
            "invitation": invitation,
            "edition": invitation.edition,
            "reserves": reserves,
            "until": min((reserve.until for reserve in reserves), default=None),
            "link": link,
            "refusal_url": refusal,
        },
        secrets=(token, refusal.rstrip("/").rpartition("/")[2]),
        headers={**headers, **sender_of(invitation.edition)},
        related=invitation,
        reply_to=invitation.edition.contact_email,
    )


def seats_of(registration: Registration) -> list[Seat]:
    """What the person holds or waits for now, in order of the days."""
    seats = Seat.objects.live().filter(registration=registration).with_position()
    return list(seats.select_related("day__venue").order_by("day__date", "day_id"))


def send_reminder(
    *,
    name: str,
    registration: Registration,
    seats: Sequence[Seat],
    day: EventDay,
    key: str,
    came: bool,
    door_was_open: bool,
) -> None:
    """Before and after: “still_coming”, “soon”, “tomorrow”, “thanks”; slower than what people wait for.

    Before, they carry badge and calendar; afterwards the attestation of those who ``came``.
    """
    about = {"came": came, "door_was_open": door_was_open}
    attached = ((ATTESTATION,) if came else ()) if name == "thanks" else None
    mail = _compose(name, registration, seats, day=day, key=key, priority=Priority.BULK, attached=attached, about=about)
    send(mail)


def send(mail: OutgoingMail) -> None:
    """Let a composed message leave with the caller's transaction."""
    store(mail)


def _send(name: str, registration: Registration, seats: Sequence[Seat], **about: Any) -> None:
    send(_compose(name, registration, seats, **about))


def _compose(
    name: str,
    registration: Registration,
    seats: Sequence[Seat],
    *,
    day: EventDay | None = None,
    seat: Seat | None = None,
    priority: int = Priority.NORMAL,
    key: str = "",
    attached: Sequence[str] | None = None,
    about: Mapping[str, object] | None = None,
) -> OutgoingMail:
    tokens = PersonalLink.objects.issue_several(registration_id=registration.pk, scopes=[Scope.MANAGE, Scope.CALENDAR])
    confirmed = [seat.day for seat in seats if seat.is_confirmed]
    if attached is None:
        attached = (BADGE, CALENDAR) if confirmed else ()
    return compose(
        template=f"registration/emails/{name}",
        to=registration.email,
        language=registration.language,
        context={
            "registration": registration,
            "edition": registration.edition,
            "confirmed": confirmed,
            "in_line": [seat for seat in seats if not seat.is_confirmed],
            "day": day,
            "seat": seat,
            **_addresses(*tokens, language=registration.language),
            **(about or {}),
        },
        secrets=tokens,
        attachments=[(kind, str(registration.pk)) for kind in attached],
        related=registration,
        priority=priority,
        reply_to=registration.edition.contact_email,
        headers=sender_of(registration.edition),
        key=key,
    )


def _addresses(token: str, calendar_token: str, *, language: str) -> dict[str, str]:
    """Absolute addresses of the person's pages and of the calendar that follows them, in their language."""
    with translation.override(language):
        pages = {name: reverse(f"registration:{name}", args=[token]) for name in PAGES}
        pages["calendar"] = reverse("registration:feed", args=[calendar_token])
    return {f"{name}_url": settings.SITE_URL + path for name, path in pages.items()}
