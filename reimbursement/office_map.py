"""A map without a map service: the venue, the circle of the rule, and the places where the office may be.

Azimuthal equidistant around the venue: distances and directions from the centre are true, so the circle is a circle.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geographiclib.geodesic import Geodesic

SIZE = 480
MARGIN = 1.15
# Beyond this many thresholds an office is shown as an arrow at the edge: the circle must stay readable.
FARTHEST = 4


@dataclass(frozen=True)
class Mark:
    """A place where the office may be, in units of the drawing; ``radius`` is its uncertainty."""

    label: str
    x: float
    y: float
    radius: float
    distance_m: float
    is_beyond_edge: bool


@dataclass(frozen=True)
class OfficeMap:
    """A square drawing around one venue; its centre is (0, 0). Within ``venue_radius`` the venue may be elsewhere."""

    venue: str
    threshold_m: int
    threshold: float
    venue_radius: float
    marks: tuple[Mark, ...]

    half = SIZE / 2
    view_box = f"{-SIZE / 2} {-SIZE / 2} {SIZE} {SIZE}"


def draw(
    *, name: str, venue: Mapping[str, Any], candidates: Sequence[Mapping[str, Any]], threshold_m: int
) -> OfficeMap:
    """Return the drawing of ``candidates`` around ``venue``, both as the evidence of a claim holds them."""
    lines = [_line(venue, candidate) for candidate in candidates]
    reach = max([threshold_m, *(line["s12"] for line in lines)]) * MARGIN
    scale = SIZE / 2 / min(max(reach, threshold_m * 1.3), threshold_m * FARTHEST)
    marks = tuple(_mark(candidate, line, scale) for candidate, line in zip(candidates, lines, strict=True))
    return OfficeMap(
        venue=name,
        threshold_m=threshold_m,
        threshold=round(threshold_m * scale, 1),
        venue_radius=round((venue.get("radius_m") or 0) * scale, 1),
        marks=marks,
    )


def _line(venue: Mapping[str, Any], candidate: Mapping[str, Any]) -> dict[str, float]:
    line: dict[str, float] = Geodesic.WGS84.Inverse(
        venue["latitude"], venue["longitude"], candidate["latitude"], candidate["longitude"]
    )
    return line


def _mark(candidate: Mapping[str, Any], line: Mapping[str, float], scale: float) -> Mark:
    edge = SIZE / 2 - 14
    length = line["s12"] * scale
    shown = min(length, edge)
    azimuth = math.radians(line["azi1"])
    return Mark(
        label=candidate["label"],
        x=round(shown * math.sin(azimuth), 1),
        y=round(-shown * math.cos(azimuth), 1),
        radius=round((candidate["radius_m"] or 0) * scale, 1),
        distance_m=line["s12"],
        is_beyond_edge=length > edge,
    )
