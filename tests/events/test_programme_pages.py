"""What the pages of the programme say beside titles and times: access, calendars to follow, who speaks where."""

import pytest
from django.conf import settings

from events.models import Session, Venue
from tests.events.pages import SESSION, address, read

pytestmark = pytest.mark.pages

DAYS = ("brussels-2025-11-25", "paris-2025-11-26", "paris-2025-11-27")
CALENDARS = f"webcal:{settings.SITE_URL.partition(':')[2]}"


@pytest.fixture
def page(editions, client):
    """Return a function that reads a page."""
    return lambda name, arguments=(), language="en": read(
        client.get(address(name, [*arguments], language)).content.decode()
    )


def words(page) -> str:
    return " ".join(text for _language, text in page.texts)


def test_session_says_how_its_room_and_its_venue_are_reached(page):
    Session.objects.filter(slug=SESSION[1]).update(
        access_en="Captions on a screen.", access_fr="Sous-titrage à l’écran."
    )
    Venue.objects.filter(slug="paris", edition__slug="2025").update(
        accessibility_en="A lift of 90 cm.", accessibility_fr="Un ascenseur de 90 cm."
    )
    said = words(page("session", SESSION))
    assert said.index("Access for everyone") < said.index("Captions on a screen.") < said.index("A lift of 90 cm.")
    assert "Sous-titrage à l’écran. Un ascenseur de 90 cm." in words(page("session", SESSION, "fr"))
    assert address("practical", [], "en") + "#paris" in page("session", SESSION).links


@pytest.mark.parametrize("language", ["fr", "en"])
def test_programme_its_days_and_its_sessions_can_be_followed(page, language):
    followed = {link for link in page("programme", [], language).links if link.startswith("webcal:")}
    expected = [("sessions_calendar", [])] + [("day_calendar", [day]) for day in DAYS]
    assert followed == {CALENDARS + address(name, arguments, language) for name, arguments in expected}


def test_home_names_partners_by_role(page):
    said = words(page("home"))
    roles = ["Organised by SOGA", "Co-organised with HelloAsso", "With the financial support of Crédit Coopératif ANCT"]
    assert [said.index(role) for role in roles] == sorted(said.index(role) for role in roles)


def test_speakers_lead_to_their_sessions(page):
    links = page("speakers").links
    assert links.count(address("session", [*SESSION], "en")) == 7


def test_practical_information_says_whom_to_call_in_each_country(page):
    links = page("practical").links
    assert (links.count("tel:112"), links.count("sms:114")) == (2, 1)  # 114 is French
