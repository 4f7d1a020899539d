"""Is it the first participation? What the organisation declares, against the lists of the counted editions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reimbursement.distance import Answer
from reimbursement.findings import Criterion, Facts, Finding, Judgement, Reason, combine
from reimbursement.organisations import Comparison, Likeness, Organisation, compare
from reimbursement.rules import FirstTimeScope, Proof, Rules


@dataclass(frozen=True, slots=True)
class PastParticipation:
    """One row of a past list. `attended` is None where nobody was scanned; `person` is a digest, empty if unknown."""

    organisation: Organisation
    attended: bool | None = None
    person: str = ""


@dataclass(frozen=True, slots=True)
class PastEdition:
    """The usable participant list of a counted edition. An edition without one is not handed in at all."""

    key: str
    title: str
    participations: tuple[PastParticipation, ...] = ()

    def persons_are_known(self) -> bool:
        return all(participation.person for participation in self.participations)


def judge_first_time(
    *,
    rules: Rules,
    organisation: Organisation,
    declared: bool | None,
    editions: Sequence[PastEdition],
    travellers: Iterable[str] = (),
) -> Judgement:
    """Whether the rule's first-time scope is new. `travellers` are digests made like those of the past lists."""
    findings = [_declaration(declared)]
    listed = {edition.key: edition for edition in editions}
    counted = [listed[key] for key in rules.counted_editions if key in listed]
    findings += [_missing_list(key, rules) for key in rules.counted_editions if key not in listed]
    people = frozenset(travellers)
    if rules.first_time_scope is FirstTimeScope.ORGANISATION:
        findings += _organisation_findings(organisation, counted, people)
    elif counted:
        findings += _person_findings(rules.first_time_scope, counted, people)
    if counted and combine(finding.answer for finding in findings) is Answer.YES:
        findings.append(Finding(Reason.NOT_SEEN, facts={"editions": ", ".join(edition.title for edition in counted)}))
    return Judgement(Criterion.FIRST_TIME, combine(finding.answer for finding in findings), tuple(findings))


def _declaration(declared: bool | None) -> Finding:
    if declared is None:
        return Finding(Reason.NOTHING_DECLARED, Answer.REVIEW)
    return Finding(Reason.FIRST_TIME_DECLARED) if declared else Finding(Reason.NOT_FIRST_TIME_DECLARED, Answer.NO)


def _missing_list(key: str, rules: Rules) -> Finding:
    if rules.proof_of_first_time is Proof.DECLARATION:
        return Finding(Reason.LIST_REPLACED_BY_DECLARATION, facts={"edition": key})
    return Finding(Reason.LIST_MISSING, Answer.REVIEW, {"edition": key})


def _organisation_findings(
    organisation: Organisation, editions: list[PastEdition], travellers: frozenset[str]
) -> list[Finding]:
    seen = _persons_present(editions)
    all_new = bool(travellers) and not travellers & seen and all(edition.persons_are_known() for edition in editions)
    findings: dict[tuple[Reason, str], Finding] = {}
    for edition in editions:
        for participation in edition.participations:
            finding = _match(organisation, participation, edition, travellers, all_new=all_new)
            if finding:
                # One line per reason and edition: a dozen colleagues of one organisation are one fact.
                findings.setdefault((finding.reason, edition.key), finding)
    result = list(findings.values())
    if all_new and any(finding.reason is Reason.SEEN for finding in result):
        result.append(Finding(Reason.EVERY_TRAVELLER_NEW, Answer.REVIEW))
    return result


def _match(
    organisation: Organisation,
    participation: PastParticipation,
    edition: PastEdition,
    travellers: frozenset[str],
    *,
    all_new: bool,
) -> Finding | None:
    """What one row of a past list says about the organisation; None where it is about another one."""
    comparison = compare(organisation, participation.organisation)
    facts = _facts(edition, participation, comparison)
    if comparison.likeness is Likeness.DIFFERENT:
        if participation.person and participation.person in travellers:
            return Finding(Reason.PERSON_SEEN_ELSEWHERE, facts={"edition": edition.title})
        return None
    if participation.attended is False:
        return Finding(Reason.REGISTERED_NOT_PRESENT, facts=facts)
    if comparison.likeness is Likeness.UNCERTAIN:
        return Finding(Reason.SEEN_SIMILAR, Answer.REVIEW, facts)
    if participation.attended is None:
        return Finding(Reason.SEEN_WITHOUT_SCANS, Answer.REVIEW, facts)
    return Finding(Reason.SEEN, Answer.REVIEW if all_new else Answer.NO, facts)


def _facts(edition: PastEdition, participation: PastParticipation, comparison: Comparison) -> Facts:
    return {
        "edition": edition.title,
        "organisation": participation.organisation.name,
        "coincidences": " ".join(sorted(comparison.coincidences)),
    }


def _persons_present(editions: list[PastEdition]) -> frozenset[str]:
    """Everybody who took part, or may have where nobody was scanned."""
    return frozenset(
        participation.person
        for edition in editions
        for participation in edition.participations
        if participation.person and participation.attended is not False
    )


def _person_findings(scope: FirstTimeScope, editions: list[PastEdition], travellers: frozenset[str]) -> list[Finding]:
    """The scopes that ask about people: at least one of them new, or all."""
    if not travellers or not all(edition.persons_are_known() for edition in editions):
        return [Finding(Reason.TRAVELLERS_UNKNOWN, Answer.REVIEW)]
    seen = travellers & _persons_present(editions)
    sure = {
        participation.person
        for edition in editions
        for participation in edition.participations
        if participation.attended
    }
    enough_new = not seen if scope is FirstTimeScope.ALL_PERSONS else len(seen) < len(travellers)
    if enough_new:
        return []
    decisive = bool(seen & sure) if scope is FirstTimeScope.ALL_PERSONS else seen <= sure
    facts: Facts = {"seen": len(seen), "travellers": len(travellers)}
    return [Finding(Reason.PERSON_SEEN, Answer.NO if decisive else Answer.REVIEW, facts)]
