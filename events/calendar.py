"""Calendars of the public programme: the days of an edition, its sessions, those of one day, one session."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vGeo

from events.models import EventDay, Session, Venue

MIMETYPE = "text/calendar; charset=utf-8"
REFRESH_HOURS = 4  # how often programs that follow an address are asked to come back


def of_days(days: Iterable[EventDay], *, name: str, now: datetime) -> bytes:
    """One event per day, from the doors opening to the end."""
    return _calendar(name, (_day(day, now) for day in days))


def of_sessions(sessions: Iterable[Session], *, name: str, now: datetime) -> bytes:
    """One event per session."""
    return _calendar(name, (_session(session, now) for session in sessions))


def address_line(venue: Venue) -> str:
    """“Musée social, 5 rue Las Cases, 75007 Paris”, saying so when it is not confirmed."""
    line = f"{venue.name}, {venue.address}"
    return f"{line} ({_('to be confirmed')})" if venue.to_be_confirmed else line


def _calendar(name: str, events: Iterable[Event]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", f"-//Necess//events//{(translation.get_language() or 'fr').upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(hours=REFRESH_HOURS), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", f"PT{REFRESH_HOURS}H")
    for event in events:
        calendar.add_component(event)
    calendar.add_missing_timezones()
    content: bytes = calendar.to_ical()
    return content


def _day(day: EventDay, now: datetime) -> Event:
    summary = f"{day.edition.title} · {day.venue.city}"
    description = "\n".join(part for part in (day.title, day.summary, day.edition.theme) if part)
    event = _event(day.slug, day.starts_at, day.ends_at, summary, description, now)
    return _placed(event, day.venue, "")


def _session(session: Session, now: datetime) -> Event:
    uid = f"{session.day.slug}.{session.slug}"
    note = _("Provisional: this may still change.") if session.is_provisional else ""
    description = "\n".join(part for part in (session.summary, note) if part)
    event = _event(uid, session.begins, session.finishes, session.title, description, now)
    event.add("url", f"{settings.SITE_URL}{session.get_absolute_url()}")
    event.add("status", "TENTATIVE" if session.is_provisional else "CONFIRMED")
    return _placed(event, session.day.venue, session.room)


def _event(uid: str, starts: datetime, ends: datetime, summary: str, description: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{uid}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", now)
    event.add("dtstart", starts)
    event.add("dtend", ends)
    event.add("summary", summary)
    event.add("description", description)
    return event


def _placed(event: Event, venue: Venue, room: str) -> Event:
    event.add("location", ", ".join(part for part in (room, address_line(venue)) if part))
    if venue.latitude is not None and venue.longitude is not None:
        event["geo"] = vGeo((float(venue.latitude), float(venue.longitude)))
    return event
