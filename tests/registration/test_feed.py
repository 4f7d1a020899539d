"""The calendar that follows a registration."""

import pytest
from icalendar import Calendar

from events import clock
from outbox.models import OutgoingMail
from registration import lifecycle
from registration.models import PersonalLink
from tests.registration.cast import NOW, paris, person, url

pytestmark = [pytest.mark.django_db, pytest.mark.pages]
LATER = paris(2025, 10, 20, 10, 0)


@pytest.fixture(autouse=True)
def autumn():
    with clock.at(NOW):
        yield


@pytest.fixture
def marie(paris_26, paris_27):
    outcome = lifecycle.register(edition=paris_26.edition, person=person(), days=[paris_26, paris_27], now=NOW)
    return outcome.registration


@pytest.fixture
def address(marie):
    return url("feed", PersonalLink.objects.issue(registration_id=marie.pk, scope=PersonalLink.Scope.CALENDAR))


def events(response) -> dict[str, tuple[str, int]]:
    """Status and sequence of each day."""
    found = Calendar.from_ical(response.content).walk("VEVENT")
    return {f"{event.start:%d}": (str(event["STATUS"]), int(event["SEQUENCE"])) for event in found}


def test_feed_has_the_confirmed_days_and_says_how_often_to_come_back(client, address):
    response = client.get(address)
    calendar = Calendar.from_ical(response.content)
    assert events(response) == {"26": ("CONFIRMED", 0), "27": ("CONFIRMED", 0)}
    assert (calendar["X-PUBLISHED-TTL"], calendar["REFRESH-INTERVAL"].params["VALUE"]) == ("PT4H", "DURATION")
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT4H" in response.content
    assert response.headers["Content-Type"].startswith("text/calendar")
    assert response.headers["Cache-Control"] == "private, no-cache"


def test_feed_follows_a_day_given_back_and_a_cancellation(client, address, marie, paris_26):
    lifecycle.free_day(registration=marie, day=paris_26, now=LATER)
    grown = int((LATER - NOW).total_seconds())
    assert events(client.get(address)) == {"26": ("CANCELLED", grown), "27": ("CONFIRMED", grown)}
    lifecycle.cancel(registration=marie, now=LATER)
    assert events(client.get(address)) == {"26": ("CANCELLED", grown), "27": ("CANCELLED", grown)}


def test_feed_follows_a_day_taken_again(client, address, marie, paris_26):
    lifecycle.free_day(registration=marie, day=paris_26, now=NOW)
    lifecycle.add_day(registration=marie, day=paris_26, now=LATER)
    assert {day: status for day, (status, _sequence) in events(client.get(address)).items()} == {
        "26": "CONFIRMED",
        "27": "CONFIRMED",
    }


def test_feed_is_not_sent_again_while_nothing_changed(client, address, marie, paris_26):
    etag = client.get(address).headers["ETag"]
    same = client.get(address, headers={"if-none-match": etag})
    assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", etag)
    lifecycle.free_day(registration=marie, day=paris_26, now=LATER)
    changed = client.get(address, headers={"if-none-match": etag})
    assert (changed.status_code, changed.headers["ETag"] == etag) == (200, False)


def test_feed_speaks_the_language_of_the_person_at_every_address(client, address):
    answers = {client.get(path).content for path in (address, address.replace("/en/registration/calendar", FRENCH))}
    assert len(answers) == 1
    assert "Votre référence" in answers.pop().decode()


FRENCH = "/fr/inscription/calendrier"


def test_link_of_the_feed_opens_nothing_else_and_the_other_way_round(client, address, marie):
    secret = address.rpartition("/")[2].removesuffix(".ics")
    assert client.get(url("personal", secret)).status_code == 404
    manage = PersonalLink.objects.issue(registration_id=marie.pk, scope=PersonalLink.Scope.MANAGE)
    assert client.get(url("feed", manage)).status_code == 404


def test_page_makes_an_address_only_when_asked(client, marie):
    token = PersonalLink.objects.issue(registration_id=marie.pk, scope=PersonalLink.Scope.MANAGE)
    calendars = PersonalLink.objects.filter(scope=PersonalLink.Scope.CALENDAR)
    before = calendars.count()
    client.get(url("subscribe", token))
    assert calendars.count() == before
    page = client.post(url("subscribe", token)).content.decode()
    assert calendars.count() == before + 1
    assert 'href="webcal://127.0.0.1:8000/en/registration/calendar/' in page


def test_mails_carry_the_address_of_the_feed(marie):
    mail = OutgoingMail.objects.get()
    assert "/calendrier/" in mail.text
    assert PersonalLink.objects.filter(scope=PersonalLink.Scope.CALENDAR).count() == 1
