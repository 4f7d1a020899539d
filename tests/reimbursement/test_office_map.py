import math

from reimbursement.office_map import SIZE, draw

PARIS = {"key": "paris", "latitude": 48.858068, "longitude": 2.321866}


def candidate(latitude, longitude, radius_m=5_000):
    return {"label": "here", "latitude": latitude, "longitude": longitude, "radius_m": radius_m}


def test_draw_keeps_distances_and_directions():
    drawing = draw(name="Paris", venue=PARIS, candidates=[candidate(48.858068, 2.5)], threshold_m=20_000)
    mark = drawing.marks[0]
    assert mark.x > 0
    assert abs(mark.y) < 1
    assert math.isclose(math.hypot(mark.x, mark.y) / drawing.threshold, mark.distance_m / 20_000, rel_tol=0.01)
    assert math.isclose(mark.radius / drawing.threshold, 5_000 / 20_000, rel_tol=0.01)


def test_draw_puts_a_far_office_on_the_edge_and_says_so():
    mark = draw(name="Paris", venue=PARIS, candidates=[candidate(45.75, 4.85)], threshold_m=20_000).marks[0]
    assert mark.is_beyond_edge
    assert mark.x > 0
    assert mark.y > 0
    assert math.hypot(mark.x, mark.y) < SIZE / 2


def test_draw_an_office_of_unknown_radius_without_a_disc():
    mark = draw(name="Paris", venue=PARIS, candidates=[candidate(48.9, 2.4, None)], threshold_m=20_000).marks[0]
    assert (mark.radius, mark.is_beyond_edge) == (0, False)


def test_draw_a_disc_around_a_venue_that_is_still_to_be_confirmed():
    venues = [{**PARIS, "radius_m": radius} for radius in (0, 5_000)]
    drawings = [draw(name="x", venue=venue, candidates=[candidate(48.9, 2.4)], threshold_m=20_000) for venue in venues]
    assert [round(20_000 * drawing.venue_radius / drawing.threshold, -2) for drawing in drawings] == [0, 5_000]
