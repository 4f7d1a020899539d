from datetime import date, timedelta

import pytest

from accounts.models import User
from events.models import EventDay
from registration import lifecycle, reserves, seat_allocation, tasks
from registration.models import CapChange, Reserve, Seat
from tests.registration.cast import NOW, paris, person

pytestmark = pytest.mark.django_db
UNTIL = date(2025, 11, 10)
AFTER = paris(2025, 11, 11, 0, 0)


@pytest.fixture
def desk():
    return User.objects.create_user("desk@example.org")


def keep(day, by, places=10, name="Speakers", until=UNTIL):
    return reserves.make(day=day, name=name, places=places, until=until, by=by, now=NOW)


def register(day, *names):
    for name in names:
        lifecycle.register(edition=day.edition, person=person(name), days=[day], now=NOW)


def counters(day):
    day.refresh_from_db()
    assert (seat_allocation.miscounted(EventDay.objects.all()), seat_allocation.miskept(EventDay.objects.all())) == (
        [],
        [],
    )
    return day.taken, day.reserved, day.places_left


def statuses():
    return list(Seat.objects.order_by("pk").values_list("status", flat=True))


def test_kept_places_are_not_for_the_public(paris_26, desk):
    EventDay.objects.update(capacity=3)
    keep(paris_26, desk, places=2)

    register(paris_26, "ann", "bob")

    assert (statuses(), counters(paris_26)) == (["confirmed", "waiting"], (1, 2, 0))


def test_more_than_is_free_cannot_be_kept(paris_26, desk):
    register(paris_26, "ann")

    with pytest.raises(reserves.NotEnoughFreeError) as refused:
        keep(paris_26, desk, places=50)

    assert refused.value.free == 49
    assert (Reserve.objects.count(), counters(paris_26)) == (0, (1, 0, 49))


def test_places_people_wait_for_cannot_be_kept(paris_26, desk):
    EventDay.objects.update(capacity=1)
    register(paris_26, "ann", "bob")
    EventDay.objects.update(capacity=2)

    with pytest.raises(reserves.NotEnoughFreeError):
        keep(paris_26, desk, places=1)


def test_two_open_reserves_of_one_name_are_refused(paris_26, desk):
    keep(paris_26, desk)
    with pytest.raises(reserves.NameTakenError):
        keep(paris_26, desk, places=1)
    assert counters(paris_26) == (0, 10, 40)


def test_reserve_of_a_day_gone_by_is_refused(paris_26, desk):
    with pytest.raises(reserves.EndedError):
        keep(paris_26, desk, until=NOW.date() - timedelta(days=1))


def test_smaller_reserve_serves_the_line(paris_26, desk):
    EventDay.objects.update(capacity=5)
    reserve = keep(paris_26, desk, places=5)
    register(paris_26, "ann", "bob", "cem")

    reserves.resize(reserve=reserve, places=3, until=UNTIL, by=desk, now=NOW)

    assert (statuses(), counters(paris_26)) == (["offered", "offered", "waiting"], (2, 3, 0))


def test_larger_reserve_takes_free_places(paris_26, desk):
    reserve = keep(paris_26, desk)
    reserves.resize(reserve=reserve, places=20, until=UNTIL, by=desk, now=NOW)
    assert counters(paris_26) == (0, 20, 30)
    with pytest.raises(reserves.NotEnoughFreeError):
        reserves.resize(reserve=reserve, places=51, until=UNTIL, by=desk, now=NOW)
    assert counters(paris_26) == (0, 20, 30)


def test_reserve_cannot_be_smaller_than_used(paris_26, desk):
    reserve = keep(paris_26, desk)
    Seat.objects.all()
    Reserve.objects.update(used=2)
    EventDay.objects.filter(pk=paris_26.pk).update(reserved=8)
    with pytest.raises(reserves.BelowUsedError) as refused:
        reserves.resize(reserve=reserve, places=1, until=UNTIL, by=desk, now=NOW)
    assert refused.value.used == 2


def test_rest_falls_back_after_the_date_the_line_first_and_once(paris_26, desk):
    EventDay.objects.update(capacity=3)
    keep(paris_26, desk, places=3)
    register(paris_26, "ann", "bob")

    assert reserves.release_due(now=AFTER - timedelta(seconds=1)) == 0
    assert reserves.release_due(now=AFTER) == 3
    assert reserves.release_due(now=AFTER) == 0

    assert (statuses(), counters(paris_26)) == (["offered", "offered"], (2, 0, 1))
    last = CapChange.objects.order_by("pk").last()
    assert (last.kind, last.reserve, last.before, last.after, last.by) == ("fell_back", "Speakers", 3, 0, None)


def test_reserve_given_to_everybody_by_hand_cannot_be_changed(paris_26, desk):
    reserve = keep(paris_26, desk)
    assert reserves.release(reserve=reserve, by=desk, now=NOW) == 10
    with pytest.raises(reserves.EndedError):
        reserves.resize(reserve=reserve, places=3, until=UNTIL, by=desk, now=NOW)
    assert counters(paris_26) == (0, 0, 50)


def test_tasks_release_and_recount(paris_26, desk):
    keep(paris_26, desk, until=NOW.date() - timedelta(days=0))
    Reserve.objects.update(until=date(2025, 1, 1))
    tasks.release_reserves()
    tasks.recount_places()
    assert counters(paris_26) == (0, 0, 50)
