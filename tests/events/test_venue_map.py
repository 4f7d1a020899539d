from math import dist

import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given
from hypothesis import strategies as st

from events.venue_map import EDGE, HEIGHT, WIDTH, Point, draw

PARIS = Point(48.858068, 2.321866)
NEARBY = st.builds(
    lambda metres, turn: _beside(PARIS, metres, turn),
    st.floats(50, 3000),
    st.floats(0, 360),
)


def _beside(origin: Point, metres: float, turn: float) -> Point:
    found = Geodesic.WGS84.Direct(origin.latitude, origin.longitude, turn, metres)
    return Point(found["lat2"], found["lon2"])


@pytest.mark.parametrize(
    ("turn", "bearing"),
    [(0, "n"), (45, "ne"), (90, "e"), (135, "se"), (180, "s"), (225, "sw"), (270, "w"), (315, "nw"), (350, "n")],
)
def test_a_landmark_is_as_far_and_where_it_is(turn, bearing):
    (sign,) = draw(PARIS, [_beside(PARIS, 600, turn)]).signs
    assert (sign.metres, sign.minutes, sign.bearing) == (600, 11, bearing)


@given(st.lists(NEARBY, min_size=1, max_size=8))
def test_everything_is_in_the_drawing_at_one_scale(points):
    drawn = draw(PARIS, points)
    scale = drawn.bar / drawn.bar_metres
    for sign, point in zip(drawn.signs, points, strict=True):
        assert EDGE - 1 <= sign.x <= WIDTH - EDGE + 1
        assert EDGE - 1 <= sign.y <= HEIGHT - EDGE + 1
        true = Geodesic.WGS84.Inverse(PARIS.latitude, PARIS.longitude, point.latitude, point.longitude)["s12"]
        assert dist((sign.x, sign.y), (drawn.x, drawn.y)) == pytest.approx(true * scale, rel=0.01, abs=2)
