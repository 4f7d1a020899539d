"""Move a claim along the table of transitions, and seal each move into its history."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from reimbursement.models import Claim, ReviewEvent, Role, Status
from reimbursement.transitions import TRANSITIONS, Move

# What a decision rests on: its digest goes into every row of the history.
INPUTS = (
    "organisation_name",
    "is_individual",
    "legal_id",
    "office_street",
    "office_postcode",
    "office_city",
    "office_country",
    "first_time",
    "not_travelling",
    "verdict",
    "evidence",
    "amount_cents",
)


class MoveNotAllowed(Exception):
    """The table has no such move from where the claim stands, or not for this role."""


class ClaimMovedMeanwhile(Exception):
    """Somebody else moved the claim since it was read."""


@dataclass(frozen=True)
class Actor:
    """Who moves a claim and in which quality; ``user`` is empty for the claimant and the system."""

    role: Role
    user: User | None = None


CLAIMANT = Actor(Role.CLAIMANT)
SYSTEM = Actor(Role.SYSTEM)


def move_claim(
    *,
    claim: Claim,
    move: Move,
    actor: Actor,
    now: datetime,
    reason: str = "",
    note: str = "",
    changes: Mapping[str, Any] | None = None,
) -> ReviewEvent:
    """Make ``move`` and write its row, or raise and change nothing; ``changes`` are fields written with it.

    The status is changed by one conditional update: of two people who read the same claim one succeeds, the other gets
    ClaimMovedMeanwhile. The caller's ``claim`` is brought up to date.
    """
    row = TRANSITIONS[move]
    source = Status(claim.status)
    if source not in row.sources or actor.role not in row.roles:
        raise MoveNotAllowed(f"{move} from {source} by {actor.role}")
    fields = {**(changes or {}), "status": row.target, "status_since": now}
    read = {"pk": claim.pk, "status": source, "history_length": claim.history_length}
    for name, value in fields.items():
        setattr(claim, name, value)
    event = ReviewEvent(at=now, by=actor.user, role=actor.role, move=move, reason=reason, note=note)
    _append(claim, event, source)
    with transaction.atomic():
        changed = Claim.objects.filter(**read).update(
            **fields, history_length=claim.history_length, history_head=claim.history_head
        )
        if not changed:
            raise ClaimMovedMeanwhile
        event.save()
    return event


def _append(claim: Claim, event: ReviewEvent, source: Status) -> None:
    """Link ``event`` to the history of ``claim``, whose fields are already those after the move."""
    event.claim = claim
    event.number = claim.history_length + 1
    event.from_status, event.to_status = source, Status(claim.status)
    event.note_digest = _sha256(event.note) if event.note else ""
    event.rule_version = claim.rule.version
    event.inputs_digest = inputs_digest(claim)
    event.previous_hash = claim.history_head
    event.hash = seal(event)
    claim.history_length, claim.history_head = event.number, event.hash


def inputs_digest(claim: Claim) -> str:
    """Return the digest of everything the claim says and everything that was found about it."""
    return _digest({name: getattr(claim, name) for name in INPUTS})


def seal(event: ReviewEvent) -> str:
    """Return the hash of one row, which contains the hash of the row before."""
    return _digest(
        {
            "claim": event.claim_id,
            "number": event.number,
            "at": event.at.astimezone(UTC).isoformat(),
            "by": event.by_id,
            "role": event.role,
            "move": event.move,
            "from": event.from_status,
            "to": event.to_status,
            "reason": event.reason,
            "note": event.note_digest,
            "rule": event.rule_version,
            "inputs": event.inputs_digest,
            "previous": event.previous_hash,
        }
    )


def faults_in_history(claim: Claim) -> Iterator[str]:
    """Yield what is wrong with the history of ``claim``, in English for an administrator; nothing if whole."""
    head, status = "", Status.DRAFT
    number = 0
    for number, event in enumerate(claim.events.order_by("number"), start=1):
        if event.number != number:
            yield f"row {number} is missing"
            return
        if event.previous_hash != head or event.from_status != status:
            yield f"row {number} does not follow row {number - 1}"
        if event.hash != seal(event) or (event.note and event.note_digest != _sha256(event.note)):
            yield f"row {number} was changed"
        head, status = event.hash, Status(event.to_status)
    if (number, head) != (claim.history_length, claim.history_head):
        yield "rows are missing at the end"
    if claim.status != status:
        yield f"the status is {claim.status}, the history ends in {status}"


def _digest(values: Mapping[str, Any]) -> str:
    return _sha256(json.dumps(values, sort_keys=True, ensure_ascii=False, default=str))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
