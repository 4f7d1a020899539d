import pytest

from reimbursement.distance import Answer
from reimbursement.findings import Criterion, Reason
from reimbursement.first_time import PastEdition, PastParticipation, judge_first_time
from reimbursement.legal_ids import LegalId
from reimbursement.organisations import Organisation
from reimbursement.rules import FirstTimeScope, Proof, Rules

SIREN = LegalId("fr-siren", "732829320")
OTHER_SIREN = LegalId("fr-siren", "356000000")
CLAIMANT = Organisation(name="Atelier du Nord", legal_ids=(SIREN,), email="a@atelier.example", city="Lyon")
SAME = Organisation(name="Atelier du Nord SCOP", legal_ids=(SIREN,))
OTHER = Organisation(name="Anticor", legal_ids=(OTHER_SIREN,))
SIMILAR = Organisation(name="Atelier Nord")


def judged(*, past=(), declared=True, travellers=(), organisation=CLAIMANT, editions=None, **rules):
    """The answer and the reasons, with `past` as the list of 2023 and nobody on the list of 2024."""
    if editions is None:
        editions = [PastEdition("2023", "NEC 2023", tuple(past)), PastEdition("2024", "NEC 2024")]
    judgement = judge_first_time(
        rules=Rules(counted_editions=("2023", "2024"), **rules),
        organisation=organisation,
        declared=declared,
        editions=editions,
        travellers=travellers,
    )
    assert judgement.criterion is Criterion.FIRST_TIME
    return judgement.answer, [finding.reason for finding in judgement.findings]


YES, NO, REVIEW = Answer.YES, Answer.NO, Answer.REVIEW
DECLARED = Reason.FIRST_TIME_DECLARED


@pytest.mark.parametrize(
    ("past", "travellers", "answer", "reasons"),
    [
        ([], (), YES, [DECLARED, Reason.NOT_SEEN]),
        ([PastParticipation(OTHER, True)], (), YES, [DECLARED, Reason.NOT_SEEN]),
        ([PastParticipation(SAME, True)], (), NO, [DECLARED, Reason.SEEN]),
        ([PastParticipation(SAME, True)] * 3, (), NO, [DECLARED, Reason.SEEN]),
        # An identifier of its own makes it another organisation, whatever the name says.
        (
            [PastParticipation(Organisation(name="Atelier du Nord", legal_ids=(OTHER_SIREN,)), True)],
            (),
            YES,
            [DECLARED, Reason.NOT_SEEN],
        ),
        # Own domain and same name.
        (
            [PastParticipation(Organisation(name="L’Atelier du Nord", email="b@atelier.example"), True)],
            (),
            NO,
            [DECLARED, Reason.SEEN],
        ),
        # One of both, a near name, the same name in the same town: a person looks.
        (
            [PastParticipation(Organisation(name="Anticor", email="b@atelier.example"), True)],
            (),
            REVIEW,
            [DECLARED, Reason.SEEN_SIMILAR],
        ),
        ([PastParticipation(SIMILAR, True)], (), REVIEW, [DECLARED, Reason.SEEN_SIMILAR]),
        (
            [PastParticipation(Organisation(name="Atelier du Nord", city="LYON"), True)],
            (),
            REVIEW,
            [DECLARED, Reason.SEEN_SIMILAR],
        ),
        # Registered then, never scanned in.
        ([PastParticipation(SAME, False)], (), YES, [DECLARED, Reason.REGISTERED_NOT_PRESENT, Reason.NOT_SEEN]),
        ([PastParticipation(SIMILAR, False)], (), YES, [DECLARED, Reason.REGISTERED_NOT_PRESENT, Reason.NOT_SEEN]),
        # Nobody was scanned then.
        ([PastParticipation(SAME, None)], (), REVIEW, [DECLARED, Reason.SEEN_WITHOUT_SCANS]),
        ([PastParticipation(SIMILAR, None)], (), REVIEW, [DECLARED, Reason.SEEN_SIMILAR]),
        # The same person for another employer is only information.
        (
            [PastParticipation(OTHER, True, "ada")],
            ("ada",),
            YES,
            [DECLARED, Reason.PERSON_SEEN_ELSEWHERE, Reason.NOT_SEEN],
        ),
        ([PastParticipation(OTHER, True, "ada")], ("bob",), YES, [DECLARED, Reason.NOT_SEEN]),
        # The organisation was there, none of these travellers was.
        (
            [PastParticipation(SAME, True, "ada")],
            ("bob", "eve"),
            REVIEW,
            [DECLARED, Reason.SEEN, Reason.EVERY_TRAVELLER_NEW],
        ),
        ([PastParticipation(SAME, True, "ada")], ("ada", "eve"), NO, [DECLARED, Reason.SEEN]),
        ([PastParticipation(SAME, True)], ("bob",), NO, [DECLARED, Reason.SEEN]),
        # Decisive and doubtful rows: the decisive one counts.
        (
            [PastParticipation(SIMILAR, True), PastParticipation(SAME, True)],
            (),
            NO,
            [DECLARED, Reason.SEEN_SIMILAR, Reason.SEEN],
        ),
    ],
)
def test_lists_of_past_editions_against_the_organisation(past, travellers, answer, reasons):
    assert judged(past=past, travellers=travellers) == (answer, reasons)


