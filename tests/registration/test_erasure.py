"""“Erase me”: asked twice, done once, at once."""

import pytest

from events import clock
from events.models import EventDay
from outbox.models import OutgoingMail
from registration import check_in, erasure, lifecycle
from registration.models import PastParticipant, PersonalLink, Registration, Seat
from tests.registration.cast import NOW, person, text, url

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


@pytest.fixture(autouse=True)
def autumn():
    with clock.at(NOW):
        yield


def register(day, name="marie", **about):
    return lifecycle.register(edition=day.edition, person=person(name, **about), days=[day], now=NOW).registration


@pytest.fixture
def marie(paris_26):
    return register(paris_26)


@pytest.fixture
def token(marie):
    return PersonalLink.objects.issue(registration_id=marie.pk, scope=PersonalLink.Scope.MANAGE)


@pytest.mark.parametrize("method", ["get", "head"])
def test_asking_changes_nothing(client, token, marie, method):
    assert getattr(client, method)(url("erase", token)).status_code == 200
    assert Registration.objects.get().email == "marie@example.org"


def test_page_says_what_goes_and_what_stays(client, token):
    words = text(client.get(url("erase", token)))
    expected = [
        "What goes now",
        "your name, your e-mail address",
        "What has to stay",
        "the number of people registered",
    ]
    assert [word for word in expected if word not in words] == []
    assert "attestation" not in words


def test_page_warns_who_came_of_the_attestation(client, token, marie, paris_26):
    check_in.check_in(badge_code=marie.badge_code, day=paris_26, now=paris_26.starts_at)
    assert "its page will say that it is no longer valid" in text(client.get(url("erase", token)))


def test_erasing_leaves_nobody_and_writes_to_nobody(client, token, marie, paris_26):
    page = client.post(url("erase", token), follow=True)
    assert "You are erased" in text(page)
    erased = Registration.objects.get(pk=marie.pk)
    assert (erased.full_name, erased.email, erased.erased_at, erased.cancelled_at) == ("—", "", NOW, NOW)
    assert (PersonalLink.objects.count(), OutgoingMail.objects.count()) == (0, 0)
    assert list(erased.history.exclude(detail="")) == []
    assert EventDay.objects.get(pk=paris_26.pk).taken == 0
    assert client.get(url("personal", token)).status_code == 404
    assert client.post(url("erase", token)).status_code == 404


def test_the_place_goes_to_the_next_in_line(marie, paris_26):
    EventDay.objects.update(capacity=1)
    paul = register(paris_26, "paul")
    erasure.erase(registration=marie, now=NOW)
    assert Seat.objects.get(registration=paul).status == Seat.Status.OFFERED
    assert set(OutgoingMail.objects.values_list("to", flat=True)) == {"paul@example.org"}


def test_erasing_twice_is_erasing_once(marie):
    erasure.erase(registration=marie, now=NOW)
    erasure.erase(registration=marie, now=NOW)
    assert Registration.objects.get().history.filter(kind="erased").count() == 1


def test_who_was_erased_may_come_back(marie, paris_26):
    erasure.erase(registration=marie, now=NOW)
    assert register(paris_26).pk != marie.pk


def test_colleagues_stay_without_their_leader(marie, paris_26):
    paul = register(paris_26, "paul")
    Registration.objects.filter(pk=paul.pk).update(leader=marie)
    erasure.erase(registration=marie, now=NOW)
    paul.refresh_from_db()
    assert (paul.leader, paul.is_live) == (None, True)


def test_lists_of_earlier_editions_forget_the_person_too(marie, edition):
    PastParticipant.objects.create(
        edition=edition, last_name="Example", email="Marie+x@example.org", email_identity="marie@example.org"
    )
    erasure.erase(registration=marie, now=NOW)
    assert PastParticipant.objects.count() == 0
