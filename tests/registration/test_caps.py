import pytest

from accounts.models import User
from events.models import EventDay
from registration import caps, lifecycle
from registration.caps import Places
from registration.models import CapChange, Seat
from tests.registration.cast import NOW, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return User.objects.create_user("desk@example.org")


def register(day, *names):
    for name in names:
        lifecycle.register(edition=day.edition, person=person(name), days=[day], now=NOW)


def change(day, by, places, **about):
    day.refresh_from_db()
    about = {"seen": day.capacity, "reason": "bigger room", "now": NOW, **about}
    return caps.change(day=day, places=places, by=by, **about)


def test_change_raises_the_cap_and_says_who_and_why(paris_26, desk):
    assert change(paris_26, desk, Places(cap=60, overbooking=10, room_limit=80)) == 0

    paris_26.refresh_from_db()
    assert (paris_26.capacity, paris_26.cap, paris_26.overbooking, paris_26.room_limit) == (66, 60, 10, 80)
    log = CapChange.objects.order_by("pk").values_list("kind", "before", "after", "reason", "by", "at")
    assert list(log) == [
        ("cap", 50, 60, "bigger room", desk.pk, NOW),
        ("overbooking", 0, 10, "bigger room", desk.pk, NOW),
        ("room", None, 80, "bigger room", desk.pk, NOW),
    ]


def test_raise_offers_the_new_places_to_the_line_in_order(paris_26, desk):
    EventDay.objects.update(capacity=1)
    register(paris_26, "ann", "bob", "cem", "dan")

    assert change(paris_26, desk, Places(cap=3)) == 2

    statuses = Seat.objects.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == ["confirmed", "offered", "offered", "waiting"]


def test_lower_below_those_in_is_refused_with_the_numbers(paris_26, desk):
    register(paris_26, "ann", "bob")

    with pytest.raises(caps.BelowHeldError) as refused:
        change(paris_26, desk, Places(cap=1))

    paris_26.refresh_from_db()
    assert (refused.value.taken, refused.value.reserved, paris_26.capacity) == (2, 0, 50)
    assert not CapChange.objects.exists()


def test_lower_to_those_in_is_possible(paris_26, desk):
    register(paris_26, "ann", "bob")

    change(paris_26, desk, Places(cap=2))

    paris_26.refresh_from_db()
    assert paris_26.places_left == 0


def test_change_of_what_somebody_changed_meanwhile_is_refused(paris_26, desk):
    with pytest.raises(caps.ChangedMeanwhileError):
        change(paris_26, desk, Places(cap=60), seen=40)


def test_promise_beyond_the_room_has_to_be_meant(paris_26, desk):
    places = Places(cap=50, overbooking=20, room_limit=55)
    with pytest.raises(caps.BeyondRoomError) as refused:
        change(paris_26, desk, places)
    assert (refused.value.promised, refused.value.room_limit) == (60, 55)

    change(paris_26, desk, places, knowing=True)

    paris_26.refresh_from_db()
    assert paris_26.capacity == 60


def test_same_numbers_again_leave_no_trace(paris_26, desk):
    change(paris_26, desk, Places(cap=50))

    assert not CapChange.objects.exists()
