"""Countries people and organisations come from, by ISO 3166-1 code; overseas territories have their own."""

import unicodedata

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What somebody chooses whose country is not listed: a person then looks at the claim.
ELSEWHERE = "ZZ"

COUNTRIES: dict[str, Promise] = {
    "FR": _("France"),
    "BE": _("Belgium"),
    "AL": _("Albania"),
    "AD": _("Andorra"),
    "AT": _("Austria"),
    "BA": _("Bosnia and Herzegovina"),
    "BG": _("Bulgaria"),
    "CH": _("Switzerland"),
    "CY": _("Cyprus"),
    "CZ": _("Czechia"),
    "DE": _("Germany"),
    "DK": _("Denmark"),
    "EE": _("Estonia"),
    "ES": _("Spain"),
    "FI": _("Finland"),
    "GB": _("United Kingdom"),
    "GF": _("French Guiana"),
    "GP": _("Guadeloupe"),
    "GR": _("Greece"),
    "HR": _("Croatia"),
    "HU": _("Hungary"),
    "IE": _("Ireland"),
    "IS": _("Iceland"),
    "IT": _("Italy"),
    "LI": _("Liechtenstein"),
    "LT": _("Lithuania"),
    "LU": _("Luxembourg"),
    "LV": _("Latvia"),
    "MC": _("Monaco"),
    "MD": _("Moldova"),
    "ME": _("Montenegro"),
    "MK": _("North Macedonia"),
    "MQ": _("Martinique"),
    "MT": _("Malta"),
    "NC": _("New Caledonia"),
    "NL": _("Netherlands"),
    "NO": _("Norway"),
    "PF": _("French Polynesia"),
    "PL": _("Poland"),
    "PM": _("Saint Pierre and Miquelon"),
    "PT": _("Portugal"),
    "RE": _("Réunion"),
    "RO": _("Romania"),
    "RS": _("Serbia"),
    "SE": _("Sweden"),
    "SI": _("Slovenia"),
    "SK": _("Slovakia"),
    "SM": _("San Marino"),
    "TR": _("Türkiye"),
    "UA": _("Ukraine"),
    "VA": _("Vatican City"),
    "WF": _("Wallis and Futuna"),
    "XK": _("Kosovo"),
    "YT": _("Mayotte"),
    ELSEWHERE: _("Another country"),
}
FIRST = ("FR", "BE")


def choices() -> list[tuple[str, str]]:
    """Return the choices of a form in the active language: France and Belgium first, "another" last."""
    names = {code: str(name) for code, name in COUNTRIES.items()}
    others = sorted(
        (code for code in names if code not in (*FIRST, ELSEWHERE)), key=lambda code: _sortable(names[code])
    )
    return [("", str(_("Choose a country"))), *((code, names[code]) for code in (*FIRST, *others, ELSEWHERE))]


def _sortable(name: str) -> str:
    """Accents after their letters: Suède before Suisse."""
    return unicodedata.normalize("NFKD", name)


def name_of(code: str) -> str:
    """Return the name of a country in the active language, or its code where we have no name."""
    return str(COUNTRIES.get(code, code))
