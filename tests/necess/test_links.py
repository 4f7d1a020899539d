"""What a link of ours may give away, and where it may lead: nowhere but to this site."""

import re
from datetime import date

import pytest
from django.urls import get_resolver, reverse

from accounts.models import User
from events import clock
from events.models import EventDay
from outbox.models import OutgoingMail
from registration.models import Registration
from tests.registration import cast
from tests.registration.cast import NOW, url
from tests.registration.staff import colleague

pytestmark = pytest.mark.pages
ELSEWHERE = ["//evil.example", "https:evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
# Running numbers that count something small of the reader's own, or the width of a picture.
COUNTED = {"colleague": "number", "paper": "number", "picture": "width"}


@pytest.fixture
def day(db) -> EventDay:
    return cast.make_day(cast.make_edition(), city="paris", on=date(2025, 11, 26))


def public_addresses(resolver, route=""):
    """Name and route of every address outside the admin."""
    for part in resolver.url_patterns:
        if getattr(part, "namespace", "") == "admin":
            continue
        if hasattr(part, "url_patterns"):
            yield from public_addresses(part, route + str(part.pattern))
        else:
            yield part.name, route + str(part.pattern)


def test_public_addresses_hold_no_running_number():
    numbered = {
        (name, part) for name, route in public_addresses(get_resolver()) for part in re.findall(r"<int:(\w+)>", route)
    }
    assert numbered - set(COUNTED.items()) == set()


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["account_login", "account_request_login_code", "admin:login"])
@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_login_never_leads_to_another_site(client, settings, page, elsewhere):
    settings.STAFF_MFA = False
    User.objects.create_user("anna@example.org", "right password")
    client.force_login(colleague("administrator"))
    known = client.get(reverse(page), {"next": elsewhere})
    client.logout()
    stranger = client.get(reverse(page), {"next": elsewhere})
    typed = {"login": "anna@example.org", "password": "right password", "next": elsewhere}
    entered = client.post(reverse("account_login"), typed)
    for answer in (known, stranger, entered):
        assert "evil" not in answer.headers.get("Location", "").partition("?")[0]
        assert "javascript:" not in answer.headers.get("Location", "")
    assert entered.status_code == 302


@pytest.mark.parametrize("header", ["x-forwarded-host", "forwarded", "x-host", "x-original-host"])
def test_links_in_mails_are_ours_whatever_host_was_claimed(client, day, header):
    typed = {"days": [day.slug], "first_name": "A", "last_name": "B", "email": "a@example.org", "privacy": "on"}
    claimed = "host=evil.example" if header == "forwarded" else "evil.example"
    with clock.at(NOW):
        client.post(url(), typed, headers={header: claimed})
    mail = OutgoingMail.objects.get()
    assert "evil.example" not in f"{mail.text}{mail.html}{mail.subject}"
    assert "http://127.0.0.1:8000/en/registration/my/" in mail.text


def test_form_for_another_host_is_refused_and_registers_nobody(client, day):
    typed = {"days": [day.slug], "first_name": "A", "last_name": "B", "email": "a@example.org", "privacy": "on"}
    with clock.at(NOW):
        assert client.post(url(), typed, headers={"host": "evil.example"}).status_code == 400
    assert Registration.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["personal", "cancel", "feed", "invited", "news"])
def test_token_of_a_link_reaches_no_log(client, caplog, name):
    token = "Secret-Token_" + "x" * 30
    client.get(url(name, token))
    client.post(url(name, token))
    assert caplog.records != []
    assert token not in caplog.text


@pytest.mark.django_db
@pytest.mark.parametrize(("here", "there"), [("/fr/rien/", "/en/"), ("/en/nothing/", "/fr/")])
def test_missing_page_offers_the_other_language(client, here, there):
    page = client.get(here).content.decode()
    assert re.search(rf'<a [^>]*href="{there}[^"]*"[^>]* hreflang="{there[1:3]}"', page)
