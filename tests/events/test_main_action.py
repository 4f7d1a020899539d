"""The button of the header says what can be done now."""

import re

import pytest

from events import clock
from events.models import EventDay
from tests.events import moments

pytestmark = pytest.mark.pages


def button(client, path, now=moments.OPEN):
    with clock.at(now):
        page = client.get(path).content.decode()
    header = page[page.index('<header class="site-header">') : page.index("</header>")]
    return re.search(r'<a class="button" href="([^"]+)"[^>]*>([^<]+)</a>', header).groups()


@pytest.mark.parametrize(
    ("now", "address", "words"),
    [
        (moments.ANNOUNCED, "/en/programme/", "See the programme"),
        (moments.OPEN, "/en/registration/", "Register"),
        (moments.CLOSED, "/en/programme/", "See the programme"),
        (moments.DURING, "/en/programme/", "See the programme"),
        (moments.OVER, "/en/editions/2025/", "Look back"),
    ],
)
@pytest.mark.parametrize("path", ["/en/", "/en/faq/", "/en/news/", "/en/editions/2023/"])
def test_button_follows_the_edition(editions, client, path, now, address, words):
    assert button(client, path, now) == (address, words)


def test_button_leads_to_the_line_when_every_day_is_full(editions, client):
    for day in EventDay.objects.filter(edition=editions["2025"]):
        EventDay.objects.filter(pk=day.pk).update(taken=day.capacity)
    assert button(client, "/fr/faq/") == ("/fr/inscription/", "Liste d’attente")


@pytest.mark.parametrize("path", ["/en/search/?q=x", "/en/nowhere/", "/en/"])
def test_button_without_an_edition_or_on_other_pages_leads_to_the_form(db, client, path):
    assert button(client, path, moments.OVER) == ("/en/registration/", "Register")
