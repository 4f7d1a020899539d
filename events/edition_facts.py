"""What texts may say of an edition: ``{dates}``, ``{places:paris-2025-11-26}``, ``{address:paris}`` …"""

from events import facts
from events.dates import date_in_words, day_in_words, range_in_words, time_in_words
from events.models import Edition, EventDay, Venue


def offer() -> None:
    """Make the facts known to every text of the site."""
    facts.register("edition", lambda edition, _argument: edition.title)
    facts.register("theme", lambda edition, _argument: edition.theme)
    facts.register("dates", lambda edition, _argument: range_in_words(edition.starts_on, edition.ends_on))
    facts.register("first_day", lambda edition, _argument: date_in_words(edition.starts_on))
    facts.register("last_day", lambda edition, _argument: date_in_words(edition.ends_on))
    facts.register("contact_email", lambda edition, _argument: edition.contact_email)
    facts.register("places_in_all", _places_in_all)
    facts.register("places", lambda edition, slug: facts.number(_day(edition, slug).cap), takes_argument=True)
    facts.register("date", lambda edition, slug: day_in_words(_day(edition, slug).date), takes_argument=True)
    facts.register("opening", lambda edition, slug: time_in_words(_day(edition, slug).opens_at), takes_argument=True)
    facts.register("closing", lambda edition, slug: time_in_words(_day(edition, slug).closes_at), takes_argument=True)
    facts.register("venue", lambda edition, slug: _venue(edition, slug).name, takes_argument=True)
    facts.register("address", lambda edition, slug: _venue(edition, slug).address, takes_argument=True)


def _places_in_all(edition: Edition, _argument: str) -> str:
    return facts.number(sum(day.cap for day in edition.days_in_order))


def _day(edition: Edition, slug: str) -> EventDay:
    return {day.slug: day for day in edition.days_in_order}[slug]


def _venue(edition: Edition, slug: str) -> Venue:
    return {venue.slug: venue for venue in edition.venues_in_order}[slug]
