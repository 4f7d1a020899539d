"""The days of one person for their calendar program: an attachment, a download, a feed that follows changes."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vGeo

from events import facts
from events.models import EventDay, Session
from outbox.attachments import Attachment
from registration.models import Registration

MIMETYPE = "text/calendar; charset=utf-8; method=PUBLISH"
REFRESH_HOURS = 4


def personal_calendar(*, registration: Registration, language: str) -> bytes:
    """One event per confirmed day, in the time zone of the event; days given back are simply absent."""
    with translation.override(language):
        days = _events(registration, registration.confirmed_days())
        return _written(_calendar(registration, [*days, *_workshops(registration)]))


def followed_calendar(*, registration: Registration) -> bytes:
    """The same for programs that come back for it: a day given back is there as cancelled, so that it disappears."""
    with translation.override(registration.language):
        days = _events(registration, registration.confirmed_days())
        gone = _events(registration, registration.days_given_back(), is_cancelled=True)
        calendar = _calendar(registration, [*days, *gone, *_workshops(registration)])
        calendar.add("refresh-interval", timedelta(hours=REFRESH_HOURS), parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", f"PT{REFRESH_HOURS}H")
        return _written(calendar)


def filename(registration: Registration) -> str:
    """The name of the file: plain ASCII, without anything personal but the reference."""
    return f"{registration.edition.slug}-{registration.reference}.ics"


def attachment(identifier: str, language: str) -> Attachment:
    """The calendar file of a mail, made when it leaves."""
    registration = Registration.objects.select_related("edition").get(pk=identifier)
    content = personal_calendar(registration=registration, language=language)
    return Attachment(filename(registration), content, "text/calendar")


def _calendar(registration: Registration, events: Iterable[Event]) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", f"-//Necess//registration//{(translation.get_language() or 'fr').upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", registration.edition.title)
    for event in events:
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar


def _written(calendar: Calendar) -> bytes:
    content: bytes = calendar.to_ical()
    return content


def _events(registration: Registration, days: Iterable[EventDay], *, is_cancelled: bool = False) -> Iterable[Event]:
    for day in days:
        event = _event(registration, day.slug)
        event.add("dtstart", day.starts_at)
        event.add("dtend", day.ends_at)
        event.add("summary", f"{registration.edition.title} · {day.venue.city}")
        event.add("location", _address(day))
        event.add("description", _description(registration, day))
        event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
        event.add("transp", "TRANSPARENT" if is_cancelled else "OPAQUE")
        if day.venue.latitude is not None and day.venue.longitude is not None:
            event.add("geo", vGeo((float(day.venue.latitude), float(day.venue.longitude))))
        yield event


def _workshops(registration: Registration) -> Iterable[Event]:
    """The workshops the person signed up for; one they left is simply absent."""
    mine = Session.objects.filter(workshop_places__registration=registration).select_related("day__venue")
    for session in mine:
        event = _event(registration, f"{session.day.slug}.{session.slug}")
        event.add("dtstart", session.begins)
        event.add("dtend", session.finishes)
        event.add("summary", facts.fill(session.title, registration.edition))
        event.add("location", ", ".join(part for part in (session.room, _address(session.day)) if part))
        event.add("status", "CONFIRMED")
        yield event


def _event(registration: Registration, name: str) -> Event:
    event = Event()
    event.add("uid", f"{name}.{registration.reference}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", registration.changed_at)
    event.add("last-modified", registration.changed_at)
    event.add("sequence", _sequence(registration.changed_at, registration.registered_at))
    return event


def _sequence(changed: datetime, registered: datetime) -> int:
    """Grows with each change, so that programs replace what they have."""
    return max(int((changed - registered).total_seconds()), 0)


def _address(day: EventDay) -> str:
    venue = day.venue
    town = f"{venue.postal_code} {venue.city}".strip()
    address = ", ".join(part for part in (venue.name, venue.street, town) if part)
    return f"{address} ({_('address to be confirmed')})" if venue.to_be_confirmed else address


def _description(registration: Registration, day: EventDay) -> str:
    theme = registration.edition.theme
    reference = _("Your reference: %(reference)s") % {"reference": registration.reference}
    return "\n".join(line for line in (day.title, theme, reference) if line)
