from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from events import clock, draft_links
from events.models import Article, Edition
from tests.events import moments
from tests.registration.staff import colleague

pytestmark = pytest.mark.pages


@pytest.fixture
def article(editions) -> Article:
    return Article.objects.create(
        slug="soon", title_fr="Bientôt", title_en="Soon", summary_fr="Résumé.", summary_en="Summary.",
        body_fr="Texte.", body_en="Text.",
    )  # fmt: skip


def link(row: Article | Edition, language: str = "en") -> str:
    with translation.override(language):
        return draft_links.address(row, now=timezone.now())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_draft_is_shown_by_link_alone_and_kept_by_nobody(client, article, language):
    response = client.get(link(article, language))
    assert response.status_code == 200
    assert article.text("title", language) in response.content.decode()
    assert 'class="ribbon"' in response.content.decode()
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]
    assert b'rel="canonical"' not in response.content
    with clock.at(moments.OPEN):
        assert client.get(article.get_absolute_url()).status_code == 404


def test_draft_edition_is_shown_by_link(client, editions):
    Edition.objects.filter(slug="2024").update(status="draft")
    assert client.get(link(Edition.objects.get(slug="2024"))).status_code == 200


def test_forged_link_leads_nowhere(client, article):
    path = link(article)
    assert client.get(path[:-3] + "xy/").status_code == 404
    assert client.get("/en/draft/abc/").status_code == 404


def test_link_ends_with_a_change_of_the_text(client, article):
    path = link(article)
    Article.objects.filter(pk=article.pk).update(body_en="Another text.")
    assert client.get(path).status_code == 410


def test_link_ends_on_its_date(client, article):
    old = timezone.now() - draft_links.KEEP
    with translation.override("fr"):
        gone = client.get(draft_links.address(article, now=old))
        alive = client.get(draft_links.address(article, now=old + timedelta(minutes=1)))
    assert (gone.status_code, alive.status_code) == (410, 200)
    assert "n’est plus montré" in gone.content.decode()


def test_link_leads_to_the_page_once_published(client, article):
    path = link(article)
    Article.objects.filter(pk=article.pk).update(published_at=moments.OPEN)
    with clock.at(moments.OPEN):
        assert client.get(path)["Location"] == article.get_absolute_url().replace("/fr/actualites/", "/en/news/")


def test_article_is_seen_from_its_minute_on(client, article):
    Article.objects.filter(pk=article.pk).update(published_at=moments.OPEN)
    path = "/en/news/soon/"
    with clock.at(moments.OPEN - timedelta(minutes=1)):
        assert client.get(path).status_code == 404
    with clock.at(moments.OPEN):
        assert client.get(path).status_code == 200


def test_admin_says_from_when_an_article_is_seen_and_makes_its_links(article, settings):
    settings.STAFF_MFA = False
    editor = Client()
    editor.force_login(colleague("editor"))
    Article.objects.filter(pk=article.pk).update(published_at=moments.OPEN)
    with clock.at(moments.ANNOUNCED):
        listed = editor.get(reverse("admin:events_article_changelist")).content.decode()
        page = editor.get(reverse("admin:events_article_draft", args=[article.pk]))
    assert "sera vu à partir du" in listed or "will be seen from" in listed
    paths = [address.removeprefix("http://testserver") for _language, address in page.context["links"]]
    assert [path[:4] for path in paths] == ["/fr/", "/en/"]
    with clock.at(moments.ANNOUNCED):
        assert [Client().get(path).status_code for path in paths] == [200, 200]


@pytest.mark.parametrize("role", ["reviewer", "door", "treasurer"])
def test_links_are_made_by_those_who_write(article, settings, role):
    settings.STAFF_MFA = False
    client = Client()
    client.force_login(colleague(role))
    assert client.get(reverse("admin:events_article_draft", args=[article.pk])).status_code == 403
