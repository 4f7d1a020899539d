"""Scans made without network: each once, none lost, conflicts told."""

from datetime import timedelta
from uuid import uuid4

import pytest

from accounts.models import User
from registration import check_in, device_scans, lifecycle
from registration.device_scans import Kept
from registration.models import CheckIn, DeviceScan
from tests.registration.cast import NOW, paris, person

pytestmark = pytest.mark.django_db
NINE_TWELVE, TEN = paris(2025, 11, 26, 9, 12), paris(2025, 11, 26, 10, 0)
DEVICE_TEN = 1_000_000_000_000  # the clock of a telephone that is wrong by decades
MINUTE = 60_000


@pytest.fixture
def marie(paris_26):
    return lifecycle.register(edition=paris_26.edition, person=person(), days=[paris_26], now=NOW).registration


def kept(code, *, minutes_ago=48, undone=False, scan=None, told="welcome"):
    return Kept(scan or uuid4(), code, DEVICE_TEN - minutes_ago * MINUTE, told, undone)


def receive(day, *scans, **about):
    return device_scans.receive(kept=scans, sent_at=DEVICE_TEN, day=day, now=TEN, **about)


def answers(received):
    return [str(one.verdict.answer) for one in received]


def test_receive_enters_at_the_time_of_the_scan_and_keeps_all_times(marie, paris_26):
    volunteer = User.objects.create_user("door@example.org")
    assert answers(receive(paris_26, kept(marie.badge_code), by=volunteer, lane="B")) == ["welcome"]
    entry, stored = CheckIn.objects.get(), DeviceScan.objects.get()
    assert (entry.at, entry.by, entry.lane, entry.scan) == (NINE_TWELVE, volunteer, "B", stored.scan)
    assert (stored.at, stored.received_at, stored.answer) == (NINE_TWELVE, TEN, "welcome")
    assert stored.device_at.year == 2001


def test_receive_twice_enters_once(marie, paris_26):
    one = kept(marie.badge_code)
    assert [answers(receive(paris_26, one)) for _ in range(3)] == [["welcome"]] * 3
    assert (CheckIn.objects.count(), DeviceScan.objects.count()) == (1, 1)


def test_receive_of_a_scan_answered_live_enters_once(marie, paris_26):
    """The answer got lost on the way: the telephone kept the scan and sends it again."""
    one = kept(marie.badge_code)
    check_in.check_in(badge_code=marie.badge_code, day=paris_26, now=NINE_TWELVE, scan=one.scan)
    assert (answers(receive(paris_26, one)), CheckIn.objects.count()) == (["welcome"], 1)


def test_receive_tells_who_was_first_at_the_other_door(marie, paris_26):
    check_in.check_in(badge_code=marie.badge_code, day=paris_26, now=NINE_TWELVE, lane="door A")
    [received] = receive(paris_26, kept(marie.badge_code, minutes_ago=10), lane="door B")
    assert (str(received.verdict.answer), received.verdict.entry.lane) == ("already", "door A")
    assert [one.registration for one in device_scans.conflicts(day=paris_26)] == [marie]
    assert CheckIn.objects.count() == 1


def test_receive_keeps_what_nobody_is_welcome_for(marie, paris_26, paris_27):
    lifecycle.cancel(registration=marie, now=NOW)
    received = receive(paris_26, kept(marie.badge_code), kept("nobody"), kept("x" * 300))
    assert answers(received) == ["cancelled", "unknown", "unknown"]
    stored = DeviceScan.objects.order_by("pk").values_list("answer", "registration", "code")
    assert list(stored) == [("cancelled", marie.pk, ""), ("unknown", None, "nobody"), ("unknown", None, "x" * 300)]


def test_receive_enters_in_the_order_of_the_scans(marie, paris_26):
    later, earlier = kept(marie.badge_code, minutes_ago=5), kept(marie.badge_code, minutes_ago=50)
    received = receive(paris_26, later, earlier)
    assert [(one.kept.scan, str(one.verdict.answer)) for one in received] == [
        (earlier.scan, "welcome"),
        (later.scan, "already"),
    ]


@pytest.mark.parametrize(
    ("told", "answer", "came", "is_conflict"),
    [
        ("welcome", "welcome", 1, False),
        ("noted", "welcome", 1, False),
        ("unknown", "welcome", 0, True),
        ("waiting", "welcome", 0, True),
        ("already", "welcome", 0, False),
        ("nonsense", "welcome", 0, False),
    ],
)
def test_receive_enters_only_those_who_were_let_in(marie, paris_26, told, answer, came, is_conflict):
    [received] = receive(paris_26, kept(marie.badge_code, told=told))
    assert (str(received.verdict.answer), CheckIn.objects.count(), received.is_conflict) == (answer, came, is_conflict)
    assert len(device_scans.conflicts(day=paris_26)) == is_conflict
    assert DeviceScan.objects.get().told == told


def test_receive_of_an_undone_scan_leaves_no_entry(marie, paris_26):
    one = kept(marie.badge_code, undone=True)
    receive(paris_26, one)
    receive(paris_26, one)
    assert (CheckIn.objects.valid().count(), CheckIn.objects.count()) == (0, 1)
    assert check_in.check_in(badge_code=marie.badge_code, day=paris_26, now=TEN).lets_in


def test_receive_undoes_what_was_sent_before(marie, paris_26):
    one = kept(marie.badge_code)
    receive(paris_26, one)
    receive(paris_26, kept(marie.badge_code, scan=one.scan, undone=True))
    assert CheckIn.objects.valid().count() == 0


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (DEVICE_TEN + 5 * MINUTE, TEN),
        (DEVICE_TEN, TEN),
        (DEVICE_TEN - 90 * MINUTE, TEN - timedelta(minutes=90)),
        (0, TEN - device_scans.LONGEST_CUT),
        (-(10**14), TEN - device_scans.LONGEST_CUT),
    ],
)
def test_scanned_at_believes_how_long_ago_within_bounds(at, expected):
    assert device_scans.scanned_at(at, sent_at=DEVICE_TEN, now=TEN) == expected


@pytest.mark.parametrize("people", [1, 30])
def test_list_for_device_is_three_queries_and_holds_no_address(paris_26, people, django_assert_num_queries):
    for number in range(people):
        who = person(f"p{number}", organisation="Label")
        lifecycle.register(edition=paris_26.edition, person=who, days=[paris_26], now=NOW)
    with django_assert_num_queries(3):
        found = device_scans.list_for_device(day=paris_26)
    assert len(found) == people
    assert "@" not in str(found)


def test_list_for_device_says_who_waits_and_who_came(marie, paris_26, paris_27):
    type(paris_26).objects.filter(pk=paris_26.pk).update(taken=50)
    register = lifecycle.register
    paul = register(edition=paris_26.edition, person=person("paul"), days=[paris_26], now=NOW).registration
    register(edition=paris_26.edition, person=person("zoe"), days=[paris_27], now=NOW)
    check_in.check_in(badge_code=marie.badge_code, day=paris_26, now=NINE_TWELVE)
    assert device_scans.list_for_device(day=paris_26) == [
        [marie.badge_code, marie.reference, "Marie Example", "", True, {"am": "2025-11-26T08:12:00+00:00"}],
        [paul.badge_code, paul.reference, "Paul Example", "", False, {}],
    ]
