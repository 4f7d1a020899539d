import re
from contextlib import suppress

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reimbursement.iban import (
    OTHER_COUNTRIES,
    SEPA_STRUCTURES,
    Iban,
    IbanProblem,
    IbanWarning,
    InvalidIban,
    group,
    mask,
    normalise,
    read_iban,
)

# The registry's own example of each country.
EXAMPLES = [
    "AD12 0001 2030 2003 5910 0100",
    "AL47 2121 1009 0000 0002 3569 8741",
    "AT61 1904 3002 3457 3201",
    "BE68 5390 0754 7034",
    "BG80 BNBG 9661 1020 3456 78",
    "CH93 0076 2011 6238 5295 7",
    "CY17 0020 0128 0000 0012 0052 7600",
    "CZ65 0800 0000 1920 0014 5399",
    "DE89 3704 0044 0532 0130 00",
    "DK50 0040 0440 1162 43",
    "EE38 2200 2210 2014 5685",
    "ES91 2100 0418 4502 0005 1332",
    "FI21 1234 5600 0007 85",
    "FR14 2004 1010 0505 0001 3M02 606",
    "GB29 NWBK 6016 1331 9268 19",
    "GR16 0110 1250 0000 0001 2300 695",
    "HR12 1001 0051 8630 0016 0",
    "HU42 1177 3016 1111 1018 0000 0000",
    "IE29 AIBK 9311 5212 3456 78",
    "IS14 0159 2600 7654 5510 7303 39",
    "IT60 X054 2811 1010 0000 0123 456",
    "LI21 0881 0000 2324 013A A",
    "LT12 1000 0111 0100 1000",
    "LU28 0019 4006 4475 0000",
    "LV80 BANK 0000 4351 9500 1",
    "MC58 1122 2000 0101 2345 6789 030",
    "MD24 AG00 0225 1000 1310 4168",
    "ME25 5050 0001 2345 6789 51",
    "MK07 2501 2000 0058 984",
    "MT84 MALT 0110 0001 2345 MTLC AST0 01S",
    "NL91 ABNA 0417 1643 00",
    "NO93 8601 1117 947",
    "PL61 1090 1014 0000 0712 1981 2874",
    "PT50 0002 0123 1234 5678 9015 4",
    "RO49 AAAA 1B31 0075 9384 0000",
    "RS35 2600 0560 1001 6113 79",
    "SE45 5000 0000 0583 9825 7466",
    "SI56 1910 0000 0123 438",
    "SK31 1200 0000 1987 4263 7541",
    "SM86 U032 2509 8000 0000 0270 100",
    "VA59 0011 2300 0012 3456 78",
]
FRENCH = "FR1420041010050500013M02606"


def with_check_digits(country, bban):
    number = int("".join(str(int(character, 36)) for character in f"{bban}{country}00"))
    return f"{country}{98 - number % 97:02}{bban}"


def problem_of(text):
    with pytest.raises(InvalidIban) as caught:
        read_iban(text)
    return caught.value.problem


def test_examples_cover_the_41_countries():
    assert [example[:2] for example in EXAMPLES] == sorted(SEPA_STRUCTURES)
    assert len(SEPA_STRUCTURES) == 41
    assert not OTHER_COUNTRIES & SEPA_STRUCTURES.keys()


@pytest.mark.parametrize("example", EXAMPLES)
def test_example_of_every_sepa_country_is_accepted(example):
    iban = read_iban(example)

    assert (iban.value, iban.is_sepa) == (example.replace(" ", ""), True)
    assert group(iban.value) == example


@pytest.mark.parametrize("example", EXAMPLES)
def test_one_character_less_or_more_names_the_length(example):
    value = example.replace(" ", "")

    for wrong in (value[:-1], f"{value}0"):
        with pytest.raises(InvalidIban) as caught:
            read_iban(wrong)
        error = caught.value
        assert (error.problem, error.expected, error.length) == (IbanProblem.LENGTH, len(value), len(wrong))


@pytest.mark.parametrize("example", EXAMPLES)
def test_wrong_check_digits_are_refused(example):
    value = example.replace(" ", "")
    wrong = f"{value[:2]}{(int(value[2:4]) + 1) % 100:02}{value[4:]}"

    assert problem_of(wrong) is IbanProblem.CHECK_DIGITS


