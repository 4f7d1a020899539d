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
    "payment_rejected": {"correct", "pay_again", "withdraw"},
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


def reachable(*, without=frozenset(), moves=frozenset(Move)):
    """Every status that some sequence of ``moves`` leads to from a draft, ``without`` ever standing at these."""
    found, ahead = set(), [Status.DRAFT]
    while ahead:
        status = ahead.pop()
        if status not in found | without:
            found.add(status)
            ahead += [TRANSITIONS[move].target for move in moves_from(status) & moves]
    return found


@pytest.mark.parametrize("stage", [Status.SUBMITTED, Status.CHECKING, Status.ACCEPT_PROPOSED, Status.APPROVED])
def test_no_way_to_the_money_leaves_a_stage_out(stage):
    assert Status.PAID in reachable()
    assert not reachable(without={stage}) & {Status.PAYMENT_READY, Status.MANUAL_PAYMENT, Status.EXPORTED, Status.PAID}


def test_no_way_to_the_money_leaves_presence_out():
    paying = {Status.PAYMENT_READY, Status.IN_BATCH, Status.EXPORTED, Status.MANUAL_PAYMENT, Status.PAID}
    assert not reachable(without={Status.ATTENDANCE_CONFIRMED}) & paying
    # The machine alone, the claimant alone, or any one person of staff beside them, pays nothing.
    for role in set(Role):
        alone = {move for move, row in TRANSITIONS.items() if row.roles & {role, Role.SYSTEM, Role.CLAIMANT}}
        assert not reachable(moves=alone) & paying


@given(st.lists(st.integers(0, 30), max_size=120))
def test_no_sequence_of_moves_pays_twice_the_absent_or_the_undecided(choices):
    """Walk along allowed moves only, so that every walk goes far."""
    status, walk = Status.DRAFT, []
    for choice in choices:
        moves = sorted(moves_from(status) - {Move.WITHDRAW})
        if not moves:
            break
        walk.append(moves[choice % len(moves)])
        status = TRANSITIONS[walk[-1]].target
        if status == Status.PAID:
            decided = max(last(walk, Move.APPROVE), last(walk, Move.PROMOTE))
            assert -1 < last(walk, Move.SUBMIT) < decided < last(walk, Move.CONFIRM_ATTENDANCE)
            assert walk.count(Move.RECORD_PAYMENT) == walk.count(Move.RECORD_RETURN) + 1
            # Nothing that was found since the decision waits to be looked at.
            assert decided > max(last(walk, move) for move in (Move.RECHECK, Move.REOPEN, Move.APPEAL))


def last(walk, move):
    """Where ``move`` stands for the last time; before everything where it never was."""
    return max((number for number, made in enumerate(walk) if made == move), default=-1)


def test_nobody_has_a_turn_in_closed_claims():
    assert {WHOSE_TURN[status] for status in CLOSED} == {Turn.NOBODY}
