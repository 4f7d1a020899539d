"""People who come without having registered."""

from uuid import uuid4

import pytest

from accounts.models import User
from events.models import EventDay
from outbox.models import OutgoingMail
from registration import check_in, lifecycle, walk_ins
from registration.models import CheckIn, HistoryEntry, Registration
from tests.registration.cast import NOW, paris, person

pytestmark = pytest.mark.django_db
EARLY, LATE = paris(2025, 11, 26, 9, 30), paris(2025, 11, 26, 11, 0)


def come(day, name="walter", now=EARLY, **about):
    return walk_ins.walk_in(person=person(name), day=day, now=now, scan=about.pop("scan", uuid4()), **about)


def register(day, *names):
    return [
        lifecycle.register(edition=day.edition, person=person(name), days=[day], now=NOW).registration for name in names
    ]


def size(day, *, capacity, room=None):
    EventDay.objects.filter(pk=day.pk).update(capacity=capacity, room_limit=room)


def test_walk_in_takes_a_place_comes_in_and_is_written_to(paris_26):
    desk = User.objects.create_user("desk@example.org")
    verdict = come(paris_26, by=desk)
    walter = Registration.objects.get()
    paris_26.refresh_from_db()
    assert (str(verdict.answer), walter.origin, walter.privacy_accepted_at) == ("welcome", "door", EARLY)
    assert (paris_26.taken, CheckIn.objects.get().by, OutgoingMail.objects.get().to) == (1, desk, walter.email)
    kinds = list(HistoryEntry.objects.order_by("pk").values_list("kind", "by"))
    assert kinds == [("registered", desk.pk), ("confirmed", desk.pk), ("checked_in", desk.pk)]


def test_same_form_sent_twice_lets_in_once(paris_26):
    scan = uuid4()
    answers = [str(come(paris_26, scan=scan).answer) for _ in range(2)]
    assert (answers, Registration.objects.count(), CheckIn.objects.count()) == (["welcome", "welcome"], 1, 1)


def test_full_day_without_a_room_limit_lets_nobody_in(paris_26):
    size(paris_26, capacity=1)
    register(paris_26, "marie")
    with pytest.raises(walk_ins.NoRoomError) as full:
        come(paris_26, now=LATE)
    assert (str(full.value.room.limit), Registration.objects.count()) == ("cap", 1)


def test_full_day_keeps_places_for_two_hours_then_gives_the_room_of_the_absent(paris_26):
    size(paris_26, capacity=2, room=2)
    marie, _absent = register(paris_26, "marie", "absent")
    check_in.check_in(badge_code=marie.badge_code, day=paris_26, now=EARLY)
    with pytest.raises(walk_ins.NoRoomError) as full:
        come(paris_26, now=EARLY)
    assert (str(full.value.room.limit), full.value.room.kept_until) == ("cap_until", LATE)
    assert str(come(paris_26, now=LATE).answer) == "welcome"
    paris_26.refresh_from_db()
    assert (paris_26.taken, paris_26.capacity) == (2, 2)


def test_house_full_of_people_lets_nobody_in_even_under_the_cap(paris_26):
    size(paris_26, capacity=50, room=1)
    [marie] = register(paris_26, "marie")
    check_in.check_in(badge_code=marie.badge_code, day=paris_26, now=EARLY)
    for now in (EARLY, LATE):
        with pytest.raises(walk_ins.NoRoomError) as full:
            come(paris_26, now=now)
        assert (str(full.value.room.limit), full.value.room.inside) == ("fire", 1)


def test_somebody_let_in_beyond_the_cap_comes_back_after_lunch(paris_26):
    size(paris_26, capacity=1, room=5)
    register(paris_26, "absent")
    walter = come(paris_26, now=LATE).registration
    afternoon = paris(2025, 11, 26, 14)
    assert str(check_in.check_in(badge_code=walter.badge_code, day=paris_26, now=afternoon).answer) == "welcome"


def test_person_already_registered_comes_in_with_their_own_registration(paris_26):
    [marie] = register(paris_26, "marie")
    assert come(paris_26, "marie").registration == marie
    assert (Registration.objects.count(), CheckIn.objects.get().registration) == (1, marie)


def test_address_of_somebody_else_teaches_nothing(paris_26):
    [marie] = register(paris_26, "marie")
    stranger = person("stranger", email=marie.email)
    verdict = walk_ins.walk_in(person=stranger, day=paris_26, now=EARLY, scan=uuid4())
    assert (str(verdict.answer), verdict.registration == marie) == ("welcome", False)
    assert CheckIn.objects.filter(registration=marie).count() == 0


def test_admit_gives_a_free_place_to_somebody_who_waits(paris_26):
    size(paris_26, capacity=1)
    register(paris_26, "marie")
    [paul] = register(paris_26, "paul")
    size(paris_26, capacity=2)
    verdict = walk_ins.admit(registration=paul, day=paris_26, now=EARLY, scan=uuid4())
    assert (str(verdict.answer), [seat.status for seat in paul.seats.all()]) == ("welcome", ["confirmed"])


def test_admit_gives_a_place_to_somebody_of_another_day(paris_26, paris_27):
    [marie] = register(paris_27, "marie")
    walk_ins.admit(registration=marie, day=paris_26, now=EARLY, scan=uuid4())
    assert list(marie.confirmed_days()) == [paris_26, paris_27]


def test_admit_refuses_when_there_is_no_room(paris_26, paris_27):
    size(paris_26, capacity=0)
    [marie] = register(paris_27, "marie")
    with pytest.raises(walk_ins.NoRoomError):
        walk_ins.admit(registration=marie, day=paris_26, now=EARLY, scan=uuid4())
    assert CheckIn.objects.count() == 0