@pytest.mark.parametrize(
    ("declared", "answer", "first_reason"),
    [
        (True, YES, Reason.FIRST_TIME_DECLARED),
        (False, NO, Reason.NOT_FIRST_TIME_DECLARED),
        (None, REVIEW, Reason.NOTHING_DECLARED),
    ],
)
def test_declaration_counts(declared, answer, first_reason):
    given, reasons = judged(declared=declared)

    assert (given, reasons[0]) == (answer, first_reason)


@pytest.mark.parametrize(
    ("proof", "answer", "reason"),
    [(Proof.LISTS, REVIEW, Reason.LIST_MISSING), (Proof.DECLARATION, YES, Reason.LIST_REPLACED_BY_DECLARATION)],
)
def test_missing_list_is_replaced_by_the_declaration_only_if_so_set(proof, answer, reason):
    assert judged(editions=[], proof_of_first_time=proof) == (answer, [DECLARED, reason, reason])


def test_declaration_does_not_replace_the_lists_that_exist():
    editions = [PastEdition("2023", "NEC 2023", (PastParticipation(SAME, True),))]

    assert judged(editions=editions) == (NO, [DECLARED, Reason.LIST_REPLACED_BY_DECLARATION, Reason.SEEN])


def test_edition_that_is_not_counted_is_ignored():
    editions = [PastEdition(key, key) for key in ("2023", "2024")]
    editions.append(PastEdition("2021", "NEC 2021", (PastParticipation(SAME, True),)))

    assert judged(editions=editions) == (YES, [DECLARED, Reason.NOT_SEEN])


def test_no_counted_edition_leaves_the_declaration():
    judgement = judge_first_time(rules=Rules(), organisation=CLAIMANT, declared=True, editions=[])

    assert (judgement.answer, [finding.reason for finding in judgement.findings]) == (YES, [DECLARED])


ADA_AND_BOB_CAME = (PastParticipation(OTHER, True, "ada"), PastParticipation(OTHER, True, "bob"))
ANY, ALL = FirstTimeScope.ANY_PERSON, FirstTimeScope.ALL_PERSONS


@pytest.mark.parametrize(
    ("scope", "past", "travellers", "answer", "last_reason"),
    [
        (ANY, ADA_AND_BOB_CAME, ("ada", "eve"), YES, Reason.NOT_SEEN),
        (ANY, ADA_AND_BOB_CAME, ("ada", "bob"), NO, Reason.PERSON_SEEN),
        (ANY, ADA_AND_BOB_CAME, ("eve",), YES, Reason.NOT_SEEN),
        (ALL, ADA_AND_BOB_CAME, ("ada", "eve"), NO, Reason.PERSON_SEEN),
        (ALL, ADA_AND_BOB_CAME, ("eve", "kim"), YES, Reason.NOT_SEEN),
        # The organisation itself does not count under these scopes.
        (ANY, (PastParticipation(SAME, True, "ada"),), ("eve",), YES, Reason.NOT_SEEN),
        # Registered but absent, and perhaps absent.
        (ALL, (PastParticipation(OTHER, False, "ada"),), ("ada",), YES, Reason.NOT_SEEN),
        (ALL, (PastParticipation(OTHER, None, "ada"),), ("ada",), REVIEW, Reason.PERSON_SEEN),
        (ANY, (PastParticipation(OTHER, None, "ada"),), ("ada",), REVIEW, Reason.PERSON_SEEN),
        (ANY, (*ADA_AND_BOB_CAME, PastParticipation(OTHER, None, "eve")), ("ada", "eve"), REVIEW, Reason.PERSON_SEEN),
        (ALL, (*ADA_AND_BOB_CAME, PastParticipation(OTHER, None, "eve")), ("ada", "eve"), NO, Reason.PERSON_SEEN),
        # Nothing to compare.
        (ANY, ADA_AND_BOB_CAME, (), REVIEW, Reason.TRAVELLERS_UNKNOWN),
        (ANY, (PastParticipation(OTHER, True),), ("ada",), REVIEW, Reason.TRAVELLERS_UNKNOWN),
    ],
)
def test_scopes_that_ask_about_people(scope, past, travellers, answer, last_reason):
    given, reasons = judged(past=past, travellers=travellers, first_time_scope=scope)

    assert (given, reasons[-1]) == (answer, last_reason)


def test_scope_about_people_without_any_list_is_the_declaration():
    assert judged(editions=[], first_time_scope=ANY)[0] is YES


def test_findings_carry_the_row_they_rest_on():
    editions = [PastEdition("2023", "NEC 2023", (PastParticipation(SAME, True),))]
    judgement = judge_first_time(
        rules=Rules(counted_editions=("2023",)), organisation=CLAIMANT, declared=True, editions=editions
    )

    assert judgement.as_json() == {
        "answer": "no",
        "findings": [
            {"reason": "first_time_declared", "answer": "yes", "facts": {}},
            {
                "reason": "seen",
                "answer": "no",
                "facts": {
                    "edition": "NEC 2023",
                    "organisation": "Atelier du Nord SCOP",
                    "coincidences": "legal_id name",
                },
            },
        ],
    }
