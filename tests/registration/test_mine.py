"""What an account opens, and what it does not."""

import pytest
from allauth.account.models import EmailAddress

from accounts.models import User
from events import clock
from registration import lifecycle
from registration.models import PersonalLink, Registration
from tests.registration.cast import NOW, person, text, url

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


@pytest.fixture(autouse=True)
def autumn():
    with clock.at(NOW):
        yield


def register(day, name="marie", **about):
    return lifecycle.register(edition=day.edition, person=person(name, **about), days=[day], now=NOW).registration


def log_in(client, email, *, verified=True):
    user = User.objects.create_user(email, preferred_language="en")
    EmailAddress.objects.create(user=user, email=email, primary=True, verified=verified)
    client.force_login(user)


def test_a_visitor_is_asked_to_log_in(client, paris_26):
    marie = register(paris_26)
    for answer in (client.get(url("mine")), client.post(url("open_mine", marie.reference))):
        assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/accounts/login/")


def test_an_account_sees_and_opens_its_registrations_alone(client, paris_26):
    marie, paul = register(paris_26, email="Marie@example.org"), register(paris_26, "paul")
    log_in(client, "marie@example.org")
    words = text(client.get(url("mine")))
    assert (marie.reference in words, paul.reference in words) == (True, False)
    page = client.post(url("open_mine", marie.reference), follow=True)
    assert "My registration" in text(page)
    assert client.post(url("open_mine", paul.reference)).status_code == 404


@pytest.mark.parametrize("address", ["marie+x@example.org", "other@example.org"])
def test_another_address_of_the_same_identity_opens_nothing(client, paris_26, address):
    marie = register(paris_26)
    log_in(client, address)
    assert "There is none with this address." in text(client.get(url("mine")))
    assert client.post(url("open_mine", marie.reference)).status_code == 404


def test_an_address_not_verified_opens_nothing(client, paris_26):
    marie = register(paris_26)
    log_in(client, "marie@example.org", verified=False)
    assert marie.reference not in text(client.get(url("mine")))
    assert client.post(url("open_mine", marie.reference)).status_code == 404


def test_looking_makes_no_link_and_opening_makes_one_for_two_hours(client, paris_26):
    marie = register(paris_26)
    log_in(client, "marie@example.org")
    before = PersonalLink.objects.count()
    client.get(url("mine"))
    assert client.get(url("open_mine", marie.reference)).status_code == 405
    assert PersonalLink.objects.count() == before
    client.post(url("open_mine", marie.reference))
    link = PersonalLink.objects.latest("pk")
    assert round((link.expires_at - link.created_at).total_seconds() / 60) == 120


def test_an_erased_registration_is_not_listed(client, paris_26):
    marie = register(paris_26)
    Registration.objects.filter(pk=marie.pk).update(erased_at=NOW)
    log_in(client, "marie@example.org")
    assert marie.reference not in text(client.get(url("mine")))
