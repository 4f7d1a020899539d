"""The calendar file of a mail: read by a parser, in both languages, at the hours of the place whatever the season."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation
from icalendar import Calendar

from events import calendar as public
from events.models import EventDay, Venue
from registration import calendar, lifecycle
from tests.registration.cast import NOW, make_day, person

pytestmark = pytest.mark.django_db

# As long as the name of a place may be.
LONG = ("Musée social, « grande salle » ; 5, rue Las Cases \\ entrée 7 bis, أهلا 歐陽 🌿 " * 2)[:120]


@pytest.fixture(params=["fr", "en"])
def language(request) -> str:
    return request.param


@pytest.fixture
def days(edition) -> list[EventDay]:
    """One on each side of the night of 25 hours, in a house with a name that must be escaped and folded."""
    made = [make_day(edition, city="paris", on=on) for on in (date(2025, 10, 25), date(2025, 10, 26))]
    Venue.objects.update(name_fr=LONG, name_en=LONG, latitude="48.858068", longitude="2.321866")
    return list(EventDay.objects.select_related("edition", "venue").order_by("date")) if made else []


def files(days, language) -> list[bytes]:
    """What is attached to a mail, and what everybody may take."""
    who = person(language=language)
    mine = lifecycle.register(edition=days[0].edition, person=who, days=days, now=NOW).registration
    with translation.override(language):
        everybody = public.of_days(days, name="NEC ESS Europe 2025", now=NOW)
    return [calendar.attachment(str(mine.pk), language).content, everybody]


def test_files_are_valid_folded_and_say_their_zone(days, language):
    for content in files(days, language):
        lines = content.split(b"\r\n")
        assert b"\n" not in content.replace(b"\r\n", b"")
        assert [line for line in lines if len(line) > 75] == []
        read = Calendar.from_ical(content)
        assert [event.errors for event in read.walk()] == [[] for _event in read.walk()]
        assert [str(zone["TZID"]) for zone in read.walk("VTIMEZONE")] == ["Europe/Paris"]
        assert str(read["PRODID"]).endswith(f"//{language.upper()}")


def test_hours_are_those_of_the_place_on_both_sides_of_the_change_of_the_clock(days, language):
    for content in files(days, language):
        starts = [event.decoded("dtstart") for event in Calendar.from_ical(content).walk("VEVENT")]
        assert [one.strftime("%H:%M") for one in starts] == ["09:00", "09:00"]
        assert [one.astimezone(UTC) for one in starts] == [
            datetime(2025, 10, 25, 7, tzinfo=UTC),
            datetime(2025, 10, 26, 8, tzinfo=UTC),
        ]


def test_every_letter_of_a_place_arrives(days, language):
    for content in files(days, language):
        for event in Calendar.from_ical(content).walk("VEVENT"):
            assert str(event["LOCATION"]).startswith(LONG)
            assert event.decoded("dtstamp").utcoffset().total_seconds() == 0
            assert event["UID"]
