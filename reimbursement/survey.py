"""A quick ruler for long lists: ten times faster than the geodesic, and never the last word near a limit.

T. Vincenty, "Direct and inverse solutions of geodesics on the ellipsoid", Survey Review 23 (1975): right to half a
millimetre except between nearly opposite points of the globe, where it does not settle.
"""

from math import atan2, cos, radians, sin, sqrt, tan

from reimbursement.distance import Distance, Position, Ruler, geodesic_m

# WGS84: equatorial radius in metres, flattening, and what follows from them.
_A = 6_378_137.0
_F = 1 / 298.257223563
_B = _A * (1 - _F)
_EP2 = (_A**2 - _B**2) / _B**2
_MOST_ROUNDS = 20
# Within a metre of a limit the exact geodesic is taken: the quick one is a thousand times closer than that.
_MARGIN_M = 1.0


def quick_ruler(threshold_m: float) -> Ruler:
    """A ruler that decides exactly as the geodesic does about `threshold_m`, for any uncertainty."""

    def measure(start: Position, end: Position, uncertainty_m: float) -> Distance:
        metres = nearly_geodesic_m(start, end)
        limits = (threshold_m - uncertainty_m, threshold_m + uncertainty_m)
        if metres is None or any(abs(metres - limit) < _MARGIN_M for limit in limits):
            return Distance(geodesic_m(start, end), uncertainty_m)
        return Distance(round(metres, 3), uncertainty_m)

    return measure


def nearly_geodesic_m(start: Position, end: Position) -> float | None:
    """Length of the geodesic in metres, to half a millimetre; None where the method does not settle."""
    if start == end:
        return 0.0
    sin1, cos1 = _reduced(start.latitude)
    sin2, cos2 = _reduced(end.latitude)
    difference = radians(end.longitude - start.longitude)
    longitude = difference
    for _ in range(_MOST_ROUNDS):
        sine, cosine = sin(longitude), cos(longitude)
        sin_arc = sqrt((cos2 * sine) ** 2 + (cos1 * sin2 - sin1 * cos2 * cosine) ** 2)
        if not sin_arc:
            return None
        cos_arc = sin1 * sin2 + cos1 * cos2 * cosine
        arc = atan2(sin_arc, cos_arc)
        sin_azimuth = cos1 * cos2 * sine / sin_arc
        cos2_azimuth = 1 - sin_azimuth**2
        middle = cos_arc - 2 * sin1 * sin2 / cos2_azimuth if cos2_azimuth else 0.0
        c = _F / 16 * cos2_azimuth * (4 + _F * (4 - 3 * cos2_azimuth))
        turn = arc + c * sin_arc * (middle + c * cos_arc * (2 * middle**2 - 1))
        previous, longitude = longitude, difference + (1 - c) * _F * sin_azimuth * turn
        if abs(longitude - previous) < 1e-13:
            return _length(cos2_azimuth, arc, sin_arc, cos_arc, middle)
    return None


def _reduced(latitude: float) -> tuple[float, float]:
    """Sine and cosine of the reduced latitude, on the auxiliary sphere."""
    tangent = (1 - _F) * tan(radians(latitude))
    cosine = 1 / sqrt(1 + tangent**2)
    return tangent * cosine, cosine


def _length(cos2_azimuth: float, arc: float, sin_arc: float, cos_arc: float, middle: float) -> float:
    """From the arc on the sphere to metres on the ellipsoid, with Helmert's coefficients."""
    root = sqrt(1 + cos2_azimuth * _EP2)
    k = (root - 1) / (root + 1)
    a = (1 + k**2 / 4) / (1 - k)
    b = k * (1 - 3 / 8 * k**2)
    inner = cos_arc * (2 * middle**2 - 1) - b / 6 * middle * (4 * sin_arc**2 - 3) * (4 * middle**2 - 3)
    return _B * a * (arc - b * sin_arc * (middle + b / 4 * inner))
