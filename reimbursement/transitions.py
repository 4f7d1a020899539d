"""The one table of moves: from which statuses, to which, by whom. Everything that moves a claim goes through it."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import pgettext_lazy

from reimbursement.models import Role, Status


class Move(models.TextChoices):
    """What can happen to a claim."""

    SUBMIT = "submit", pgettext_lazy("move", "sent")
    CHECK = "check", pgettext_lazy("move", "check started")
    FIND_ELIGIBLE = "find_eligible", pgettext_lazy("move", "found eligible at first sight")
    FIND_UNCLEAR = "find_unclear", pgettext_lazy("move", "handed to a person")
    CHECK_AGAIN = "check_again", pgettext_lazy("move", "check started again")
    LOOK_AGAIN = "look_again", pgettext_lazy("move", "services asked again")
    PLACE_OFFICE = "place_office", pgettext_lazy("move", "office placed by hand")
    ASK = "ask", pgettext_lazy("move", "question asked")
    ANSWER = "answer", pgettext_lazy("move", "question answered")
    EXPIRE = "expire", pgettext_lazy("move", "expired")
    PROPOSE_ACCEPTANCE = "propose_acceptance", pgettext_lazy("move", "acceptance proposed")
    PROPOSE_REFUSAL = "propose_refusal", pgettext_lazy("move", "refusal proposed")
    SEND_BACK = "send_back", pgettext_lazy("move", "sent back to the reviewers")
    APPROVE = "approve", pgettext_lazy("move", "approved")
    WAITLIST = "waitlist", pgettext_lazy("move", "put on the waiting list")
    PROMOTE = "promote", pgettext_lazy("move", "approved from the waiting list")
    REFUSE = "refuse", pgettext_lazy("move", "refused")
    APPEAL = "appeal", pgettext_lazy("move", "contested")
    HEAR_APPEAL = "hear_appeal", pgettext_lazy("move", "contestation taken up")
    WITHDRAW = "withdraw", pgettext_lazy("move", "withdrawn")
    CONFIRM_ATTENDANCE = "confirm_attendance", pgettext_lazy("move", "attendance confirmed")
    RECORD_ABSENCE = "record_absence", pgettext_lazy("move", "absence recorded")
    REOPEN = "reopen", pgettext_lazy("move", "presence found on the paper list")
    RECHECK = "recheck", pgettext_lazy("move", "to be checked again")
    MAKE_PAYABLE = "make_payable", pgettext_lazy("move", "released for payment")
    PAY_BY_HAND = "pay_by_hand", pgettext_lazy("move", "set aside for payment by hand")
    BATCH = "batch", pgettext_lazy("move", "put in a batch")
    UNBATCH = "unbatch", pgettext_lazy("move", "taken out of the batch")
    EXPORT = "export", pgettext_lazy("move", "sent to the bank")
    RECORD_PAYMENT = "record_payment", pgettext_lazy("move", "paid")
    RECORD_REJECTION = "record_rejection", pgettext_lazy("move", "rejected by the bank")
    RECORD_RETURN = "record_return", pgettext_lazy("move", "returned by the bank after payment")
    CORRECT = "correct", pgettext_lazy("move", "bank details corrected")
    PAY_AGAIN = "pay_again", pgettext_lazy("move", "to be paid once more")


@dataclass(frozen=True)
class Transition:
    """One row of the table."""

    sources: frozenset[Status]
    target: Status
    roles: frozenset[Role]


def _row(sources: set[Status], target: Status, *roles: Role) -> Transition:
    return Transition(frozenset(sources), target, frozenset(roles))


_TO_REVIEW = {Status.REVIEW, Status.PRE_ELIGIBLE}
_PROPOSED = {Status.ACCEPT_PROPOSED, Status.REFUSE_PROPOSED}
_UNDECIDED = {Status.SUBMITTED, Status.CHECKING, Status.NEEDS_INFO, *_TO_REVIEW, *_PROPOSED, Status.APPEALED}
_GRANTED_UNPAID = {Status.APPROVED, Status.WAITLISTED, Status.ATTENDANCE_CONFIRMED, Status.PAYMENT_READY}

TRANSITIONS: dict[Move, Transition] = {
    Move.SUBMIT: _row({Status.DRAFT}, Status.SUBMITTED, Role.CLAIMANT),
    Move.CHECK: _row({Status.SUBMITTED}, Status.CHECKING, Role.SYSTEM),
    Move.FIND_ELIGIBLE: _row({Status.CHECKING}, Status.PRE_ELIGIBLE, Role.SYSTEM),
    Move.FIND_UNCLEAR: _row({Status.CHECKING}, Status.REVIEW, Role.SYSTEM),
    Move.CHECK_AGAIN: _row(_TO_REVIEW, Status.CHECKING, Role.REVIEWER),
    Move.LOOK_AGAIN: _row(_TO_REVIEW, Status.CHECKING, Role.SYSTEM),
    Move.PLACE_OFFICE: _row(_TO_REVIEW, Status.CHECKING, Role.REVIEWER),
    Move.ASK: _row(_TO_REVIEW, Status.NEEDS_INFO, Role.REVIEWER),
    Move.ANSWER: _row({Status.NEEDS_INFO}, Status.CHECKING, Role.CLAIMANT),
    Move.EXPIRE: _row({Status.NEEDS_INFO}, Status.EXPIRED, Role.SYSTEM),
    Move.PROPOSE_ACCEPTANCE: _row(_TO_REVIEW, Status.ACCEPT_PROPOSED, Role.REVIEWER),
    Move.PROPOSE_REFUSAL: _row(_TO_REVIEW, Status.REFUSE_PROPOSED, Role.REVIEWER),
    Move.SEND_BACK: _row(_PROPOSED, Status.REVIEW, Role.APPROVER),
    Move.APPROVE: _row({Status.ACCEPT_PROPOSED}, Status.APPROVED, Role.APPROVER),
    Move.WAITLIST: _row({Status.ACCEPT_PROPOSED}, Status.WAITLISTED, Role.APPROVER),
    Move.PROMOTE: _row({Status.WAITLISTED}, Status.APPROVED, Role.SYSTEM),
    Move.REFUSE: _row({Status.REFUSE_PROPOSED}, Status.REFUSED, Role.APPROVER),
    Move.APPEAL: _row({Status.REFUSED}, Status.APPEALED, Role.CLAIMANT),
    Move.HEAR_APPEAL: _row({Status.APPEALED}, Status.REVIEW, Role.REVIEWER),
    Move.WITHDRAW: _row(
        {Status.DRAFT, *_UNDECIDED, *_GRANTED_UNPAID, Status.PAYMENT_REJECTED}, Status.WITHDRAWN, Role.CLAIMANT
    ),
    Move.CONFIRM_ATTENDANCE: _row({Status.APPROVED}, Status.ATTENDANCE_CONFIRMED, Role.SYSTEM),
    Move.RECORD_ABSENCE: _row({Status.APPROVED}, Status.NO_SHOW, Role.SYSTEM),
    Move.REOPEN: _row({Status.NO_SHOW}, Status.REVIEW, Role.SYSTEM),
    Move.RECHECK: _row(_GRANTED_UNPAID, Status.CHECKING, Role.SYSTEM, Role.CLAIMANT),
    Move.MAKE_PAYABLE: _row({Status.ATTENDANCE_CONFIRMED}, Status.PAYMENT_READY, Role.TREASURER),
    Move.PAY_BY_HAND: _row({Status.ATTENDANCE_CONFIRMED, Status.PAYMENT_READY}, Status.MANUAL_PAYMENT, Role.TREASURER),
    Move.BATCH: _row({Status.PAYMENT_READY}, Status.IN_BATCH, Role.TREASURER),
    Move.UNBATCH: _row({Status.IN_BATCH}, Status.PAYMENT_READY, Role.TREASURER),
    Move.EXPORT: _row({Status.IN_BATCH}, Status.EXPORTED, Role.RELEASER),
    Move.RECORD_PAYMENT: _row({Status.EXPORTED, Status.MANUAL_PAYMENT}, Status.PAID, Role.TREASURER),
    Move.RECORD_REJECTION: _row({Status.EXPORTED}, Status.PAYMENT_REJECTED, Role.TREASURER),
    Move.RECORD_RETURN: _row({Status.PAID}, Status.PAYMENT_REJECTED, Role.TREASURER),
    # Whatever account the organisation now gives, the treasurer looks at it before anything is paid to it.
    Move.CORRECT: _row({Status.PAYMENT_REJECTED}, Status.ATTENDANCE_CONFIRMED, Role.CLAIMANT),
    Move.PAY_AGAIN: _row({Status.PAYMENT_REJECTED}, Status.PAYMENT_READY, Role.TREASURER),
}


def moves_from(status: Status) -> set[Move]:
    """Everything that can happen to a claim in ``status``."""
    return {move for move, row in TRANSITIONS.items() if status in row.sources}
