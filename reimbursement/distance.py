"""How far the registered office lies from a venue, and how well that is known.

Distances are geodesics on the WGS84 ellipsoid (C. F. F. Karney, "Algorithms for geodesics", Journal of Geodesy 87,
2013), in metres rounded to one millimetre. A sphere would be up to 63 m wrong at 20 km in Paris: too much for a rule
that pays at 20 000.001 m and does not at 20 000.000 m.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from geographiclib.geodesic import Geodesic


class Answer(StrEnum):
    """What a rule says of a case; a person decides every REVIEW, and confirms the others."""

    YES = "yes"
    NO = "no"
    REVIEW = "review"


class Precision(StrEnum):
    """What a position stands for, from a pin on the door to a whole country."""

    HOUSE = "house"
    BUILDING = "building"
    INTERPOLATED = "interpolated"
    STREET = "street"
    LOCALITY = "locality"
    MUNICIPALITY = "municipality"
    POSTCODE = "postcode"
    REGION = "region"
    COUNTRY = "country"

    @property
    def radius_m(self) -> float:
        """Radius of uncertainty in metres; infinite where the position says nothing about 20 km."""
        return RADII_M[self]


RADII_M: dict[Precision, float] = {
    Precision.HOUSE: 100.0,
    Precision.BUILDING: 150.0,
    Precision.INTERPOLATED: 250.0,
    Precision.STREET: 1_000.0,
    Precision.LOCALITY: 2_000.0,
    Precision.MUNICIPALITY: 5_000.0,
    Precision.POSTCODE: 5_000.0,
    Precision.REGION: math.inf,
    Precision.COUNTRY: math.inf,
}


@dataclass(frozen=True, slots=True)
class Position:
    """A point in WGS84 degrees: north and east are positive."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        # Written so that NaN fails too.
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):
            raise ValueError("A position needs a latitude within ±90° and a longitude within ±180°.")


@dataclass(frozen=True, slots=True)
class Distance:
    """A distance and its uncertainty, both in metres: the true value lies in [lower_m, upper_m]."""

    metres: float
    uncertainty_m: float

    @property
    def lower_m(self) -> float:
        return max(0.0, self.metres - self.uncertainty_m)

    @property
    def upper_m(self) -> float:
        return self.metres + self.uncertainty_m

    def is_beyond(self, threshold_m: float, *, included: bool = False) -> Answer:
        """Strictly farther than the threshold: YES and NO only where the whole interval agrees.

        Where the threshold is `included`, what lies exactly there is far enough too.
        """
        least, most = self.metres - self.uncertainty_m, self.upper_m
        if least > threshold_m or (included and least == threshold_m):
            return Answer.YES
        if most < threshold_m or (not included and most == threshold_m):
            return Answer.NO
        return Answer.REVIEW


def geodesic_m(start: Position, end: Position) -> float:
    """Length of the shortest line between two points, in metres, rounded to 1 mm."""
    line = Geodesic.WGS84.Inverse(start.latitude, start.longitude, end.latitude, end.longitude, Geodesic.DISTANCE)
    return round(float(line["s12"]), 3)


def measure(start: Position, end: Position, uncertainty_m: float) -> Distance:
    """The distance between two points of which one or both are only known to within `uncertainty_m` metres."""
    return Distance(metres=geodesic_m(start, end), uncertainty_m=uncertainty_m)


# Measures from one point to another with an uncertainty in metres, as `measure` does.
Ruler = Callable[[Position, Position, float], Distance]
