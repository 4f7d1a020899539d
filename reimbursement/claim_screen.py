"""All that the screen of one claim shows to reviewers, approvers and the treasurer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import User
from events.models import EventDay
from reimbursement import attendance, envelope, likenesses, payments, presence
from reimbursement.case import travellers_of
from reimbursement.decisions import latest_proposal, sentence_of
from reimbursement.evidence import criteria_of, venue_names
from reimbursement.forms import MessageForm
from reimbursement.four_eyes import OBSTACLES, PERMISSIONS, NotPermitted, OwnOrganisation, SecondRole, acting, examines
from reimbursement.models import AllowanceRule, Claim, ReviewEvent, Role, Status
from reimbursement.office_map import OfficeMap, draw
from reimbursement.payment_forms import ManualPaymentForm
from reimbursement.register_entries import comparison_of
from reimbursement.reviewer_forms import AcceptanceForm, PlacementForm, RefusalForm, SendBackForm
from reimbursement.transitions import Move, moves_from

# The part of the screen that each role acts in, and in which statuses.
DECIDED_BY: dict[Role, frozenset[Status]] = {
    Role.REVIEWER: frozenset({Status.REVIEW, Status.PRE_ELIGIBLE, Status.APPEALED}),
    Role.APPROVER: frozenset({Status.ACCEPT_PROPOSED, Status.REFUSE_PROPOSED}),
}


def claim_screen(*, claim: Claim, user: User, now: datetime) -> dict[str, Any]:
    """Return the context of the screen of ``claim`` as ``user`` may use it."""
    status = Status(claim.status)
    money = envelope.of(claim.edition)
    role = next((role for role, statuses in DECIDED_BY.items() if status in statuses), None)
    proposal = latest_proposal(claim) if role == Role.APPROVER else None
    return {
        "claim": claim,
        "rule": claim.rule,
        "criteria": criteria_of(claim),
        "candidates": claim.evidence.get("candidates", []),
        "maps": maps_of(claim),
        "register": comparison_of(claim),
        "past_rows": likenesses.past_rows(claim),
        "elsewhere": likenesses.elsewhere(claim),
        "placements": claim.placements.select_related("by"),
        "placement_form": PlacementForm(claim=claim, auto_id="place_%s"),
        "vouching": vouching_for(claim=claim, user=user, now=now),
        "travellers": travellers_of(claim),
        "history": history_of(claim),
        "envelope": money,
        "places_left": money.places_left(claim.rule.amount_cents) if money else 0,
        "moves": moves_from(status),
        "proposal": proposal,
        "proposal_reason": sentence_of(proposal.reason) if proposal else "",
        "acceptance_form": AcceptanceForm(auto_id="accept_%s"),
        "refusal_form": RefusalForm(auto_id="refuse_%s"),
        "documents": claim.documents.all(),
        "papers": claim.issued_papers.all(),
        **_payment(claim, status),
        "thread": claim.messages.select_related("by"),
        "ask_form": MessageForm(auto_id="ask_%s"),
        "tell_form": MessageForm(auto_id="tell_%s"),
        "note_form": MessageForm(auto_id="note_%s"),
        "send_back_form": SendBackForm(auto_id="back_%s"),
        "acting_role": role,
        **_permission(claim, user, role),
    }


def _payment(claim: Claim, status: Status) -> dict[str, Any]:
    """What stands between the claim and its money, and what is paid by hand."""
    account = getattr(claim, "bank", None)
    at_gate = status == Status.ATTENDANCE_CONFIRMED
    standing = payments.obstacles(claim) if status in payments.CAME else []
    outside = account is not None and not account.is_sepa
    allowed = claim.rule.outside_sepa == AllowanceRule.OutsideSepa.BY_HAND
    by_hand = outside and allowed and Move.PAY_BY_HAND in moves_from(status)
    is_rejected = status == Status.PAYMENT_REJECTED
    last = claim.payments.order_by("attempt").last() if at_gate or is_rejected else None
    came = status == Status.PAID and claim.manual_payments.filter(came_back_on=None).exists()
    return {
        "is_at_gate": at_gate,
        "obstacles": standing,
        "must_be_paid_by_hand": by_hand,
        "is_paid_by_hand": came,
        "is_rejected": is_rejected,
        "rejected_before": last if last and last.reason else None,
        "shows_payment": at_gate or is_rejected or bool(standing) or by_hand or came or status == Status.MANUAL_PAYMENT,
        "payment_form": ManualPaymentForm(auto_id="payment_%s"),
        "return_form": MessageForm(auto_id="return_%s"),
    }


@dataclass(frozen=True)
class Vouching:
    """A day on which the organisation may have come: who says so, and whether whoever looks may say so too."""

    day: EventDay
    is_scanned: bool
    witnesses: tuple[str, ...]
    counts: bool
    may_vouch: bool


def vouching_for(*, claim: Claim, user: User, now: datetime) -> list[Vouching]:
    """Return the days that may tell that the organisation came."""
    told = {present.day.pk: present for present in presence.days_present(claim)}
    found = []
    for day in attendance.days_to_vouch_for(claim=claim, now=now):
        present = told.get(day.pk, presence.PresentDay(day, is_scanned=False, witnesses=()))
        may_vouch = not present.counts and user not in present.witnesses and examines(user)
        names = tuple(map(str, present.witnesses))
        found.append(Vouching(day, present.is_scanned, names, present.counts, may_vouch))
    return found


@dataclass(frozen=True)
class HistoryRow:
    """One row of the history in words."""

    event: ReviewEvent
    move: str
    reason: str


def history_of(claim: Claim) -> list[HistoryRow]:
    """Return the history, first row first."""
    return [
        HistoryRow(event, str(Move(event.move).label), sentence_of(event.reason) if event.reason else "")
        for event in claim.events.select_related("by")
    ]


def _permission(claim: Claim, user: User, role: Role | None) -> dict[str, Any]:
    """Tell what ``user`` may open, whether they may act now, and if not, why."""
    opens = {"may_read_papers": examines(user), "can_reveal": user.has_perm(PERMISSIONS[Role.TREASURER])}
    if role is None:
        return {**opens, "may_act": False, "obstacle": ""}
    try:
        acting(claim=claim, by=user, role=role)
    except (NotPermitted, SecondRole, OwnOrganisation) as obstacle:
        return {**opens, "may_act": False, "obstacle": OBSTACLES[type(obstacle)]}
    return {**opens, "may_act": True, "obstacle": ""}


def maps_of(claim: Claim) -> list[OfficeMap]:
    """Return one map per venue that counts for the claim."""
    candidates = claim.evidence.get("candidates", [])
    if not candidates:
        return []
    names = venue_names(claim.edition)
    threshold_m = claim.rule.threshold_m
    return [
        draw(name=names.get(venue["key"], venue["key"]), venue=venue, candidates=candidates, threshold_m=threshold_m)
        for venue in claim.evidence.get("venues", [])
        if venue["attended"]
    ]