@pytest.mark.parametrize(
    "typed",
    [
        FRENCH,
        FRENCH.lower(),
        "FR14 2004 1010 0505 0001 3M02 606",
        "  FR14\u00a02004\u00a01010\u202f0505 0001 3M02 606\t",
        "FR14-2004-1010-0505-0001-3M02-606",
        "FR14–2004–1010–0505–0001–3M02–606",
        "IBAN FR14 2004 1010 0505 0001 3M02 606",
        "iban: fr14 2004 1010 0505 0001 3m02 606",
        "FR14\u200b2004\ufeff1010 0505 0001 3M02 606",
        "ＦＲ１４ ２００４ １０１０ ０５０５ ０００１ ３Ｍ０２ ６０６",
    ],
)
def test_the_ways_people_type_are_one_number(typed):
    assert read_iban(typed) == Iban(FRENCH)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", IbanProblem.EMPTY),
        (" \u00a0\u200b-", IbanProblem.EMPTY),
        ("IBAN", IbanProblem.EMPTY),
        ("FR14 2004 1010 0505 0001 3М02 606", IbanProblem.CHARACTER),  # a Cyrillic М
        ("FR14/2004/1010/0505/0001/3M02/606", IbanProblem.CHARACTER),
        ("<script>", IbanProblem.CHARACTER),
        ("DEUTDEFF", IbanProblem.BIC),
        ("CCOPFRPPXXX", IbanProblem.BIC),
        ("ccop fr pp", IbanProblem.BIC),
        ("4111 1111 1111 1111", IbanProblem.CARD),
        ("378282246310005", IbanProblem.CARD),
        ("1234 5678 9012", IbanProblem.COUNTRY),
        ("XX89 3704 0044 0532 0130 00", IbanProblem.COUNTRY),
        ("F", IbanProblem.COUNTRY),
        ("FR", IbanProblem.LENGTH),
        ("FR14 2OO4 1010 0505 0001 3M02 606", IbanProblem.LETTER_FOR_DIGIT),
        ("DE89 37O4 OO44 O532 O13O OO", IbanProblem.LETTER_FOR_DIGIT),
        ("DE89 AA04 0044 0532 0130 00", IbanProblem.STRUCTURE),
        ("DEAA 3704 0044 0532 0130 00", IbanProblem.STRUCTURE),
        ("GB29 1234 6016 1331 9268 19", IbanProblem.STRUCTURE),
        ("DE99 3704 0044 0532 0130 00", IbanProblem.CHECK_DIGITS),
        # Right length, right sum in the wrong place: two digits swapped.
        ("DE98 3704 0044 0532 0130 00", IbanProblem.CHECK_DIGITS),
        ("TR33 0006 1005 1978 6457 8413", IbanProblem.CHECK_DIGITS),
        ("TRX3 0006 1005 1978 6457 8413 26", IbanProblem.STRUCTURE),
        (with_check_digits("TR", "00061005197864578413"), IbanProblem.STRUCTURE),
    ],
)
def test_every_error_has_its_cause(typed, problem):
    assert problem_of(typed) is problem


@pytest.mark.parametrize("digits", ["00", "01", "99"])
def test_check_digits_that_are_never_issued_are_refused(digits):
    """For some accounts 00, 01 or 99 give the right sum; the standard never issues them."""
    bban = next(
        f"{account:018}"
        for account in range(200)
        if int("".join(str(int(character, 36)) for character in f"{account:018}DE{digits}")) % 97 == 1
    )

    assert problem_of(f"DE{digits}{bban}") is IbanProblem.CHECK_DIGITS


@pytest.mark.parametrize(
    ("typed", "country", "warnings"),
    [
        ("BE68 5390 0754 7034", "BE", {IbanWarning.NATIONAL_CHECK}),
        ("BE32 1234 5678 9002", "BE", set()),
        (FRENCH, "FR", set()),
        (FRENCH, "RE", set()),
        (FRENCH, "NC", {IbanWarning.NOT_SEPA}),
        (FRENCH, "PF", {IbanWarning.NOT_SEPA}),
        (FRENCH, "WF", {IbanWarning.NOT_SEPA}),
        ("DE89 3704 0044 0532 0130 00", "NC", set()),
        ("GI75 NWBK 0000 0000 7099 453", "GI", set()),
        ("TR33 0006 1005 1978 6457 8413 26", "TR", {IbanWarning.NOT_SEPA}),
        ("UA21 3996 2200 0002 6007 2335 6600 1", "UA", {IbanWarning.NOT_SEPA}),
        ("XK05 1212 0123 4567 8906", "XK", {IbanWarning.NOT_SEPA}),
    ],
)
def test_doubts_warn_and_do_not_block(typed, country, warnings):
    assert read_iban(typed, holder_country=country).warnings == warnings


