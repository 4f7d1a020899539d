import pytest
from hypothesis import given
from hypothesis import strategies as st

from reimbursement.folding import fold, fold_variants, transliterate


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("L’Œuvre – Köln", "l oeuvre koln"),
        ("  ÉTÉ\u00a0\u202f2025!  ", "ete 2025"),
        ("Straße", "strasse"),
        ("Łódź, Ærø, Đakovo", "lodz aero dakovo"),
        ("Αθήνα", "αθηνα"),
        ("ＦＵＬＬ ﬁne", "full fine"),
        ("e\u0301cole", "ecole"),
        ("İstanbul", "istanbul"),
        ("snake_case & co.", "snake case co"),
        ("\u200b", ""),
    ],
)
def test_spellings_of_one_name_fold_to_one_text(text, folded):
    assert fold(text) == folded


def test_umlauts_are_also_written_out():
    assert fold_variants("Förderverein Köln") == {"forderverein koln", "foerderverein koeln"}
    assert fold_variants("Lyon") == {"lyon"}


@pytest.mark.parametrize(
    ("folded", "latin"), [("αθηνα", "athina"), ("београд", "beograd"), ("софия", "sofiya"), ("lyon", "lyon")]
)
def test_greek_and_cyrillic_in_latin_letters(folded, latin):
    assert transliterate(folded) == latin


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)
