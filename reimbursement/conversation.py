"""Questions, answers and messages within a claim, and what happens when an answer does not come."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from accounts.models import User
from reimbursement import emails, promotion
from reimbursement.claims import OrganisationHasClaim
from reimbursement.deadlines import end_of_day
from reimbursement.four_eyes import NotPermitted, OwnOrganisation, acting, belongs_to_claimant, examines
from reimbursement.identity import organisation_key
from reimbursement.models import Claim, ClaimMessage, Role, Status
from reimbursement.moves import CLAIMANT, SYSTEM, ClaimMovedMeanwhile, move_claim
from reimbursement.transitions import Move

REMIND_BEFORE = timedelta(days=2)
Kind = ClaimMessage.Kind


class TooLate(Exception):
    """The time to contest is over, or the decision was contested before."""


@transaction.atomic
def ask(*, claim: Claim, by: User, now: datetime, text: str) -> None:
    """Ask the claimant for something; the claim waits for the answer until the end of a day."""
    actor = acting(claim=claim, by=by, role=Role.REVIEWER)
    changes = {"answer_by": end_of_day(now, days=claim.rule.answer_days)}
    move_claim(claim=claim, move=Move.ASK, actor=actor, now=now, changes=changes)
    question = ClaimMessage.objects.create(claim=claim, kind=Kind.QUESTION, at=now, by=by, text=text)
    emails.send_question(claim=claim, text=question.text)


@transaction.atomic
def answer(*, claim: Claim, now: datetime, text: str) -> None:
    """Answer a question: the claim is checked again, with its rank. The caller wakes a worker.

    Raises OrganisationHasClaim where a correction makes it the claim of an organisation that has one.
    """
    changes = {"answer_by": None, "organisation_key": organisation_key(claim)}
    try:
        with transaction.atomic():
            move_claim(claim=claim, move=Move.ANSWER, actor=CLAIMANT, now=now, changes=changes)
    except IntegrityError as error:
        raise OrganisationHasClaim from error
    ClaimMessage.objects.create(claim=claim, kind=Kind.ANSWER, at=now, text=text)


def write(*, claim: Claim, now: datetime, text: str) -> ClaimMessage:
    """Keep a message of the claimant; it moves nothing."""
    return ClaimMessage.objects.create(claim=claim, kind=Kind.MESSAGE, at=now, text=text)


@transaction.atomic
def tell(*, claim: Claim, by: User, now: datetime, text: str) -> None:
    """Write to the claimant; it moves nothing. Raises NotPermitted or OwnOrganisation."""
    _allow_staff(claim, by)
    ClaimMessage.objects.create(claim=claim, kind=Kind.MESSAGE, at=now, by=by, text=text)
    emails.send_message(claim=claim, text=text)


def take_note(*, claim: Claim, by: User, now: datetime, text: str) -> ClaimMessage:
    """Keep a note that the claimant never sees. Raises NotPermitted or OwnOrganisation."""
    _allow_staff(claim, by)
    return ClaimMessage.objects.create(claim=claim, kind=Kind.NOTE, at=now, by=by, text=text)


def _allow_staff(claim: Claim, by: User) -> None:
    if not examines(by):
        raise NotPermitted
    if belongs_to_claimant(claim=claim, user=by):
        raise OwnOrganisation


def can_contest(*, claim: Claim, now: datetime) -> bool:
    """Tell whether a refusal can be contested: once, and in time."""
    if claim.status != Status.REFUSED or claim.contest_by is None or now > claim.contest_by:
        return False
    return not claim.events.filter(move=Move.APPEAL).exists()


@transaction.atomic
def contest(*, claim: Claim, now: datetime, text: str) -> None:
    """Contest a refusal, once and in time; raises TooLate or OrganisationHasClaim."""
    if not can_contest(claim=claim, now=now):
        raise TooLate
    try:
        with transaction.atomic():
            move_claim(claim=claim, move=Move.APPEAL, actor=CLAIMANT, now=now)
    except IntegrityError as error:
        raise OrganisationHasClaim from error
    ClaimMessage.objects.create(claim=claim, kind=Kind.CONTESTATION, at=now, text=text)


@transaction.atomic
def hear_contestation(*, claim: Claim, by: User, now: datetime) -> None:
    """Take a contested claim up for review once more."""
    actor = acting(claim=claim, by=by, role=Role.REVIEWER)
    move_claim(claim=claim, move=Move.HEAR_APPEAL, actor=actor, now=now)


def remind(*, now: datetime) -> int:
    """Remind those whose answer is due within two days, once per question; return how many are due."""
    due = Claim.objects.filter(
        status=Status.NEEDS_INFO, answer_by__gt=now, answer_by__lte=now + REMIND_BEFORE
    ).select_related("edition", "rule")
    for claim in due:
        emails.send_reminder(claim=claim)
    return len(due)


def expire(*, now: datetime) -> int:
    """Close the claims whose question was not answered in time, and tell them; return how many."""
    late = Claim.objects.filter(status=Status.NEEDS_INFO, answer_by__lt=now).select_related("edition", "rule")
    return sum(_expire(claim, now) for claim in late)


def _expire(claim: Claim, now: datetime) -> bool:
    try:
        with transaction.atomic():
            move_claim(claim=claim, move=Move.EXPIRE, actor=SYSTEM, now=now)
            promotion.release_place(claim=claim, now=now)
            emails.send_expired(claim=claim)
    except ClaimMovedMeanwhile:  # answered in this very moment
        return False
    return True
