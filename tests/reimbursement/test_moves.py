from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from reimbursement.models import AppendOnlyError, Claim, ReviewEvent, Status
from reimbursement.moves import CLAIMANT, SYSTEM, ClaimMovedMeanwhile, faults_in_history, move_claim, seal
from reimbursement.transitions import Move
from tests.reimbursement import cast
from tests.reimbursement.cast import NOW


def change_behind_the_back(**values):
    """What somebody with a database shell can do."""
    columns = ", ".join(f"{name} = %s" for name in values)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE reimbursement_reviewevent SET {columns} WHERE number = 2", list(values.values()))


def test_move_claim_writes_a_row_with_everything_in_it(edition, rule):
    claim = cast.submitted(edition)
    event = move_claim(claim=claim, move=Move.CHECK, actor=SYSTEM, now=NOW + timedelta(hours=1), reason="r", note="n")
    first = claim.events.get(number=1)
    stored = ReviewEvent.objects.get(pk=event.pk)
    assert (stored.number, stored.at, stored.by, stored.role) == (2, NOW + timedelta(hours=1), None, "system")
    assert (stored.from_status, stored.to_status, stored.rule_version) == ("submitted", "checking", 1)
    assert (stored.previous_hash, stored.hash) == (first.hash, seal(stored))
    claim = cast.read(claim)
    assert (claim.history_length, claim.history_head, claim.status_since) == (2, stored.hash, stored.at)


def test_move_claim_read_before_somebody_else_moved_it_is_refused(edition, rule):
    mine = cast.submitted(edition)
    theirs = cast.read(mine)
    move_claim(claim=theirs, move=Move.WITHDRAW, actor=CLAIMANT, now=NOW)
    with pytest.raises(ClaimMovedMeanwhile):
        move_claim(claim=mine, move=Move.CHECK, actor=SYSTEM, now=NOW)
    assert [event.move for event in mine.events.all()] == ["submit", "withdraw"]


def test_move_claim_back_where_it_was_is_noticed_too(edition, rule):
    """Sent back and proposed again: the status is the same, the claim is not."""
    claim = cast.submitted(edition)
    stale = cast.read(claim)
    Claim.objects.update(history_length=3)
    with pytest.raises(ClaimMovedMeanwhile):
        move_claim(claim=stale, move=Move.CHECK, actor=SYSTEM, now=NOW)


def test_history_cannot_be_changed_or_deleted(edition, rule):
    event = cast.submitted(edition).events.get()
    for forbidden in (
        event.save,
        event.delete,
        ReviewEvent.objects.all().delete,
        lambda: ReviewEvent.objects.update(note=""),
    ):
        with pytest.raises(AppendOnlyError):
            forbidden()


def test_faults_in_history_of_a_whole_one_are_none(edition, rule):
    assert list(faults_in_history(cast.checked(edition))) == []


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ({"note": "another"}, ["row 2 was changed"]),
        ({"reason": "criteria_met"}, ["row 2 was changed"]),
        ({"at": "2025-10-15 12:00:00+00:00"}, ["row 2 was changed"]),
        ({"hash": "0" * 64}, ["row 2 was changed", "row 3 does not follow row 2"]),
        ({"to_status": "paid"}, ["row 2 was changed", "row 3 does not follow row 2"]),
    ],
)
def test_faults_in_history_name_a_changed_row(edition, rule, change, faults):
    claim = cast.checked(edition)
    change_behind_the_back(**change)
    assert list(faults_in_history(claim)) == faults


def test_faults_in_history_name_a_missing_row(edition, rule):
    claim = cast.checked(edition)
    change_behind_the_back(number=9)
    assert list(faults_in_history(claim)) == ["row 2 is missing"]


def test_faults_in_history_name_rows_cut_off_and_a_status_set_by_hand(edition, rule):
    claim = cast.checked(edition)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM reimbursement_reviewevent WHERE number = 3")
    assert list(faults_in_history(claim)) == [
        "rows are missing at the end",
        "the status is pre_eligible, the history ends in checking",
    ]


def test_an_erased_note_leaves_the_history_whole(edition, rule):
    claim = cast.submitted(edition)
    move_claim(claim=claim, move=Move.CHECK, actor=SYSTEM, now=NOW, note="Marie told us …")
    change_behind_the_back(note="")
    assert list(faults_in_history(cast.read(claim))) == []


def test_verify_claim_history_says_how_many_are_whole(edition, rule):
    cast.checked(edition)
    cast.draft(edition, "paul")
    out = StringIO()
    call_command("verify_claim_history", stdout=out)
    assert out.getvalue() == "1 histories are whole.\n"


def test_verify_claim_history_fails_on_a_changed_row(edition, rule):
    claim = cast.checked(edition)
    Claim.objects.update(status=Status.PAID)
    err = StringIO()
    with pytest.raises(CommandError, match="1 of 1 histories are not whole"):
        call_command("verify_claim_history", stderr=err)
    assert err.getvalue() == f"{claim.reference}: the status is paid, the history ends in pre_eligible\n"
