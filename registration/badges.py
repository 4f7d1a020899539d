"""The badge of a registration: the file people download, and the one the worker attaches to their messages."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.utils import translation
from django.utils.text import capfirst

from events import picture_files
from events.dates import day_in_words, range_in_words
from events.models import Edition, EventDay
from outbox.attachments import Attachment
from registration import logos
from registration.badge_drawing import Picture
from registration.badge_page import BadgeData, BadgeDay, Look, print_badges
from registration.models import BadgeDesign, Registration

Looks = Mapping[tuple[int, str], BadgeDesign]


def looks_of(editions: QuerySet[Any]) -> Looks:
    """The designs of some editions, by edition and role; the empty role stands for all without one of their own."""
    return {(design.edition_id, design.role): design for design in BadgeDesign.objects.filter(edition__in=editions)}


def badge_data(
    registration: Registration, days: Iterable[EventDay] | None = None, looks: Looks | None = None
) -> BadgeData:
    """What to print for ``registration``; hand in its confirmed ``days`` (with venues) and ``looks`` when at hand."""
    if looks is None:
        looks = looks_of(Edition.objects.filter(pk=registration.edition_id))
    key = registration.edition_id
    design = looks.get((key, registration.role)) or looks.get((key, ""))
    badge = _plain(registration, registration.days_on_badge() if days is None else days)
    return _designed(badge, registration, design) if design else badge


def _designed(badge: BadgeData, registration: Registration, design: BadgeDesign) -> BadgeData:
    """The badge in the look of the edition: its band, its logo, and the lines it prints."""
    with translation.override(registration.language):
        role = capfirst(registration.get_role_display())
    return replace(
        badge,
        role_name=role if design.show_role else "",
        organisation=badge.organisation if design.show_organisation else "",
        days=badge.days if design.show_days else (),
        cities=badge.cities if design.show_cities else "",
        dates=badge.dates if design.show_cities else "",
        look=Look(design.ground, design.lettering, _logo(design.logo.name or "") or badge.look.logo),
    )


@lru_cache(maxsize=32)
def _logo(name: str) -> Picture | None:
    """The logo as PDF holds it; its name is new with each file, so what was read once stays true."""
    if not name:
        return None
    with default_storage.open(name) as file:
        return logos.for_print(file.read())


def _logo_of(edition: Edition) -> Picture | None:
    """The logo that the edition shows on its pages."""
    logo = edition.logo if edition.logo_id else None
    return _reduced(picture_files.path(logo.name, logo.widths[-1], "jpg")) if logo else None


@lru_cache(maxsize=32)
def _reduced(name: str) -> Picture:
    with default_storage.open(name) as file:
        return logos.for_print(logos.cleaned(file.read(logos.MAX_BYTES + 1)))


def _plain(registration: Registration, days: Iterable[EventDay]) -> BadgeData:
    """The badge of an edition without designs."""
    edition, attendee = registration.edition, registration.role == Registration.Role.ATTENDEE
    with translation.override(registration.language):
        return BadgeData(
            first_name=registration.first_name,
            last_name=registration.last_name,
            organisation=registration.organisation,
            role=registration.role,
            role_name="" if attendee else capfirst(registration.get_role_display()),
            days=tuple(BadgeDay(day.venue.city, day_in_words(day.date), day.venue.strand) for day in days),
            edition=edition.title,
            cities=" · ".join(dict.fromkeys(venue.city for venue in edition.venues.all())),
            dates=range_in_words(edition.starts_on, edition.ends_on),
            reference=registration.reference,
            code=registration.badge_code,
            language=registration.language,
            look=Look(logo=_logo_of(edition)),
            accent=edition.accents,
        )


def badge_pdf(badge: BadgeData) -> bytes:
    """One badge as PDF/UA: tagged, titled, in the language of who wears it."""
    return print_badges([badge], title=badge.title, language=badge.language)


def attach_badge(identifier: str, language: str) -> Attachment:
    """The badge as the worker attaches it to a message; ``identifier`` is the key of the registration."""
    registration = Registration.objects.select_related("edition").get(pk=int(identifier))
    return Attachment(f"badge-{registration.reference}.pdf", badge_pdf(badge_data(registration)), "application/pdf")
