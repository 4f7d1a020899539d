"""Money, distances and countries as people read them, in the active language."""

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events import countries
from reimbursement import money, payment_words, previews
from reimbursement.distance import Precision
from reimbursement.models import AllowanceRule, Answer

register = template.Library()
register.filter("shown_pages", previews.pages_of)

PRECISIONS = {
    Precision.HOUSE: pgettext_lazy("precision", "house number"),
    Precision.BUILDING: pgettext_lazy("precision", "building"),
    Precision.INTERPOLATED: pgettext_lazy("precision", "interpolated along the street"),
    Precision.STREET: pgettext_lazy("precision", "street"),
    Precision.LOCALITY: pgettext_lazy("precision", "locality"),
    Precision.MUNICIPALITY: pgettext_lazy("precision", "municipality"),
    Precision.POSTCODE: pgettext_lazy("precision", "postcode"),
    Precision.REGION: pgettext_lazy("precision", "region"),
    Precision.COUNTRY: pgettext_lazy("precision", "country"),
}

SOURCES = {
    "recherche-entreprises": _("French register of companies and associations"),
    "geoplateforme": _("French national address base"),
    "photon": _("OpenStreetMap (Photon)"),
    "nominatim": _("OpenStreetMap (Nominatim)"),
    "kbo": _("Belgian register of enterprises (KBO/BCE)"),
    "vies": _("European register of VAT numbers (VIES)"),
    "places": _("shipped table of places"),
    "by-hand": _("placed by hand"),
}

FAR_M = 100_000
NO_BREAK = "\u00a0"


@register.filter
def euros(cents: int | None) -> str:
    """Return “€948”, or nothing where there is no amount yet."""
    return "" if cents is None else money.euros(cents)


@register.filter
def kilometres(metres: float | None) -> str:
    """Return “19.80 km”: two decimals near the threshold, none far from it; nothing for an unknown distance."""
    if metres is None:
        return ""
    return _km(metres, 2 if metres < FAR_M else 0)


@register.filter
def whole_kilometres(metres: int) -> str:
    """Return a round distance as short as it is exact: “20 km”, “12.5 km”."""
    return _km(metres, 1 if metres % 1000 else 0)


@register.filter
def limit(rule: AllowanceRule) -> str:
    """Return the limit of a rule as it stands before “away”: “more than 20 km”, “at least 20 km”."""
    included = rule.comparison == AllowanceRule.Comparison.AT_LEAST
    words = _("at least %(distance)s") if included else _("more than %(distance)s")
    return str(words) % {"distance": whole_kilometres(rule.threshold_m)}


@register.filter
def radius(metres: float | None) -> str:
    """Return an uncertainty: “± 0.1 km”, “± 5 km”; nothing where it is unknown."""
    if metres is None:
        return ""
    return f"±{NO_BREAK}{_km(metres, 1 if metres % 1000 else 0)}"


@register.filter
def precision(value: str) -> str:
    """Return what a position stands for: “house number”, “municipality”."""
    return str(PRECISIONS[Precision(value)])


@register.filter
def answer_state(answer: str) -> str:
    """Return the look of an answer; its word stands beside."""
    return {Answer.YES: "ok", Answer.NO: "full"}.get(Answer(answer), "warn")


@register.filter
def source(provider: str) -> str:
    """Return where a position or an entry comes from, as people call it, with the version if it has one."""
    name, _space, version = provider.partition(" ")
    shown = str(SOURCES.get(name, name))
    return f"{shown} ({version})" if version else shown


@register.filter
def country(code: str) -> str:
    """Return the name of a country."""
    return countries.name_of(code)


@register.filter
def bank_reason(code: str) -> str:
    """Return what a code of the bank means."""
    return payment_words.reason_in_words(code)


def _km(metres: float, places: int) -> str:
    kilometres = number_format(round(metres / 1000, places), decimal_pos=places, use_l10n=True, force_grouping=True)
    return f"{kilometres}{NO_BREAK}km"
