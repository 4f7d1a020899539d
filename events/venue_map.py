"""The map of a venue: its landmarks at scale around it, drawn without any tile or service.

Over one kilometre the earth is flat enough: one degree of latitude has 111.2 km everywhere, one of longitude shrinks
with the cosine of the latitude. The error stays under a metre.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import atan2, ceil, cos, degrees, hypot, radians

METRES_PER_DEGREE = 111_195
DETOUR = 1.3  # streets are not straight lines
METRES_PER_MINUTE = 75  # an unhurried walk, 4.5 km/h
ROUNDED = 10  # metres: more would pretend to know

WIDTH, HEIGHT, EDGE = 640, 480, 64  # of the drawing, in its own units
COMPASS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")


@dataclass(frozen=True)
class Point:
    """Something on the ground, by its position in degrees (WGS84)."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class Sign:
    """Where a landmark is drawn; ``metres`` in a straight line, ``minutes`` on foot."""

    x: float
    y: float
    metres: int
    minutes: int
    bearing: str


@dataclass(frozen=True)
class Map:
    """One drawing: the venue at ``x``, ``y``, circles of five and ten minutes' walk, and a sign per landmark."""

    x: float
    y: float
    five_minutes: float
    bar: float
    bar_metres: int
    signs: tuple[Sign, ...]


def draw(venue: Point, landmarks: Iterable[Point]) -> Map:
    """Fit the venue and its landmarks, in their order, into one drawing with north on top."""
    offsets = [_metres(venue, point) for point in landmarks]
    east = [0.0, *(x for x, _ in offsets)]
    north = [0.0, *(y for _, y in offsets)]
    scale = min(
        (WIDTH - 2 * EDGE) / max(1, max(east) - min(east)),
        (HEIGHT - 2 * EDGE) / max(1, max(north) - min(north)),
        WIDTH / 800,
    )
    left = (WIDTH - (max(east) + min(east)) * scale) / 2
    top = (HEIGHT + (max(north) + min(north)) * scale) / 2
    signs = tuple(_sign((left + x * scale, top - y * scale), (x, y)) for x, y in offsets)
    bar_metres = 200 if 200 * scale < WIDTH / 3 else 100
    five = 5 * METRES_PER_MINUTE / DETOUR * scale
    return Map(round(left, 1), round(top, 1), round(five, 1), round(bar_metres * scale, 1), bar_metres, signs)


def _sign(place: tuple[float, float], offset: tuple[float, float]) -> Sign:
    metres = hypot(*offset)
    turn = degrees(atan2(*offset)) % 360
    return Sign(
        x=round(place[0], 1),
        y=round(place[1], 1),
        metres=round(metres / ROUNDED) * ROUNDED,
        minutes=max(1, ceil(metres * DETOUR / METRES_PER_MINUTE)),
        bearing=COMPASS[round(turn / 45) % 8],
    )


def _metres(origin: Point, point: Point) -> tuple[float, float]:
    """How far east and north of ``origin`` a point lies."""
    return (
        (point.longitude - origin.longitude) * METRES_PER_DEGREE * cos(radians(origin.latitude)),
        (point.latitude - origin.latitude) * METRES_PER_DEGREE,
    )
