from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.models import EventDay
from registration import overbooking

PERCENT = st.integers(0, 100)
PEOPLE = st.integers(0, 60)


@given(people=PEOPLE, room=PEOPLE, no_show=PERCENT)
def test_risk_is_the_tail_of_the_binomial_law(people, room, no_show):
    come = 1 - no_show / 100
    tail = sum(comb(people, k) * come**k * (1 - come) ** (people - k) for k in range(room + 1, people + 1))
    assert overbooking.risk(people=people, room=room, no_show=no_show) == pytest.approx(tail, abs=1e-12)


@given(people=PEOPLE, room=PEOPLE, no_show=PERCENT)
def test_risk_grows_with_people_and_shrinks_with_room_and_no_show(people, room, no_show):
    here = overbooking.risk(people=people, room=room, no_show=no_show)
    assert 0 <= here <= 1
    assert overbooking.risk(people=people + 1, room=room, no_show=no_show) >= here
    assert overbooking.risk(people=people, room=room + 1, no_show=no_show) <= here
    if no_show < 100:
        assert overbooking.risk(people=people, room=room, no_show=no_show + 1) <= here


@given(cap=st.integers(0, 10_000), percent=PERCENT)
def test_cap_is_found_again_from_what_is_promised(cap, percent):
    promised = overbooking.promised(cap=cap, overbooking=percent)
    assert EventDay(capacity=promised, overbooking=percent).cap == cap
    assert promised <= cap * (1 + percent / 100) + 1e-9


def test_risk_of_ten_thousand_people_is_still_exact():
    assert overbooking.risk(people=10_000, room=7_000, no_show=30) == pytest.approx(0.4965, abs=1e-3)
    assert overbooking.risk(people=10_000, room=9_000, no_show=30) == pytest.approx(0, abs=1e-300)


def test_forecasts_are_the_table_to_choose_from():
    table = overbooking.forecasts(cap=2, room=2, no_show=50, steps=(0, 50))
    assert table == [overbooking.Forecast(0, 2, 1, 0.0), overbooking.Forecast(50, 3, 2, 0.125)]
