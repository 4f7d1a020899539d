"""Several doors at once, on PostgreSQL and on SQLite."""

import pytest

pytestmark = pytest.mark.live


def test_two_scanners_on_one_badge_are_one_welcome(scene):
    assert scene("one_badge") == {"answers": {"welcome": 1, "already": 9}, "entries": 1, "people": 1}


def test_scanners_without_the_guard_let_one_badge_in_many_times(scene):
    outcome = scene("one_badge_unguarded")
    assert (outcome["answers"], outcome["entries"]) == ({"welcome": 10}, 10)


def test_same_scans_sent_six_times_at_once_enter_everybody_once(scene):
    outcome = scene("same_scans_sent_at_once")
    assert outcome == {"answers": {"{'welcome': 50}": 6}, "scans": 50, "entries": 50, "people": 50}


def test_last_places_at_the_door_are_not_given_twice(scene):
    outcome = scene("last_places_at_the_door")
    assert outcome == {"answers": {"welcome": 5, "no room": 15}, "taken": 5, "entries": 5, "people": 5}
