"""Everything that can go wrong with a payment has a sentence, in both languages."""

import pytest
from django.utils import translation

from reimbursement import payment_words
from reimbursement.bank_answers import Problem, UnreadableAnswer
from reimbursement.forms import IBAN_PROBLEMS
from reimbursement.iban import IbanProblem
from reimbursement.payments import Obstacle
from reimbursement.sepa_check import Fault, Found

# The reasons of the SEPA credit transfer rulebook for rejects and returns.
RULEBOOK = {
    *("AC01", "AC03", "AC04", "AC06", "AG01", "AG02", "AM05", "BE04", "CNOR", "CURR", "CUST", "DNOR", "DUPL", "ED05"),
    *("ERIN", "FF01", "FOCR", "FR01", "MD07", "MS02", "MS03", "NARR", "RC01", "RR01", "RR02", "RR03", "RR04", "TECH"),
    *("TM01", "UPAY"),
}


def test_every_fault_problem_and_slip_has_a_sentence():
    assert set(payment_words.FAULTS) == set(Fault)
    assert set(payment_words.PROBLEMS) == set(Problem)
    assert set(IBAN_PROBLEMS) == set(IbanProblem)
    assert RULEBOOK - set(payment_words.REASONS) == set()


@pytest.mark.parametrize(
    "table",
    [payment_words.FAULTS, payment_words.PROBLEMS, payment_words.REASONS, IBAN_PROBLEMS, dict(Obstacle.choices)],
)
def test_every_sentence_is_said_in_french_too(table):
    with translation.override("en"):
        english = [str(sentence) for sentence in table.values()]
    with translation.override("fr"):
        french = [str(sentence) for sentence in table.values()]
    assert [one for one, other in zip(english, french, strict=True) if one == other] == []


@translation.override("en")
def test_where_the_fault_is_stands_behind_the_sentence():
    assert payment_words.fault_in_words(Found(Fault.CURRENCY, "D-1-1")) == "A transfer is not in euros. (D-1-1)"
    assert payment_words.fault_in_words(Found(Fault.UNREADABLE)) == "The file is no XML that can be read."
    assert payment_words.problem_in_words(UnreadableAnswer(Problem.DATE, 3)) == "Line 3: A date cannot be read."
    assert payment_words.problem_in_words(UnreadableAnswer(Problem.DATE)) == "A date cannot be read."


@translation.override("en")
def test_a_code_is_explained_and_an_unknown_one_given():
    assert payment_words.reason_in_words("AC04") == "The account is closed. (AC04)"
    assert payment_words.reason_in_words("ZZ99") == "The bank gives the code ZZ99."
