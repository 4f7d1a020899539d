"""An episode: our own file, or a player that waits for a click."""

import json
import re

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import Client

from events import clock
from events.models import Article
from tests.events import moments
from tests.events.pages import read
from tests.events.test_consent import make_service

pytestmark = pytest.mark.pages
ORIGIN = {"origin": "http://testserver"}
SOUND = bytes(range(256)) * 1000


@pytest.fixture
def client(db, settings, tmp_path):
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    with clock.at(moments.OPEN):
        yield Client()


def make_episode(**values):
    given = {
        "slug": "commons",
        "kind": "podcast",
        "languages": "fr",
        "title_fr": "Les communs",
        "summary_fr": "Un épisode.",
        "published_at": moments.ANNOUNCED,
    }
    article = Article(**given | values)
    article.full_clean()
    article.save()
    return article


def with_file():
    article = make_episode(audio_minutes=12, transcript_fr="Bonjour *à* toutes et tous.")
    article.audio.save("Episode.MP3", ContentFile(SOUND))
    return article


def data_of(page):
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])


def test_own_file_waits_for_play_and_has_its_transcript(client):
    with_file()
    page = client.get("/en/news/commons/").content.decode()
    assert '<audio class="player" controls preload="none" src="/en/news/commons/audio/">' in page
    assert "<em>à</em> toutes" in page
    assert read(page).faults == []
    assert data_of(page)["associatedMedia"] == {
        "@type": "AudioObject",
        "name": "Les communs",
        "contentUrl": "http://127.0.0.1:8000/en/news/commons/audio/",
        "encodingFormat": "audio/mpeg",
        "duration": "PT12M",
        "transcript": "Bonjour *à* toutes et tous.",
    }


@pytest.mark.parametrize(
    ("asked", "status", "content"),
    [
        (None, 200, SOUND),
        ("bytes=0-", 206, SOUND),
        ("bytes=10-19", 206, SOUND[10:20]),
        ("bytes=-5", 206, SOUND[-5:]),
        ("bytes=255990-999999", 206, SOUND[-10:]),
        ("bytes=256000-", 416, b""),
        ("bytes=-", 200, SOUND),
        ("bytes=0-1,5-9", 200, SOUND),
    ],
)
def test_file_comes_whole_or_in_the_part_asked_for(client, asked, status, content):
    with_file()
    response = client.get("/en/news/commons/audio/", headers={"range": asked} if asked else {})
    assert (response.status_code, b"".join(response.streaming_content)) == (status, content)
    assert response["Content-Type"] == "audio/mpeg"
    if status != 416:
        assert int(response["Content-Length"]) == len(content)


def test_drafts_and_articles_without_a_file_have_none(client):
    make_episode()
    assert client.get("/en/news/commons/audio/").status_code == 404
    assert client.get("/en/news/nothing/audio/").status_code == 404


def test_player_of_a_service_waits_for_a_click(client):
    make_episode(player_service=make_service(), player_url="https://pod.example/e/1")
    waiting = client.get("/en/news/commons/")
    assert "<iframe" not in waiting.content.decode()
    assert "pod.example" not in waiting["Content-Security-Policy"]
    asked = client.post("/en/news/commons/", headers=ORIGIN)
    assert 'src="https://pod.example/e/1"' in asked.content.decode()
    assert "frame-src 'self' https://pod.example;" in asked["Content-Security-Policy"] + ";"
    assert not asked.cookies
    assert "<iframe" not in client.get("/en/news/commons/").content.decode()
    assert client.post("/en/news/commons/", headers={"origin": "https://elsewhere.example"}).status_code == 403


def test_player_is_there_for_who_allowed_its_category_and_only_on_its_page(client):
    make_episode(player_service=make_service(), player_url="https://pod.example/e/1")
    client.post("/en/cookies/choice/", {"answer": "all"}, headers=ORIGIN)
    page = client.get("/en/news/commons/")
    assert "<iframe" in page.content.decode()
    assert "https://pod.example" in page["Content-Security-Policy"]
    assert "pod.example" not in client.get("/en/faq/")["Content-Security-Policy"]
    client.post("/en/cookies/choice/", {"answer": "none"}, headers=ORIGIN)
    assert "<iframe" not in client.get("/en/news/commons/").content.decode()


def test_inactive_service_loads_nothing(client):
    make_episode(player_service=make_service(is_active=False), player_url="https://pod.example/e/1")
    page = client.post("/en/news/commons/", headers=ORIGIN)
    assert "pod.example" not in page.content.decode() + page["Content-Security-Policy"]


@pytest.mark.parametrize("address", ["https://pod.example.evil.example/1", "https://other.example/1"])
def test_player_stands_at_the_service_it_names(db, address):
    with pytest.raises(ValidationError) as refused:
        make_episode(player_service=make_service(), player_url=address)
    assert set(refused.value.message_dict) == {"player_url"}
