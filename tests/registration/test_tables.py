import pytest
from hypothesis import given
from hypothesis import strategies as st

from registration import tables
from registration.tables import Fault, NotATableError, Row, read

TEXT = "Nom;Prénom\nCurie;Marie\nNguyễn;Ánh\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_are_found_out(encoding):
    table = read(TEXT.encode(encoding))
    assert table.headers == ("Nom", "Prénom")
    assert table.rows == (Row(2, ("Curie", "Marie")), Row(3, ("Nguyễn", "Ánh")))


def test_windows_1252_of_a_french_excel():
    assert read("Nom;Prénom\nCœur;Zoé\n".encode("cp1252")).rows == (Row(2, ("Cœur", "Zoé")),)


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_separators_are_found_out(separator):
    table = read(TEXT.replace(";", separator).encode())
    assert table.headers == ("Nom", "Prénom")


def test_blank_lines_and_line_breaks_in_cells_keep_the_line_numbers():
    table = read(b'a;b\r\n\r\n"one\r\ntwo";x\r\n ; \r\nlast;y\r\n')
    assert table.rows == (Row(3, ("one\r\ntwo", "x")), Row(6, ("last", "y")))


def test_short_rows_have_empty_cells():
    row = read(b"a;b;c\n1\n").rows[0]
    assert (row.cell(0), row.cell(2), row.cell(None)) == ("1", "", "")


@pytest.mark.parametrize("formula", ["=1+1", "+33", "-1", "@SUM(A1)", "＝1"])
def test_apostrophe_before_a_formula_is_not_part_of_the_text(formula):
    row = read(f"a;b\n'{formula};'quoted\n".encode()).rows[0]
    assert row.cells == (formula, "'quoted")


@pytest.mark.parametrize(
    ("content", "fault", "line"),
    [
        (b"", Fault.EMPTY, None),
        (b"a;b\n", Fault.EMPTY, None),
        (b"\xef\xbb\xbf\n\n", Fault.EMPTY, None),
        (b"a;b\n\0;c\n", Fault.NOT_TEXT, None),
        (b"\x89PNG\r\n\x1a\n\x00\x00", Fault.NOT_TEXT, None),
        (b"\xff\xfea", Fault.NOT_TEXT, None),
        (b"PK\x03\x04\x81\x8d\x00", Fault.NOT_TEXT, None),
        (b'a;b\nx;y\n"open;z\n', Fault.BROKEN_QUOTES, 3),
        (b'a;b\n"x"y;z\n', Fault.BROKEN_QUOTES, 2),
        (b"a;b\n" + b";" * 60 + b"\n", Fault.TOO_WIDE, 2),
        (b"a;b\n" + b"x;y\n" * 5001, Fault.TOO_LARGE, 5002),
        (b"x" * 1_000_001, Fault.TOO_LARGE, None),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(content, fault, line):
    with pytest.raises(NotATableError) as refused:
        read(content)
    assert (refused.value.fault, refused.value.line) == (fault, line)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_refused(content):
    try:
        table = read(content)
    except NotATableError:
        return
    assert table.rows
    assert all(row.line > 1 and len(cell) <= tables.LONGEST_CELL for row in table.rows for cell in row.cells)
