"""How likely is it that more people come than the room holds?  Plain arithmetic on whole numbers, exact until the end.

Everybody who was promised a place is taken to come or not on their own, with the same chance: the number of people at
the door then follows a binomial law.  Groups that come or stay away together make both extremes likelier than this.
"""

from collections.abc import Iterator
from dataclasses import dataclass

# When no earlier edition tells: free events lose 28 % to 60 % of their registrations.
ASSUMED_NO_SHOW = 30
STEPS = (0, 5, 10, 15, 20, 25, 30, 40, 50)


@dataclass(frozen=True)
class Forecast:
    """What follows from promising ``promised`` places.  ``risk`` is a share between 0 and 1."""

    overbooking: int
    promised: int
    expected: int
    risk: float


def promised(*, cap: int, overbooking: int) -> int:
    """How many places are promised when ``cap`` is overbooked by so many percent; never rounded up.

    >>> promised(cap=150, overbooking=15)
    172
    """
    return cap * (100 + overbooking) // 100


def risk(*, people: int, room: int, no_show: int) -> float:
    """The chance that more than ``room`` of ``people`` come when each stays away with ``no_show`` percent.

    >>> risk(people=3, room=2, no_show=50)
    0.125
    """
    if room >= people:
        return 0.0
    if no_show == 0:
        return 1.0
    if no_show == 100:
        return 0.0
    too_many: int = sum(weight for coming, weight in enumerate(_weights(people, no_show)) if coming > room)
    everything: int = 100**people
    return too_many / everything


def expected(*, people: int, no_show: int) -> int:
    """How many come on average, rounded."""
    return (people * (100 - no_show) + 50) // 100


def forecasts(*, cap: int, room: int, no_show: int, steps: tuple[int, ...] = STEPS) -> list[Forecast]:
    """The table from which to choose."""
    made = []
    for overbooking in steps:
        people = promised(cap=cap, overbooking=overbooking)
        made.append(
            Forecast(
                overbooking=overbooking,
                promised=people,
                expected=expected(people=people, no_show=no_show),
                risk=risk(people=people, room=room, no_show=no_show),
            )
        )
    return made


def _weights(people: int, no_show: int) -> Iterator[int]:
    """For 0, 1, 2 … people coming: the chance of exactly that, times 100 to the power of ``people``."""
    weight = no_show**people
    for coming in range(people + 1):
        yield weight
        weight = weight * (people - coming) * (100 - no_show) // ((coming + 1) * no_show)
