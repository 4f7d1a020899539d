from datetime import date, time

import pytest
from django.test import Client
from django.urls import reverse

from events.models import Edition, EventDay, Venue
from necess.colour_tokens import PAIRS, schemes
from tests.registration.staff import colleague

pytestmark = pytest.mark.pages

EXAMPLES = ("style_mail", "style_badge", "style_attestation")


@pytest.fixture
def editor(db, settings) -> Client:
    settings.STAFF_MFA = False
    client = Client()
    client.force_login(colleague("editor"))
    return client


@pytest.mark.parametrize("name", ["style", *EXAMPLES])
def test_style_is_for_staff(client, db, name):
    assert client.get(reverse(name)).status_code == 302


def test_every_pair_of_colours_is_shown_with_its_contrast(editor):
    page = editor.get(reverse("style"))
    assert [(pair.text, pair.ground, pair.least) for pair in page.context["pairs"]] == PAIRS
    light, _dark = schemes()
    assert light["ink"].encode() in page.content


def test_examples_without_an_edition_are_not_offered(editor):
    assert b"style/badge.png" not in editor.get(reverse("style")).content
    assert editor.get(reverse("style_badge")).status_code == 404
    assert editor.get(reverse("style_attestation")).status_code == 404
    assert editor.get(reverse("style_mail")).status_code == 200


@pytest.mark.press
@pytest.mark.parametrize("name", ["style_badge", "style_attestation"])
def test_badge_and_attestation_are_drawn_by_the_press(editor, name):
    day = date(2026, 5, 12)
    texts = {f"{field}_{language}": field for field in ("title", "theme", "summary") for language in ("fr", "en")}
    edition = Edition.objects.create(
        slug="2026",
        starts_on=day,
        ends_on=day,
        contact_email="a@example.org",
        status="published",
        is_current=True,
        **texts,
    )
    venue = Venue.objects.create(edition=edition, slug="lyon", name_fr="L", name_en="L", city_fr="Lyon", city_en="Lyon")
    EventDay.objects.create(
        edition=edition, venue=venue, slug="lyon", date=day, opens_at=time(9), closes_at=time(17), capacity=5
    )
    picture = editor.get(reverse(name))
    assert picture["Content-Type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
