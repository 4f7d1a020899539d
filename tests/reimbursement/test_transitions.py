import pytest
from hypothesis import given
from hypothesis import strategies as st

from reimbursement.models import Claim, Role, Status
from reimbursement.models.status import CLOSED, WHOSE_TURN, Turn
from reimbursement.moves import Actor, MoveNotAllowed, move_claim
from reimbursement.transitions import TRANSITIONS, Move, moves_from
from tests.reimbursement import cast

# The moves as the design lists them, written a second time on purpose: status → moves.
ALLOWED = {
    "draft": {"submit", "withdraw"},
    "submitted": {"check", "withdraw"},
    "checking": {"find_eligible", "find_unclear", "withdraw"},
    "needs_info": {"answer", "expire", "withdraw"},
    "review": {"check_again", "look_again", "place_office", "ask", "propose_acceptance", "propose_refusal", "withdraw"},
    "pre_eligible": {
        "check_again",
        "look_again",
        "place_office",
        "ask",
        "propose_acceptance",
        "propose_refusal",
        "withdraw",
    },
    "accept_proposed": {"approve", "waitlist", "send_back", "withdraw"},
    "refuse_proposed": {"refuse", "send_back", "withdraw"},
    "approved": {"confirm_attendance", "record_absence", "recheck", "withdraw"},
    "waitlisted": {"promote", "recheck", "withdraw"},
    "refused": {"appeal"},
    "attendance_confirmed": {"make_payable", "pay_by_hand", "recheck", "withdraw"},
    "no_show": {"reopen"},
    "payment_ready": {"batch", "pay_by_hand", "recheck", "withdraw"},
    "in_batch": {"export", "unbatch"},
    "exported": {"record_payment", "record_rejection"},
    "payment_rejected": {"correct", "withdraw"},
    "manual_payment": {"record_payment"},
    "paid": {"record_return"},
    "withdrawn": set(),
    "expired": set(),
    "appealed": {"hear_appeal", "withdraw"},
}


def test_moves_from_every_status_are_those_of_the_design():
    assert {status.value: {move.value for move in moves_from(status)} for status in Status} == ALLOWED


def test_every_move_has_a_row_and_every_status_a_turn():
    assert (set(TRANSITIONS), set(WHOSE_TURN)) == (set(Move), set(Status))


@pytest.mark.parametrize("status", Status)
def test_move_claim_makes_allowed_moves_and_refuses_all_others(edition, rule, status):
    sent = cast.submitted(edition)
    for move in Move:
        Claim.objects.update(status=status)
        claim = cast.read(sent)
        before = claim.events.count()
        row = TRANSITIONS[move]
        actor = Actor(min(row.roles))
        if move.value in ALLOWED[status.value]:
            move_claim(claim=claim, move=move, actor=actor, now=cast.NOW)
            assert cast.read(claim).status == row.target
        else:
            with pytest.raises(MoveNotAllowed):
                move_claim(claim=claim, move=move, actor=actor, now=cast.NOW)
            assert (cast.read(claim).status, claim.events.count()) == (status, before)


def test_move_claim_by_another_role_is_refused(edition, rule):
    sent = cast.submitted(edition)
    for move, row in TRANSITIONS.items():
        Claim.objects.update(status=min(row.sources))
        claim = cast.read(sent)
        for role in set(Role) - row.roles:
            with pytest.raises(MoveNotAllowed):
                move_claim(claim=claim, move=move, actor=Actor(role), now=cast.NOW)


@given(st.lists(st.sampled_from(list(Move)), max_size=60))
def test_no_sequence_of_moves_pays_the_undecided_or_leaves_a_closed_claim(moves):
    status, seen = Status.DRAFT, []
    for move in moves:
        row = TRANSITIONS[move]
        if status in row.sources:
            assert status not in {Status.PAID, Status.WITHDRAWN, Status.EXPIRED}
            status = row.target
            seen.append(status)
    if Status.PAID in seen:
        assert seen.count(Status.PAID) == 1
        assert Status.APPROVED in seen
        assert Status.ATTENDANCE_CONFIRMED in seen
        assert seen.index(Status.APPROVED) < seen.index(Status.ATTENDANCE_CONFIRMED) < seen.index(Status.PAID)


def test_nobody_has_a_turn_in_closed_claims():
    assert {WHOSE_TURN[status] for status in CLOSED} == {Turn.NOBODY}
