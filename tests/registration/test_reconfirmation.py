"""“Still coming?”: the page asks, only its buttons answer."""

import pytest

from events import clock
from events.models import EventDay
from registration import lifecycle, reconfirmation
from registration.models import HistoryEntry, PersonalLink, Seat
from tests.registration.cast import NOW, paris, person, text, url

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


@pytest.fixture(autouse=True)
def autumn():
    with clock.at(NOW):
        yield


def register(*days, name="marie"):
    return lifecycle.register(edition=days[0].edition, person=person(name), days=days, now=NOW).registration


@pytest.fixture
def marie(paris_26, paris_27):
    return register(paris_26, paris_27)


@pytest.fixture
def token(marie):
    return PersonalLink.objects.issue(registration_id=marie.pk, scope=PersonalLink.Scope.MANAGE)


@pytest.mark.parametrize("method", ["get", "head"])
def test_following_the_link_says_nothing(client, token, marie, method):
    assert getattr(client, method)(url("still_coming", token)).status_code == 200
    assert not marie.history.filter(kind="reconfirmed").exists()


def test_saying_yes_needs_the_button(client, token, paris_26):
    assert client.get(url("reconfirm", token, paris_26.slug)).status_code == 405


def test_yes_is_noted_once_per_day_and_shown(client, token, marie, paris_26):
    for _ in range(2):
        page = client.post(url("reconfirm", token, paris_26.slug), follow=True)
    assert "Thank you: we count on you." in text(page)
    assert text(page).count("You said that you come") == 1
    [entry] = HistoryEntry.objects.filter(kind="reconfirmed")
    assert (entry.day, entry.at, entry.registration) == (paris_26, NOW, marie)


def test_no_gives_the_place_to_the_next_in_line(client, token, marie, paris_26):
    EventDay.objects.filter(pk=paris_26.pk).update(capacity=1)
    paul = register(paris_26, name="paul")
    assert "One person is waiting for a place on this day." in text(client.get(url("still_coming", token)))
    client.post(url("free_day", token, paris_26.slug))
    assert paul.seats.get().status == Seat.Status.OFFERED


def test_yes_for_a_day_not_held_is_refused(client, token, marie, paris_26, brussels_25):
    page = client.post(url("reconfirm", token, brussels_25.slug), follow=True)
    assert "had already been given back" in text(page)
    lifecycle.cancel(registration=marie, now=NOW)
    page = client.post(url("reconfirm", token, paris_26.slug), follow=True)
    assert "had already been cancelled" in text(page)
    assert "You hold no place on a day to come" in text(page)


def test_a_day_taken_again_is_asked_again(marie, paris_26):
    reconfirmation.reconfirm(registration=marie, day=paris_26, now=NOW)
    assert reconfirmation.reconfirmed_days(marie) == {paris_26.pk}
    lifecycle.free_day(registration=marie, day=paris_26, now=NOW)
    lifecycle.add_day(registration=marie, day=paris_26, now=paris(2025, 10, 20))
    assert reconfirmation.reconfirmed_days(marie) == set()


def test_days_that_are_over_are_not_asked(client, token):
    with clock.at(paris(2025, 11, 26, 18)):
        page = text(client.get(url("still_coming", token)))
    assert ("Wednesday" in page, "Thursday" in page) == (False, True)


@pytest.mark.parametrize("number", [1, 3])
def test_page_asks_the_same_number_of_questions(
    client, brussels_25, paris_26, paris_27, number, django_assert_num_queries
):
    paul = register(*[brussels_25, paris_26, paris_27][:number], name="paul")
    link = PersonalLink.objects.issue(registration_id=paul.pk, scope=PersonalLink.Scope.MANAGE)
    with django_assert_num_queries(5):
        client.get(url("still_coming", link))
