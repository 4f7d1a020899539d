"""Caps moved and reserves opened and given back in the middle of a crowd; each race also without its guard."""

import pytest

pytestmark = pytest.mark.live


def went_wrong(outcome):
    broken = any(answer.startswith("IntegrityError") for answer in outcome["answers"])
    return broken or outcome["miscounted"] or outcome["miskept"]


def test_crowd_on_the_last_places_leaves_the_reserve_to_those_invited(scene):
    outcome = scene("rush_with_reserve")
    assert outcome["answers"] == {"confirmed": 50, "waiting": 30, "invited": 10, "NothingKeptError: ": 5}
    assert outcome["seats"] == {"confirmed": 60, "waiting": 30}
    assert (outcome["taken"], outcome["reserved"], outcome["used"]) == (60, 0, 10)
    assert (outcome["miscounted"], outcome["miskept"], outcome["line_is_whole"]) == ([], [], True)


def test_crowd_without_the_guard_loses_count_of_the_places(scene):
    assert went_wrong(scene("rush_with_reserve_unguarded"))


def test_cap_is_never_lowered_below_those_who_came_in_meanwhile(scene):
    outcome = scene("lower")
    assert not went_wrong(outcome)
    if outcome["capacity"] == 40:
        assert (outcome["seats"], outcome["answers"]["lowered"]) == ({"confirmed": 40, "waiting": 40}, 1)
    else:
        assert (outcome["seats"], outcome["capacity"]) == ({"confirmed": 80}, 100)
        assert [answer for answer in outcome["answers"] if answer.startswith("BelowHeldError")]
    assert outcome["taken"] == outcome["seats"]["confirmed"]


def test_cap_lowered_without_the_guard_goes_wrong(scene):
    assert went_wrong(scene("lower_unguarded"))


def test_reserve_falls_back_once_and_the_line_comes_before_newcomers(scene):
    outcome = scene("fall_back")
    released = {answer: number for answer, number in outcome["answers"].items() if answer.startswith("released")}
    assert released == {"released 20": 1, "released 0": 2}
    holding = outcome["seats"]["confirmed"] + outcome["seats"].get("offered", 0)
    assert (holding, outcome["seats"]["waiting"], outcome["taken"]) == (50, 10, 50)
    assert (outcome["logged"], outcome["reserved"], outcome["miscounted"], outcome["miskept"]) == (1, 0, [], [])
    assert outcome["line_is_whole"]


def test_reserve_given_back_without_the_guard_goes_wrong(scene):
    assert went_wrong(scene("fall_back_unguarded"))


def test_two_raises_from_the_same_sight_are_one(scene):
    outcome = scene("two_raise")
    assert outcome["answers"]["raised"] == 1
    assert [answer for answer in outcome["answers"] if answer.startswith("ChangedMeanwhileError")]
    assert outcome["taken"] == outcome["capacity"]
    assert outcome["mails"]["place_offered"] == outcome["capacity"] - 1
