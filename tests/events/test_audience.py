"""Views are counted, people are not."""

from datetime import date

import pytest
from django.test import Client

from accounts.models import User
from events import audience, clock, page_cache
from events.models import PageViews
from tests.events import moments

BROWSER = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0"}


@pytest.fixture
def client(db, settings):
    settings.AUDIENCE_SECONDS = 3600
    audience._gathered.clear()
    with clock.at(moments.OPEN):
        yield Client(headers=BROWSER)
    audience._gathered.clear()


def counted():
    audience.write()
    return list(PageViews.objects.order_by("path", "referrer").values_list("path", "language", "referrer", "views"))


def test_views_add_up_by_page_language_and_site(client):
    client.get("/en/faq/?q=secret")
    client.get("/fr/faq/", headers={"referer": "https://elsewhere.example/page?who=me"})
    client.get("/fr/faq/", headers={"referer": "http://testserver/fr/"})
    assert counted() == [
        ("/en/faq/", "en", "", 1),
        ("/fr/faq/", "fr", "", 1),
        ("/fr/faq/", "fr", "elsewhere.example", 1),
    ]
    client.get("/fr/faq/")
    assert counted()[1] == ("/fr/faq/", "fr", "", 2)


def test_kept_pages_are_counted(client, settings):
    settings.PAGE_CACHE_SECONDS = 60
    page_cache.forget()
    try:
        etag = [client.get("/en/faq/") for _time in range(3)][-1]["ETag"]
        assert client.get("/en/faq/", headers={"if-none-match": etag}).status_code == 304
    finally:
        page_cache.forget()
    assert counted() == [("/en/faq/", "en", "", 4)]


@pytest.mark.parametrize(
    "headers",
    [
        {"dnt": "1"},
        {"sec-gpc": "1"},
        {"sec-purpose": "prefetch"},
        {"user-agent": ""},
        {"user-agent": "Mozilla/5.0 (compatible; Examplebot/2.1)"},
        {"user-agent": "curl/8.0"},
    ],
)
def test_who_declines_and_robots_are_left_out(client, headers):
    client.get("/en/faq/", headers=headers)
    assert counted() == []


def test_staff_personal_pages_and_files_are_left_out(client):
    for path in (
        "/en/nowhere/",
        "/en/registration/my/secret/",
        "/robots.txt",
        "/en/search/?q=x",
        "/open-data/2025.json",
    ):
        client.get(path)
    client.post("/en/faq/")
    client.force_login(User.objects.create_user(email="editor@example.org", is_staff=True))
    client.get("/en/faq/")
    assert counted() == []


def test_form_and_allowance_are_counted(client):
    client.get("/en/registration/")
    client.get("/en/reimbursement/")
    assert [path for path, *_rest in counted()] == ["/en/registration/", "/en/reimbursement/"]


@pytest.mark.parametrize(
    "referrer", ["https://[::1", "javascript:alert(1)", "https://a b/", "https://" + "x" * 101, "é"]
)
def test_strange_referrers_are_none(client, referrer):
    client.get("/en/faq/", headers={"referer": referrer.encode().decode("latin-1")})
    assert counted() == [("/en/faq/", "en", "", 1)]


def test_written_once_a_while_and_after_the_answer(client, settings, django_assert_num_queries):
    client.get("/en/faq/")
    audience.write_when_due()
    assert PageViews.objects.count() == 0
    audience._next_writing[0] = 0
    with django_assert_num_queries(2):
        audience.write_when_due()
    assert PageViews.objects.get().views == 1
    with django_assert_num_queries(0):
        audience.write_when_due()


def test_memory_is_bounded(client, monkeypatch):
    monkeypatch.setattr(audience, "AT_MOST", 2)
    for number in range(4):
        audience.note(audience.View(date(2025, 11, 1), "/en/", "en", f"{number}.example"))
    assert counted() == [("/en/", "en", "", 2), ("/en/", "en", "0.example", 1), ("/en/", "en", "1.example", 1)]


def test_numbers_go_after_25_months(db):
    for day in (date(2025, 10, 15), date(2025, 10, 16)):
        PageViews.objects.create(day=day, path="/en/", language="en", views=3)
    assert audience.forget(today=date(2027, 11, 16)) == 1
    assert audience._departures() == {date(2027, 11, 17): 3}


def test_staff_see_a_chart_and_its_table(client, admin_user, settings):
    settings.STAFF_MFA = False
    client.get("/en/faq/", headers={"referer": "https://elsewhere.example/"})
    counted()
    client.force_login(admin_user)
    page = client.get("/admin/events/pageviews/?days=90").content.decode()
    assert '<svg class="chart"' in page
    assert '<th scope="row">/en/faq/</th><td>1</td>' in page
    assert '<th scope="row">elsewhere.example</th><td>1</td>' in page
    client.force_login(User.objects.create_user(email="door@example.org", is_staff=True))
    assert client.get("/admin/events/pageviews/").status_code == 403
