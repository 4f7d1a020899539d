"""What people read for each reason the rules give, in their language, with the facts it rests on."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reimbursement.findings import Facts, Reason
from reimbursement.organisations import Coincidence

SENTENCES: dict[Reason, Promise] = {
    Reason.FAR: _("%(distance)s km ± %(uncertainty)s from “%(venue)s”: farther than %(threshold)s km."),
    Reason.NEAR: _("%(distance)s km ± %(uncertainty)s from “%(venue)s”: not farther than %(threshold)s km."),
    Reason.WITHIN_UNCERTAINTY: _(
        "%(distance)s km ± %(uncertainty)s from “%(venue)s”: too close to the limit of %(threshold)s km to tell."
    ),
    Reason.POSITION_VAGUE: _("About %(distance)s km from “%(venue)s”, but only the region of the office is known."),
    Reason.OFFICE_NOT_FOUND: _("The registered office could not be placed on the map."),
    Reason.COUNTRY_MISSING: _("The country of the registered office is missing."),
    Reason.BOX_ADDRESS: _("The address is a post-office box or a CEDEX: the office itself may be elsewhere."),
    Reason.REGISTER_DIFFERS: _("The register says “%(registered)s”, the claim says “%(declared)s”."),
    Reason.PLACED_BY_HAND: _("A member of the team placed the office on the map: %(office)s."),
    Reason.CANDIDATES_DISAGREE: _(
        "%(candidates)s places match the address, and they are not on the same side of the limit."
    ),
    Reason.VENUE_RULES_DISAGREE: _("The office is near one of the venues attended and far from another one."),
    Reason.VENUE_PROVISIONAL: _("The address of “%(venue)s” is still to be confirmed."),
    Reason.NO_VENUE: _("No venue to measure the distance from is known."),
    Reason.FIRST_TIME_DECLARED: _("The organisation declares that it takes part for the first time."),
    Reason.NOT_FIRST_TIME_DECLARED: _("The organisation says that it has taken part before."),
    Reason.NOTHING_DECLARED: _("The organisation has not said whether it takes part for the first time."),
    Reason.NOT_SEEN: _("The organisation is not on the lists of: %(editions)s."),
    Reason.SEEN: _("“%(organisation)s” took part in %(edition)s (%(coincidences)s)."),
    Reason.SEEN_SIMILAR: _("“%(organisation)s”, which took part in %(edition)s, may be the same (%(coincidences)s)."),
    Reason.SEEN_WITHOUT_SCANS: _(
        "“%(organisation)s” was registered for %(edition)s; who came is not known (%(coincidences)s)."
    ),
    Reason.REGISTERED_NOT_PRESENT: _("“%(organisation)s” was registered for %(edition)s but did not come."),
    Reason.EVERY_TRAVELLER_NEW: _("The organisation has taken part before, but none of these travellers."),
    Reason.PERSON_SEEN: _("%(seen)s of %(travellers)s travellers have taken part before."),
    Reason.PERSON_SEEN_ELSEWHERE: _("A traveller took part in %(edition)s for another organisation."),
    Reason.TRAVELLERS_UNKNOWN: _("Whether the travellers took part before cannot be told from the lists."),
    Reason.LIST_MISSING: _("There is no usable participant list of %(edition)s."),
    Reason.LIST_REPLACED_BY_DECLARATION: _(
        "There is no usable participant list of %(edition)s: the declaration counts."
    ),
    Reason.ONLY_CLAIM: _("No other claim of this organisation is known."),
    Reason.SAME_ORGANISATION: _("Claim %(reference)s is of the same organisation (%(coincidences)s)."),
    Reason.SIMILAR_ORGANISATION: _("Claim %(reference)s may be of the same organisation (%(coincidences)s)."),
    Reason.SHARED_DETAILS: _("Claim %(reference)s is of another organisation that shares: %(coincidences)s."),
    Reason.SAME_ACCOUNT: _("Claim %(reference)s gives the same bank account."),
    Reason.IS_ORGANISATION: _("The claim is made for an organisation."),
    Reason.INDIVIDUAL: _("The claim is made by a person without an organisation."),
}

# Where an office exactly at the threshold is far enough.
_INCLUDED: dict[Reason, Promise] = {
    Reason.FAR: _("%(distance)s km ± %(uncertainty)s from “%(venue)s”: at least %(threshold)s km."),
    Reason.NEAR: _("%(distance)s km ± %(uncertainty)s from “%(venue)s”: less than %(threshold)s km."),
}

COINCIDENCES: dict[Coincidence, Promise] = {
    Coincidence.LEGAL_ID: pgettext_lazy("coincidence", "same legal identifier"),
    Coincidence.OTHER_LEGAL_ID: pgettext_lazy("coincidence", "another legal identifier"),
    Coincidence.NAME: pgettext_lazy("coincidence", "same name"),
    Coincidence.NEAR_NAME: pgettext_lazy("coincidence", "similar name"),
    Coincidence.TRANSLITERATED_NAME: pgettext_lazy("coincidence", "similar name in another script"),
    Coincidence.CITY: pgettext_lazy("coincidence", "same town"),
    Coincidence.DOMAIN: pgettext_lazy("coincidence", "same e-mail domain"),
    Coincidence.RELATED_DOMAIN: pgettext_lazy("coincidence", "related e-mail domain"),
    Coincidence.ADDRESS: pgettext_lazy("coincidence", "same address"),
    Coincidence.ACCOUNT: pgettext_lazy("coincidence", "same bank account"),
    Coincidence.REPRESENTATIVE: pgettext_lazy("coincidence", "same representative"),
}


def sentence(reason: str, facts: Facts, *, venue_names: Mapping[str, str] | None = None) -> str:
    """The sentence of a reason as the evidence stores it. `venue_names` gives the names shown for stored ones."""
    shown = {name: _shown(name, value) for name, value in facts.items()}
    if "venue" in shown:
        shown["venue"] = (venue_names or {}).get(shown["venue"], shown["venue"])
    if "distance_m" in facts:
        shown |= _distances(facts)
    words = _INCLUDED if facts.get("threshold_included") and reason in _INCLUDED else SENTENCES
    return str(words[Reason(reason)]) % shown


def _shown(name: str, value: str | float | None) -> str:
    if name == "coincidences":
        return ", ".join(str(COINCIDENCES[Coincidence(word)]) for word in str(value).split())
    return str(value or "")


def _distances(facts: Facts) -> dict[str, str]:
    distance_m, threshold_m = _metres(facts, "distance_m"), _metres(facts, "threshold_m")
    return {
        "distance": _distance(distance_m, threshold_m),
        "uncertainty": _kilometres(_metres(facts, "uncertainty_m"), 1),
        "threshold": _kilometres(threshold_m, 1 if threshold_m % 1000 else 0),
    }


def _metres(facts: Facts, name: str) -> float:
    return float(facts.get(name) or 0.0)


def _distance(distance_m: float, threshold_m: float) -> str:
    """One decimal, unless rounding would show the distance upon the threshold or on its other side."""
    for decimals in (1, 2):
        shown_m = round(distance_m / 1000, decimals) * 1000
        if shown_m != threshold_m and (shown_m > threshold_m) == (distance_m > threshold_m):
            return _kilometres(distance_m, decimals)
    return _kilometres(distance_m, 3)


def _kilometres(metres: float, decimals: int) -> str:
    # number_format cuts digits off; what is shown is rounded.
    return number_format(Decimal(f"{metres / 1000:.{decimals}f}"), decimal_pos=decimals, force_grouping=True)