def test_neither_error_nor_object_shows_the_number():
    iban = read_iban(FRENCH)
    with pytest.raises(InvalidIban) as caught:
        read_iban("4111 1111 1111 1111")

    assert FRENCH not in repr(iban)
    assert "4111" not in f"{caught.value!r}{caught.value}"


@pytest.mark.parametrize(
    ("iban", "masked"),
    [(FRENCH, "FR •••• 2606"), ("BE68539007547034", "BE •••• 7034"), ("", "••••"), ("FR142606", "••••")],
)
def test_mask_leaves_country_and_last_four(iban, masked):
    assert mask(iban) == masked


def test_masked_property_is_the_mask():
    assert (read_iban(FRENCH).masked, read_iban(FRENCH).country) == ("FR •••• 2606", "FR")


@given(st.text())
def test_whatever_is_typed_gives_an_iban_or_a_cause(typed):
    with suppress(InvalidIban):
        assert read_iban(typed).value == normalise(typed)


@given(st.sampled_from(EXAMPLES), st.data())
def test_one_wrong_digit_is_always_found(example, data):
    value = example.replace(" ", "")
    place = data.draw(st.sampled_from([place for place in range(4, len(value)) if value[place].isdigit()]))
    digit = data.draw(st.sampled_from("0123456789"))
    assume(digit != value[place])

    assert problem_of(value[:place] + digit + value[place + 1 :]) is IbanProblem.CHECK_DIGITS


@given(st.sampled_from(EXAMPLES), st.data())
def test_two_neighbouring_digits_swapped_are_always_found(example, data):
    """Only digits: "1B" and "B1" are both 111 to the standard's sum, which no checker can see."""
    value = example.replace(" ", "")
    pairs = [place for place in range(4, len(value) - 1) if value[place : place + 2].isdigit()]
    place = data.draw(st.sampled_from(pairs))
    assume(value[place] != value[place + 1])

    swapped = value[:place] + value[place + 1] + value[place] + value[place + 2 :]
    assert problem_of(swapped) is IbanProblem.CHECK_DIGITS


LETTERS_AND_DIGITS = {"n": "0123456789", "a": "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "c": "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


@st.composite
def accounts(draw):
    """Any account number that a country of SEPA could issue, and the kind of each of its characters."""
    country = draw(st.sampled_from(sorted(SEPA_STRUCTURES)))
    parts = re.findall(r"(\d+)([nac])", SEPA_STRUCTURES[country])
    kinds = "".join(kind * int(number) for number, kind in parts)
    bban = "".join(draw(st.sampled_from(LETTERS_AND_DIGITS[kind])) for kind in kinds)
    return with_check_digits(country, bban), f"aann{kinds}"


@given(accounts(), st.data())
def test_whatever_a_bank_may_issue_is_accepted_however_it_is_typed(account, data):
    value, _kinds = account
    marks = st.sampled_from(["", " ", "\u00a0", "\u202f", "\u200b", "-", "‑", "\t"])
    typed = "".join(f"{character}{data.draw(marks)}" for character in value)
    typed = data.draw(st.sampled_from(["", "IBAN ", "iban: "])) + data.draw(st.sampled_from([typed, typed.lower()]))

    iban = read_iban(typed)

    assert (iban.value, iban.is_sepa, iban.country) == (value, True, value[:2])


@given(accounts(), st.data())
def test_a_letter_where_a_country_has_digits_is_named(account, data):
    value, kinds = account
    place = data.draw(st.sampled_from([place for place, kind in enumerate(kinds) if kind == "n" and place > 3] or [2]))
    letter = data.draw(st.sampled_from("OACX"))

    problem = problem_of(value[:place] + letter + value[place + 1 :])

    assert problem is (IbanProblem.LETTER_FOR_DIGIT if letter == "O" else IbanProblem.STRUCTURE)


@given(accounts(), st.integers(1, 30), st.booleans())
def test_another_length_than_that_of_the_country_is_named(account, difference, longer):
    value, kinds = account
    wrong = value + "0" * difference if longer else value[: max(5, len(value) - difference)]

    with pytest.raises(InvalidIban) as caught:
        read_iban(wrong)

    error = caught.value
    assert (error.problem, error.expected, error.length) == (IbanProblem.LENGTH, len(kinds), len(wrong))


def test_swap_that_the_standard_cannot_see_is_accepted():
    assert read_iban("RO49 AAAA B131 0075 9384 0000").value == "RO49AAAAB131007593840000"
