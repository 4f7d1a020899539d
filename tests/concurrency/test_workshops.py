"""The last places of a workshop, on PostgreSQL and on SQLite; and without the guard."""

import pytest

pytestmark = pytest.mark.live


def test_last_places_of_a_workshop_go_to_as_many_people(scene):
    assert scene("workshop") == {"answers": {"joined": 5, "full": 35}, "places": 5}


def test_last_places_without_the_guard_are_given_to_everybody(scene):
    assert scene("workshop_unguarded")["places"] > 5
