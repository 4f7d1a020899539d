import pytest
from hypothesis import given
from hypothesis import strategies as st

from reimbursement.sepa_text import is_sepa_text, sepa_text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Förderverein Köln e.V.", "Forderverein Koln e.V."),
        ("Œuvre & Cie", "Oeuvre + Cie"),
        ("L’Atelier “du Nord”", "L'Atelier 'du Nord'"),
        ("Łódź – Ærø", "Lodz - Aero"),
        ("Αλληλεγγύη", "Allileggyi"),
        ("Работилница", "Rabotilnitsa"),
        ("a_b@c;d!", "a-b(at)c,d."),
        ("tab\tand\u00a0space\n", "tab and space"),
        ("//double//slash/", "double/slash"),
        ("100 €", "100 EUR"),
        ("ＦＵＬＬ", "FULL"),
        ("東京", ""),
        ("😀 ok", "ok"),
        ("<b>*#%</b>", "b/b"),
        ("\u202eevil\u200b", "evil"),
        ("", ""),
    ],
)
def test_text_is_written_in_sepa_characters(text, written):
    assert sepa_text(text, 140) == written


def test_text_is_cut_and_does_not_end_in_a_space():
    assert sepa_text("abcd efgh", 5) == "abcd"
    assert sepa_text("abcd/efgh", 5) == "abcd"


@given(st.text(), st.integers(1, 140))
def test_whatever_is_typed_can_stand_in_the_file(text, limit):
    written = sepa_text(text, limit)

    assert is_sepa_text(written)
    assert len(written) <= limit
    assert written == written.strip(" /")
    assert "//" not in written


@given(st.text(), st.integers(1, 140))
def test_writing_twice_changes_nothing(text, limit):
    once = sepa_text(text, limit)

    assert sepa_text(once, limit) == once
