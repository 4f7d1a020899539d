import pytest
from hypothesis import given
from hypothesis import strategies as st

from reimbursement.number_words import HIGHEST, euros_in_words, in_words


@pytest.mark.parametrize(
    ("number", "english", "french"),
    [
        (0, "zero", "zéro"),
        (1, "one", "un"),
        (17, "seventeen", "dix-sept"),
        (21, "twenty-one", "vingt et un"),
        (70, "seventy", "soixante-dix"),
        (71, "seventy-one", "soixante et onze"),
        (80, "eighty", "quatre-vingts"),
        (81, "eighty-one", "quatre-vingt-un"),
        (91, "ninety-one", "quatre-vingt-onze"),
        (99, "ninety-nine", "quatre-vingt-dix-neuf"),
        (100, "one hundred", "cent"),
        (101, "one hundred and one", "cent un"),
        (200, "two hundred", "deux cents"),
        (201, "two hundred and one", "deux cent un"),
        (948, "nine hundred and forty-eight", "neuf cent quarante-huit"),
        (1_000, "one thousand", "mille"),
        (1_001, "one thousand and one", "mille un"),
        (1_896, "one thousand eight hundred and ninety-six", "mille huit cent quatre-vingt-seize"),
        (18_960, "eighteen thousand nine hundred and sixty", "dix-huit mille neuf cent soixante"),
        (80_000, "eighty thousand", "quatre-vingt mille"),
        (200_000, "two hundred thousand", "deux cent mille"),
        (280_080, "two hundred and eighty thousand and eighty", "deux cent quatre-vingt mille quatre-vingts"),
        (1_000_000, "one million", "un million"),
        (2_000_200, "two million two hundred", "deux millions deux cents"),
        (200_000_000, "two hundred million", "deux cents millions"),
    ],
)
def test_numbers_in_words(number, english, french):
    assert (in_words(number, "en"), in_words(number, "fr")) == (english, french)


@pytest.mark.parametrize(
    ("cents", "english", "french"),
    [
        (0, "zero euros", "zéro euro"),
        (100, "one euro", "un euro"),
        (1, "one cent", "un centime"),
        (
            94_850,
            "nine hundred and forty-eight euros and fifty cents",
            "neuf cent quarante-huit euros et cinquante centimes",
        ),
        (100_000_000, "one million euros", "un million d’euros"),
    ],
)
def test_amounts_in_words(cents, english, french):
    assert (euros_in_words(cents, "en"), euros_in_words(cents, "fr")) == (english, french)


@given(st.integers(0, HIGHEST), st.integers(0, HIGHEST), st.sampled_from(["en", "fr"]))
def test_different_numbers_have_different_words(one, other, language):
    assert (in_words(one, language) == in_words(other, language)) is (one == other)


@pytest.mark.parametrize("number", [-1, HIGHEST + 1])
def test_numbers_beyond_are_refused(number):
    with pytest.raises(ValueError, match="out of range"):
        in_words(number, "fr")
