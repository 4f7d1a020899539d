"""Charts as plain geometry: templates draw it as SVG.  Every chart stands beside its table and needs no colour."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log10

WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 52, 18, 22, 40
BAR, GAP, LABELS = 26, 14, 240

# A name, a style, and points of (x, value).
Strand = tuple[str, str, Sequence[tuple[int, int]]]


@dataclass(frozen=True)
class Tick:
    """A mark on an axis: where, and what it says."""

    at: float
    label: str


@dataclass(frozen=True)
class Line:
    """One strand of a line chart."""

    name: str
    path: str
    style: str
    end: tuple[float, float]


@dataclass(frozen=True)
class LineChart:
    """Strands over time, in a box of ``width`` by ``height``."""

    lines: list[Line]
    across: list[Tick]
    up: list[Tick]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


@dataclass(frozen=True)
class Part:
    """One stretch of a bar; ``style`` names its pattern."""

    x: float
    width: float
    value: int
    style: str


@dataclass(frozen=True)
class Bar:
    """One line of a bar chart; no parts and no number where it is hidden."""

    label: str
    y: int
    parts: list[Part]
    end: float
    number: str


@dataclass(frozen=True)
class BarChart:
    """Bars lying down, so that their names can be read."""

    bars: list[Bar]
    height: int
    width: int = WIDTH
    labels: int = LABELS
    bar: int = BAR


def steps(most: int, wanted: int = 4) -> list[int]:
    """Round numbers from 0 to at least ``most``.

    >>> steps(137), steps(3), steps(0)
    ([0, 50, 100, 150], [0, 1, 2, 3], [0, 1])
    """
    rough = max(most, 1) / wanted
    scale = 10 ** int(log10(rough)) if rough >= 1 else 1
    step = next(scale * factor for factor in (1, 2, 5, 10) if scale * factor >= rough)
    return [step * number for number in range(max(ceil(most / step), 1) + 1)]


def lines(
    strands: Sequence[tuple[str, str, Sequence[tuple[int, int]]]], across: Sequence[tuple[int, str]]
) -> LineChart:
    """Strands of (x, value), each with a name and a style; ``across`` says which x have a name below."""
    every = [point for _name, _style, points in strands for point in points]
    marks = [x for x, _label in across]
    first, last = min([x for x, _ in every] + marks, default=0), max([x for x, _ in every] + marks, default=1)
    heights = steps(max((value for _, value in every), default=0))
    top = heights[-1]

    def place(x: int, value: int) -> tuple[float, float]:
        along = (x - first) / max(last - first, 1)
        return (
            round(LEFT + along * (WIDTH - LEFT - RIGHT), 1),
            round(HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM), 1),
        )

    drawn = [
        Line(name, "M" + "L".join(f"{x:g} {y:g}" for x, y in placed), style, placed[-1])
        for name, style, points in strands
        if (placed := [place(*point) for point in points])
    ]
    return LineChart(
        drawn,
        [Tick(place(x, 0)[0], label) for x, label in across],
        [Tick(place(first, value)[1], str(value)) for value in heights],
    )


def bars(rows: Sequence[tuple[str, Sequence[tuple[int, str]] | None]]) -> BarChart:
    """One bar per row, its parts one after the other; ``None`` for a row whose number is hidden."""
    most = max((sum(value for value, _style in parts) for _label, parts in rows if parts), default=0)
    scale = (WIDTH - LABELS - 60) / max(most, 1)
    drawn = []
    for number, (label, parts) in enumerate(rows):
        x, stretches = float(LABELS), []
        for value, style in parts or ():
            stretches.append(Part(round(x, 1), round(value * scale, 1), value, style))
            x += value * scale
        total = "" if parts is None else str(sum(value for value, _style in parts))
        drawn.append(Bar(label, number * (BAR + GAP), stretches, round(x + 8, 1), total))
    return BarChart(drawn, max(len(rows) * (BAR + GAP) - GAP, BAR))
