"""A volunteer comes with a link: every address of the door, with every kind of link."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from accounts.models import User
from events import clock
from registration import check_in, keepers, lifecycle
from registration.door_urls import urlpatterns
from registration.models import CheckIn, DoorLink, HistoryEntry
from registration.views.door_guard import COOKIE, SALT
from tests.registration.cast import NOW, paris, person, text

pytestmark = [pytest.mark.django_db, pytest.mark.pages]
MORNING = paris(2025, 11, 26, 9, 12)
# What shows nobody and lets nobody in.
OPEN_TO_ALL = {"worker", "shell", "leave", "enter"}
GUARDED = sorted(pattern.name for pattern in urlpatterns if pattern.name not in OPEN_TO_ALL)
POSTED = {"scan", "admit", "sync", "undo", "decode"}


@pytest.fixture(autouse=True)
def morning():
    with clock.at(MORNING):
        yield


@pytest.fixture
def desk(db) -> User:
    return User.objects.create_user("desk@example.org")


@pytest.fixture
def made(paris_26, desk):
    return keepers.make_link(day=paris_26, label="Vera", now=NOW, by=desk)


@pytest.fixture
def marie(paris_26):
    who = person(organisation="Label Emmaüs")
    return lifecycle.register(edition=paris_26.edition, person=who, days=[paris_26], now=NOW).registration


@pytest.fixture
def volunteer(client, made):
    client.get("/door/shell/?lang=en")
    client.post(reverse("door:enter", args=[made[1]]))
    return client


def address(name, day, entry):
    arguments = {
        "day": [day.slug], "counts": [day.slug], "scan": [day.slug], "admit": [day.slug], "ticket": [day.slug],
        "people": [day.slug], "sync": [day.slug], "walk_in": [day.slug], "walked_in": [day.slug, entry.scan],
        "paper": [day.slug], "undo": [entry.scan], "badge_file": [entry.scan], "badge": [entry.registration.badge_code],
    }  # fmt: skip
    return reverse(f"door:{name}", args=arguments.get(name, []))


def ask(client, name, day, entry):
    data = {"code": entry.registration.badge_code, "scan": str(uuid4())}
    where = address(name, day, entry)
    return client.post(where, data) if name in POSTED else client.get(where)


@pytest.fixture
def entry(marie, paris_26):
    return check_in.check_in(badge_code=marie.badge_code, day=paris_26, now=MORNING, lane="door B").entry


def test_link_asks_before_it_opens(client, made, paris_26):
    link, token = made
    page = client.get(reverse("door:enter", args=[token]))
    client.head(reverse("door:enter", args=[token]))
    link.refresh_from_db()
    assert (page.status_code, link.entered, COOKIE in client.cookies) == (200, 0, False)
    opened = client.post(reverse("door:enter", args=[token]))
    assert opened.headers["Location"] == "/door/on/paris-2025-11-26/"
    cookie = opened.cookies[COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/door/", True, "Lax")


def test_volunteer_lets_people_in_and_leaves_a_trace(volunteer, marie, paris_26):
    page = volunteer.post(reverse("door:scan", args=[paris_26.slug]), {"code": marie.badge_code, "scan": str(uuid4())})
    assert "Welcome Marie Example" in text(page)
    entry, note = CheckIn.objects.get(), HistoryEntry.objects.get(kind="checked_in")
    assert (entry.by, entry.lane, entry.at, note.detail) == (None, "Vera", MORNING, "Vera")


def test_volunteer_sees_no_address_and_finds_nobody_by_one(volunteer, marie, entry, paris_26):
    pages = [ask(volunteer, name, paris_26, entry) for name in GUARDED if name != "badge_file"]
    shown = [page.content.decode() for page in pages if page.status_code == 200]
    assert len(shown) == 8
    assert [page for page in shown if "marie@example.org" in page] == []
    for words in ("marie@example.org", "@", "example.org"):
        assert "Marie" not in text(volunteer.get(reverse("door:day", args=[paris_26.slug]), {"q": words}))
        found = volunteer.post(reverse("door:scan", args=[paris_26.slug]), {"code": words, "scan": str(uuid4())})
        assert "Let in Marie" not in text(found)


def test_volunteer_finds_no_other_day(volunteer, paris_27):
    registered = lifecycle.register(edition=paris_27.edition, person=person("zoe"), days=[paris_27], now=NOW)
    entry = check_in.check_in(badge_code=registered.registration.badge_code, day=paris_27, now=MORNING).entry
    of_the_other_day = [name for name in GUARDED if name not in {"home", "decode", "badge", "paper"}]
    answers = {name: ask(volunteer, name, paris_27, entry).status_code for name in of_the_other_day}
    assert answers == dict.fromkeys(of_the_other_day, 404)
    assert volunteer.get("/door/?all").headers["Location"] == "/door/on/paris-2025-11-26/"
    assert CheckIn.objects.valid().count() == 1


def test_paper_list_is_for_people_with_an_account(volunteer, entry, paris_26):
    assert ask(volunteer, "paper", paris_26, entry).status_code == 403


def forged(link):
    return [
        ("no cookie", ""),
        ("nonsense", "x"),
        ("unsigned", str(link.pk)),
        ("signed for something else", signing.dumps(link.pk, salt="registration.answer")),
        ("signed words", signing.dumps("x", salt=SALT)),
        ("a link that never was", signing.dumps(link.pk + 1, salt=SALT)),
    ]


@pytest.mark.parametrize("name", GUARDED)
def test_nobody_passes_with_a_forged_expired_or_revoked_link(made, desk, entry, paris_26, name):
    link, _token = made
    for what, value in forged(link):
        client = Client()
        client.cookies[COOKIE] = value
        assert ask(client, name, paris_26, entry).status_code == 302, what
    client = Client()
    client.cookies[COOKIE] = signing.dumps(link.pk, salt=SALT)
    assert ask(client, "day", paris_26, entry).status_code == 200
    with clock.at(link.expires_at):
        assert ask(client, name, paris_26, entry).status_code == 302
    with clock.at(link.opens_at - timedelta(seconds=1)):
        assert ask(client, name, paris_26, entry).status_code == 302
    keepers.revoke(link=link, now=MORNING, by=desk)
    refused = ask(client, name, paris_26, entry)
    assert (refused.status_code, refused.headers["Location"].partition("?")[0]) == (302, "/accounts/login/")
    assert CheckIn.objects.valid().count() == 1


def test_script_is_told_that_its_session_ended(made, desk, paris_26):
    client = Client(headers={"accept": "application/json"})
    client.cookies[COOKIE] = signing.dumps(made[0].pk, salt=SALT)
    keepers.revoke(link=made[0], now=MORNING, by=desk)
    for name in ("ticket", "people", "counts"):
        answer = client.get(reverse(f"door:{name}", args=[paris_26.slug]))
        assert (answer.status_code, answer.json()) == (401, {"refused": "login"})


@pytest.mark.parametrize("token", ["x", "x" * 43, "é"])
def test_link_that_opens_nothing_says_so_in_both_ways(client, made, token):
    for method in (client.get, client.post):
        answer = method(reverse("door:enter", args=[token]))
        assert (answer.status_code, COOKIE in client.cookies) == (404, False)


def test_leaving_ends_the_session_and_wipes_the_telephone(volunteer, paris_26):
    left = volunteer.post("/door/leave/")
    assert left.headers["Clear-Site-Data"] == '"storage"'
    assert volunteer.get(reverse("door:day", args=[paris_26.slug])).status_code == 302


def test_camera_is_for_the_door_alone(volunteer, paris_26):
    door = volunteer.get(reverse("door:day", args=[paris_26.slug])).headers["Permissions-Policy"]
    site = volunteer.get("/en/").headers["Permissions-Policy"]
    assert ("camera=(self)" in door, "camera=()" in site) == (True, True)


def test_desk_makes_a_link_sees_it_once_and_revokes_it(client, desk, paris_26, settings):
    settings.STAFF_MFA = False
    desk.is_staff = desk.is_superuser = True
    desk.save()
    client.force_login(desk)
    shown = client.post("/admin/registration/doorlink/add/", {"day": paris_26.pk, "label": "Vera"})
    link = DoorLink.objects.get()
    address = shown.context["address"]
    assert (link.label, link.created_by, address in shown.content.decode()) == ("Vera", desk, True)
    assert address not in client.get("/admin/registration/doorlink/").content.decode()
    assert client.get(f"/admin/registration/doorlink/{link.pk}/change/").status_code == 200
    client.post("/admin/registration/doorlink/", {"action": "revoke", "_selected_action": [link.pk]})
    link.refresh_from_db()
    assert (link.revoked_at, link.revoked_by) == (MORNING, desk)
    assert Client().post(address.partition("8000")[2]).status_code == 404


def test_scan_of_a_volunteer_is_four_statements(volunteer, paris_26, marie, django_assert_num_queries):
    where, asked = reverse("door:scan", args=[paris_26.slug]), {"code": marie.badge_code, "scan": str(uuid4())}
    with django_assert_num_queries(4 + 2):  # and the two ends of the save point that is a transaction in tests
        answer = volunteer.post(where, asked, headers={"accept": "application/json"})
    assert answer.json()["answer"] == "welcome"
