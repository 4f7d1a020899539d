"""THE rule: may this organisation have the allowance? Pure functions of plain values.

No clock, no database, no network: whoever asks hands in what is known. Each criterion answers yes, no or review; see
`findings` for how they combine, `first_time` for the lists of past editions, `distance` for the geometry.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from reimbursement.distance import Answer, Distance, Position, Ruler, measure
from reimbursement.findings import Criterion, Facts, Finding, Judgement, Reason, Verdict, combine
from reimbursement.first_time import PastEdition, judge_first_time
from reimbursement.offices import Candidate, Office, differs, is_box
from reimbursement.organisations import Coincidence, Likeness, Organisation, compare
from reimbursement.rules import Rules, VenueRule


@dataclass(frozen=True, slots=True)
class Venue:
    """A place of the edition. `uncertainty_m` is more than zero where the address is still to be confirmed."""

    key: str
    name: str
    position: Position
    attended: bool = True
    uncertainty_m: float = 0.0


@dataclass(frozen=True, slots=True)
class OtherClaim:
    """A live claim of the same edition."""

    reference: str
    organisation: Organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """All that is known of a claim when it is judged."""

    organisation: Organisation
    office: Office
    candidates: Sequence[Candidate]
    venues: Sequence[Venue]
    declared_first_time: bool | None
    is_individual: bool = False
    registered_office: Office | None = None
    is_placed_by_hand: bool = False
    past_editions: Sequence[PastEdition] = ()
    travellers: Sequence[str] = ()
    other_claims: Sequence[OtherClaim] = field(default=())


def judge(*, rules: Rules, case: Case) -> Verdict:
    """Every criterion of the rule, and the verdict they make together."""
    return Verdict(
        (
            judge_claimant(rules=rules, is_individual=case.is_individual),
            judge_first_time(
                rules=rules,
                organisation=case.organisation,
                declared=case.declared_first_time,
                editions=case.past_editions,
                travellers=case.travellers,
            ),
            judge_single(organisation=case.organisation, others=case.other_claims),
            judge_distance(
                rules=rules,
                office=case.office,
                candidates=case.candidates,
                venues=case.venues,
                registered=case.registered_office,
                is_placed_by_hand=case.is_placed_by_hand,
            ),
        )
    )


def judge_claimant(*, rules: Rules, is_individual: bool) -> Judgement:
    """The allowance is for organisations unless the rule says otherwise."""
    if is_individual and not rules.individuals_allowed:
        finding = Finding(Reason.INDIVIDUAL, Answer.NO)
    else:
        finding = Finding(Reason.INDIVIDUAL if is_individual else Reason.IS_ORGANISATION)
    return Judgement(Criterion.ORGANISATION, finding.answer, (finding,))


# One claim per organisation and edition ----------------------------------------------------------------------------


def judge_single(*, organisation: Organisation, others: Iterable[OtherClaim]) -> Judgement:
    """Whether another live claim is, or may be, of the same organisation."""
    findings = [finding for other in others for finding in _other_claim_findings(organisation, other)]
    if not findings:
        findings = [Finding(Reason.ONLY_CLAIM)]
    return Judgement(Criterion.SINGLE, combine(finding.answer for finding in findings), tuple(findings))


_SHARED_DETAILS = frozenset({Coincidence.DOMAIN, Coincidence.ADDRESS, Coincidence.REPRESENTATIVE})


def _other_claim_findings(organisation: Organisation, other: OtherClaim) -> list[Finding]:
    comparison = compare(organisation, other.organisation)
    shared = comparison.coincidences
    facts: Facts = {
        "reference": other.reference,
        "coincidences": " ".join(sorted(shared)),
    }
    findings = []
    if comparison.likeness is Likeness.SAME:
        findings.append(Finding(Reason.SAME_ORGANISATION, Answer.NO, facts))
    elif comparison.likeness is Likeness.UNCERTAIN:
        findings.append(Finding(Reason.SIMILAR_ORGANISATION, Answer.REVIEW, facts))
    elif shared & _SHARED_DETAILS:
        # Different identifiers, or nothing to compare: worth a look, not a doubt.
        findings.append(Finding(Reason.SHARED_DETAILS, Answer.YES, facts))
    if Coincidence.ACCOUNT in shared:
        findings.append(Finding(Reason.SAME_ACCOUNT, Answer.REVIEW, facts))
    return findings


# Registered office more than the threshold away --------------------------------------------------------------------


def judge_distance(
    *,
    rules: Rules,
    office: Office,
    candidates: Sequence[Candidate],
    venues: Sequence[Venue],
    registered: Office | None = None,
    is_placed_by_hand: bool = False,
    ruler: Ruler = measure,
) -> Judgement:
    """Whether the office lies strictly beyond the threshold from the venues that the rule names.

    A person who placed the office has answered every doubt about its address. `ruler` measures; long lists hand in a
    quicker one that decides alike.
    """
    doubts = [] if is_placed_by_hand else _doubts(office, registered)
    judged = _judged_venues(rules, venues)
    if not candidates:
        doubts.append(Finding(Reason.OFFICE_NOT_FOUND, Answer.REVIEW, {"office": str(office)}))
    if not judged:
        doubts.append(Finding(Reason.NO_VENUE, Answer.REVIEW))
    if not candidates or not judged:
        return Judgement(Criterion.DISTANCE, Answer.REVIEW, tuple(doubts))
    measured = [(candidate, _distances(candidate, judged, ruler)) for candidate in candidates]
    answers = {_answer_of(rules, rules.venue_rule, distances) for _, distances in measured}
    doubts += _disagreements(rules, measured, answers)
    findings = [*doubts, *_measurements(rules, judged, measured)]
    if is_placed_by_hand:
        findings.append(Finding(Reason.PLACED_BY_HAND, facts={"office": candidates[0].label}))
    answer = Answer.REVIEW if doubts else answers.pop()
    return Judgement(Criterion.DISTANCE, answer, tuple(findings))


_Measured = tuple[Candidate, list[Distance]]


def _doubts(office: Office, registered: Office | None) -> list[Finding]:
    """What makes a person look at the address, wherever it lies."""
    doubts = []
    if not office.country:
        doubts.append(Finding(Reason.COUNTRY_MISSING, Answer.REVIEW))
    if is_box(office):
        doubts.append(Finding(Reason.BOX_ADDRESS, Answer.REVIEW, {"office": str(office)}))
    if registered is not None and differs(office, registered):
        facts: Facts = {"declared": str(office), "registered": str(registered)}
        doubts.append(Finding(Reason.REGISTER_DIFFERS, Answer.REVIEW, facts))
    return doubts


def _judged_venues(rules: Rules, venues: Sequence[Venue]) -> list[Venue]:
    if rules.venue_rule is VenueRule.EVERY_OF_EDITION:
        return list(venues)
    if rules.venue_rule is VenueRule.NAMED:
        return [venue for venue in venues if venue.key == rules.named_venue]
    return [venue for venue in venues if venue.attended]


def _distances(candidate: Candidate, venues: Sequence[Venue], ruler: Ruler) -> list[Distance]:
    radius = candidate.precision.radius_m
    return [ruler(venue.position, candidate.position, radius + venue.uncertainty_m) for venue in venues]


def _answer_of(rules: Rules, venue_rule: VenueRule, distances: Iterable[Distance]) -> Answer:
    """The answer for one candidate: every venue must be far, or one of them under the rule ANY_ATTENDED."""
    answers = {distance.is_beyond(rules.threshold_m, included=rules.threshold_included) for distance in distances}
    if venue_rule is VenueRule.ANY_ATTENDED:
        return next(answer for answer in (Answer.YES, Answer.REVIEW, Answer.NO) if answer in answers)
    return combine(answers)


def _disagreements(rules: Rules, measured: list[_Measured], answers: set[Answer]) -> list[Finding]:
    doubts = []
    if len(answers) > 1:
        facts: Facts = {"candidates": len(measured)}
        doubts.append(Finding(Reason.CANDIDATES_DISAGREE, Answer.REVIEW, facts))
    if rules.venue_rule is VenueRule.EVERY_ATTENDED and answers == {Answer.NO}:
        by_any = {_answer_of(rules, VenueRule.ANY_ATTENDED, distances) for _, distances in measured}
        if by_any != {Answer.NO}:
            doubts.append(Finding(Reason.VENUE_RULES_DISAGREE, Answer.REVIEW))
    return doubts


def _measurements(rules: Rules, venues: Sequence[Venue], measured: list[_Measured]) -> list[Finding]:
    """One finding per venue, for the candidate that lies nearest to it: the least favourable one."""
    findings = []
    for place, venue in enumerate(venues):
        candidate, distances = min(measured, key=_lower_bound_at(place))
        findings.append(_measurement(rules, venue, candidate, distances[place]))
        if venue.uncertainty_m:
            findings.append(Finding(Reason.VENUE_PROVISIONAL, facts={"venue": venue.name}))
    return findings


def _lower_bound_at(place: int) -> Callable[[_Measured], float]:
    return lambda row: row[1][place].metres - row[1][place].uncertainty_m


def _measurement(rules: Rules, venue: Venue, candidate: Candidate, distance: Distance) -> Finding:
    # JSON knows no infinity: a position of a whole region has no radius to tell.
    known = distance.uncertainty_m != float("inf")
    answer = distance.is_beyond(rules.threshold_m, included=rules.threshold_included)
    reason = {Answer.YES: Reason.FAR, Answer.NO: Reason.NEAR, Answer.REVIEW: Reason.WITHIN_UNCERTAINTY}[answer]
    facts: Facts = {
        "venue": venue.name,
        "distance_m": distance.metres,
        "uncertainty_m": distance.uncertainty_m if known else None,
        "threshold_m": rules.threshold_m,
        "office": candidate.label,
        "precision": candidate.precision.value,
        "provider": candidate.provider,
    }
    if rules.threshold_included:
        facts["threshold_included"] = 1
    return Finding(reason if known else Reason.POSITION_VAGUE, answer, facts)
