"""What the script of the door asks the server for."""

import json
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from accounts.models import User
from events import clock
from registration import check_in, frames, lifecycle
from registration.models import CheckIn, DeviceScan
from tests.registration.cast import NOW, paris, person
from tests.registration.test_frames import badge, frame  # noqa: F401 - a fixture, and what it is for

pytestmark = [pytest.mark.django_db, pytest.mark.pages]
MORNING = paris(2025, 11, 26, 9, 12)
JSON = {"accept": "application/json"}


@pytest.fixture(autouse=True)
def morning(settings):
    settings.STAFF_MFA = False
    with clock.at(MORNING):
        yield


@pytest.fixture
def user(db) -> User:
    user = User.objects.create_user("vera@example.org", full_name="Vera", preferred_language="en")
    user.groups.add(Group.objects.get(name="door"))
    return user


@pytest.fixture
def keeper(client, user):
    client.force_login(user)
    return client


@pytest.fixture
def marie(paris_26):
    return lifecycle.register(edition=paris_26.edition, person=person(), days=[paris_26], now=NOW).registration


def at(day, name):
    return reverse(f"door:{name}", args=[day.slug])


def sync(client, day, *scans, sent_at=10_000_000, **more):
    body = {"sent_at": sent_at, "scans": list(scans), **more}
    return client.post(at(day, "sync"), json.dumps(body), content_type="application/json", headers=JSON)


def kept(code, **more):
    return {"scan": str(uuid4()), "code": code, "at": 9_000_000, **more}


def test_scan_of_the_script_is_answered_with_what_changes(keeper, marie, paris_26):
    data = {"code": marie.badge_code, "scan": str(uuid4())}
    answer = keeper.post(at(paris_26, "scan"), data, headers=JSON).json()
    assert (answer["answer"], "Marie Example" in answer["html"], "<html" in answer["html"]) == ("welcome", True, False)


def test_scan_of_a_name_is_answered_with_people(keeper, marie, paris_26):
    answer = keeper.post(at(paris_26, "scan"), {"code": "exam mar", "scan": str(uuid4())}, headers=JSON).json()
    assert (answer["answer"], marie.badge_code in answer["html"], CheckIn.objects.count()) == ("found", True, 0)


