"""The programme and the partners of an edition for machines: the same facts as the pages, in both languages."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from django.utils import translation

from events import facts
from events.languages import absolute
from events.models import Edition, EventDay, Partnership, Session, Venue
from events.models.bilingual import LANGUAGES, Bilingual
from events.programme import sessions_of

LICENCES = ["https://www.etalab.gouv.fr/licence-ouverte-open-licence/", "https://creativecommons.org/licenses/by/4.0/"]
FORMULA = ("=", "+", "-", "@", "\t", "\r")

SESSION_COLUMNS = (
    "day", "session", "starts", "ends", "kind", "language", "interpreted", "provisional", "places",
    "title_fr", "title_en", "summary_fr", "summary_en", "city_fr", "city_en", "venue_fr", "venue_en", "room",
    "speakers", "url_fr", "url_en",
)  # fmt: skip
PARTNER_COLUMNS = ("partner", "role", "name_fr", "name_en", "short_name", "website")


def edition_data(edition: Edition) -> dict[str, object]:
    """Everything about one edition, ready for JSON."""
    return {
        "licence": LICENCES,
        "source": "NEC ESS Europe",
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


def _csv(columns: tuple[str, ...], rows: Iterable[dict[str, object]]) -> str:
    out = StringIO()
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    return out.getvalue()


def _cell(value: object) -> object:
    """No spreadsheet takes a text for a formula."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
