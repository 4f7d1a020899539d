"""The public form served from memory: same page, other tokens, nothing of anybody else."""

import re
from datetime import timedelta

import pytest

from events import clock
from registration import form_cache
from registration.models import Registration
from tests.registration.cast import NOW, OPENS, url

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


@pytest.fixture(autouse=True)
def kept(settings):
    settings.PAGE_CACHE_SECONDS = 60
    form_cache.forget()
    with clock.at(NOW):
        yield
    form_cache.forget()


def page(client, language="en"):
    client.cookies.clear()
    return client.get(url(language=language)).content.decode()


def hidden(content):
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', content))


def test_second_reader_asks_the_database_nothing(client, paris_26, django_assert_num_queries):
    page(client)
    with django_assert_num_queries(0):
        page(client)


def test_two_readers_see_one_page_with_their_own_values(client, paris_26):
    first, second = page(client), page(client)
    for name in ("csrfmiddlewaretoken", "form_key"):
        assert hidden(first)[name] != hidden(second)[name]
    assert form_cache.HIDDEN.sub("", first) == form_cache.HIDDEN.sub("", second)


def test_languages_are_kept_apart(client, paris_26):
    page(client, "en")
    assert '<html lang="fr">' in page(client, "fr")


def test_form_from_memory_can_be_sent(client, paris_26):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    page(client)
    content = strict.get(url()).content.decode()
    typed = {
        **hidden(content),
        "days": paris_26.slug,
        "first_name": "Ada",
        "last_name": "Lovelace",
        "email": "ada@example.org",
        "privacy": "on",
    }
    assert strict.post(url(), typed).status_code == 302
    assert Registration.objects.count() == 1


def test_form_with_errors_is_never_kept(client, paris_26):
    client.post(url(), {"first_name": "Secret"})
    assert "Secret" not in page(client)


def test_page_before_the_opening_is_not_kept(client, paris_26):
    with clock.at(OPENS - timedelta(seconds=1)):
        assert "not open yet" in page(client)
    with clock.at(OPENS):
        assert "Which days" in page(client)


def test_staff_with_a_session_get_a_fresh_form(client, paris_26, admin_user):
    page(client)
    client.force_login(admin_user)
    paris_26.delete()
    assert paris_26.slug not in client.get(url()).content.decode()
