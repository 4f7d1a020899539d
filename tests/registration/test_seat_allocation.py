"""The places of a day and the words for them."""

import pytest
from django.db import IntegrityError, transaction

from events.models import EventDay
from registration import lifecycle, seat_allocation, tasks, waiting_list
from registration.models import Seat
from registration.seat_allocation import State
from tests.registration.cast import NOW, person

pytestmark = pytest.mark.django_db


def taken(day):
    return EventDay.objects.get(pk=day.pk).taken


def test_take_stops_at_the_cap(paris_26):
    EventDay.objects.filter(pk=paris_26.pk).update(capacity=2)
    assert [seat_allocation.take(day_id=paris_26.pk) for _ in range(3)] == [True, True, False]
    assert [seat_allocation.take_for_line(day_id=paris_26.pk), taken(paris_26)] == [False, 2]


def test_take_of_a_day_that_is_not_there_takes_nothing(db):
    assert seat_allocation.take(day_id=9223372036854775807) is False


def test_take_leaves_a_free_place_to_the_line(paris_26):
    EventDay.objects.filter(pk=paris_26.pk).update(capacity=0)
    lifecycle.register(edition=paris_26.edition, person=person(), days=[paris_26], now=NOW)
    EventDay.objects.filter(pk=paris_26.pk).update(capacity=1)
    assert (seat_allocation.take(day_id=paris_26.pk), seat_allocation.take_for_line(day_id=paris_26.pk)) == (
        False,
        True,
    )


def test_the_database_refuses_more_than_the_cap(paris_26):
    with pytest.raises(IntegrityError), transaction.atomic():
        EventDay.objects.filter(pk=paris_26.pk).update(taken=51)


@pytest.mark.parametrize(
    ("places", "state"), [(50, State.OPEN), (11, State.OPEN), (10, State.LAST), (1, State.LAST), (0, State.LINE)]
)
def test_availability_warns_of_last_places(paris_26, places, state):
    EventDay.objects.update(taken=50 - places)
    [available] = seat_allocation.availability(EventDay.objects.all())
    assert (available.left, available.state, available.has_places) == (places, state, places > 0)


def test_availability_is_one_query(brussels_25, paris_26, paris_27, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert [item.day.venue.slug for item in seat_allocation.availability(EventDay.objects.all())] == [
            "brussels",
            "paris",
            "paris",
        ]


def test_recount_reports_a_difference_and_hides_nothing(paris_26):
    lifecycle.register(edition=paris_26.edition, person=person(), days=[paris_26], now=NOW)
    assert seat_allocation.miscounted(EventDay.objects.all()) == []
    EventDay.objects.update(taken=7)
    tasks.recount_places()
    assert [(day.slug, held) for day, held in seat_allocation.miscounted(EventDay.objects.all())] == [
        (paris_26.slug, 1)
    ]
    assert taken(paris_26) == 7


def test_sweeper_offers_places_nobody_was_told_about(paris_26):
    from events import clock

    EventDay.objects.update(capacity=0)
    lifecycle.register(edition=paris_26.edition, person=person(), days=[paris_26], now=NOW)
    EventDay.objects.update(capacity=1)
    with clock.at(NOW):
        tasks.sweep_waiting_lists()
        tasks.sweep_waiting_lists()
    assert (Seat.objects.get().status, taken(paris_26), waiting_list.days_to_sweep(now=NOW)) == ("offered", 1, [])
