"""A change of the rule is a new version: claims keep the one they were judged by, and the envelope follows."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from reimbursement import envelope, promotion
from reimbursement.models import AllowanceRule


@transaction.atomic
def adopt(*, rule: AllowanceRule, by: User | None, now: datetime) -> AllowanceRule:
    """Store ``rule``, new or changed, as the newest version of its edition and put it in force.

    Raises EnvelopeTooSmall when more money than the new envelope is committed; a larger one serves the waiting list.
    """
    latest = AllowanceRule.objects.filter(edition=rule.edition).aggregate(Max("version"))["version__max"] or 0
    rule.pk = None
    rule._state.adding = True
    rule.version, rule.decided_by, rule.decided_at = latest + 1, by, now
    rule.save()
    envelope.resize(edition=rule.edition, total_cents=rule.envelope_cents)
    promotion.promote_waiting(edition=rule.edition, now=now)
    return rule
