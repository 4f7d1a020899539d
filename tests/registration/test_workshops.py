"""Workshops with few places: who gets one, who is told what, and what goes with a day or a person."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from accounts.models import User
from events import clock
from events.models import Session
from registration import calendar, erasure, exports, lifecycle, own_data, retention, workshops
from registration.list_filters import WorkshopFilter
from registration.models import ExportLog, HistoryEntry, PersonalLink, Registration, WorkshopPlace
from registration.workshops import State
from tests.registration.cast import NOW, make_workshop, paris, person, text, url

pytestmark = pytest.mark.django_db


def register(*days, name="marie", **about) -> Registration:
    edition = days[0].edition
    return lifecycle.register(edition=edition, person=person(name, **about), days=days, now=NOW).registration


def link_of(registration) -> str:
    return PersonalLink.objects.issue(registration_id=registration.pk, scope=PersonalLink.Scope.MANAGE)


def seen(registration, now=NOW):
    return [(each.session.slug, each.left, each.state) for each in workshops.offered_to(registration, now=now)]


def test_places_are_taken_until_none_is_left(paris_26):
    commons = make_workshop(paris_26)
    marie, paul, zoe = (register(paris_26, name=name) for name in ("marie", "paul", "zoe"))
    for each in (marie, paul):
        workshops.join(registration=each, session=commons, now=NOW)
    with pytest.raises(workshops.FullError):
        workshops.join(registration=zoe, session=commons, now=NOW)
    assert (seen(marie), seen(zoe)) == ([("commons", 0, State.MINE)], [("commons", 0, State.FULL)])
    assert workshops.leave(registration=paul, session=commons, now=NOW) is True
    assert workshops.leave(registration=paul, session=commons, now=NOW) is False
    workshops.join(registration=zoe, session=commons, now=NOW)
    assert workshops.left_in(commons) == 0
    kinds = HistoryEntry.objects.filter(registration=paul).values_list("kind", "detail")
    assert list(kinds)[-2:] == [("joined", "commons"), ("left", "commons")]


def test_joining_twice_takes_one_place(paris_26):
    commons, marie = make_workshop(paris_26), register(paris_26)
    for _ in range(2):
        workshops.join(registration=marie, session=commons, now=NOW)
    assert workshops.left_in(commons) == 1


def test_two_workshops_at_one_time_are_refused(paris_26):
    commons = make_workshop(paris_26)
    beside, after = make_workshop(paris_26, "beside", starts=13), make_workshop(paris_26, "after", starts=15, ends=16)
    marie = register(paris_26)
    workshops.join(registration=marie, session=commons, now=NOW)
    assert Session.objects.get(slug="beside").ends_at > commons.starts_at
    with pytest.raises(workshops.OverlapsError) as refusal:
        workshops.join(registration=marie, session=beside, now=NOW)
    assert refusal.value.other == commons
    workshops.join(registration=marie, session=after, now=NOW)
    assert set(marie.workshop_places.values_list("session__slug", flat=True)) == {"commons", "after"}


def test_only_people_with_a_place_on_the_day_sign_up(paris_26, paris_27, brussels_25):
    commons = make_workshop(paris_26)
    elsewhere = register(paris_27)
    type(brussels_25).objects.filter(pk=paris_26.pk).update(capacity=1)
    register(paris_26, name="first")
    waiting = register(paris_26, name="second")
    for each in (elsewhere, waiting):
        with pytest.raises(workshops.NotExpectedError):
            workshops.join(registration=each, session=commons, now=NOW)


@pytest.mark.parametrize(("capacity", "now"), [(None, NOW), (5, paris(2025, 11, 26, 14, 0))])
def test_a_session_open_to_all_or_begun_takes_nobody(paris_26, capacity, now):
    marie = register(paris_26)
    with pytest.raises(workshops.NotOfferedError):
        workshops.join(registration=marie, session=make_workshop(paris_26, capacity=capacity), now=now)
    assert seen(marie, now) == ([("commons", 5, State.BEGUN)] if capacity else [])


def test_a_smaller_number_sends_nobody_away(paris_26):
    commons, marie, paul = make_workshop(paris_26), register(paris_26), register(paris_26, name="paul")
    workshops.join(registration=marie, session=commons, now=NOW)
    Session.objects.filter(pk=commons.pk).update(capacity=1)
    with pytest.raises(workshops.FullError):  # the number of the database counts, not the one seen before
        workshops.join(registration=paul, session=commons, now=NOW)
    assert seen(marie) == [("commons", 0, State.MINE)]


def test_who_gives_a_day_back_gives_its_workshops_back(paris_26, paris_27):
    first, second = make_workshop(paris_26), make_workshop(paris_27)
    marie = register(paris_26, paris_27)
    for session in (first, second):
        workshops.join(registration=marie, session=session, now=NOW)
    lifecycle.free_day(registration=marie, day=paris_26, now=NOW)
    assert list(WorkshopPlace.objects.values_list("session", flat=True)) == [second.pk]
    lifecycle.cancel(registration=marie, now=NOW)
    assert not WorkshopPlace.objects.exists()


def test_erasure_takes_the_places_away(paris_26):
    marie, paul = register(paris_26), register(paris_26, name="paul")
    commons = make_workshop(paris_26)
    for each in (marie, paul):
        workshops.join(registration=each, session=commons, now=NOW)
    erasure.erase(registration=marie, now=NOW)
    assert list(WorkshopPlace.objects.values_list("registration", flat=True)) == [paul.pk]
    retention.erase_due(now=paris(2026, 11, 28, 3, 0))
    assert not WorkshopPlace.objects.exists()


def test_own_data_and_calendar_name_the_workshop(paris_26):
    marie, commons = register(paris_26), make_workshop(paris_26)
    workshops.join(registration=marie, session=commons, now=NOW)
    archive = ZipFile(BytesIO(own_data.take_away(registration=marie, now=NOW)))
    assert b'"workshop": "Atelier commons"' in archive.read("data.json")
    for content in (
        calendar.personal_calendar(registration=marie, language="en"),
        calendar.followed_calendar(registration=marie),
    ):
        events = Calendar.from_ical(content).walk("VEVENT")
        names = {str(event["uid"]).partition(f".{marie.reference}")[0]: str(event["summary"]) for event in events}
        assert names[f"{paris_26.slug}.commons"] in {"Workshop commons", "Atelier commons"}
    workshops.leave(registration=marie, session=commons, now=NOW)
    assert b"commons" not in calendar.followed_calendar(registration=marie)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_workshops_asks_once(paris_26, number):
    marie = register(paris_26)
    for each in range(number):
        make_workshop(paris_26, f"w{each}", starts=9 + each, ends=10 + each)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(seen(marie)) == number
    assert len(queries) == 1


def test_the_animator_gets_the_list_of_the_workshop(paris_26, rf):
    commons, marie = make_workshop(paris_26), register(paris_26)
    register(paris_26, name="paul")
    workshops.join(registration=marie, session=commons, now=NOW)
    desk = User.objects.create_superuser("desk@example.org")
    chosen = WorkshopFilter(rf.get("/"), {"workshop": [str(commons.pk)]}, Registration, None)
    people = chosen.queryset(rf.get("/"), Registration.objects.all())
    table = exports.export(
        registrations=people, file_format=ExportLog.Format.CSV, selection="workshop", by=desk, now=NOW
    )
    content = b"".join(exports.csv_file(table)).decode()
    assert ("marie@example.org" in content, "paul" in content) == (True, False)
    assert list(ExportLog.objects.values_list("rows", "by")) == [(1, desk.pk)]
    for odd in ("x", "9" * 20, "-1"):
        odd_choice = WorkshopFilter(rf.get("/"), {"workshop": [odd]}, Registration, None)
        assert odd_choice.queryset(rf.get("/"), Registration.objects.all()).count() == 2


@pytest.mark.pages
class TestPages:
    @pytest.fixture(autouse=True)
    def autumn(self):
        with clock.at(NOW):
            yield

    def test_a_person_joins_and_leaves_by_their_link(self, client, paris_26):
        make_workshop(paris_26, capacity=1)
        marie, paul = register(paris_26, language="en"), register(paris_26, name="paul", language="en")
        token, other = link_of(marie), link_of(paul)
        page = client.get(url("workshops", token))
        assert "1 place left Sign up (Workshop commons)" in text(page)
        join, leave = (url(name, token, paris_26.slug, "commons") for name in ("join_workshop", "leave_workshop"))
        assert client.get(join).status_code == 405
        assert "Your place in this workshop is kept." in text(client.post(join, follow=True))
        assert "Workshop commons" in text(client.get(url("personal", token)))
        late = client.post(url("join_workshop", other, paris_26.slug, "commons"), follow=True)
        assert "This workshop is full." in text(late)
        assert "You have left this workshop." in text(client.post(leave, follow=True))
        assert "You had no place in this workshop." in text(client.post(leave, follow=True))

    def test_nothing_is_offered_where_nobody_signs_up(self, client, paris_26):
        make_workshop(paris_26, capacity=None)
        token = link_of(register(paris_26))
        assert "no session asks people to sign up" in text(client.get(url("workshops", token)))
        assert "My workshops" not in text(client.get(url("personal", token)))

    def test_a_stranger_is_told_how(self, client, paris_26):
        make_workshop(paris_26)
        words = text(client.get(url("workshop", paris_26.slug, "commons")))
        assert "Already registered for this day?" in words
        assert "Not registered yet?" in words
        make_workshop(paris_26, "open", capacity=None)
        assert client.get(url("workshop", paris_26.slug, "open")).status_code == 404

    def test_an_account_goes_straight_to_its_workshops(self, client, paris_26):
        make_workshop(paris_26)
        marie = register(paris_26)
        user = User.objects.create_user("marie@example.org", preferred_language="en")
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        client.force_login(user)
        assert "Choose workshops as Marie Example" in text(client.get(url("workshop", paris_26.slug, "commons")))
        page = client.post(url("open_mine", marie.reference), {"to": "workshops"}, follow=True)
        assert "My workshops" in text(page)

    def test_the_page_of_the_session_says_how_many_are_left(self, client, paris_26):
        commons, marie = make_workshop(paris_26, capacity=1), register(paris_26)
        address = f"/en/programme/{paris_26.slug}/commons/"
        words = text(client.get(address))
        assert "Places 1, on sign-up 1 place left" in words
        assert "Sign up for this workshop" in words
        workshops.join(registration=marie, session=commons, now=NOW)
        assert "How to get a place" in text(client.get(address))
        with clock.at(paris(2025, 11, 26, 14, 30)):
            assert "How to get a place" not in text(client.get(address))
