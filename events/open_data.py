"""The programme and the partners of an edition for machines: the same facts as the pages, in both languages."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events import facts, house
from events.languages import absolute
from events.models import Edition, EventDay, Partnership, Session, Venue
from events.models.bilingual import LANGUAGES, Bilingual
from events.programme import sessions_of

LICENCES = ["https://www.etalab.gouv.fr/licence-ouverte-open-licence/", "https://creativecommons.org/licenses/by/4.0/"]
FORMULA = ("=", "+", "-", "@", "\t", "\r")

# What each column says, in the order of the file. The values are the same in JSON.
SESSION_COLUMNS: dict[str, Promise] = {
    "day": _("Short name of the day, as in addresses."),
    "session": _("Short name of the session, unique within its day."),
    "starts": _("Beginning: ISO 8601, Paris time with its offset."),
    "ends": _("End, in the same form."),
    "kind": _("plenary, talk, round_table, workshop, forum or meeting."),
    "language": _("Spoken language: fr, en or both."),
    "interpreted": _("true when it is interpreted into the other language."),
    "provisional": _("true when it may still change."),
    "places": _("Places of a workshop with sign-up; empty: everybody may come."),
    "title_fr": _("Title in French."),
    "title_en": _("Title in English."),
    "summary_fr": _("Summary in French."),
    "summary_en": _("Summary in English."),
    "city_fr": _("City in French."),
    "city_en": _("City in English."),
    "venue_fr": _("Name of the venue in French."),
    "venue_en": _("Name of the venue in English."),
    "room": _("Room, as signposted."),
    "speakers": _("Names, separated by commas."),
    "url_fr": _("Page of the session in French."),
    "url_en": _("Page of the session in English."),
}
PARTNER_COLUMNS: dict[str, Promise] = {
    "partner": _("Short name of the organisation."),
    "role": _("organiser, co_organiser, funder or supporter."),
    "name_fr": _("Name in French."),
    "name_en": _("Name in English."),
    "short_name": _("Abbreviation, if people use one."),
    "website": _("Address of its site."),
}


def edition_data(edition: Edition) -> dict[str, object]:
    """Everything about one edition, ready for JSON."""
    return {
        "licence": LICENCES,
        "source": house.name_of(edition),
        "edition": edition.slug,
        **{name: _texts(edition, name) for name in ("title", "theme", "summary")},
        "starts_on": edition.starts_on.isoformat(),
        "ends_on": edition.ends_on.isoformat(),
        "venues": [_venue(venue) for venue in edition.venues_in_order],
        "days": [_day(day) for day in edition.days_in_order],
        "sessions": [_session(session) for session in sessions_of(edition)],
        "partners": [_partner(each) for each in _partnerships(edition)],
    }


def sessions_csv(edition: Edition) -> str:
    """One line per session."""
    return _csv(SESSION_COLUMNS, (_session(session) for session in sessions_of(edition)))


def partners_csv(edition: Edition) -> str:
    """One line per partner and role."""
    return _csv(PARTNER_COLUMNS, (_partner(each) for each in _partnerships(edition)))


def _partnerships(edition: Edition) -> Iterable[Partnership]:
    return edition.partnerships.select_related("partner")


def _texts(row: Bilingual, name: str) -> dict[str, str]:
    return {language: facts.fill(row.text(name, language), row.facts_from()) for language in LANGUAGES}


def _columns(row: Bilingual, name: str, as_name: str = "") -> Iterator[tuple[str, str]]:
    for language in LANGUAGES:
        yield f"{as_name or name}_{language}", facts.fill(row.text(name, language), row.facts_from())


def _venue(venue: Venue) -> dict[str, object]:
    return {
        "venue": venue.slug,
        "name": _texts(venue, "name"),
        "city": _texts(venue, "city"),
        "street": venue.street,
        "postal_code": venue.postal_code,
        "country": venue.country,
        "latitude": None if venue.latitude is None else float(venue.latitude),
        "longitude": None if venue.longitude is None else float(venue.longitude),
        "to_be_confirmed": venue.to_be_confirmed,
    }


def _day(day: EventDay) -> dict[str, object]:
    return {
        "day": day.slug,
        "venue": day.venue.slug,
        "opens": day.starts_at.isoformat(),
        "closes": day.ends_at.isoformat(),
        "places": day.cap,
        "title": _texts(day, "title"),
    }


def _session(session: Session) -> dict[str, object]:
    venue = session.day.venue
    return {
        "day": session.day.slug,
        "session": session.slug,
        "starts": session.begins.isoformat(),
        "ends": session.finishes.isoformat(),
        "kind": session.kind,
        "language": session.language,
        "interpreted": session.is_interpreted,
        "provisional": session.is_provisional,
        "places": session.capacity,
        **dict(_columns(session, "title")),
        **dict(_columns(session, "summary")),
        **dict(_columns(venue, "city")),
        **dict(_columns(venue, "name", "venue")),
        "room": session.room,
        "speakers": ", ".join(speaker.name for speaker in session.speakers.all()),
        **{f"url_{language}": _address(session, language) for language in LANGUAGES},
    }


def _address(session: Session, language: str) -> str:
    with translation.override(language):
        return absolute(session.get_absolute_url())


def _partner(partnership: Partnership) -> dict[str, object]:
    partner = partnership.partner
    return {
        "partner": partner.slug,
        "role": partnership.role,
        **dict(_columns(partner, "name")),
        "short_name": partner.short_name,
        "website": partner.website,
    }


def _csv(columns: Iterable[str], rows: Iterable[dict[str, object]]) -> str:
    out = StringIO()
    writer = csv.DictWriter(out, list(columns))
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return out.getvalue()


def _cell(value: object) -> object:
    """No spreadsheet takes a text for a formula."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
