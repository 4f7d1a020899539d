import json
import re
from datetime import timedelta

import polib
import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from events import clock
from events.models import Article, Edition, EventDay, Page, Question, Session
from tests.events import moments
from tests.events.pages import NAMES, PLAIN, SESSION, address, read

pytestmark = pytest.mark.pages

LANGUAGES = ("fr", "en")


@pytest.fixture
def client() -> Client:
    with clock.at(moments.OPEN):
        yield Client()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "arguments"), NAMES, ids=lambda value: "-".join([value] if isinstance(value, str) else value)
)
def test_page_is_whole(editions, client, name, arguments, language):
    response = client.get(address(name, arguments, language))
    assert (response.status_code, response["Content-Language"]) == (200, language)
    page = read(response.content.decode())
    assert page.faults == []
    assert len(page.ids) == len(set(page.ids))
    assert response.content.count(b"<h1") == 1
    assert {link for link in page.links if link.startswith("#")} <= {f"#{each}" for each in page.ids}


def foreign_messages() -> dict[str, set[str]]:
    """For each language, messages of the templates that exist in the other one only."""
    catalogue = polib.pofile(str(settings.BASE_DIR / "locale" / "fr" / "LC_MESSAGES" / "django.po"))
    english = {entry.msgid for entry in catalogue}
    french = {entry.msgstr for entry in catalogue if entry.msgstr}
    return {"fr": english - french, "en": french - english}


@pytest.mark.parametrize(
    ("name", "arguments"), NAMES, ids=lambda value: "-".join([value] if isinstance(value, str) else value)
)
def test_page_speaks_one_language(editions, client, name, arguments):
    wrong = foreign_messages()
    written = {language: set() for language in LANGUAGES}
    for model in (Edition, EventDay, Session, Question, Page):
        for row in model.objects.all():
            for field in model.translated_fields():
                texts = {language: str(row.text(field, language)) for language in LANGUAGES}
                if texts["fr"] != texts["en"] and "\n" not in texts["fr"]:
                    written["fr"].add(texts["en"])
                    written["en"].add(texts["fr"])
    for language in LANGUAGES:
        page = read(client.get(address(name, arguments, language)).content.decode())
        texts = {text for lang, text in page.texts if lang == language}
        assert texts & (wrong[language] | written[language]) == set()


@pytest.mark.parametrize(
    ("name", "arguments"), NAMES, ids=lambda value: "-".join([value] if isinstance(value, str) else value)
)
def test_alternates_are_absolute_and_reciprocal(editions, client, name, arguments):
    found = {}
    for language in LANGUAGES:
        page = read(client.get(address(name, arguments, language)).content.decode())
        links = {each["hreflang"]: each["href"] for each in page.head if each.get("hreflang")}
        canonical = [each["href"] for each in page.head if each.get("rel") == "canonical"]
        assert canonical == [settings.SITE_URL + address(name, arguments, language)]
        found[language] = links
    expected = {each: settings.SITE_URL + address(name, arguments, each) for each in LANGUAGES}
    expected["x-default"] = expected["en"]
    assert found == {"fr": expected, "en": expected}


def test_switch_keeps_the_thing_and_the_query(editions, client):
    page = client.get(address("programme", [], "fr") + "?kind=workshop&day=paris-2025-11-26").content.decode()
    assert 'href="/en/programme/?kind=workshop&amp;day=paris-2025-11-26" hreflang="en"' in page
    page = client.get(address("article", ["parlez-moi-d-ia"], "en")).content.decode()
    assert 'href="/fr/actualites/parlez-moi-d-ia/" hreflang="fr"' in page


@pytest.mark.parametrize(
    ("cookie", "accepted", "target"),
    [
        (None, "en-GB,en;q=0.9", "/en/"),
        (None, "de,fr-CA;q=0.5", "/fr/"),
        (None, "de", "/fr/"),
        (None, "x" * 4096, "/fr/"),
        ("en", "fr", "/en/"),
        ("zz", "en", "/en/"),
    ],
)
def test_root_redirects_to_the_language_of_the_reader(db, client, cookie, accepted, target):
    if cookie:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = cookie
    response = client.get("/", headers={"accept-language": accepted})
    assert (response.status_code, response["Location"]) == (302, target)
    assert {"Accept-Language", "Cookie"} <= {each.strip() for each in response["Vary"].split(",")}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PLAIN)
