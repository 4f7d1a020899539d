"""The picture of a shared link: its words are ours, and no one else's."""

from io import BytesIO

import pytest
from django.conf import settings
from PIL import Image

from events.sharing import Card, UnknownCardError, address, read
from tests.events.pages import NAMES
from tests.events.pages import address as address_of
from tests.events.pages import read as read_page

LANGUAGES = ("fr", "en")
CARD = Card("fr", "Programme", "NEC ESS Europe 2025", "Du 25 au 27 novembre 2025 · Bruxelles · Paris")


def token(card: Card) -> str:
    return address(card).removeprefix(f"{settings.SITE_URL}/share/").removesuffix(".png")


def test_the_same_words_have_the_same_address():
    assert address(CARD) == address(CARD)
    assert read(token(CARD)) == CARD


@pytest.mark.parametrize("forged", ["", "x", token(CARD)[:-1], f".{token(CARD)}", token(CARD).replace(":", "")])
def test_words_we_did_not_sign_are_refused(client, forged):
    with pytest.raises(UnknownCardError):
        read(forged)
    assert client.get(f"/share/{forged}.png").status_code == 404


@pytest.mark.press
def test_picture_is_drawn_once_and_kept_for_ever(client, settings, tmp_path):
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    drawn = b"".join(client.get(f"/share/{token(CARD)}.png").streaming_content)
    (kept,) = (tmp_path / "share").iterdir()
    assert kept.read_bytes() == drawn
    kept.write_bytes(b"the one kept")
    again = client.get(f"/share/{token(CARD)}.png")
    assert b"".join(again.streaming_content) == b"the one kept"
    assert again["Cache-Control"] == "public, max-age=31536000, immutable"
    with Image.open(BytesIO(drawn)) as picture:
        assert (picture.format, picture.size) == ("PNG", (1200, 630))
        assert len(drawn) < 60_000


@pytest.mark.pages
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_shared_under_its_own_name(editions, client, language):
    seen = {}
    for name, arguments in NAMES:
        page = read_page(client.get(address_of(name, arguments, language)).content.decode())
        shown = {each["property"]: each["content"] for each in page.head if each.get("property")}
        card = read(shown["og:image"].removeprefix(f"{settings.SITE_URL}/share/").removesuffix(".png"))
        assert card.language == language
        assert card.title in shown["og:title"]
        seen.setdefault(card, []).append((name, *arguments))
    assert [pages for pages in seen.values() if len(pages) > 1] == [[("home",), ("edition", "2025")]]


@pytest.mark.pages
@pytest.mark.parametrize(("language", "register"), [("fr", "S’inscrire"), ("en", "Register")])
def test_manifest_speaks_the_language_of_its_address(db, client, language, register):
    manifest = client.get(f"/{language}/site.webmanifest").json()
    assert (manifest["lang"], manifest["start_url"]) == (language, f"/{language}/")
    assert manifest["shortcuts"][1]["name"] == register
