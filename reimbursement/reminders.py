"""Tell whoever has had the turn for a while that a claim waits for them: that person and nobody else.

Each is told once per week at most, by the key of the message. ``conversation`` reminds of questions with a date.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from reimbursement import emails, queue
from reimbursement.four_eyes import OBSTACLES, PERMISSIONS, acting
from reimbursement.missing import missing_from
from reimbursement.models import AllowanceRule, Claim, Role, Status

# How long an organisation is left alone with what it still owes, and how often it is reminded.
A_WEEK = timedelta(days=7)
MOST = 3
# How long a claim may wait for a member of staff before they are reminded.
STAFF_PATIENCE = timedelta(days=3)
# How long before the deadline somebody is told that their claim was never sent.
BEFORE_DEADLINE = timedelta(days=3)


def remind(*, now: datetime) -> int:
    """Remind everybody whose turn it has been for long; return how many messages were due."""
    return _remind_of_papers(now) + _remind_of_drafts(now) + _remind_staff(now)


def _remind_of_papers(now: datetime) -> int:
    """Organisations that came and cannot be paid for want of what only they can give."""
    owing = Q(status=Status.ATTENDANCE_CONFIRMED, owes_papers=True) | Q(status=Status.PAYMENT_REJECTED)
    claims = queue.with_papers(Claim.objects.filter(status_since__lte=now - A_WEEK)).filter(owing)
    told = 0
    for claim in claims.select_related("edition", "rule", "bank", "registration").ranked():
        weeks = (now - claim.status_since) // A_WEEK
        if weeks <= MOST and (missing := missing_from(claim)):
            key = f"claim-missing:{claim.pk}:{claim.history_length}:{weeks}"
            emails.send_still_missing(claim=claim, missing=[one.label for one in missing], key=key)
            told += 1
    return told


def _remind_of_drafts(now: datetime) -> int:
    """Claims that were begun and never sent, in the last days in which they can be."""
    told = 0
    for claim in Claim.objects.filter(status=Status.DRAFT, status_since__lte=now - timedelta(days=1)):
        rule = AllowanceRule.objects.in_force(claim.edition)
        closing = rule is not None and rule.is_open(now) and rule.closes_at - now <= BEFORE_DEADLINE
        if rule and closing and claim.registration is not None and claim.registration.is_live:
            emails.send_draft_waits(claim=claim, until=rule.deadline)
            told += 1
    return told


def _remind_staff(now: datetime) -> int:
    """Members of staff, each in one message about the claims that they may take."""
    week = f"{timezone.localdate(now, timezone.get_default_timezone()):%G-%V}"
    told = 0
    for user in User.objects.filter(is_active=True, is_staff=True).order_by("pk"):
        claims = [claim for role in queue.TAKES if user in _holders(role) for claim in _waiting_for(user, role, now)]
        if claims:
            emails.send_your_turn(user=user, claims=claims, key=f"claims-your-turn:{user.pk}:{week}")
            told += 1
    return told


def _holders(role: Role) -> QuerySet[User]:
    """Whoever was given the role; an administrator of the machine may do all and is asked for nothing."""
    name = PERMISSIONS[role].partition(".")[2]
    given = Q(groups__permissions__codename=name) | Q(user_permissions__codename=name)
    return User.objects.filter(given).distinct()


def _waiting_for(user: User, role: Role, now: datetime) -> Iterator[Claim]:
    """Claims that ``user`` may take in ``role``: not of their own organisation, nor those they had a part in before."""
    claims = queue.with_papers(Claim.objects.filter(status_since__lte=now - STAFF_PATIENCE))
    for claim in claims.filter(queue.turn_is(queue.TAKES[role])).select_related("edition").ranked():
        try:
            acting(claim=claim, by=user, role=role)
        except tuple(OBSTACLES):
            continue
        yield claim
