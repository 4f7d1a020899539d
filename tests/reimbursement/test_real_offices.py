"""Town halls that really lie fifteen to twenty-five kilometres from the event, measured twice.

Positions are public facts, to about two hundred metres; kilometres were worked out beside this application.
"""

import math

import pytest

from reimbursement.distance import Answer, Position, Precision, geodesic_m
from reimbursement.eligibility import Venue, judge_distance
from reimbursement.offices import Candidate, Office
from reimbursement.rules import Rules

YES, NO, REVIEW = Answer.YES, Answer.NO, Answer.REVIEW
VENUES = {
    "paris": Venue("paris", "Musée Social", Position(48.858068, 2.321866)),
    "brussels": Venue("brussels", "Brussels-Central", Position(50.845556, 4.356944)),
}

# Town, latitude, longitude, kilometres, and the answer for the house (± 0.1 km).
AROUND_PARIS = [
    ("Versailles", 48.801, 2.1331, 15.2, NO),
    ("Saint-Germain-en-Laye", 48.8984, 2.0938, 17.3, NO),
    ("Chelles", 48.8786, 2.591, 19.9, NO),
    ("Savigny-sur-Orge", 48.6797, 2.3475, 19.9, REVIEW),
    ("Champs-sur-Marne", 48.8527, 2.6025, 20.6, YES),
    ("Noisy-le-Grand", 48.8489, 2.5528, 17.0, NO),
    ("Poissy", 48.9291, 2.0453, 21.8, YES),
    ("Maisons-Laffitte", 48.946, 2.1455, 16.2, NO),
    ("Villeparisis", 48.9423, 2.6026, 22.6, YES),
    ("Sevran", 48.938, 2.528, 17.5, NO),
    ("Aulnay-sous-Bois", 48.938, 2.494, 15.4, NO),
    ("Tremblay-en-France", 48.95, 2.559, 20.2, YES),
    ("Roissy-en-France", 49.0043, 2.517, 21.7, YES),
    ("Goussainville", 49.032, 2.474, 22.3, YES),
    ("Sarcelles", 48.996, 2.379, 15.9, NO),
    ("Ermont", 48.99, 2.258, 15.4, NO),
    ("Taverny", 49.0255, 2.217, 20.1, YES),
    ("Franconville", 48.989, 2.231, 16.0, NO),
    ("Conflans-Sainte-Honorine", 48.998, 2.095, 22.8, YES),
    ("Palaiseau", 48.7143, 2.2466, 16.9, NO),
    ("Orsay", 48.6983, 2.1875, 20.3, YES),
    ("Gif-sur-Yvette", 48.701, 2.134, 22.3, YES),
    ("Longjumeau", 48.694, 2.296, 18.3, NO),
    ("Juvisy-sur-Orge", 48.689, 2.377, 19.2, NO),
    ("Draveil", 48.6847, 2.4087, 20.3, YES),
    ("Yerres", 48.717, 2.493, 20.1, YES),
    ("Brunoy", 48.698, 2.504, 22.3, YES),
    ("Boissy-Saint-Léger", 48.751, 2.511, 18.3, NO),
    ("Sucy-en-Brie", 48.769, 2.522, 17.7, NO),
    ("Pontault-Combault", 48.801, 2.607, 21.9, YES),
    ("Torcy", 48.85, 2.653, 24.3, YES),
]
AROUND_BRUSSELS = [
    ("Leuven", 50.8789, 4.7011, 24.5, YES),
    ("Wavre", 50.7172, 4.6013, 22.4, YES),
    ("Halle", 50.7338, 4.2346, 15.1, NO),
    ("Braine-l’Alleud", 50.6837, 4.3676, 18.0, NO),
    ("Mechelen", 51.0281, 4.4803, 22.1, YES),
    ("Aalst", 50.9383, 4.0392, 24.6, YES),
    ("Ninove", 50.834, 4.022, 23.6, YES),
    ("Londerzeel", 51.005, 4.302, 18.2, NO),
    ("Tubize", 50.692, 4.204, 20.2, YES),
    ("Rixensart", 50.713, 4.529, 19.1, NO),
    ("Haacht", 50.977, 4.637, 24.5, YES),
    ("Merchtem", 50.958, 4.232, 15.3, NO),
    ("Liedekerke", 50.869, 4.086, 19.3, NO),
    ("Denderleeuw", 50.887, 4.074, 20.4, YES),
]
OFFICES = [("paris", *row) for row in AROUND_PARIS] + [("brussels", *row) for row in AROUND_BRUSSELS]


def vincenty_m(start: Position, end: Position) -> float:
    """The distance by another method (Vincenty, 1975) than the application's (Karney, 2013)."""
    a, f = 6_378_137.0, 1 / 298.257223563
    b = a * (1 - f)
    u1, u2 = (math.atan((1 - f) * math.tan(math.radians(place.latitude))) for place in (start, end))
    difference = λ = math.radians(end.longitude - start.longitude)
    for _round in range(20):
        sin_σ = math.hypot(
            math.cos(u2) * math.sin(λ),
            math.cos(u1) * math.sin(u2) - math.sin(u1) * math.cos(u2) * math.cos(λ),
        )
        cos_σ = math.sin(u1) * math.sin(u2) + math.cos(u1) * math.cos(u2) * math.cos(λ)
        σ = math.atan2(sin_σ, cos_σ)
        sin_α = math.cos(u1) * math.cos(u2) * math.sin(λ) / sin_σ
        square = 1 - sin_α**2
        middle = cos_σ - 2 * math.sin(u1) * math.sin(u2) / square
        c = f / 16 * square * (4 + f * (4 - 3 * square))
        λ = difference + (1 - c) * f * sin_α * (σ + c * sin_σ * (middle + c * cos_σ * (2 * middle**2 - 1)))
    u = square * (a**2 - b**2) / b**2
    big = 1 + u / 16_384 * (4_096 + u * (-768 + u * (320 - 175 * u)))
    small = u / 1_024 * (256 + u * (-128 + u * (74 - 47 * u)))
    inner = cos_σ * (2 * middle**2 - 1) - small / 6 * middle * (4 * sin_σ**2 - 3) * (4 * middle**2 - 3)
    return b * big * (σ - small * sin_σ * (middle + small / 4 * inner))


@pytest.mark.parametrize(("venue", "town", "latitude", "longitude", "kilometres", "answer"), OFFICES)
def test_town_hall(venue, town, latitude, longitude, kilometres, answer):
    place, office = VENUES[venue], Position(latitude, longitude)
    metres = geodesic_m(place.position, office)
    assert metres == pytest.approx(vincenty_m(place.position, office), abs=0.001)
    assert round(metres / 1000, 1) == kilometres
    assert 15 <= kilometres <= 25
    assert [judged(place, office, precision) for precision in (Precision.HOUSE, Precision.MUNICIPALITY)] == [
        answer,
        REVIEW,
    ]


def judged(venue, position, precision):
    candidate = Candidate(position, precision, "town hall", "test")
    office = Office("1 place de la Mairie", "00000", "Town", "FR")
    return judge_distance(rules=Rules(), office=office, candidates=[candidate], venues=[venue]).answer
