"""Tables of counts that give nobody away: small cells are hidden, and others with them, so that none can be computed.

A table has one row per category and one column per outcome, with the totals of both.  Every hidden cell lies on a
round trip of hidden cells (add one here, take one from the next in the row, add one in the column …) along which at
least ``LEAST`` people could be moved without changing a number that is shown: whoever subtracts finds a range that
wide, never the cell.  Column totals are the same in every table of a report and are always shown; a table in which no
such round trip exists shows nothing else.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

LEAST = 5

Cell = tuple[int, int]
Node = tuple[str, int]
# What a hidden number costs the reader: a total more than a cell.
PRICE_OF_TOTALS = 1_000_000
NO_LIMIT = 10**9


@dataclass(frozen=True)
class Protected:
    """A table ready to be shown: ``None`` stands for what is hidden, the last of each row is its total."""

    rows: tuple[tuple[int | None, ...], ...]
    totals: tuple[int, ...]

    @property
    def hides(self) -> bool:
        return any(cell is None for row in self.rows for cell in row)


class TooFewError(Exception):
    """There are too few people for any table, or for these columns."""


def protect(rows: Sequence[Sequence[int]]) -> Protected:
    """Hide every cell and row total under ``LEAST``, and what would allow to compute one.

    Raises ``TooFewError`` when a column total is under ``LEAST`` itself: then the table needs fewer columns.
    """
    columns = [sum(column) for column in zip(*rows, strict=True)]
    if not columns or min(columns) < LEAST:
        raise TooFewError
    with_totals = [[*row, sum(row)] for row in rows]
    hidden = _hidden(with_totals)
    shown = tuple(
        tuple(None if (number, place) in hidden else value for place, value in enumerate(row))
        for number, row in enumerate(with_totals)
    )
    return Protected(shown, (*columns, sum(columns)))


def _hidden(table: list[list[int]]) -> set[Cell]:
    """The cells to hide, row totals being the last column."""
    every = {(row, place) for row, values in enumerate(table) for place in range(len(values))}
    small = {(row, place) for row, place in every if table[row][place] < LEAST}
    if len(table[0]) == 2:  # one outcome: the row total is the cell, and says nothing more
        return _of_one_column(table)
    hidden = set(small)
    for cell in sorted(small):
        trip = _round_trip(table, hidden, cell)
        if trip is None:
            return every
        hidden |= trip
    return hidden


def _of_one_column(table: list[list[int]]) -> set[Cell]:
    """One list of numbers with its sum: at least two are hidden, and between them something can be moved."""
    lines = [row for row, values in enumerate(table) if values[0] < LEAST]
    others = sorted((row for row in range(len(table)) if row not in lines), key=lambda row: table[row][0])
    while lines and others and (len(lines) < 2 or sum(table[row][0] for row in lines) < LEAST):
        lines.append(others.pop(0))
    return {(row, place) for row in lines for place in (0, 1)}


def _round_trip(table: list[list[int]], hidden: set[Cell], cell: Cell) -> set[Cell] | None:
    """The cheapest cells to hide so that ``cell`` could be larger by ``LEAST``; ``None`` if there is no way.

    The way leads from the row of the cell to its column, taking from one cell and adding to the next in turn; for a
    total it begins by adding, since a total is larger when a cell of its row is.
    """
    row, place = cell
    adds_to = "row" if place == len(table[row]) - 1 else "column"
    start, end = ("row", row), ("column", place)
    queue: list[tuple[int, int, Node, frozenset[Cell]]] = [(0, 0, start, frozenset())]
    seen: set[Node] = set()
    count = 0
    while queue:
        price, _tie, node, taken = heappop(queue)
        if node == end:
            return set(taken)
        if node in seen:
            continue
        seen.add(node)
        for step, to in _steps(table, node):
            if step != cell and to not in seen and _movable(table, step, adding=node[0] == adds_to) >= LEAST:
                count += 1
                more = 0 if step in hidden else _price(table, step)
                heappush(queue, (price + more, count, to, taken | {step}))
    return None


def _steps(table: list[list[int]], node: Node) -> Iterator[tuple[Cell, Node]]:
    """The cells of a row lead to their columns, the cells of a column to their rows."""
    kind, number = node
    if kind == "row":
        yield from (((number, place), ("column", place)) for place in range(len(table[number])))
    else:
        yield from (((row, number), ("row", row)) for row in range(len(table)))


def _movable(table: list[list[int]], cell: Cell, *, adding: bool) -> int:
    """How much can be added to a cell or taken from it.  A total counts the other way: it grows with its row."""
    row, place = cell
    is_total = place == len(table[row]) - 1
    return NO_LIMIT if adding != is_total else table[row][place]


def _price(table: list[list[int]], cell: Cell) -> int:
    row, place = cell
    is_total = place == len(table[row]) - 1
    return table[row][place] + 1 + (PRICE_OF_TOTALS if is_total else 0)
