"""From stored rows to the plain values that the rule judges."""

from collections import defaultdict
from dataclasses import dataclass

from events.countries import ELSEWHERE
from events.models import Edition, EventDay
from registration.models import Seat
from reimbursement.distance import Position
from reimbursement.eligibility import Case, OtherClaim, Venue
from reimbursement.geocoding.search import Located
from reimbursement.identity import organisation_of
from reimbursement.models import AllowanceRule, Claim
from reimbursement.models.claim import ClaimQuerySet
from reimbursement.offices import Office
from reimbursement.past_lists import past_editions, travellers
from reimbursement.rules import FirstTimeScope, Proof, Rules, VenueRule

# A venue whose address is still to be confirmed may turn out to be elsewhere in its city.
UNCONFIRMED_VENUE_M = 5_000.0


def rules_of(rule: AllowanceRule) -> Rules:
    """Return the settings that a verdict depends on."""
    return Rules(
        version=rule.version,
        amount_cents=rule.amount_cents,
        threshold_m=float(rule.threshold_m),
        threshold_included=rule.comparison == AllowanceRule.Comparison.AT_LEAST,
        venue_rule=VenueRule(rule.venue_rule),
        named_venue=rule.named_venue.slug if rule.named_venue else "",
        first_time_scope=FirstTimeScope(rule.first_time_scope),
        counted_editions=tuple(rule.counted_editions.values_list("slug", flat=True)),
        proof_of_first_time=Proof(rule.proof_of_first_time),
        individuals_allowed=rule.individuals_allowed,
    )


def case_of(claim: Claim, located: Located, *, attended: set[int], is_placed_by_hand: bool = False) -> Case:
    """Return all that is known of ``claim``, with where its office may be and which venues count as attended."""
    return Case(
        organisation=organisation_of(claim),
        office=office_of(claim),
        candidates=located.candidates,
        registered_office=located.registered_office,
        is_placed_by_hand=is_placed_by_hand,
        venues=venues_of(claim.edition, attended=attended),
        declared_first_time=claim.first_time,
        is_individual=claim.is_individual,
        past_editions=past_editions(claim),
        travellers=travellers(claim),
        other_claims=[OtherClaim(other.reference, organisation_of(other)) for other in _others(claim)],
    )


def office_of(claim: Claim) -> Office:
    """Return the registered office as declared."""
    return Office(
        street=claim.office_street,
        postcode=claim.office_postcode,
        city=claim.office_city,
        country="" if claim.office_country == ELSEWHERE else claim.office_country,
    )


def venues_of(edition: Edition, *, attended: set[int]) -> list[Venue]:
    """Return the venues of ``edition`` by their short names; none while one has no position, so that a person looks."""
    venues = []
    for venue in edition.venues.all():
        if venue.latitude is None or venue.longitude is None:
            return []
        uncertainty = UNCONFIRMED_VENUE_M if venue.to_be_confirmed else 0.0
        position = Position(float(venue.latitude), float(venue.longitude))
        venues.append(Venue(venue.slug, venue.slug, position, venue.pk in attended, uncertainty))
    return venues


def registered_venues(claim: Claim) -> set[int]:
    """Return the venues of the days on which the claimant, or a colleague they registered, holds a place."""
    days = Seat.objects.confirmed().filter(registration__in=people_of(claim), registration__cancelled_at=None)
    return set(days.values_list("day__venue_id", flat=True))


@dataclass(frozen=True)
class Traveller:
    """Somebody who comes, and the days they hold a place for; ``key`` is that of their registration."""

    key: int
    name: str
    days: tuple[EventDay, ...]


def travellers_of(claim: Claim) -> list[Traveller]:
    """Return who travels for ``claim`` on which days: the one who opened it first, then the colleagues."""
    return _holding_places(people_of(claim))


def registered_with(claim: Claim) -> list[Traveller]:
    """Return everybody who may travel for ``claim``: those who do, and those left out."""
    return _holding_places(_registered(claim))


def _holding_places(people: list[int]) -> list[Traveller]:
    days: dict[int, list[EventDay]] = defaultdict(list)
    names: dict[int, str] = {}
    seats = Seat.objects.confirmed().filter(registration__in=people, registration__cancelled_at=None)
    for seat in seats.select_related("registration", "day__venue").order_by("registration__pk", "day__date", "day__pk"):
        names[seat.registration_id] = seat.registration.full_name
        days[seat.registration_id].append(seat.day)
    return [Traveller(pk, name, tuple(days[pk])) for pk, name in names.items()]


def people_of(claim: Claim) -> list[int]:
    """Return the registrations that travel for ``claim``: who opened it and the colleagues, less those left out."""
    left_out = set(claim.not_travelling or ())
    return [key for key in _registered(claim) if key not in left_out]


def _registered(claim: Claim) -> list[int]:
    if claim.registration is None:
        return []
    return [claim.registration.pk, *claim.registration.colleagues.values_list("pk", flat=True)]


def _others(claim: Claim) -> ClaimQuerySet:
    return Claim.objects.live().filter(edition_id=claim.edition_id).exclude(pk=claim.pk).select_related("bank").ranked()
