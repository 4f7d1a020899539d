"""What another rule would change: which claims change side, at what cost. Nothing is stored, no service asked."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from reimbursement.case import rules_of
from reimbursement.models import Answer, Claim
from reimbursement.rejudging import answer_again
from reimbursement.rules import Rules, VenueRule


@dataclass(frozen=True)
class Change:
    """A claim whose answer would be another one."""

    claim: Claim
    before: Answer
    after: Answer


@dataclass(frozen=True)
class Simulation:
    """The claims that change side, and how many say yes, or may, before and after."""

    changes: tuple[Change, ...]
    sure_before: int
    sure_after: int
    possible_before: int
    possible_after: int
    amount_cents: int

    @property
    def cost_cents(self) -> int:
        """What the sure claims would cost more, or less where negative."""
        return self.sure_cents_after - self.sure_cents_before

    @property
    def sure_cents_before(self) -> int:
        return self.sure_before * self.amount_cents

    @property
    def sure_cents_after(self) -> int:
        return self.sure_after * self.amount_cents

    @property
    def most_cents_before(self) -> int:
        """What it would cost if a person said yes in every doubt."""
        return self.possible_before * self.amount_cents

    @property
    def most_cents_after(self) -> int:
        return self.possible_after * self.amount_cents


def simulate(*, claims: Iterable[Claim], threshold_m: float, venue_rule: VenueRule, amount_cents: int) -> Simulation:
    """Judge the distance of ``claims`` once more from their stored evidence, by their own rule and by another one."""
    judged = [claim for claim in claims if claim.evidence]
    versions = {claim.rule_id: claim.rule for claim in judged}
    own = {pk: rules_of(rule) for pk, rule in versions.items()}
    rows = [_row(claim, own[claim.rule_id], threshold_m, venue_rule) for claim in judged]
    before, after = [row.before for row in rows], [row.after for row in rows]
    return Simulation(
        changes=tuple(row for row in rows if row.before != row.after),
        sure_before=before.count(Answer.YES),
        sure_after=after.count(Answer.YES),
        possible_before=len(before) - before.count(Answer.NO),
        possible_after=len(after) - after.count(Answer.NO),
        amount_cents=amount_cents,
    )


def _row(claim: Claim, rules: Rules, threshold_m: float, venue_rule: VenueRule) -> Change:
    # The rule “one named venue” needs the venue of the rule it comes from: it is not offered here.
    other = replace(rules, threshold_m=threshold_m, venue_rule=venue_rule)
    return Change(claim, answer_again(claim=claim, rules=rules), answer_again(claim=claim, rules=other))
