"""The weave: the same seed gives the same drawing, and strands really pass over and under."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events import weave


def ends(path: str) -> list[tuple[float, float]]:
    """Where each visible piece of a path begins and ends."""
    found = []
    for piece in path.split("M")[1:]:
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", piece)]
        found += [(numbers[0], numbers[1]), (numbers[-2], numbers[-1])]
    return found


def straight(path: str) -> dict[float, list[tuple[float, float]]]:
    """The visible spans of each straight strand, by its height."""
    spans: dict[float, list[tuple[float, float]]] = {}
    for x0, y, x1 in re.findall(r"M([\d.]+) ([\d.]+)H([\d.]+)", path):
        spans.setdefault(float(y), []).append((float(x0), float(x1)))
    return spans


def test_the_same_seed_gives_the_same_weave():
    assert weave.band("7KQ4-M2PD") == weave.band("7KQ4-M2PD")


def test_another_seed_gives_another_weave():
    assert len({weave.band(f"seed {n}").weft for n in range(50)}) == 50


def test_a_known_seed_keeps_its_drawing():
    first, second, third = (
        "M0 2C6.9 2 12.3 3.8 17 6.5",
        "M28 15.5C38.1 25.7 46.5 38 64.6 38C70.5 38 75.2 36.2 79.2 33.5",
        "M88.6 24.5C97.3 14.3 104.5 2 120 2",
    )
    assert weave.band("2025", turns=2, width=120).weft == first + second + third


@given(st.text(max_size=30), st.integers(2, 14))
def test_a_band_repeats_without_a_seam(seed, turns):
    drawn = weave.band(seed, turns=turns)
    (x0, y0), *_, (x1, y1) = ends(drawn.weft)
    assert (x0, x1) == (0, drawn.width)
    assert y0 == y1
    for spans in straight(drawn.warp).values():
        assert (spans[0][0], spans[-1][1]) == (0, drawn.width)


@given(st.text(max_size=30), st.integers(2, 14))
def test_at_each_crossing_one_strand_is_cut_and_the_cuts_alternate(seed, turns):
    drawn = weave.band(seed, turns=turns)
    cuts_in_warp = sum(len(spans) - 1 for spans in straight(drawn.warp).values())
    cuts_in_weft = drawn.weft.count("M") - 1
    assert cuts_in_warp == cuts_in_weft
    assert cuts_in_warp >= turns / 2


@given(st.text(max_size=30), st.integers(2, 14))
def test_visible_spans_follow_each_other(seed, turns):
    for spans in straight(weave.band(seed, turns=turns).warp).values():
        edges = [edge for span in spans for edge in span]
        assert edges == sorted(edges)


@pytest.mark.parametrize("seed", ["", "2025", "é", "𝄞"])
def test_squares_hold_two_strands_and_one_that_ties_them(seed):
    rows = weave.squares(seed)
    assert [len(row) for row in rows] == [32] * 5
    assert all(kind == "warp" or kind == "weft" for row in (rows[1], rows[3]) for kind in row)
    assert any("weft" in row for row in (rows[1], rows[3]))


def test_the_loose_strand_leaves_the_weave():
    lowest = max(y for _, y in ends(weave.loose("404").weft))
    assert lowest > 96
