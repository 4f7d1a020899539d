import pytest

from registration.names import UnwritableError, folded, tidy


@pytest.mark.parametrize(
    "name",
    [
        "O'Brien-D’Arcy",
        "Nguyễn Thị Ánh",
        "Null",
        "X",
        "محمد",
        "שרה",
        "李小龍",
        "👨‍👩‍👧‍👦",
        "ﷺ" * 50,
        "<script>alert(1)</script>",
        "{{7*7}} {% debug %} %(x)s {0.__class__}",
        "=HYPERLINK()",
    ],
)
def test_tidy_keeps_names_as_typed(name):
    assert tidy(name) == name


@pytest.mark.parametrize(
    "blank", ["", "   ", "\u00a0", "\u200b", "\u2003\u200b\ufeff", "\u200d", "\u3164", "\u202e", "\u0301"]
)
def test_tidy_of_what_does_not_show_is_empty(blank):
    assert tidy(blank) == ""


@pytest.mark.parametrize(
    "text", ["a\x00b", "a\r\nBcc: b@example.org", "a\u2028b", "a\x08b", "Z" + "\u0301" * 300, "a\ufffeb"]
)
def test_tidy_refuses_what_no_name_holds(text):
    with pytest.raises(UnwritableError):
        tidy(text)


def test_tidy_composes_and_single_spaces():
    assert tidy("  Jose\u0301 \u00a0 Garci\u0301a\u202e ") == "José García"


@pytest.mark.parametrize(
    ("name", "searched"),
    [
        ("Nguyễn Thị Ánh", "nguyen thi anh"),
        ("Emmaüs  ŒUVRE", "emmaus oeuvre"),
        ("Łódź Straße Ærø", "lodz strasse aero"),
        ("İSTANBUL ılık", "istanbul ilik"),
        ("O’Brien", "o'brien"),
        ("ﬁn", "fin"),
        ("李小龍", "李小龍"),
    ],
)
def test_folded_is_how_people_search(name, searched):
    assert folded(name) == searched
