"""The edition, the days and the people of these tests."""

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation

from events.models import Edition, EventDay, Session, Venue
from registration.lifecycle import Person

PARIS = ZoneInfo("Europe/Paris")


def paris(*moment: int) -> datetime:
    """An instant given in Paris time."""
    return datetime(*moment, tzinfo=PARIS)


NOW = paris(2025, 10, 15, 14, 0)
OPENS = paris(2025, 9, 1, 12, 0)
CLOSES = paris(2025, 11, 24, 18, 0)


def make_edition() -> Edition:
    return Edition.objects.create(
        slug="2025",
        title_fr="NEC ESS Europe 2025",
        title_en="NEC ESS Europe 2025",
        theme_fr="Une troisième voie",
        theme_en="A third way",
        summary_fr="Trois jours.",
        summary_en="Three days.",
        starts_on=date(2025, 11, 25),
        ends_on=date(2025, 11, 27),
        status=Edition.Status.PUBLISHED,
        is_current=True,
        registration_opens_at=OPENS,
        registration_closes_at=CLOSES,
        contact_email="contact@example.org",
    )


def make_day(edition: Edition, *, city: str, on: date, capacity: int = 50) -> EventDay:
    names = {"brussels": ("Bruxelles", "Brussels"), "paris": ("Paris", "Paris")}[city]
    venue, _created = Venue.objects.get_or_create(
        edition=edition,
        slug=city,
        defaults={
            "name_fr": f"Maison de {names[0]}",
            "name_en": f"House of {names[1]}",
            "city_fr": names[0],
            "city_en": names[1],
            "street": "5 rue Las Cases",
            "postal_code": "75007",
            "country": {"brussels": "BE", "paris": "FR"}[city],
        },
    )
    return EventDay.objects.create(
        edition=edition,
        venue=venue,
        slug=f"{city}-{on:%Y-%m-%d}",
        date=on,
        opens_at=time(9),
        closes_at=time(18),
        capacity=capacity,
    )


def make_workshop(day, slug="commons", capacity: int | None = 2, *, starts=14, ends=15, **about) -> Session:
    names = {"title_fr": f"Atelier {slug}", "title_en": f"Workshop {slug}"}
    about = {"starts_at": time(starts), "ends_at": time(ends), "kind": Session.Kind.WORKSHOP, **names, **about}
    return Session.objects.create(day=day, slug=slug, capacity=capacity, **about)


def person(name: str = "marie", *, email: str = "", language: str = "fr", organisation: str = "") -> Person:
    return Person(
        first_name=name.capitalize(),
        last_name="Example",
        email=email or f"{name}@example.org",
        organisation=organisation,
        language=language,
    )


def url(name: str = "register", *arguments: str, language: str = "en") -> str:
    """The address of a page of people who come."""
    with translation.override(language):
        return reverse(f"registration:{name}", args=arguments)


def text(response: HttpResponse) -> str:
    """The words of the main part of a page."""
    main = response.content.decode().partition('<main id="main"')[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())
