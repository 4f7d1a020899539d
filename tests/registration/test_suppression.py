"""Small cells are hidden, and nobody who subtracts finds them."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from registration.suppression import LEAST, Protected, TooFewError, protect

counts = st.one_of(st.integers(0, 6), st.integers(0, 60))


def tables(most_rows: int = 6, most_columns: int = 3, counts=counts):
    shape = st.tuples(st.integers(1, most_rows), st.integers(1, most_columns))
    return shape.flatmap(
        lambda s: st.lists(st.lists(counts, min_size=s[1], max_size=s[1]), min_size=s[0], max_size=s[0])
    )


def protected(rows: list[list[int]]) -> Protected:
    """The protected table, for tables that may be shown at all."""
    assume(all(sum(column) >= LEAST for column in zip(*rows, strict=True)))
    return protect(rows)


def computable(table: Protected) -> set[tuple[int, int]]:
    """The hidden cells that follow from what is shown, by linear algebra over fractions: an independent judge.

    A hidden cell follows if no solution of the homogeneous system moves it.
    """
    hidden = [(r, p) for r, row in enumerate(table.rows) for p, cell in enumerate(row) if cell is None]
    index = {cell: number for number, cell in enumerate(hidden)}
    lines = [[((r, p), -1 if p == len(row) - 1 else 1) for p in range(len(row))] for r, row in enumerate(table.rows)]
    lines += [[((r, p), 1) for r in range(len(table.rows))] for p in range(len(table.totals))]
    pivots = eliminated([coefficients(index, terms) for terms in lines])
    free = set(range(len(hidden))) - set(pivots)
    return {hidden[number] for number, row in pivots.items() if all(row[other] == 0 for other in free)}


def coefficients(index, terms) -> list[Fraction]:
    line = [Fraction(0)] * len(index)
    for cell, sign in terms:
        if cell in index:
            line[index[cell]] += sign
    return line


def eliminated(equations) -> dict[int, list[Fraction]]:
    """Reduced row echelon form: the pivot variable of each line."""
    pivots: dict[int, list[Fraction]] = {}
    for equation in equations:
        rest = equation
        for number, pivot in pivots.items():
            rest = less(rest, rest[number], pivot)
        first = next((number for number, value in enumerate(rest) if value), None)
        if first is not None:
            unit = [value / rest[first] for value in rest]
            pivots = {number: less(pivot, pivot[first], unit) for number, pivot in pivots.items()} | {first: unit}
    return pivots


def less(line, factor, other) -> list[Fraction]:
    return [a - factor * b for a, b in zip(line, other, strict=True)]


@given(tables())
def test_no_hidden_cell_can_be_computed(rows):
    assert computable(protected(rows)) == set()


@given(tables())
def test_no_small_number_is_shown_and_no_other_is_changed(rows):
    table = protected(rows)
    for given_row, row in zip(rows, table.rows, strict=True):
        for value, cell in zip([*given_row, sum(given_row)], row, strict=True):
            assert cell is None or cell == value >= LEAST
    assert table.totals == (*map(sum, zip(*rows, strict=True)), sum(map(sum, rows)))


@settings(max_examples=25)
@given(tables(most_rows=3, most_columns=2, counts=st.integers(0, 5)))
def test_every_hidden_cell_could_be_at_least_five_different_numbers(rows):
    """Counts are never negative: that too is known to whoever subtracts."""
    table = protected(rows)
    hidden = [(r, p) for r, row in enumerate(table.rows) for p, cell in enumerate(row) if cell is None]
    found = {cell: set() for cell in hidden}
    for values in possible(rows, table):
        for r, p in hidden:
            found[r, p].add([*values[r], sum(values[r])][p])
    assert [cell for cell, seen in found.items() if max(seen) - min(seen) < LEAST] == []


def possible(rows, table):
    """Every table of counts that agrees with all that is shown."""
    width = len(rows[0])
    tops = [table.totals[p] for p in range(width)]
    lines = [
        [
            line
            for line in product(*(range(top + 1) for top in tops))
            if all(shown is None or shown == value for shown, value in zip(row, [*line, sum(line)], strict=True))
        ]
        for row in table.rows
    ]

    def grown(number, left):
        if number == len(lines):
            if not any(left):
                yield []
            return
        for line in lines[number]:
            rest = [a - b for a, b in zip(left, line, strict=True)]
            if min(rest) >= 0:
                yield from ([line, *others] for others in grown(number + 1, rest))

    return grown(0, tops)


@given(tables())
def test_nothing_is_hidden_without_need(rows):
    table = protected(rows)
    assert table.hides == any(value < LEAST for row in rows for value in [*row, sum(row)])


def test_hiding_the_small_cells_alone_would_give_them_away():
    """The control: what the complementary cells are for."""
    rows = [[3, 20], [30, 40], [50, 60]]
    naive = Protected(((None, 20, 23), (30, 40, 70), (50, 60, 110)), (83, 120, 203))
    assert computable(naive) == {(0, 0)}
    assert protect(rows) == Protected(((None, None, 23), (None, None, 70), (50, 60, 110)), (83, 120, 203))


def test_a_row_of_few_people_hides_what_it_needs_and_not_the_whole_table():
    assert protect([[14, 6], [12, 4], [2, 2], [30, 40]]).rows == (
        (None, None, 20), (None, None, None), (None, None, None), (30, 40, 70),
    )  # fmt: skip


def test_one_list_hides_two_numbers_at_least():
    assert protect([[3], [40], [7]]).rows == ((None, None), (40, 40), (None, None))
    assert protect([[3], [40], [4]]).rows == ((None, None), (40, 40), (None, None))
    assert protect([[1], [40], [2]]).rows == ((None, None),) * 3


def test_table_of_small_numbers_shows_its_totals_only():
    table = protect([[2, 3], [4, 1], [0, 2]])
    assert (table.rows, table.totals) == (((None, None, None),) * 3, (6, 6, 12))


@pytest.mark.parametrize("rows", [[], [[4]], [[2], [2]], [[9, 1], [9, 2]]])
def test_too_few_people_make_no_table(rows):
    with pytest.raises(TooFewError):
        protect(rows)
