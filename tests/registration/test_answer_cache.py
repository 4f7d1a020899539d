"""The answer served from memory: what was told is shared, whom it was told to is not."""

import pytest
from django.test import Client

from events import clock
from events.models import EventDay
from registration import answer_cache, form_cache
from tests.registration.cast import NOW, text, url

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


@pytest.fixture(autouse=True)
def kept(settings):
    settings.PAGE_CACHE_SECONDS = 60
    answer_cache.forget()
    form_cache.forget()
    with clock.at(NOW):
        yield
    answer_cache.forget()
    form_cache.forget()


def registered(address, *days, **more):
    """Somebody who has sent the form."""
    client = Client()
    client.get(url())
    typed = {
        "days": [day.slug for day in days],
        "first_name": "Ada",
        "last_name": "L",
        "email": address,
        "privacy": "on",
    }
    assert client.post(url(), {**typed, **more}).status_code == 302
    return client


def test_second_answer_asks_the_database_nothing_and_shows_its_own_address(paris_26, django_assert_num_queries):
    first = registered("one@example.org", paris_26)
    assert "one@example.org" in text(first.get(url("done")))
    second = registered("o'two@example.org", paris_26)
    with django_assert_num_queries(0):
        page = second.get(url("done")).content.decode()
    assert ("<strong>o&#x27;two@example.org</strong>" in page, "one@example.org" in page) == (True, False)
    assert (answer_cache.STAND_IN in page, "csrfmiddlewaretoken" in page) == (False, False)


def test_kept_answer_is_the_one_that_would_be_rendered(paris_26, settings):
    registered("one@example.org", paris_26).get(url("done"))
    second = registered("two@example.org", paris_26)
    kept = second.get(url("done")).content
    settings.PAGE_CACHE_SECONDS = 0
    assert second.get(url("done")).content == kept


def test_answers_about_other_days_and_of_the_line_are_kept_apart(paris_26, paris_27):
    EventDay.objects.filter(pk=paris_26.pk).update(taken=49)
    asked = [("a", [paris_26]), ("b", [paris_26]), ("c", [paris_27]), ("d", [paris_26, paris_27])]
    pages = [text(registered(f"{who}@example.org", *days).get(url("done"))) for who, days in asked]
    told = [(page.count("Place kept"), "waiting list:" in page) for page in pages]
    assert told == [(1, False), (0, True), (1, False), (1, True)]
    assert len(answer_cache._pages) == 4


def test_answer_with_colleagues_is_never_kept(paris_26):
    colleague = {
        "first_name": "Bo",
        "last_name": "M",
        "email": "bo@example.org",
        "language": "en",
        "days": paris_26.slug,
    }
    more = {"colleagues": "1", **{f"colleague-0-{name}": value for name, value in colleague.items()}}
    page = text(registered("ada@example.org", paris_26, **more).get(url("done")))
    assert ("Bo M" in page, len(answer_cache._pages)) == (True, 0)
