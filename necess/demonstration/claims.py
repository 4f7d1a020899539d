"""The rule of the demonstration and claims that stand at every point of their way."""

import csv
from datetime import date, datetime, timedelta
from pathlib import Path

from django.utils import timezone

from events.models import Edition
from necess.demonstration.staff import member
from registration.models import Registration
from reimbursement import assessment, claims, review, rule_versions
from reimbursement.decisions import AcceptanceReason, RefusalReason
from reimbursement.models import AllowanceRule, Claim

CLAIMS = Path(__file__).with_name("claims.csv")
BETWEEN_CLAIMS = timedelta(hours=20)
PLACES = 20


def decide_rule(*, edition: Edition, now: datetime) -> AllowanceRule:
    """Put the rule in force: €948 each for twenty organisations, counted from the two past editions."""
    opens_at = datetime(2025, 9, 15, tzinfo=timezone.get_default_timezone())
    rule = AllowanceRule(
        edition=edition, envelope_cents=PLACES * 94_800, opens_at=opens_at, deadline=date(2025, 11, 20)
    )
    rule_versions.adopt(rule=rule, by=None, now=now)
    rule.counted_editions.set(Edition.objects.filter(starts_on__lt=edition.starts_on))
    return rule


def make_claims(*, edition: Edition, now: datetime) -> None:
    """Send, check and decide the claims of the list, one after the other until a little before ``now``."""
    with CLAIMS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    people = {person.full_name: person for person in Registration.objects.filter(edition=edition)}
    for number, row in enumerate(rows):
        _make_claim(row, people[row["person"]], now - (len(rows) - number) * BETWEEN_CLAIMS)


def _make_claim(row: dict[str, str], registration: Registration, sent_at: datetime) -> None:
    claim = claims.open_claim(registration=registration, now=sent_at).claim
    office = {f"office_{part}": row[part] for part in ("street", "postcode", "city", "country")}
    claims.fill_in(
        claim=claim, values={**office, "legal_id": row["legal_id"], "first_time": True, "not_travelling": []}
    )
    claims.submit(claim=claim, signed_by=registration.full_name, now=sent_at)
    assessment.check(claim_id=claim.pk, now=sent_at + timedelta(minutes=1))
    if row["until"]:
        _decide(Claim.objects.get(pk=claim.pk), row["until"], sent_at)


def _decide(claim: Claim, until: str, sent_at: datetime) -> None:
    reviewer, approver = member("reviewer"), member("approver")
    proposed_at, decided_at = sent_at + timedelta(hours=5), sent_at + timedelta(hours=9)
    if until == "refused":
        reason = RefusalReason.OFFICE_TOO_NEAR
        review.propose_refusal(claim=claim, by=reviewer, now=proposed_at, reason=reason)
        review.refuse(claim=claim, by=approver, now=decided_at)
        return
    review.propose_acceptance(claim=claim, by=reviewer, now=proposed_at, reason=AcceptanceReason.CRITERIA_MET)
    if until == "approved":
        review.approve(claim=claim, by=approver, now=decided_at)
