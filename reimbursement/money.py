"""Amounts as people read them; inside, they are integer cents."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext


def euros(cents: int) -> str:
    """Return “948 €” in French, “€948” in English; cents only where there are some."""
    places = 2 if cents % 100 else 0
    amount = number_format(Decimal(cents) / 100, decimal_pos=places, use_l10n=True, force_grouping=True)
    return gettext("€%(amount)s") % {"amount": amount}
