"""What texts may say of the allowance, from the rule in force: ``{allowance_amount}``, ``{allowance_distance}`` …"""

from collections.abc import Callable
from decimal import Decimal

from django.utils.formats import number_format

from events import facts
from events.dates import date_in_words
from events.models import Edition
from reimbursement.models import AllowanceRule
from reimbursement.money import euros
from reimbursement.templatetags.allowance import limit


def offer() -> None:
    """Make the facts known to every text of the site."""
    facts.register("allowance_amount", _of_rule(lambda rule: euros(rule.amount_cents)))
    facts.register("allowance_distance", _of_rule(lambda rule: f"{_short(rule.threshold_m, 1000)}\u202fkm"))
    facts.register("allowance_limit", _of_rule(limit))
    facts.register("allowance_deadline", _of_rule(lambda rule: date_in_words(rule.deadline)))
    facts.register("keep_paid_years", _of_rule(lambda rule: facts.number(rule.keep_paid_years)))
    facts.register("keep_refused_days", _of_rule(lambda rule: facts.number(rule.keep_refused_days)))
    facts.register("keep_documents_days", _of_rule(lambda rule: facts.number(rule.keep_documents_days)))
    facts.register("keep_draft_days", _of_rule(lambda rule: facts.number(rule.keep_draft_days)))
    facts.register("keep_bank_days", _of_rule(lambda rule: facts.number(rule.keep_bank_days)))


def _of_rule(tell: Callable[[AllowanceRule], str]) -> facts.Value:
    """A fact that is not decided while the edition has no rule."""

    def value(edition: Edition, argument: str) -> str | None:
        rule = AllowanceRule.objects.in_force(edition)
        return tell(rule) if rule else None

    return value


def _short(value: int, unit: int) -> str:
    """“948”, or “948,50” where there is a fraction."""
    places = 2 if value % unit else 0
    return number_format(Decimal(value) / unit, decimal_pos=places, use_l10n=True, force_grouping=True)
