"""Links into the reserves: prepared, sent, opened, used, withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.models import User
from accounts.tokens import digest, new_token
from events.models import Edition
from registration import emails, news
from registration.identity import identity
from registration.models import Invitation, Registration, Reserve
from registration.reserves import today


class UsedUpError(Exception):
    """As many people as the link allows have registered by it."""


class NothingKeptError(Exception):
    """The reserves of the link are used up or were given to everybody."""


class WithdrawnError(Exception):
    """The link was withdrawn."""


class RefusedError(Exception):
    """This address asked not to be written to again."""


@dataclass(frozen=True)
class Guest:
    """For whom an invitation is."""

    name: str
    email: str = ""
    language: str = "fr"
    role: str = Registration.Role.ATTENDEE
    places: int = 1


def prepare(
    *, edition: Edition, guest: Guest, reserves: Sequence[Reserve], by: User | None, now: datetime
) -> Invitation:
    """Write an invitation down; nothing is sent before ``send``."""
    with transaction.atomic():
        invitation = Invitation.objects.create(
            edition=edition,
            name=guest.name,
            email=guest.email,
            language=guest.language,
            role=guest.role,
            places=guest.places,
            created_by=by,
            created_at=now,
        )
        invitation.reserves.set(reserves)
    return invitation


def send(*, invitation: Invitation, now: datetime) -> str:
    """Make a new link, send it where there is an address, and return its token; earlier links stop working.

    Raises ``WithdrawnError`` and ``RefusedError``.
    """
    if invitation.email and news.is_refused_by(identity(invitation.email)):
        raise RefusedError
    token = new_token()
    with transaction.atomic():
        live = Invitation.objects.filter(pk=invitation.pk, revoked_at=None)
        if not live.update(digest=digest(token), sent_at=now):
            raise WithdrawnError
        if invitation.email:
            refusal = news.refusal_address(identity(invitation.email), invitation.language)
            emails.send_invitation(
                invitation=invitation,
                reserves=reserves_of(invitation, now=now),
                token=token,
                refusal=refusal,
                headers=news.headers(refusal),
            )
    return token


def release_held(*, edition: Edition, now: datetime) -> list[Invitation]:
    """Send every prepared invitation of an edition to whoever did not refuse to be written to; return these."""
    held = Invitation.objects.held().filter(edition=edition).order_by("pk").select_related("edition")
    refused = news.refused()
    welcome = [invitation for invitation in held if digest(identity(invitation.email)) not in refused]
    return [invitation for invitation in welcome if _send_held(invitation, now)]


def revoke(*, invitation: Invitation, now: datetime) -> None:
    """Make the link useless; who registered by it stays."""
    Invitation.objects.filter(pk=invitation.pk, revoked_at=None).update(revoked_at=now)


def reserves_of(invitation: Invitation, *, now: datetime) -> list[Reserve]:
    """What the link still opens, in order of the days."""
    kept = invitation.reserves.open().filter(until__gte=today(now), used__lt=F("places"))
    return list(kept.select_related("day__venue").order_by("day__date", "day_id", "pk"))


def spend(*, invitation: Invitation, people: int) -> None:
    """Count people who register by the link; raises ``UsedUpError``.  Part of the transaction that registers them."""
    live = Invitation.objects.filter(pk=invitation.pk, revoked_at=None, used__lte=F("places") - people)
    if not live.update(used=F("used") + people):
        raise UsedUpError


def _send_held(invitation: Invitation, now: datetime) -> bool:
    """Once: two members of staff may press the button together."""
    with transaction.atomic():
        if not Invitation.objects.held().filter(pk=invitation.pk).update(sent_at=now):
            return False
        send(invitation=invitation, now=now)
    return True