def test_page_makes_sense_without_an_edition(db, client, name, language):
    response = client.get(address(name, [], language))
    assert response.status_code == 200
    assert read(response.content.decode()).faults == []


@pytest.mark.parametrize(
    ("moment", "action"),
    [
        (moments.ANNOUNCED, "Registration opens on Monday 15\xa0November"),
        (moments.OPEN, "Register for free"),
        (moments.CLOSED - timedelta(hours=6), "Registration is closed."),
        (moments.DURING, "It is on!"),
        (moments.OVER, "This edition is over."),
    ],
)
def test_home_says_where_the_edition_stands(editions, moment, action):
    with clock.at(moment):
        page = Client().get("/en/").content.decode()
    said = {each for each in ACTIONS if each in page}
    assert said == {next(each for each in ACTIONS if action.startswith(each))}


ACTIONS = (
    "Registration opens on", "Register for free", "Take one of the last places", "Every day is full.",
    "Registration is closed.", "It is on!", "This edition is over.",
)  # fmt: skip


@pytest.mark.parametrize(
    ("left", "action"), [(11, "Register for free"), (3, "Take one of the last places"), (0, "Every day is full.")]
)
def test_home_follows_the_places_left(editions, client, left, action):
    for day in EventDay.objects.all():
        EventDay.objects.filter(pk=day.pk).update(taken=day.capacity - left)
    page = client.get("/en/").content.decode()
    assert {each for each in ACTIONS if each in page} == {action}


def test_home_becomes_a_record(editions):
    with clock.at(moments.OVER):
        page = Client().get("/fr/").content.decode()
    assert "Ce qu’il en reste" in page
    assert "Merci aux personnes qui l’ont faite" in page


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("day=brussels-2025-11-25&kind=workshop", {"data-commons", "speaking-to-institutions"}),
        ("day=brussels-2025-11-25&kind=workshop&language=fr", {"speaking-to-institutions"}),
        ("place=paris&kind=forum", {"solutions-forum"}),
        ("place=brussels&kind=forum", set()),
        ("kind=plenary&language=en", {"opening", "closing"}),
    ],
)
def test_programme_is_filtered_by_address(editions, client, query, slugs):
    page = read(client.get(f"/en/programme/?{query}").content.decode())
    found = {link.split("/")[4] for link in page.links if re.fullmatch(r"/en/programme/[\w-]+/[\w-]+/", link)}
    assert found == slugs


@pytest.mark.parametrize(
    "query", ["kind=dance", "day=' or 1=1", "kind=workshop&kind=talk", "place=%00", "x=" + "y" * 2000]
)
def test_programme_ignores_choices_it_does_not_offer(editions, client, query):
    assert client.get(f"/en/programme/?{query}").status_code in {200, 400}


def test_article_in_one_language_is_offered_in_it(editions, client):
    page = client.get(address("article", ["euses-2021-research"], "fr")).content.decode()
    assert '<article lang="en">' in page
    assert "Ce texte n’existe qu’en anglais." in page
    listed = client.get(address("news", [], "fr")).content.decode()
    assert 'lang="en">What our research brought to EUSES 2021' in listed


def test_article_not_yet_published_is_absent(editions, client):
    Article.objects.update(published_at=moments.OPEN + timedelta(minutes=1))
    assert client.get(address("article", ["parlez-moi-d-ia"], "fr")).status_code == 404
    assert "parlez-moi-d-ia" not in client.get("/sitemap.xml").content.decode()


def test_draft_edition_and_what_belongs_to_it_are_absent(editions, client):
    Edition.objects.update(status=Edition.Status.DRAFT)
    missing = [
        client.get(address(name, arguments, "fr")).status_code
        for name, arguments in [("edition", ["2025"]), ("session", [*SESSION]), ("download", ["2023", "programme"])]
    ]
    assert missing == [404, 404, 404]
    assert client.get("/fr/").status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_download_is_in_the_language_of_the_page(editions, client, language):
    response = client.get(address("download", ["2023", "programme"], language))
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'inline; filename="nec-ess-2023-programme-{language}.pdf"'
    assert b"".join(response.streaming_content).startswith(b"%PDF-")


NASTY = "</script><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}"