def test_counts_are_sent_once_until_they_change(keeper, marie, paris_26):
    first = keeper.get(at(paris_26, "counts"), headers=JSON)
    assert first.json() == {"expected": 1, "came": 0, "missing": 1}
    again = keeper.get(at(paris_26, "counts"), headers={**JSON, "if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    check_in.check_in(badge_code=marie.badge_code, day=paris_26, now=MORNING)
    changed = keeper.get(at(paris_26, "counts"), headers={**JSON, "if-none-match": first.headers["ETag"]})
    assert changed.json() == {"expected": 1, "came": 1, "missing": 0}


def test_list_for_the_telephone_names_no_address(keeper, marie, paris_26):
    answer = keeper.get(at(paris_26, "people"), headers=JSON)
    assert answer.json()["people"] == [[marie.badge_code, marie.reference, "Marie Example", "", True, {}]]
    assert ("@" in answer.content.decode(), "no-store" in answer.headers["Cache-Control"]) == (False, True)


def test_ticket_ends_in_the_evening(keeper, paris_26):
    ticket = keeper.get(at(paris_26, "ticket"), headers=JSON).json()
    assert (ticket["seconds"], len(ticket["key"])) == ((21 - 9) * 3600 - 12 * 60, 44)


def test_sync_tells_conflicts_in_words_and_is_the_same_twice(keeper, marie, paris_26):
    check_in.check_in(badge_code=marie.badge_code, day=paris_26, now=paris(2025, 11, 26, 9, 1), lane="Paul")
    scans = [kept(marie.badge_code), kept("nobody")]
    first, second = (sync(keeper, paris_26, *scans).json()["answers"] for _ in range(2))
    assert [(one["answer"], one["words"].replace("\u00a0", " ")) for one in first] == [
        ("already", "Marie Example, scanned here at 8:55: already in at 9:01, welcomed by Paul."),
        ("unknown", "unknown code, scanned here at 8:55: nobody’s badge."),
    ]
    assert (second, DeviceScan.objects.count(), CheckIn.objects.count()) == (first, 2, 1)
    assert "Marie Example · already in through another door" in keeper.get(at(paris_26, "day")).content.decode()


@pytest.mark.parametrize(
    "body",
    [
        b"", b"x", b"[]", b"{}", b'{"sent_at": 1}', b'{"sent_at": "1", "scans": []}', b'{"sent_at": 1, "scans": 5}',
        b'{"sent_at": true, "scans": []}', b'{"sent_at": 1e400, "scans": []}', b"\xff\xfe",
        b'{"sent_at": 1, "scans": [{"scan": "x", "code": "y", "at": 1}]}',
        b'{"sent_at": 1, "scans": [{"scan": 5, "code": "y", "at": 1}]}',
        b'{"sent_at": 1, "scans": ["x"]}', b'{"sent_at": 1, "scans": [' + b"null," * 600 + b"null]}",
        b'{"sent_at": 999999999999999999999, "scans": []}', b"{" * 100_000, b"x" * 200_001,
    ],
)  # fmt: skip
def test_sync_of_nonsense_is_refused(keeper, paris_26, body):
    answer = keeper.post(at(paris_26, "sync"), body, content_type="application/json", headers=JSON)
    assert (answer.status_code, answer.json()) == (400, {"refused": "unreadable"})


@pytest.mark.parametrize("code", ["", "\0", "\0x", "\u202e", "'; DROP TABLE", "x" * 5000, "/" * 300, "😀" * 400])
def test_sync_of_nasty_codes_is_unknown(keeper, paris_26, code):
    [answer] = sync(keeper, paris_26, kept(code)).json()["answers"]
    assert answer["answer"] == "unknown"


@pytest.mark.parametrize("people", [1, 20])
def test_list_and_counts_ask_the_same_for_any_number(keeper, paris_26, people, django_assert_num_queries):
    for number in range(people):
        lifecycle.register(edition=paris_26.edition, person=person(f"p{number}"), days=[paris_26], now=NOW)
    keeper.get(at(paris_26, "people"))
    with django_assert_num_queries(8):
        keeper.get(at(paris_26, "people"))
    with django_assert_num_queries(7):
        keeper.get(at(paris_26, "counts"), headers=JSON)


def test_token_of_this_morning_is_replaced_by_a_ticket(user, marie, paris_26):
    """The cookie of the token went during the cut: the ticket brings both anew."""
    client = Client(enforce_csrf_checks=True, headers=JSON)
    client.force_login(user)
    data = {"code": marie.badge_code, "scan": str(uuid4())}
    assert client.post(at(paris_26, "scan"), data, headers={"x-csrftoken": "old"}).status_code == 403
    token = client.get(at(paris_26, "ticket")).json()["csrf"]
    answer = client.post(at(paris_26, "scan"), data, headers={"x-csrftoken": token})
    assert (answer.status_code, answer.json()["answer"]) == (200, "welcome")


def decode(client, picture):
    return client.post("/door/decode/", picture, content_type="image/jpeg", headers=JSON)


def test_frame_is_read(keeper, badge):  # noqa: F811 - the fixture
    assert decode(keeper, frame(badge, turn=20)).json()["code"].startswith("https://necess.example.org/door/")


@pytest.mark.parametrize(("sent", "status"), [(b"x", 400), (b"", 400), (b"x" * (frames.MOST_BYTES + 1), 413)])
def test_frame_that_is_none_is_refused(keeper, sent, status):
    assert decode(keeper, sent).status_code == status


def test_frames_are_limited_per_keeper(keeper, settings):
    settings.RATE_LIMITS = True
    with time_machine.travel(MORNING, tick=False):  # the limit counts by the minute
        statuses = [decode(keeper, b"x").status_code for _ in range(301)]
    assert statuses == [400] * 300 + [429]


def test_worker_serves_the_door_alone_and_names_our_files(client, db):
    worker = client.get("/door/worker.js")
    assert worker.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert '"/static/js/door.js"' in worker.content.decode()
    assert "worker-src 'self'" in worker.headers["Content-Security-Policy"]


def test_shell_shows_nobody(keeper, marie, paris_26):
    keeper.post(at(paris_26, "scan"), {"code": marie.badge_code, "scan": str(uuid4())})
    assert "Marie" not in keeper.get("/door/shell/").content.decode()
