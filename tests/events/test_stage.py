from dataclasses import dataclass

import pytest

from events.models import EventDay
from events.places import LAST, LINE, OPEN
from events.stage import Stage, may_register, stage_of
from tests.events import moments


@dataclass
class Places:
    day: EventDay
    left: int
    state: str


def days(edition, states):
    return [Places(day, 1, state) for day, state in zip(edition.days_in_order, states, strict=True)]


@pytest.mark.parametrize(
    ("states", "now", "stage"),
    [
        ([OPEN, OPEN, OPEN], moments.ANNOUNCED, Stage.ANNOUNCED),
        ([OPEN, OPEN, OPEN], moments.OPEN, Stage.OPEN),
        ([LINE, LAST, OPEN], moments.OPEN, Stage.OPEN),
        ([LINE, LAST, LINE], moments.OPEN, Stage.LAST_PLACES),
        ([LINE, LINE, LINE], moments.OPEN, Stage.WAITING_LIST),
        ([OPEN, OPEN, OPEN], moments.CLOSED, Stage.CLOSED),
        ([LINE, LINE, LINE], moments.DURING, Stage.DURING),
        ([OPEN, OPEN, OPEN], moments.OVER, Stage.OVER),
    ],
)
def test_stage_follows_dates_then_places(editions, states, now, stage):
    edition = editions["2025"]
    assert stage_of(edition=edition, places=days(edition, states), now=now) is stage


def test_edition_without_days_or_opening_is_announced_then_over(editions):
    edition = editions["2024"]
    instants = [moments.paris(2024, 11, 26), moments.paris(2024, 11, 27, 12), moments.paris(2024, 11, 28)]
    stages = [stage_of(edition=edition, places=[], now=now) for now in instants]
    assert stages == [Stage.ANNOUNCED, Stage.DURING, Stage.OVER]


def test_one_may_register_for_the_days_to_come_during_the_event(editions):
    edition = editions["2025"]
    edition.registration_closes_at = None
    places = days(edition, [OPEN, OPEN, OPEN])
    answers = [
        may_register(edition=edition, places=places, now=now)
        for now in (moments.ANNOUNCED, moments.OPEN, moments.DURING, moments.OVER)
    ]
    assert answers == [False, True, True, False]
