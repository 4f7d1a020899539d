"""The badge of a registration: the file people download, and the one the worker attaches to their messages."""

from collections.abc import Iterable

from django.utils import translation
from django.utils.text import capfirst

from events.dates import day_in_words, range_in_words
from events.models import EventDay
from outbox.attachments import Attachment
from registration.badge_page import BadgeData, BadgeDay, print_badges
from registration.models import Registration


def badge_data(registration: Registration, days: Iterable[EventDay] | None = None) -> BadgeData:
    """What to print for ``registration``; hand in its confirmed ``days`` (with venues) when they are at hand."""
    edition, attendee = registration.edition, registration.role == Registration.Role.ATTENDEE
    with translation.override(registration.language):
        return BadgeData(
            first_name=registration.first_name,
            last_name=registration.last_name,
            organisation=registration.organisation,
            role=registration.role,
            role_name="" if attendee else capfirst(registration.get_role_display()),
            days=tuple(
                BadgeDay(day.venue.city, day_in_words(day.date), day.venue.strand)
                for day in (registration.confirmed_days() if days is None else days)
            ),
            edition=edition.title,
            cities=" · ".join(dict.fromkeys(venue.city for venue in edition.venues.all())),
            dates=range_in_words(edition.starts_on, edition.ends_on),
            reference=registration.reference,
            code=registration.badge_code,
            language=registration.language,
        )


def badge_pdf(badge: BadgeData) -> bytes:
    """One badge as PDF/UA: tagged, titled, in the language of who wears it."""
    return print_badges([badge], title=badge.title, language=badge.language)


def attach_badge(identifier: str, language: str) -> Attachment:
    """The badge as the worker attaches it to a message; ``identifier`` is the key of the registration."""
    registration = Registration.objects.select_related("edition").get(pk=int(identifier))
    return Attachment(f"badge-{registration.reference}.pdf", badge_pdf(badge_data(registration)), "application/pdf")
