"""The reasons a decision can have, each with the sentence the claimant reads."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from reimbursement.models import Claim, ReviewEvent, Status
from reimbursement.payment_words import reason_in_words


class AcceptanceReason(models.TextChoices):
    """Why acceptance is proposed."""

    CRITERIA_MET = "criteria_met", _("Every criterion is met.")
    EVIDENCE_EXAMINED = "evidence_examined", _("A person examined the evidence: the criteria are met.")
    CONTESTATION_UPHELD = "contestation_upheld", _("The contestation was justified.")


class RefusalReason(models.TextChoices):
    """Why refusal is proposed."""

    OFFICE_TOO_NEAR = "office_too_near", _("The registered office is not as far from the event as the rule asks.")
    TOOK_PART_BEFORE = "took_part_before", _("The organisation took part in a past edition.")
    SECOND_CLAIM = "second_claim", _("Another claim stands for the same organisation.")
    NO_ORGANISATION = "no_organisation", _("The claim was not made for an organisation.")
    OFFICE_NOT_FOUND = "office_not_found", _("The registered office could not be established.")
    NOT_ANSWERED = "not_answered", _("What we asked for was not provided.")
    CONTESTATION_DISMISSED = "contestation_dismissed", _("The contestation brought nothing that changes the decision.")


class RecheckReason(models.TextChoices):
    """Why the system had a claim checked once more."""

    ACCOUNT_CHANGED = "account_changed", _("The organisation gave another account.")
    ACCOUNT_SHARED = "account_shared", _("Another claim gave the same account.")
    ATTENDED_ELSEWHERE = "attended_elsewhere", _("Measured from the days attended, the distance is judged otherwise.")


def sentence_of(reason: str) -> str:
    """Return what people read for a stored reason, which may be the code of a bank."""
    known = dict([*AcceptanceReason.choices, *RefusalReason.choices, *RecheckReason.choices])
    return str(known[reason]) if reason in known else reason_in_words(reason)


@dataclass(frozen=True)
class Decision:
    """A decision as the claimant reads it."""

    reason: str
    note: str


def latest_proposal(claim: Claim) -> ReviewEvent:
    """Return the proposal a decision is about; raises ReviewEvent.DoesNotExist where there is none."""
    proposals = claim.events.filter(to_status__in=[Status.ACCEPT_PROPOSED, Status.REFUSE_PROPOSED])
    return proposals.select_related("by").latest("number")


def decision_of(claim: Claim) -> Decision | None:
    """Return the decision a claim stands at, with the words of its proposal; None while there is none."""
    if claim.status not in {Status.APPROVED, Status.WAITLISTED, Status.REFUSED}:
        return None
    proposal = latest_proposal(claim)
    return Decision(sentence_of(proposal.reason), proposal.note)
