"""What was found about a claim, read back from where it is stored, in the words of the reader's language."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.models import Edition
from reimbursement.findings import Criterion, JudgementJson
from reimbursement.models import Answer, Claim
from reimbursement.reasons import sentence

LABELS: dict[Criterion, Promise] = {
    Criterion.ORGANISATION: _("Made for an organisation"),
    Criterion.FIRST_TIME: _("First participation"),
    Criterion.SINGLE: _("Only claim of the organisation"),
    Criterion.DISTANCE: _("Registered office far enough"),
}
# What a claimant may read: the other criteria may name other organisations.
OPEN_TO_CLAIMANT = (Criterion.DISTANCE,)


@dataclass(frozen=True)
class Finding:
    """One sentence and what it speaks for."""

    answer: Answer
    sentence: str


@dataclass(frozen=True)
class CriterionFound:
    """One criterion with its answer and the sentences it rests on."""

    label: Promise
    answer: Answer
    findings: tuple[Finding, ...]


def criteria_of(claim: Claim) -> list[CriterionFound]:
    """Return every criterion that was judged."""
    stored: dict[str, JudgementJson] = claim.evidence.get("criteria", {})
    names = venue_names(claim.edition)
    # In our order: a database may keep JSON in another one.
    return [_criterion(criterion, stored[criterion], names) for criterion in LABELS if criterion in stored]


def _criterion(criterion: Criterion, judgement: JudgementJson, names: dict[str, str]) -> CriterionFound:
    return CriterionFound(LABELS[criterion], Answer(judgement["answer"]), _findings(judgement, names))


def _findings(judgement: JudgementJson, names: dict[str, str]) -> tuple[Finding, ...]:
    return tuple(
        Finding(Answer(found["answer"]), sentence(found["reason"], found["facts"], venue_names=names))
        for found in judgement["findings"]
    )


def sentences_for_claimant(claim: Claim) -> list[str]:
    """Return what was found about the distance."""
    stored: dict[str, JudgementJson] = claim.evidence.get("criteria", {})
    names = venue_names(claim.edition) if stored else {}
    return [
        finding.sentence
        for criterion in OPEN_TO_CLAIMANT
        if criterion in stored
        for finding in _findings(stored[criterion], names)
    ]


def venue_names(edition: Edition) -> dict[str, str]:
    """Return the names of the venues by their short names."""
    return {venue.slug: venue.name for venue in edition.venues.all()}
