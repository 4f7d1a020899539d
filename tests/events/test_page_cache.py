from gzip import decompress
from time import monotonic

import pytest
from django.test import Client

from events import clock, page_cache
from events.models import EventDay
from tests.events import moments

pytestmark = pytest.mark.pages


@pytest.fixture
def kept(editions, settings):
    settings.PAGE_CACHE_SECONDS = 60
    page_cache.forget()
    with clock.at(moments.OPEN):
        yield Client()
    page_cache.forget()


def test_page_is_rendered_once_for_anonymous_readers(kept, django_assert_num_queries):
    first = kept.get("/fr/")
    with django_assert_num_queries(0):
        second = kept.get("/fr/")
    assert second.content == first.content
    assert second["Content-Type"] == "text/html; charset=utf-8"
    assert second["Content-Language"] == "fr"
    assert {each.strip() for each in second["Vary"].split(",")} >= {"Accept-Encoding", "Cookie"}


def test_places_are_right_again_when_the_moment_is_over(kept, settings):
    assert "120 places" in kept.get("/fr/").content.decode()
    EventDay.objects.filter(slug="brussels-2025-11-25").update(taken=20)
    settings.PAGE_CACHE_SECONDS = 0
    assert "100 places" in kept.get("/fr/").content.decode()


def test_languages_and_queries_are_never_mixed(kept):
    pages = {path: kept.get(path).content for path in ("/fr/programme/", "/en/programme/", "/en/programme/?kind=forum")}
    assert len(set(pages.values())) == 3
    assert kept.get("/en/programme/?kind=forum").content == pages["/en/programme/?kind=forum"]


def test_compressed_page_is_the_same(kept):
    plain = kept.get("/en/faq/")
    zipped = kept.get("/en/faq/", headers={"accept-encoding": "gzip, br"})
    assert zipped["Content-Encoding"] == "gzip"
    assert decompress(zipped.content) == plain.content
    for response in (plain, zipped):
        assert response["Content-Length"] == str(len(response.content))


def test_kept_page_has_every_header_of_the_first(kept):
    first, second = (dict(kept.get("/en/faq/").items()) for _time in range(2))
    assert second == first
    assert "default-src 'none'" in second["Content-Security-Policy"]
    assert second["X-Frame-Options"] == "DENY"


def test_another_host_is_refused_although_the_page_is_kept(kept):
    kept.get("/en/faq/")
    assert kept.get("/en/faq/", headers={"host": "elsewhere.example"}).status_code == 400


def test_unchanged_page_is_not_sent_again(kept):
    etag = kept.get("/en/faq/")["ETag"]
    again = kept.get("/en/faq/", headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")


def test_whoever_has_a_session_gets_a_fresh_page(kept, settings):
    kept.get("/en/faq/")
    kept.cookies[settings.SESSION_COOKIE_NAME] = "anything"
    assert "ETag" not in kept.get("/en/faq/")


def test_what_is_not_found_is_not_kept(kept):
    assert kept.get("/en/news/nothing/").status_code == 404
    assert not page_cache._pages


def test_headers_of_files_are_kept(kept):
    for _time in range(2):
        response = kept.get("/open-data/2025/sessions.csv")
        assert response["Access-Control-Allow-Origin"] == "*"
        assert response["Content-Disposition"] == 'attachment; filename="nec-ess-2025-sessions.csv"'


def test_memory_is_bounded(kept):
    page_cache._pages.update({(False, "", f"/{number}/"): object() for number in range(page_cache.KEPT)})
    kept.get("/en/faq/")
    assert len(page_cache._pages) == page_cache.KEPT


def test_page_that_is_over_is_rendered_by_one_reader_while_others_get_the_kept_one():
    begun, over = {}, monotonic() - 0.1
    assert [page_cache.is_to_render(begun, "page", over) for _reader in range(3)] == [True, False, False]
    assert not page_cache.is_to_render(begun, "page", monotonic() + 1)


def test_page_long_over_is_shown_to_nobody():
    begun, over = {}, monotonic() - 2 * page_cache.SECONDS_TO_RENDER
    assert [page_cache.is_to_render(begun, "page", over) for _reader in range(3)] == [True, True, True]


def test_reader_who_comes_while_another_renders_gets_the_kept_page(kept, settings, editions):
    settings.PAGE_CACHE_SECONDS = 0.0001
    first = kept.get("/fr/").content
    [key] = page_cache._pages
    page_cache._asked_again[key] = monotonic()  # another thread has begun
    EventDay.objects.filter(slug="brussels-2025-11-25").update(taken=20)
    assert kept.get("/fr/").content == first
