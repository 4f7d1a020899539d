"""When the data of claims go, by the periods of the rule each claim is judged by.

Drafts never sent are deleted; a closed or paid claim becomes anonymous on its day, and its sealed history stays whole.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.retention_calendar import Departures, Keeping, register, total
from outbox.models import OutgoingMail
from outbox.queue import about
from reimbursement.models import AllowanceRule, Claim, ClaimLink, ClaimMessage, ReviewEvent, Status
from reimbursement.models.claim import ClaimQuerySet
from reimbursement.models.status import CLOSED

NOBODY = "—"
SETTLED = (*CLOSED, Status.PAID)
# What an anonymous claim no longer says. Edition, rule, answers, amount and history remain, for the accounts.
FORGOTTEN = {
    "registration": None,
    "contact_name": NOBODY,
    "contact_email": "",
    "organisation_name": "",
    "legal_id": "",
    "organisation_key": "",
    "office_street": "",
    "office_postcode": "",
    "office_city": "",
    "declared_by": "",
    "office_latitude": None,
    "office_longitude": None,
    "office_answer_digest": "",
    "evidence": {},
}


@dataclass(frozen=True)
class Erased:
    """How many claims went, or became anonymous."""

    drafts: int = 0
    claims: int = 0


def offer() -> None:
    """Put what we keep on the calendar; the rule in force names the periods (``reimbursement.facts``)."""
    label = Claim._meta.label
    register(
        Keeping(_("drafts of claims"), label, ("keep_draft_days",), lambda: _departures(_drafts())),
        Keeping(_("refused and expired claims"), label, ("keep_refused_days",), lambda: _departures(_closed())),
        Keeping(_("paid claims"), label, ("keep_paid_years",), lambda: _departures(_paid())),
        Keeping(_("claims under way"), label, ("keep_refused_days",), lambda: _departures(_under_way())),
    )


def goes_on(claim: Claim) -> date | None:
    """Return the first day without what ``claim`` says of people; none while somebody has to settle it."""
    rule = claim.rule
    if claim.status == Status.DRAFT:
        return rule.deadline + timedelta(days=rule.keep_draft_days + 1)
    if claim.status == Status.PAID:
        return date(_day(claim.status_since).year + rule.keep_paid_years + 1, 1, 1)
    if claim.status in CLOSED:
        return _day(_final_at(claim)) + timedelta(days=rule.keep_refused_days + 1)
    return None


def erase_due(*, now: datetime) -> Erased:
    """Delete the drafts and make the claims anonymous whose day has come; what is gone is not touched again."""
    today = _day(now)
    # The deadline may have moved since a draft was begun: the rule in force decides.
    drafts = [claim for claim in _drafts() if _is_due(_under_rule_in_force(claim), today)]
    settled = [claim for claim in _named(SETTLED) if _is_due(claim, today)]
    return Erased(drafts=sum(map(_delete, drafts)), claims=sum(map(_anonymise, settled)))
