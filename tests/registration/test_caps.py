import pytest

from accounts.models import User
from events.models import EventDay
from registration import caps, lifecycle
from registration.caps import Places
from registration.models import CapChange, Seat
from registration.waiting_list import NotWaitingError
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


def make_room(day, by, name):
    seat = Seat.objects.select_related("registration__edition", "day__venue").get(
        registration__email=f"{name}@example.org"
    )
    caps.make_room_for(seat=seat, by=by, reason="speaks at ten", now=NOW)


def test_make_room_gives_the_added_place_out_of_order_and_leaves_the_line_alone(paris_26, desk):
    EventDay.objects.update(capacity=1)
    register(paris_26, "ann", "bob", "cem", "dan")

    make_room(paris_26, desk, "dan")

    statuses = dict(Seat.objects.values_list("registration__first_name", "status"))
    assert statuses == {"Ann": "confirmed", "Bob": "waiting", "Cem": "waiting", "Dan": "confirmed"}
    paris_26.refresh_from_db()
    assert (paris_26.capacity, paris_26.taken) == (2, 2)
    log = CapChange.objects.values_list("kind", "before", "after", "reason", "by")
    assert list(log) == [("cap", 1, 2, "speaks at ten", desk.pk)]
    with pytest.raises(NotWaitingError):
        make_room(paris_26, desk, "dan")
    paris_26.refresh_from_db()
    assert (paris_26.capacity, CapChange.objects.count()) == (2, 1)


def test_make_room_on_an_overbooked_day_offers_what_the_cap_promises_besides(paris_26, desk):
    EventDay.objects.update(capacity=0, overbooking=100)
    register(paris_26, "ann", "bob", "cem")

    make_room(paris_26, desk, "cem")

    assert list(Seat.objects.order_by("pk").values_list("status", flat=True)) == ["offered", "waiting", "confirmed"]
    assert EventDay.objects.get(pk=paris_26.pk).cap == 1


def test_make_room_with_a_free_place_adds_none(paris_26, desk):
    EventDay.objects.update(capacity=0)
    register(paris_26, "ann", "bob")
    EventDay.objects.update(capacity=1)

    make_room(paris_26, desk, "bob")

    assert list(Seat.objects.order_by("pk").values_list("status", flat=True)) == ["waiting", "confirmed"]
    assert (EventDay.objects.get(pk=paris_26.pk).capacity, CapChange.objects.exists()) == (1, False)


@pytest.mark.parametrize(
    ("promised", "room", "refused"), [(2, 2, True), (2, 3, False), (4, 3, False), (2, None, False)]
)
def test_make_room_never_makes_a_room_too_full_unless_somebody_decided_that_before(
    paris_26, desk, promised, room, refused
):
    EventDay.objects.update(capacity=promised, room_limit=room, taken=promised)
    register(paris_26, "ann")
    if not refused:
        return make_room(paris_26, desk, "ann")
    with pytest.raises(caps.BeyondRoomError):
        make_room(paris_26, desk, "ann")
    assert Seat.objects.get().status == "waiting"
    return None


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
