"""Paid claims once their accounting year is over: kept for the accounts alone, and read by the treasurer alone."""

from datetime import date, datetime, time

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts.models import User
from reimbursement.four_eyes import PERMISSIONS
from reimbursement.models import Claim, Role, Status
from reimbursement.models.claim import ClaimQuerySet


def open_to(*, user: User | AnonymousUser, now: datetime) -> ClaimQuerySet:
    """Return the claims that ``user`` may still look at; the year is the one of the payment, in Paris."""
    if user.has_perm(PERMISSIONS[Role.TREASURER]):
        return Claim.objects.all()
    zone = timezone.get_default_timezone()
    new_year = datetime.combine(date(timezone.localdate(now, zone).year, 1, 1), time.min, zone)
    return Claim.objects.exclude(status=Status.PAID, status_since__lt=new_year)
