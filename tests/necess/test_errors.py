"""Every error page is reached through the code, speaks the language of its address and shows a way on."""

import re
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client, override_settings
from django.urls import path

from events import clock
from events.models import Article
from necess import errors
from necess.middleware import LARGEST_BODY
from tests.events.moments import OPEN

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


def fails(request):
    raise OperationalError("the server closed the connection") if "away" in request.path else ValueError("a fault")


urlpatterns = [path("fr/away/", fails), path("fr/fault/", fails)]
handler500 = errors.server_error


def reached(response, status, *, language, way_on):
    page = response.content.decode()
    assert response.status_code == status
    assert f'<html lang="{language}">' in page
    assert f'<p class="kicker">{status}</p>' in page
    main = page.partition("<main")[2]
    assert way_on in re.findall(r'class="button[^"]*" href="([^"]+)"', main)


def test_nothing_at_the_address_is_404(client):
    reached(client.get("/en/nothing/"), 404, language="en", way_on="/en/")


def test_an_unreadable_address_is_400(client):
    reached(client.get("/fr/?q=%00"), 400, language="fr", way_on="/fr/")


def test_a_form_from_another_site_is_403(client):
    response = client.post("/en/cookies/choice/", {"answer": "all"}, headers={"origin": "https://evil.example"})
    reached(response, 403, language="en", way_on="/accounts/login/?next=/en/cookies/choice/")


def test_a_form_without_its_cookie_is_403_with_advice():
    client = Client(enforce_csrf_checks=True)
    response = client.post("/fr/contact/", {"message": "Bonjour"})
    reached(response, 403, language="fr", way_on="/fr/")
    assert "cookies" in response.content.decode().partition("<main")[2]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_news_taken_down_are_410_and_nowhere_else(client, language):
    slug = "news" if language == "en" else "actualites"
    texts = {f"{field}_{code}": "Commons" for field in ("title", "summary", "body") for code in ("fr", "en")}
    article = Article.objects.create(slug="commons", published_at=OPEN - timedelta(days=3), **texts)
    with clock.at(OPEN):
        assert client.get(f"/{language}/{slug}/commons/").status_code == 200
        Article.objects.filter(pk=article.pk).update(is_withdrawn=True)
        reached(client.get(f"/{language}/{slug}/commons/"), 410, language=language, way_on=f"/{language}/{slug}/")
        assert "commons/" not in client.get(f"/{language}/{slug}/").content.decode()
        assert "/commons/" not in client.get("/sitemap.xml").content.decode()


@pytest.mark.parametrize("length", [str(LARGEST_BODY + 1), "9" * 40])
def test_a_body_too_large_is_413_before_it_is_read(client, length):
    response = client.generic("POST", "/en/contact/", b"x", CONTENT_LENGTH=length)
    reached(response, 413, language="en", way_on="/en/")


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=100)
def test_a_form_too_long_is_413(client):
    reached(client.post("/fr/contact/", {"message": "x" * 200}), 413, language="fr", way_on="/fr/")


@override_settings(RATE_LIMITS=True)
def test_too_many_messages_are_429(client):
    answers = [client.post("/en/contact/", {}, REMOTE_ADDR="192.0.2.9") for _ in range(11)]
    reached(answers[-1], 429, language="en", way_on="/en/")
    assert int(answers[-1].headers["Retry-After"]) > 0


@pytest.mark.parametrize(("address", "status"), [("/fr/fault/", 500), ("/fr/away/", 503)])
def test_a_fault_of_ours_speaks_both_languages(client, address, status):
    client.raise_request_exception = False
    with override_settings(ROOT_URLCONF=__name__):
        response = client.get(address)
    page = response.content.decode()
    assert response.status_code == status
    assert f'<p class="kicker">{status}</p>' in page
    assert 'lang="en"' in page
    assert response.headers.get("Retry-After") == {500: None, 503: "10"}[status]
