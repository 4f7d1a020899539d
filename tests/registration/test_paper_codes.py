"""The short codes of a paper list."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from registration.paper_codes import LETTERS, check_letter, paper_code, typed_codes

DAY = date(2025, 11, 26)
numbers = st.integers(1, 9999)


def test_paper_code_reads_as_printed():
    code = paper_code(42, DAY)
    assert code == f"042 {code[-1]}"
    assert typed_codes(code) == ([(42, code[-1])], [], [])


@given(number=numbers, place=st.integers(0, 3), digit=st.integers(0, 9))
def test_check_letter_tells_one_wrong_digit(number, place, digit):
    wrong = f"{number:04}"[:place] + str(digit) + f"{number:04}"[place + 1 :]
    same = int(wrong) == number
    assert (check_letter(int(wrong), DAY) == check_letter(number, DAY)) is same


@given(number=numbers, place=st.integers(0, 2))
def test_check_letter_tells_two_digits_swapped(number, place):
    digits = list(f"{number:04}")
    digits[place], digits[place + 1] = digits[place + 1], digits[place]
    swapped = int("".join(digits))
    assert (check_letter(swapped, DAY) == check_letter(number, DAY)) is (swapped == number)


@given(number=numbers)
def test_check_letter_differs_from_day_to_day(number):
    letters = [check_letter(number, date(2025, 11, day)) for day in (25, 26, 27)]
    assert len(set(letters)) == 3


def test_check_letters_are_unlike_digits():
    assert (len(LETTERS), set(LETTERS) & set("ILO")) == (23, set())


def test_typed_codes_are_read_however_they_are_written():
    typed = "042k, 7 B;107-c\n 7kq4m2pd 7KQ4-M2PD 107C 042K\thello ???"
    numbers, references, rest = typed_codes(typed)
    assert numbers == [(42, "K"), (7, "B"), (107, "C")]
    assert (references, rest) == (["7KQ4-M2PD"], ["HELLO", "???"])


@given(st.text(max_size=200))
def test_typed_codes_never_fail(text):
    typed_codes(text)
