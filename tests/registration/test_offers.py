from datetime import UTC

import pytest

from registration.offers import held_until
from tests.registration.cast import paris

STARTS = paris(2025, 11, 26, 9, 0)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (paris(2025, 11, 10, 15, 0), paris(2025, 11, 11, 15, 0)),  # a day
        (paris(2025, 11, 10, 22, 0), paris(2025, 11, 12, 10, 0)),  # a day would end at night
        (paris(2025, 11, 10, 7, 30), paris(2025, 11, 11, 10, 0)),
        (paris(2025, 11, 24, 8, 59), paris(2025, 11, 25, 10, 0)),  # just before the last two days
        (paris(2025, 11, 24, 9, 0), paris(2025, 11, 24, 13, 0)),  # four hours in the last two days
        (paris(2025, 11, 24, 16, 59), paris(2025, 11, 24, 20, 59)),
        (paris(2025, 11, 24, 17, 0), paris(2025, 11, 25, 10, 0)),  # four hours would end at night
        (paris(2025, 11, 25, 2, 0), paris(2025, 11, 25, 10, 0)),
        (paris(2025, 11, 25, 20, 0), STARTS),  # never beyond the opening of the doors
        (paris(2025, 11, 26, 8, 59), STARTS),
        (STARTS, None),
        (paris(2025, 11, 26, 12, 0), None),
    ],
)
def test_held_until(now, until):
    assert held_until(now=now, starts_at=STARTS) == until


def test_held_until_the_same_hour_when_the_clocks_change():
    now = paris(2026, 10, 24, 18, 0).astimezone(UTC)
    assert held_until(now=now, starts_at=paris(2026, 11, 26, 9, 0)) == paris(2026, 10, 25, 18, 0)
