"""What organisers decide about the allowance: one version of the rule of an edition, as plain values."""

from dataclasses import dataclass
from enum import StrEnum


class VenueRule(StrEnum):
    """From which venues the office must be far."""

    EVERY_ATTENDED = "every_attended"
    ANY_ATTENDED = "any_attended"
    EVERY_OF_EDITION = "every_of_edition"
    NAMED = "named"


class FirstTimeScope(StrEnum):
    """Who has to be there for the first time."""

    ORGANISATION = "organisation"
    ANY_PERSON = "any_person"
    ALL_PERSONS = "all_persons"


class Proof(StrEnum):
    """What counts where a past edition has no usable participant list."""

    LISTS = "lists"
    DECLARATION = "declaration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The settings that a verdict depends on. Amounts are integer cents, lengths metres.

    An office exactly at the threshold is far enough only where it is included. `named_venue` is the key of one
    venue, for the rule NAMED only; `counted_editions` are keys of past editions.
    """

    version: int = 1
    amount_cents: int = 94_800
    threshold_m: float = 20_000.0
    threshold_included: bool = False
    venue_rule: VenueRule = VenueRule.EVERY_ATTENDED
    named_venue: str = ""
    first_time_scope: FirstTimeScope = FirstTimeScope.ORGANISATION
    counted_editions: tuple[str, ...] = ()
    proof_of_first_time: Proof = Proof.DECLARATION
    individuals_allowed: bool = False
