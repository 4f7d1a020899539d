"""The claimant's side: open a claim from a registration, fill it in, send it, take it back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from registration.models import Registration
from reimbursement import attestation, bank, emails, promotion
from reimbursement.identity import organisation_key
from reimbursement.models import AllowanceRule, Claim, ClaimLink, Status
from reimbursement.moves import CLAIMANT, ClaimMovedMeanwhile, MoveNotAllowed, move_claim
from reimbursement.transitions import Move

# What each step of the form asks for; a step is done when all of it is filled in.
STEPS: dict[str, tuple[str, ...]] = {
    "organisation": ("organisation_name", "office_country"),
    "office": ("office_street", "office_city"),
    "travel": ("not_travelling",),
    "first_time": ("first_time",),
}


class NoPlace(Exception):
    """The registration is cancelled or holds no confirmed place."""


class NoAllowance(Exception):
    """The edition pays no allowance."""


class ClaimsClosed(Exception):
    """Claims are not accepted now; ``rule`` says from when until when."""

    def __init__(self, rule: AllowanceRule) -> None:
        super().__init__()
        self.rule = rule


class Incomplete(Exception):
    """The claim cannot be sent yet; ``steps`` are the ones to fill in."""

    def __init__(self, steps: list[str]) -> None:
        super().__init__(", ".join(steps))
        self.steps = steps


class OrganisationHasClaim(Exception):
    """Somebody of the same organisation sent a claim already."""


@dataclass(frozen=True)
class OpenedClaim:
    """A claim and the token of a new link to it."""

    claim: Claim
    token: str


def claimable_rule(*, registration: Registration, now: datetime) -> AllowanceRule:
    """Return the rule a claim of ``registration`` would follow, or raise NoAllowance, NoPlace or ClaimsClosed."""
    rule = AllowanceRule.objects.in_force(registration.edition)
    if rule is None:
        raise NoAllowance
    if not registration.is_live or not registration.confirmed_days().exists():
        raise NoPlace
    if not rule.is_open(now):
        raise ClaimsClosed(rule)
    return rule


def open_claim(*, registration: Registration, now: datetime) -> OpenedClaim:
    """Return the claim of ``registration``, a new draft if there is none, with a new link to it.

    Raises NoAllowance, NoPlace or ClaimsClosed where none exists and none can be made.
    """
    claim = Claim.objects.open_for(registration).first() or _draft(registration=registration, now=now)
    return OpenedClaim(claim, ClaimLink.objects.issue(claim=claim))


def _draft(*, registration: Registration, now: datetime) -> Claim:
    rule = claimable_rule(registration=registration, now=now)
    try:
        with transaction.atomic():
            return Claim.objects.create(
                edition_id=registration.edition_id,
                rule=rule,
                registration=registration,
                language=registration.language,
                contact_name=registration.full_name,
                contact_email=registration.email,
                organisation_name=registration.organisation,
                status_since=now,
            )
    except IntegrityError:  # the same button pressed twice: the other request made it
        return Claim.objects.open_for(registration).get()


def fill_in(*, claim: Claim, values: Mapping[str, object]) -> None:
    """Keep one step of the form, in a draft or to correct it when asked; else raises MoveNotAllowed."""
    if not Claim.objects.filter(pk=claim.pk, status__in=[Status.DRAFT, Status.NEEDS_INFO]).update(**values):
        raise MoveNotAllowed
    for name, value in values.items():
        setattr(claim, name, value)


def steps_to_fill_in(claim: Claim) -> list[str]:
    """Return the steps that miss something, in order."""
    return [step for step, names in STEPS.items() if any(getattr(claim, name) in ("", None) for name in names)]


@transaction.atomic
def submit(*, claim: Claim, signed_by: str, now: datetime) -> None:
    """Send the claim: it gets its rank, and its organisation can have no other.

    Raises Incomplete, NoPlace, NoAllowance, ClaimsClosed or OrganisationHasClaim. Sending twice is the same as once.
    """
    if claim.status != Status.DRAFT:
        return
    steps = steps_to_fill_in(claim)
    if steps:
        raise Incomplete(steps)
    if claim.registration is None:
        raise NoPlace
    claim.rule = claimable_rule(registration=claim.registration, now=now)
    changes = {
        "rule": claim.rule,
        "organisation_key": organisation_key(claim),
        "declared_by": signed_by,
        "submitted_at": now,
    }
    try:
        with transaction.atomic():
            move_claim(claim=claim, move=Move.SUBMIT, actor=CLAIMANT, now=now, changes=changes)
    except IntegrityError as error:
        raise OrganisationHasClaim from error
    except ClaimMovedMeanwhile:  # a double click: the other request sent it
        return
    attestation.sign(claim=claim, signed_by=signed_by, now=now)
    emails.send_acknowledgement(claim=claim)


@transaction.atomic
def withdraw(*, claim: Claim, now: datetime) -> None:
    """Take the claim back for good: its account number is forgotten, its place goes to the next one."""
    move_claim(claim=claim, move=Move.WITHDRAW, actor=CLAIMANT, now=now)
    bank.erase_number(claim=claim)
    promotion.release_place(claim=claim, now=now)
