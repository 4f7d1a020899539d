import math

import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given
from hypothesis import strategies as st

from reimbursement.distance import Answer, Distance, Position, Precision, geodesic_m, measure

MUSEE_SOCIAL = Position(48.858068, 2.321866)
BRUSSELS_CENTRAL = Position(50.845556, 4.356944)
LILLE = Position(50.631700, 3.063000)
DONOSTIA = Position(43.312830, -1.974990)
EIGHT_DIRECTIONS = (0, 45, 90, 135, 180, 225, 270, 315)

positions = st.builds(Position, st.floats(-90, 90), st.floats(-180, 180))


def at(venue, direction, metres):
    """The point reached from the venue: the direct geodesic problem."""
    end = Geodesic.WGS84.Direct(venue.latitude, venue.longitude, direction, metres)
    return Position(end["lat2"], end["lon2"])


@pytest.mark.parametrize(
    ("start", "end", "metres"),
    [
        # First line of Karney's GeodTest set (2010), doi:10.5281/zenodo.32156.
        (
            Position(36.530042355041, 0.0),
            Position(-48.164270779097768864, 5.762344694676510456),
            9_398_502.043,
        ),
        # Flinders Peak to Buninyong, Geocentric Datum of Australia technical manual.
        (
            Position(-(37 + 57 / 60 + 3.72030 / 3600), 144 + 25 / 60 + 29.52440 / 3600),
            Position(-(37 + 39 / 60 + 10.15610 / 3600), 143 + 55 / 60 + 35.38390 / 3600),
            54_972.271,
        ),
        # One degree along the equator: a · π/180.
        (Position(0, 0), Position(0, 1), 111_319.491),
        # Pole to pole: twice the meridian's half, where series of the sphere fail.
        (Position(90, 0), Position(-90, 0), 20_003_931.459),
        (MUSEE_SOCIAL, MUSEE_SOCIAL, 0.0),
    ],
)
def test_geodesic_agrees_with_published_lines(start, end, metres):
    assert geodesic_m(start, end) == metres


@pytest.mark.parametrize("venue", [MUSEE_SOCIAL, BRUSSELS_CENTRAL, LILLE, DONOSTIA])
@pytest.mark.parametrize("direction", EIGHT_DIRECTIONS)
@pytest.mark.parametrize(
    ("metres", "answer"),
    [(19_999.999, Answer.NO), (20_000.000, Answer.NO), (20_000.001, Answer.YES)],
)
def test_threshold_is_exact_to_the_millimetre_in_every_direction(venue, direction, metres, answer):
    distance = measure(venue, at(venue, direction, metres), 0.0)

    assert distance == Distance(metres, 0.0)
    assert distance.is_beyond(20_000.0) is answer


def test_sphere_would_decide_otherwise_near_the_threshold():
    """Control: with the mean sphere the millimetre rule is wrong by tens of metres, east of Paris."""
    east = at(MUSEE_SOCIAL, 90, 20_000.001)
    phi1, phi2 = math.radians(MUSEE_SOCIAL.latitude), math.radians(east.latitude)
    half = math.radians(east.longitude - MUSEE_SOCIAL.longitude) / 2
    haversine = math.sin((phi2 - phi1) / 2) ** 2 + math.cos(phi1) * math.cos(phi2) * math.sin(half) ** 2

    sphere_m = 2 * 6_371_008.8 * math.asin(math.sqrt(haversine))

    assert 19_930 < sphere_m < 19_950


@pytest.mark.parametrize(
    ("metres", "uncertainty", "answer"),
    [
        (25_000.001, 5_000.0, Answer.YES),
        (25_000.000, 5_000.0, Answer.REVIEW),
        (15_000.001, 5_000.0, Answer.REVIEW),
        (15_000.000, 5_000.0, Answer.NO),
        (19_800.0, 100.0, Answer.NO),
        (19_900.0, 100.0, Answer.NO),
        (19_900.001, 100.0, Answer.REVIEW),
        (20_100.0, 100.0, Answer.REVIEW),
        (20_100.001, 100.0, Answer.YES),
        (400_000.0, math.inf, Answer.REVIEW),
        (0.0, math.inf, Answer.REVIEW),
    ],
)
def test_answer_needs_the_whole_interval_on_one_side(metres, uncertainty, answer):
    assert Distance(metres, uncertainty).is_beyond(20_000.0) is answer


@pytest.mark.parametrize("direction", EIGHT_DIRECTIONS)
@pytest.mark.parametrize(
    ("metres", "answer"),
    [(19_999.999, Answer.NO), (20_000.000, Answer.YES), (20_000.001, Answer.YES)],
)
def test_threshold_that_is_included_is_far_enough_itself(direction, metres, answer):
    distance = measure(MUSEE_SOCIAL, at(MUSEE_SOCIAL, direction, metres), 0.0)

    assert distance.is_beyond(20_000.0, included=True) is answer


@pytest.mark.parametrize(
    ("metres", "answer"),
    [(19_900.0, Answer.REVIEW), (19_899.999, Answer.NO), (20_100.0, Answer.YES), (20_099.999, Answer.REVIEW)],
)
def test_interval_that_touches_an_included_threshold(metres, answer):
    assert Distance(metres, 100.0).is_beyond(20_000.0, included=True) is answer


def test_interval_never_goes_below_zero():
    distance = Distance(1_200.0, 5_000.0)

    assert (distance.lower_m, distance.upper_m) == (0.0, 6_200.0)


def test_radius_of_every_precision():
    assert {precision.value: precision.radius_m for precision in Precision} == {
        "house": 100.0,
        "building": 150.0,
        "interpolated": 250.0,
        "street": 1_000.0,
        "locality": 2_000.0,
        "municipality": 5_000.0,
        "postcode": 5_000.0,
        "region": math.inf,
        "country": math.inf,
    }


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(90.001, 0), (-90.001, 0), (0, 180.001), (0, -180.001), (math.nan, 0), (0, math.nan), (math.inf, 0)],
)
def test_position_off_the_globe_is_refused(latitude, longitude):
    with pytest.raises(ValueError, match="within"):
        Position(latitude, longitude)


@given(positions, positions)
def test_distance_is_the_same_both_ways(start, end):
    assert geodesic_m(start, end) == pytest.approx(geodesic_m(end, start), abs=0.001)


@given(positions, positions, st.floats(0, 1e6), st.floats(0, 1e6))
def test_more_uncertainty_never_turns_one_answer_into_the_other(start, end, smaller, larger):
    smaller, larger = sorted((smaller, larger))
    sure, unsure = (measure(start, end, u).is_beyond(20_000.0) for u in (smaller, larger))

    assert unsure in (sure, Answer.REVIEW)