def test_nasty_content_stays_text(editions, client):
    edition = editions["2025"]
    for model in (Edition, EventDay, Session, Question, Page, Article):
        for row in model.objects.all():
            for field in model.translated_fields():
                for language in LANGUAGES:
                    setattr(row, f"{field}_{language}", NASTY)
            row.save()
    edition.venues.update(name_fr=NASTY, name_en=NASTY, city_fr=NASTY, city_en=NASTY, street=NASTY)
    edition.speakers.update(name=NASTY, organisation=NASTY)
    for name, arguments in NAMES:
        for language in LANGUAGES:
            html = client.get(address(name, arguments, language)).content.decode()
            assert "<script>alert" not in html
            assert "<img" not in html
            assert "49" not in read(html).texts


def test_structured_data_is_valid_json(editions, client):
    for name, arguments in [("home", []), ("faq", []), ("session", [*SESSION]), ("article", ["parlez-moi-d-ia"])]:
        html = client.get(address(name, arguments, "en")).content.decode()
        (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
        assert json.loads(block)["@context"] == "https://schema.org"


def test_machines_find_every_page_in_both_languages(editions, client):
    sitemap = client.get("/sitemap.xml").content.decode()
    for name, arguments in NAMES:
        for language in LANGUAGES:
            assert f"<loc>{settings.SITE_URL}{address(name, arguments, language)}</loc>" in sitemap
    assert sitemap.count('hreflang="x-default"') == sitemap.count("<loc>")
    robots = client.get("/robots.txt").content.decode()
    assert robots.endswith(f"Sitemap: {settings.SITE_URL}/sitemap.xml\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_feed_speaks_the_language_of_its_address(editions, client, language):
    response = client.get(address("feed", [], language))
    feed = response.content.decode()
    assert response["Content-Type"].startswith("application/atom+xml")
    assert f'xml:lang="{language}"' in feed
    assert feed.count("<entry>") == 3
    assert f"{settings.SITE_URL}{address('article', ['parlez-moi-d-ia'], language)}" in feed


def test_calendars_carry_their_time_zone(editions, client):
    from icalendar import Calendar

    for name, arguments, count in [
        ("programme_calendar", [], 3),
        ("sessions_calendar", [], Session.objects.filter(day__edition=editions["2025"]).count()),
        ("day_calendar", [SESSION[0]], 9),
        ("session_calendar", [*SESSION], 1),
    ]:
        response = client.get(address(name, arguments, "fr"))
        calendar = Calendar.from_ical(response.content)
        events = calendar.walk("VEVENT")
        assert len(events) == count
        assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Paris"]
        assert len({str(event["UID"]) for event in events}) == count
        assert calendar["refresh-interval"].dt == timedelta(hours=4)
    assert events[0].decoded("dtstart") == moments.paris(2025, 11, 26, 10, 15)


@pytest.mark.parametrize("name", ["home", "programme", "speakers", "practical", "faq", "partners", "news", "editions"])
def test_queries_do_not_grow_with_content(editions, client, name, django_assert_num_queries, assert_same_queries):
    assert_same_queries(client, address(name, [], "en"), more_content)


def more_content() -> None:
    """Three times as much of everything a page lists."""
    for model in (Question, Session, Article):
        for row in list(model.objects.all()[:5]):
            for copy in (1, 2):
                row.pk, row._state.adding, row.slug = None, True, f"{row.slug}-{copy}"
                row.save()


@pytest.fixture
def assert_same_queries():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def check(client, path, grow):
        counts = []
        for step in (None, grow):
            if step:
                step()
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 12

    return check


def test_times_are_said_in_the_language_of_the_page(editions, client):
    pages = {language: client.get(address("session", [*SESSION], language)).content.decode() for language in LANGUAGES}
    with translation.override(None):
        assert "10\xa0h\xa015 – 12\xa0h" in pages["fr"]
        assert "10:15 – 12:00" in pages["en"]


def test_whom_to_tell_about_a_weakness_is_said(editions, client):
    lines = client.get("/.well-known/security.txt").content.decode().splitlines()
    assert [line.partition(": ")[0] for line in lines] == ["Contact", "Expires", "Preferred-Languages", "Canonical"]
    assert lines[0] == "Contact: mailto:contact@nec-ess.example.org"
