"""What nobody needs to answer: folded away in the public form, for the figures."""

import pytest

from events import clock
from registration.models import Registration
from tests.registration.cast import NOW, url

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


@pytest.fixture(autouse=True)
def autumn():
    with clock.at(NOW):
        yield


def send(client, day, **changes):
    needed = {"first_name": "Marie", "last_name": "Curie", "email": "marie@example.org", "privacy": "on"}
    return client.post(url(), {**needed, "days": [day.slug], **changes})


@pytest.mark.parametrize(
    ("language", "summary"), [("en", "Optional: where you come from"), ("fr", "Facultatif : d’où vous venez")]
)
def test_register_folds_away_what_the_figures_ask(client, paris_26, language, summary):
    page = client.get(url(language=language)).content.decode().replace("\u202f", " ")
    folded = page.partition('<details class="question">')[2].partition("</details>")[0]
    assert summary in folded
    assert ('name="country"' in folded, 'name="organisation_kind"' in folded) == (True, True)
    assert "required" not in folded.replace("required to", "")


def test_register_needs_no_country_and_keeps_one_that_is_told(client, paris_26):
    send(client, paris_26)
    send(client, paris_26, email="ada@example.org", country="BE", organisation_kind="cooperative")
    told = Registration.objects.order_by("pk").values_list("country", "organisation_kind")
    assert list(told) == [("", ""), ("BE", "cooperative")]


@pytest.mark.parametrize("typed", [{"country": "XX"}, {"organisation_kind": "9223372036854775808"}])
def test_register_opens_the_folded_part_when_something_in_it_is_wrong(client, paris_26, typed):
    page = send(client, paris_26, **typed).content.decode()
    assert '<details class="question" open>' in page
    assert f'<a href="#id_{next(iter(typed))}' in page
    assert not Registration.objects.exists()
