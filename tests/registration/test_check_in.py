"""The door, without its screens."""

from uuid import uuid4

import pytest

from accounts.models import User
from events.models import EventDay
from registration import check_in, lifecycle
from registration.check_in import Answer
from registration.models import CheckIn, HistoryEntry
from tests.registration.cast import NOW, paris, person

pytestmark = pytest.mark.django_db
MORNING, AFTERNOON = paris(2025, 11, 26, 9, 12), paris(2025, 11, 26, 13, 0)


@pytest.fixture
def marie(paris_26):
    return lifecycle.register(edition=paris_26.edition, person=person(), days=[paris_26], now=NOW).registration


def scan(registration, day, now=MORNING, **about):
    return check_in.check_in(badge_code=registration.badge_code, day=day, now=now, **about)


def test_check_in_welcomes_once_per_half_day(marie, paris_26):
    volunteer = User.objects.create_user("door@example.org", full_name="Vera")
    first = scan(marie, paris_26, by=volunteer)
    second = scan(marie, paris_26, now=paris(2025, 11, 26, 12, 59))
    later = scan(marie, paris_26, now=AFTERNOON)
    assert [verdict.answer for verdict in (first, second, later)] == [Answer.WELCOME, Answer.ALREADY, Answer.WELCOME]
    assert (second.entry.at, second.entry.by) == (MORNING, volunteer)
    assert list(CheckIn.objects.values_list("half", flat=True)) == ["am", "pm"]


def test_check_in_of_the_same_scan_twice_gets_the_same_answer(marie, paris_26):
    identifier = uuid4()
    answers = [scan(marie, paris_26, scan=identifier).answer for _ in range(2)]
    assert (answers, CheckIn.objects.count()) == ([Answer.WELCOME, Answer.WELCOME], 1)


def test_check_in_on_another_day_says_which_days(marie, paris_26, paris_27):
    verdict = scan(marie, paris_27)
    assert (verdict.answer, verdict.days, CheckIn.objects.count()) == (Answer.NOT_TODAY, (paris_26,), 0)


def test_check_in_of_somebody_who_waits(paris_26):
    EventDay.objects.update(taken=50)
    paul = lifecycle.register(edition=paris_26.edition, person=person("paul"), days=[paris_26], now=NOW).registration
    assert scan(paul, paris_26).answer is Answer.WAITING


def test_check_in_of_a_cancelled_person(marie, paris_26):
    lifecycle.cancel(registration=marie, now=NOW)
    assert scan(marie, paris_26).answer is Answer.CANCELLED


@pytest.mark.parametrize("code", ["", "x", "x" * 5000, "https://example.org/", "\u202e", "' OR 1=1"])
def test_check_in_of_an_unknown_code(paris_26, code):
    assert check_in.check_in(badge_code=code, day=paris_26, now=MORNING).answer is Answer.UNKNOWN


def test_check_in_of_another_event(marie, paris_26):
    from events.models import Edition

    other = Edition.objects.create(
        slug="2024",
        title="2024",
        theme="t",
        summary="s",
        starts_on="2024-11-27",
        ends_on="2024-11-27",
        contact_email="a@b.org",
    )
    paris_26.edition = other
    assert scan(marie, paris_26).answer is Answer.OTHER_EVENT


def test_undo_lets_the_person_in_again(marie, paris_26):
    entry = scan(marie, paris_26).entry
    assert (check_in.undo(entry=entry, now=MORNING), check_in.undo(entry=entry, now=MORNING)) == (True, False)
    assert scan(marie, paris_26).answer is Answer.WELCOME
    kinds = HistoryEntry.objects.exclude(kind="registered").order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["checked_in", "undone", "checked_in"]


def test_scan_sent_again_after_its_undo_is_not_a_new_entry(marie, paris_26):
    identifier = uuid4()
    check_in.undo(entry=scan(marie, paris_26, scan=identifier).entry, now=MORNING)
    assert scan(marie, paris_26, scan=identifier).answer is Answer.ALREADY
    assert CheckIn.objects.valid().count() == 0
