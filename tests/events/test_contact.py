"""Writing to the team: every topic, errors in the language of the page, one mail per message."""

import pytest
from django.core.cache import cache

from events.models import Edition
from outbox.models import OutgoingMail
from tests.events.pages import address

pytestmark = [pytest.mark.django_db, pytest.mark.pages]

WRITTEN = {
    "topic": "accessibility",
    "name": "Léa",
    "email": "lea@example.org",
    "page": "/fr/programme/",
    "message": "Le filtre ne se lit pas <b>avec</b> mon lecteur d’écran.",
}


@pytest.fixture
def edition(editions) -> Edition:
    return editions["2025"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_message_goes_to_the_team_and_is_answered_to_its_author(edition, client, language):
    response = client.post(address("contact", [], language), WRITTEN, follow=True)
    assert response.redirect_chain == [(address("contact_sent", [], language), 302)]
    mail = OutgoingMail.objects.get()
    assert (mail.to, mail.reply_to, mail.language) == (edition.contact_email, "lea@example.org", "fr")
    assert "Une page ou un service qui me résiste" in mail.subject
    assert WRITTEN["message"] in mail.text
    assert "&lt;b&gt;avec&lt;/b&gt;" in mail.html
    assert ("anglais" if language == "en" else "français") in mail.text


def test_the_same_form_sent_twice_is_one_message(edition, client):
    form = {**WRITTEN, "opened": "the same"}
    for _time in range(2):
        assert client.post(address("contact", [], "fr"), form).status_code == 302
    client.post(address("contact", [], "fr"), {**form, "message": "Autre chose."})
    assert OutgoingMail.objects.count() == 2


@pytest.mark.parametrize(("language", "words"), [("fr", "Ce champ est obligatoire"), ("en", "This field is required")])
def test_error_keeps_what_was_typed(edition, client, language, words):
    page = client.post(address("contact", [], language), {**WRITTEN, "message": ""}).content.decode()
    assert words in page
    assert "lea@example.org" in page
    assert 'aria-invalid="true"' in page
    assert OutgoingMail.objects.count() == 0


def test_a_page_that_resists_fills_in_the_form(edition, client):
    page = client.get(address("contact", [], "fr"), {"topic": "accessibility", "page": "/fr/faq/"}).content.decode()
    assert '<option value="accessibility" selected>' in page
    assert 'value="/fr/faq/"' in page


def test_robots_and_floods_are_refused(edition, client, settings):
    settings.RATE_LIMITS = True
    cache.clear()
    answers = [client.post(address("contact", [], "en"), WRITTEN).status_code for _time in range(11)]
    assert answers == [200] * 10 + [429]
    assert OutgoingMail.objects.count() == 0


def test_without_an_edition_the_message_still_arrives(client, settings):
    client.post(address("contact", [], "en"), WRITTEN)
    assert OutgoingMail.objects.get().to == settings.DEFAULT_FROM_EMAIL
