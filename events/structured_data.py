"""What machines read about a page (schema.org), as a block of data in the page."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from events import facts, house
from events.audio import media_type
from events.languages import absolute
from events.models import Article, Edition, Partnership, Question, Session, Venue
from events.places import LINE, DayPlaces

ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def as_script(*things: dict[str, object]) -> SafeString:
    """JSON that cannot end its script element; browsers never run data blocks, so a strict policy allows them."""
    data = things[0] if len(things) == 1 else {"@graph": things}
    text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(ESCAPES))


def of_edition(
    edition: Edition, *, places: Sequence[DayPlaces], partnerships: Iterable[Partnership], url: str
) -> dict[str, object]:
    """The edition as an Event with one part per day."""
    by_role: dict[str, list[dict[str, object]]] = {}
    for partnership in partnerships:
        by_role.setdefault(partnership.role, []).append(_organisation(partnership))
    roles = Partnership.Role
    return {
        "@type": "Event",
        "name": edition.title,
        "description": edition.summary,
        "url": absolute(url),
        "startDate": edition.starts_on.isoformat(),
        "endDate": edition.ends_on.isoformat(),
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "isAccessibleForFree": True,
        "inLanguage": ["fr", "en"],
        "organizer": by_role.get(roles.ORGANISER, []) + by_role.get(roles.CO_ORGANISER, []),
        "funder": by_role.get(roles.FUNDER, []),
        "location": [_place(venue) for venue in {each.day.venue_id: each.day.venue for each in places}.values()],
        "subEvent": [_day(each) for each in places],
    }


def of_organiser(edition: Edition | None) -> dict[str, object]:
    """Who the site belongs to: the event as an organisation, with its mark and its address for questions."""
    logo = edition.logo if edition and edition.logo_id else None
    picture = reverse("picture", args=[logo.name, logo.widths[-1], "jpg"]) if logo else static("img/icon-512.png")
    found: dict[str, object] = {
        "@type": "Organization",
        "name": house.name_of(edition),
        "description": house.tagline_of(edition),
        "url": f"{settings.SITE_URL}/",
        "logo": absolute(picture),
    }
    return found | ({"email": edition.contact_email} if edition else {})


def _day(places: DayPlaces) -> dict[str, object]:
    day = places.day
    return {
        "@type": "Event",
        "name": day.title or day.label,
        "startDate": _instant(day.starts_at),
        "endDate": _instant(day.ends_at),
        "location": _place(day.venue),
        "isAccessibleForFree": True,
        "maximumPhysicalAttendeeCapacity": day.room_limit or day.cap,
        "offers": {
            "@type": "Offer",
            "price": 0,
            "priceCurrency": "EUR",
            "availability": f"https://schema.org/{'SoldOut' if places.state == LINE else 'InStock'}",
        },
    }


def of_session(session: Session) -> dict[str, object]:
    """One session as an Event within its edition."""
    limited = {} if session.capacity is None else {"maximumPhysicalAttendeeCapacity": session.capacity}
    return limited | {
        "@type": "Event",
        "name": session.title,
        "description": session.summary,
        "startDate": _instant(session.begins),
        "endDate": _instant(session.finishes),
        "location": _place(session.day.venue),
        "superEvent": {"@type": "Event", "name": session.day.edition.title},
        "performer": [{"@type": "Person", "name": speaker.name} for speaker in session.speakers.all()],
    }


def of_questions(questions: Iterable[Question], edition: Edition) -> dict[str, object]:
    """The frequent questions."""
    return {
        "@type": "FAQPage",
        "mainEntity": [
            {
                "@type": "Question",
                "name": question.question,
                "acceptedAnswer": {"@type": "Answer", "text": facts.fill(question.answer, edition)},
            }
            for question in questions
        ],
    }


def of_article(article: Article) -> dict[str, object]:
    """An article in the language it is read in."""
    language = article.reading_language
    listen = {"associatedMedia": _audio(article)} if article.audio or article.has_player else {}
    return listen | {
        "@type": "PodcastEpisode" if article.kind == Article.Kind.PODCAST else "Article",
        "headline": article.text("title", language),
        "description": article.text("summary", language),
        "inLanguage": language,
        "datePublished": article.published_at.isoformat() if article.published_at else None,
        "url": absolute(article.get_absolute_url()),
    }


def _audio(article: Article) -> dict[str, object]:
    """An episode: our own file, or the player of a service."""
    media: dict[str, object] = {"@type": "AudioObject", "name": article.title_read}
    if article.audio:
        media |= {
            "contentUrl": absolute(reverse("events:audio", args=[article.slug])),
            "encodingFormat": media_type(str(article.audio.name)),
        }
    else:
        media["embedUrl"] = article.player_url
    if article.audio_minutes:
        media["duration"] = f"PT{article.audio_minutes}M"
    return media | ({"transcript": article.transcript_read} if article.transcript_read else {})


def _organisation(partnership: Partnership) -> dict[str, object]:
    partner = partnership.partner
    organisation: dict[str, object] = {"@type": "Organization", "name": partner.name}
    return organisation | ({"url": partner.website} if partner.website else {})


def _place(venue: Venue) -> dict[str, object]:
    place: dict[str, object] = {
        "@type": "Place",
        "name": venue.name,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": venue.street,
            "postalCode": venue.postal_code,
            "addressLocality": venue.city,
            "addressCountry": venue.country,
        },
    }
    if venue.latitude is not None and venue.longitude is not None:
        place["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": float(venue.latitude),
            "longitude": float(venue.longitude),
        }
    return place


def _instant(moment: datetime) -> str:
    return moment.isoformat()
