"""Attestation of attendance: what an employer asks for, by half-day, from real scans.

Nothing is stored: the number is the reference, the QR code carries a signed one, and its page says what the entries at
the door say today. An entry taken back is thereby no longer attested.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from events import clock
from events.dates import date_in_words
from events.models import EventDay
from outbox.attachments import Attachment
from registration.badge_drawing import Box, qr_drawing, weave_drawing, weft_of
from registration.models import CheckIn, Registration
from registration.pdf import press

A4_HEIGHT = 297
WEAVE, CODE = Box(0, 12, 210, 14), Box(22, 232, 40, 40)
_signer = Signer(salt="registration.attestation", sep=".")


class NotAttendedError(Exception):
    """This person was not scanned: there is nothing to attest."""


class UnknownAttestationError(Exception):
    """No attestation of ours carries this code."""


class WithdrawnAttestationError(Exception):
    """The code is ours, but the entries were taken back since, or the person asked to be erased."""


@dataclass(frozen=True)
class Attended:
    """One day somebody came, and the half-days they were there."""

    day: EventDay
    halves: tuple[CheckIn.Half, ...]

    @property
    def in_words(self) -> str:
        return str(_("whole day")) if len(self.halves) > 1 else str(self.halves[0].label)


def attended(registration: Registration) -> list[Attended]:
    """The days this person came, from valid entries only."""
    entries = CheckIn.objects.valid().filter(registration=registration).select_related("day__venue")
    halves: dict[EventDay, set[CheckIn.Half]] = {}
    for entry in entries.order_by("day__date", "day_id"):
        halves.setdefault(entry.day, set()).add(CheckIn.Half(entry.half))
    return [Attended(day, tuple(sorted(seen))) for day, seen in halves.items()]


def number(registration: Registration) -> str:
    """“2025-7KQ4-M2PD”: the same for every copy."""
    return f"{registration.edition.slug}-{registration.reference}"


def verification_address(registration: Registration) -> str:
    """Where an employer sees whether the paper is true."""
    return settings.SITE_URL + reverse("registration:verify", args=[_signer.sign(registration.reference)])


def verified(code: str) -> tuple[Registration, list[Attended]]:
    """The person a code was made for and what they attended.

    Raises ``UnknownAttestationError`` for a code we never signed, ``WithdrawnAttestationError`` for one that no
    longer holds: who was erased has another reference, which no paper carries.
    """
    try:
        reference = _signer.unsign(code)
    except BadSignature as error:
        raise UnknownAttestationError from error
    registration = Registration.objects.select_related("edition").filter(reference=reference, erased_at=None).first()
    days = attended(registration) if registration else []
    if registration is None or not days:
        raise WithdrawnAttestationError
    return registration, days


def attestation_pdf(registration: Registration, *, now: datetime) -> bytes:
    """The attestation as PDF/UA in the language of the person; raises ``NotAttendedError`` without any entry."""
    days = attended(registration)
    if not days:
        raise NotAttendedError
    return on_paper(registration, days, now=now)


def attachment(identifier: str, language: str) -> Attachment:
    """The attestation of a message, made when it leaves; ``identifier`` is the key of the registration."""
    registration = Registration.objects.select_related("edition").get(pk=int(identifier))
    content = attestation_pdf(registration, now=clock.now())
    return Attachment(f"attestation-{number(registration)}.pdf", content, "application/pdf")


def on_paper(registration: Registration, days: list[Attended], *, now: datetime) -> bytes:
    """The paper for these days; nothing is read or written."""
    with translation.override(registration.language):
        address = verification_address(registration)
        context = {
            "registration": registration,
            "edition": registration.edition,
            "days": days,
            "number": number(registration),
            "address": address,
            "language": registration.language,
            "title": _("Attestation of attendance"),
            "issued_on": date_in_words(timezone.localdate(now)),
        }
        pages = press().lay_out("registration/badges/attestation.html", context, style="attestation")
    drawings = [
        weave_drawing(
            registration.badge_code, weft_of(registration.role, registration.edition.accents), WEAVE, A4_HEIGHT
        ),
        qr_drawing(address, CODE, A4_HEIGHT),
    ]
    return press().ink(pages, under=["\n".join(drawings)])
