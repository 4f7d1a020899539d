"""A local event is called by its own name and wears its own colours, in pages and mails; the house wears its own."""

import json
import re
from email.utils import parseaddr

import pytest
from django.conf import settings
from django.test import override_settings

from events import house, palettes
from events.contrasts import contrast
from events.models import Edition
from events.sharing import read as read_card
from outbox.rendering import render
from tests.events.pages import NAMES, address

pytestmark = pytest.mark.pages

LOCAL = {"brand": "NEC local Lyon", "tagline_fr": "Un numérique à nous.", "tagline_en": "A digital city of our own."}
# What surrounds the words of editors, which may well name the national event.
FRAME = re.compile(
    r'<title>.*?</title>|<meta[^>]*>|<header class="site-header">.*?</header>|<footer.*?</footer>|<link[^>]*>',
    re.DOTALL,
)


@pytest.fixture
def local(editions) -> Edition:
    Edition.objects.filter(slug="2025").update(palette="lake", title_fr="Lyon 2025", title_en="Lyon 2025", **LOCAL)
    return Edition.objects.get(slug="2025")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_is_framed_by_the_name_of_its_event(local, client, language):
    pages = [address(name, arguments, language) for name, arguments in NAMES]
    for path in [*pages, f"/{language}/contact/", f"/{language}/recherche/" if language == "fr" else "/en/search/"]:
        html = client.get(path).content.decode()
        frame = " ".join(FRAME.findall(html))
        past = "/2023/" in path or "/2024/" in path
        assert ("NEC local Lyon" in frame, settings.SITE_NAME in frame) == (not past, past), path
        assert (LOCAL[f"tagline_{language}"] in frame) != past, path
        assert ("/look/lake.svg" in frame, "/look/lake.css" in frame) == (not past, not past), path


def test_young_event_shows_no_heading_without_a_text(local, client):
    empty = {f"{name}_{language}": "" for name in ("description", "highlights") for language in ("fr", "en")}
    Edition.objects.filter(pk=local.pk).update(**empty)
    for path in ("/fr/", "/en/"):
        assert not re.search(r"</h[23]>\s*</(div|section)>", client.get(path).content.decode())


def test_share_picture_carries_name_and_colours_and_that_of_the_house_needs_neither(local, client):
    html = client.get("/fr/programme/").content.decode()
    (found,) = re.findall(r'og:image" content="[^"]*/share/([^"]+)\.png"', html)
    assert (read_card(found).name, read_card(found).palette) == ("NEC local Lyon", "lake")
    (found,) = re.findall(r"/share/([^\"]+)\.png", client.get("/fr/editions/2023/").content.decode())
    assert (read_card(found).name, read_card(found).palette) == ("", "")


def test_machines_read_the_name_of_the_event(local, client):
    manifest = client.get("/fr/site.webmanifest").json()
    assert (manifest["name"], manifest["short_name"]) == ("NEC local Lyon", "NEC local")
    assert "NEC local Lyon" in client.get("/en/news/feed.xml").content.decode()
    assert client.get("/open-data/2025.json").json()["source"] == "NEC local Lyon"
    html = client.get("/fr/").content.decode()
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    kinds = {each["@type"]: each for each in json.loads(block)["@graph"]}
    assert set(kinds) == {"Event", "Organization"}
    assert (kinds["Organization"]["name"], kinds["Organization"]["description"]) == (
        "NEC local Lyon",
        LOCAL["tagline_fr"],
    )


@override_settings(SITE_NAME="Another house")
def test_whoever_runs_the_site_names_it_once(editions, client):
    Edition.objects.update(is_current=False)
    assert "<title>Another house</title>" in client.get("/fr/").content.decode()


def mail(edition: Edition | None) -> str:
    context = {"edition": edition, "topic": "", "name": "Camille", "email": "camille@example.org", "page": ""}
    return render(template="events/emails/contact", language="fr", context=context).html


@pytest.mark.parametrize("palette", palettes.PALETTES)
def test_mail_wears_name_and_colours_by_day_and_by_night(local, palette):
    local.palette = palette
    local.save()
    html = mail(local)
    assert "<title>NEC local Lyon</title>" in html
    assert settings.SITE_NAME not in html
    day, _query, night = palettes.mail_rules(palette).partition("@media (prefers-color-scheme: dark)")
    assert f"{day}@media" in html.replace("\n", " ")
    for rules, ground in ((day, "#fbf8f1"), (night, "#12142a")):
        (link,) = re.findall(r"(?<![\w.])a \{ color: (#\w+)", rules)
        (button,) = re.findall(r"\.button \{ border-color: \S+ background: (#\w+)", rules)
        (letters,) = re.findall(r"\.button \{[^}]* color: (#\w+); \}", rules)
        assert contrast(link, ground) >= 7
        assert contrast(letters, button) >= 7


def test_mail_about_no_edition_is_from_the_current_event_and_otherwise_from_the_house(local):
    assert "NEC local Lyon" in mail(None)
    Edition.objects.update(is_current=False)
    assert f"<title>{settings.SITE_NAME}</title>" in mail(None)
    assert palettes.mail_rules("") == ""


def test_event_writes_under_its_own_name_from_the_address_of_the_site(local):
    local.brand = 'NEC « local », "Lyon"'
    name, sender = parseaddr(house.sender_of(local)["From"])
    assert (name, sender) == (local.brand, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    local.brand = ""
    assert house.sender_of(local) == {}


def test_icon_is_drawn_in_each_palette(client, db):
    for palette, (light, dark) in palettes.PALETTES.items():
        icon = client.get(f"/look/{palette}.svg")
        assert icon["Content-Type"] == "image/svg+xml"
        assert light[0] in icon.content.decode()
        assert dark[0] in icon.content.decode()
    assert client.get("/look/pink.svg").status_code == 404
