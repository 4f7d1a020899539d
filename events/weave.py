"""The weave: two straight strands, and a third that passes over and under both.

The mark, the dividers, the edge of badges and the share pictures are drawn here
from a seed (an edition, a page, a badge code): the same seed always gives the
same crossings. A strand that passes under is cut, not painted over in the colour
of the ground, so a drawing works on any ground and in one ink.

As on a loom, the straight strands are called the warp and the third one the weft.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from itertools import accumulate, cycle, pairwise
from math import hypot

Point = tuple[float, float]
Curve = tuple[Point, Point, Point, Point]
Span = tuple[float, float]

X, Y = 0, 1
ABOVE, BETWEEN, BELOW = 0, 1, 2


@dataclass(frozen=True)
class Weave:
    """One drawing: `warp` and `weft` are SVG path data, stroked `thickness` wide."""

    width: float
    height: float
    thickness: float
    warp: str
    weft: str


@lru_cache(maxsize=256)
def band(
    seed: str,
    *,
    turns: int = 10,
    width: float = 480,
    height: float = 40,
    thickness: float = 4,
    gap: float = 2.5,
) -> Weave:
    """A band that continues without a seam when it is repeated side by side."""
    dice = _dice(seed)
    middle, reach = height / 2, (height - thickness) / 2
    level_at = (middle - reach, middle, middle + reach)
    strands = (middle - reach / 2, middle + reach / 2)
    clear = thickness / 2 + gap
    over = cycle((True, False) if next(dice) % 2 else (False, True))
    levels = _levels(turns, dice)
    stops = _stops(levels, width, dice)

    weft: list[Curve] = []
    shadows: dict[float, list[Span]] = {strand: [] for strand in strands}
    for (x0, x1), (start, end) in zip(pairwise(stops), pairwise(levels), strict=True):
        curve = _swing((x0, level_at[start]), (x1, level_at[end]))
        hidden: list[Span] = []
        for strand in _crossed(strands, start, end):
            if next(over):
                shadows[strand].append(_shadow(curve, Y, strand, clear))
            else:
                hidden.append(_cover(curve, Y, strand, clear))
        weft += [_part(curve, *span) for span in _left_visible((0, 1), hidden)]
    warp = "".join(
        f"M{_n(x0)} {_n(strand)}H{_n(x1)}"
        for strand in strands
        for x0, x1 in _left_visible((0, width), sorted(shadows[strand]))
    )
    return Weave(width, height, thickness, warp, _path(weft))


def loose(seed: str) -> Weave:
    """A band whose third strand comes loose: the picture of a page that is not there."""
    woven = band(seed, turns=5, width=400, height=96, thickness=9, gap=5)
    upper, lower = 48 - 21.75, 48 + 21.75
    curl = "C450 4.5 452 60 470 104C488 150 560 176 574 132C586 94 520 88 524 140C528 190 610 196 664 150"
    return replace(
        woven,
        width=720,
        height=190,
        warp=f"{woven.warp}M400 {upper}H720M400 {lower}H720",
        weft=woven.weft + curl,
    )


def mark() -> Weave:
    """One turn of the weave stood upright, which is also an N. Drawn in a square of 64."""
    size, thickness, gap = 64.0, 11.0, 2.5
    left, right, top = 15.0, 47.0, thickness / 2
    curve = _swing((2, top), (size, size - top))
    clear = thickness / 2 + gap
    _, tied = _shadow(curve, X, left + thickness / 2, clear)
    seen = _left_visible((0, 1), [_cover(curve, X, right, clear)])
    warp = f"M{_n(left)} {_n(tied)}V{_n(size)}M{_n(right)} 0V{_n(size)}"
    return Weave(size, size, thickness, warp, _path([_part(curve, *span) for span in seen]))


def squares(seed: str, *, columns: int = 32) -> list[list[str]]:
    """Five rows of "warp", "weft" or "": the weave for e-mails, which show no SVG."""
    start = next(_dice(seed))
    over = cycle((True, False) if start % 2 else (False, True))
    rows = [["warp" if row in (1, 3) else ""] * columns for row in range(5)]
    for column in range(columns):
        row = (0, 1, 2, 3, 4, 3, 2, 1)[(start // 2 + column) % 8]
        if row in (0, 2, 4) or next(over):
            rows[row][column] = "weft"
    return rows


def _dice(seed: str) -> Iterator[int]:
    """Endless bytes that depend on the seed alone, on every machine and version."""
    block = seed.encode()
    while True:
        block = sha256(block).digest()
        yield from block


def _levels(turns: int, dice: Iterator[int]) -> list[int]:
    """Where the weft turns. It mostly swings right across, and ends where it began."""
    levels = [ABOVE]
    for left in range(turns - 1, 0, -1):
        here, roll = levels[-1], next(dice)
        if left == 1:
            levels.append(BETWEEN if here == BELOW else BELOW)
        elif here == BETWEEN:
            levels.append(BELOW if roll % 2 else ABOVE)
        else:
            levels.append(BETWEEN if roll % 4 == 0 else BELOW - here)
    return [*levels, ABOVE]


def _stops(levels: list[int], width: float, dice: Iterator[int]) -> list[float]:
    """The x of each turn: shorter for a short swing, and never quite regular."""
    steps = [(6 + next(dice) % 4) * (1 + abs(b - a)) for a, b in pairwise(levels)]
    return [width * reached / sum(steps) for reached in accumulate(steps, initial=0)]


def _crossed(strands: Span, start: int, end: int) -> tuple[float, ...]:
    """The strands met between two levels, in the order they are met."""
    met = strands[min(start, end) : max(start, end)]
    return met if start < end else met[::-1]


def _swing(start: Point, end: Point) -> Curve:
    """A curve that leaves and arrives level, so that swings join smoothly."""
    reach = (end[X] - start[X]) * 0.48
    return (start, (start[X] + reach, start[Y]), (end[X] - reach, end[Y]), end)


def _cover(curve: Curve, axis: int, strand: float, clear: float) -> Span:
    """The part of a curve that a straight strand lying over it hides."""
    at = sorted(_meet(curve, axis, strand + side) for side in (-clear, clear))
    return (at[0], at[1])


def _shadow(curve: Curve, axis: int, strand: float, clear: float) -> Span:
    """The part of a straight strand that a curve lying over it hides."""
    t = _meet(curve, axis, strand)
    (ax, ay), (bx, by) = _blossom(curve, t, t, 0), _blossom(curve, t, t, 1)
    slope = (bx - ax, by - ay)
    half = clear * hypot(*slope) / abs(slope[axis])
    at = _blossom(curve, t, t, t)[1 - axis]
    return (at - half, at + half)


def _meet(curve: Curve, axis: int, value: float) -> float:
    """The parameter at which a curve that only rises or only falls reaches a value."""
    low, high = (0.0, 1.0) if curve[0][axis] < curve[3][axis] else (1.0, 0.0)
    for _ in range(20):
        middle = (low + high) / 2
        if _blossom(curve, middle, middle, middle)[axis] < value:
            low = middle
        else:
            high = middle
    return low


def _blossom(curve: Curve, *parameters: float) -> Point:
    """The polar form of a cubic: a point when all parameters are equal, else a control point."""
    points = list(curve)
    for t in parameters:
        points = [(a[X] + (b[X] - a[X]) * t, a[Y] + (b[Y] - a[Y]) * t) for a, b in pairwise(points)]
    return points[0]


def _part(curve: Curve, a: float, b: float) -> Curve:
    return (
        _blossom(curve, a, a, a),
        _blossom(curve, a, a, b),
        _blossom(curve, a, b, b),
        _blossom(curve, b, b, b),
    )


def _left_visible(whole: Span, hidden: list[Span]) -> list[Span]:
    """What remains of a span once the hidden spans, in order, are taken away."""
    edges = [whole[0], *(edge for span in hidden for edge in span), whole[1]]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _path(curves: list[Curve]) -> str:
    """One path; curves that touch are joined so that no seam shows."""
    data, pen = "", None
    for start, *rest in curves:
        corner = f"{_n(start[X])} {_n(start[Y])}"
        data += "" if corner == pen else f"M{corner}"
        points = [f"{_n(x)} {_n(y)}" for x, y in rest]
        data += f"C{' '.join(points)}"
        pen = points[-1]
    return data


def _n(value: float) -> str:
    return f"{round(value, 1):g}"
