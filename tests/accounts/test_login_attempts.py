"""Passwords tried one after the other."""

import pytest
from django.core.cache import cache
from django.test import override_settings
from django.urls import reverse

from accounts.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


@pytest.fixture(autouse=True)
def a_minute_of_its_own():
    with override_settings(ACCOUNT_RATE_LIMITS={}):
        cache.clear()
        yield
        cache.clear()


def attempt(client, email, address):
    return client.post(reverse("account_login"), {"login": email, "password": "wrong"}, REMOTE_ADDR=address)


def words(response):
    return response.content.decode().partition('role="alert"')[2].partition("</div>")[0]


def test_wrong_passwords_are_slowed_down_in_the_same_words_for_everybody(client):
    User.objects.create_user("known@example.org", "right password")
    people = {"known@example.org": "198.51.100.1", "no@example.org": "198.51.100.2"}
    answers = {email: [attempt(client, email, address) for _ in range(6)] for email, address in people.items()}
    known, unknown = answers.values()
    assert [(a.status_code, words(a)) for a in known] == [(a.status_code, words(a)) for a in unknown]
    assert words(known[0]) != words(known[-1]) or known[-1].status_code == 429
    right = client.post(reverse("account_login"), {"login": "known@example.org", "password": "right password"})
    assert right.status_code != 302
