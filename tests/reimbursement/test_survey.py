import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import assume, given
from hypothesis import strategies as st

from reimbursement.distance import Position, geodesic_m, measure
from reimbursement.survey import nearly_geodesic_m, quick_ruler

PARIS = Position(48.858068, 2.321866)
europe = st.builds(Position, st.floats(35, 72), st.floats(-25, 45))
world = st.builds(Position, st.floats(-90, 90), st.floats(-180, 180))


@given(europe, europe)
def test_quick_measure_is_right_to_half_a_millimetre_in_europe(start, end):
    quick = nearly_geodesic_m(start, end)
    assume(quick is not None)

    assert quick == pytest.approx(geodesic_m(start, end), abs=0.0011)


@given(world, world, st.sampled_from([0.0, 100.0, 5_000.0, float("inf")]))
def test_quick_ruler_never_decides_otherwise(start, end, uncertainty):
    quick = quick_ruler(20_000.0)(start, end, uncertainty)

    assert quick.is_beyond(20_000.0) is measure(start, end, uncertainty).is_beyond(20_000.0)


@pytest.mark.parametrize("direction", range(0, 360, 45))
@pytest.mark.parametrize("uncertainty", [0.0, 100.0, 5_000.0])
@pytest.mark.parametrize("metres", [15_000.0, 19_900.0, 19_999.999, 20_000.0, 20_000.001, 20_100.001, 25_000.001])
def test_near_a_limit_it_is_the_geodesic_itself(direction, uncertainty, metres):
    line = Geodesic.WGS84.Direct(PARIS.latitude, PARIS.longitude, direction, metres)
    end = Position(line["lat2"], line["lon2"])

    assert quick_ruler(20_000.0)(PARIS, end, uncertainty) == measure(PARIS, end, uncertainty)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        # Nearly opposite points of the globe, and two points too near each other to tell apart.
        (Position(0.0, 0.0), Position(0.5, 179.7)),
        (Position(0.0, 0.0), Position(1e-300, 0.0)),
    ],
)
def test_where_the_method_does_not_settle_the_geodesic_is_taken(start, end):
    assert nearly_geodesic_m(start, end) is None
    assert quick_ruler(20_000.0)(start, end, 0.0) == measure(start, end, 0.0)


def test_same_place_and_the_equator():
    assert nearly_geodesic_m(PARIS, PARIS) == 0.0
    assert nearly_geodesic_m(Position(0, 0), Position(0, 1)) == pytest.approx(111_319.4908, abs=1e-4)
