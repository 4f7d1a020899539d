"""What reviewers and approvers fill in: proposals, an office placed by hand, another rule to try."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reimbursement.decisions import AcceptanceReason, RefusalReason
from reimbursement.distance import Position, Precision
from reimbursement.models import AllowanceRule, Claim, OfficePlacement

# “48.8581, 2.3219” as maps write it, “48,8581 ; 2,3219” as people in France do.
_NUMBER = r"([+-]?\d{1,3}(?:[.,]\d+)?)°?"
_PAIR = re.compile(rf"{_NUMBER}(?:\s*;\s*|,\s+|\s+|(?<=\d),(?=[+-]?\d{{1,3}}\.)){_NUMBER}")


def read_position(text: str) -> Position | None:
    """Return the point written as latitude and longitude; None where it is none."""
    found = _PAIR.fullmatch(text.strip())
    if found is None:
        return None
    try:
        return Position(*(float(number.replace(",", ".")) for number in found.groups()))
    except ValueError:
        return None


class PlacementForm(forms.Form):
    """“I place the office here”: a point typed in, or one of the places that were found; and how one knows."""

    candidate = forms.ChoiceField(label=_("One of the places found"), required=False)
    coordinates = forms.CharField(
        label=_("Or latitude and longitude"),
        required=False,
        max_length=60,
        help_text=_("In degrees, as maps show them: 48.8581, 2.3219."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    place = forms.CharField(
        label=_("What is there"), required=False, max_length=200, help_text=_("An address or a name, in words.")
    )
    precision = forms.ChoiceField(
        label=_("How exact the point is"),
        choices=OfficePlacement.Precision.choices,
        required=False,
        initial=OfficePlacement.Precision.HOUSE,
    )
    reason = forms.CharField(
        label=_("How you know"), max_length=1000, strip=True, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, claim: Claim, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = [
            found for found in claim.evidence.get("candidates", []) if found["precision"] in OfficePlacement.Precision
        ]
        field = self.fields["candidate"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- tells the type checker
        field.choices = [("", "—"), *((str(n), found["label"]) for n, found in enumerate(self.candidates))]
        if not self.candidates:
            del self.fields["candidate"]

    def clean(self) -> dict[str, Any]:
        """Take one place from one of the two fields."""
        data = super().clean() or self.cleaned_data
        chosen, typed = data.get("candidate", ""), data.get("coordinates", "")
        if bool(chosen) == bool(typed):
            raise forms.ValidationError(_("Choose one of the places, or type coordinates: one of the two."))
        if chosen:
            found = self.candidates[int(chosen)]
            data["position"] = Position(found["latitude"], found["longitude"])
            data["precision"], data["place"] = found["precision"], found["label"]
            return data
        data["position"] = read_position(typed)
        if data["position"] is None:
            self.add_error("coordinates", _("These are no coordinates: two numbers of degrees, latitude first."))
        data["precision"] = data.get("precision") or OfficePlacement.Precision.HOUSE
        data["place"] = data.get("place") or typed
        return data

    def values(self) -> dict[str, Any]:
        """What the domain is told."""
        data = self.cleaned_data
        return {
            "position": data["position"],
            "precision": Precision(data["precision"]),
            "label": data["place"],
            "reason": data["reason"],
        }


class ProposalForm(forms.Form):
    """What a reviewer proposes, and why."""

    note = forms.CharField(
        label=_("Explanation for the organisation"),
        required=False,
        max_length=2000,
        help_text=_("Sent with the decision, in the language of the claim."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AcceptanceForm(ProposalForm):
    """A proposal to accept."""

    reason = forms.ChoiceField(label=_("Reason"), choices=AcceptanceReason.choices)
    field_order = ["reason", "note"]


class RefusalForm(ProposalForm):
    """A proposal to refuse."""

    reason = forms.ChoiceField(label=_("Reason"), choices=[("", "—"), *RefusalReason.choices])
    field_order = ["reason", "note"]


class SendBackForm(forms.Form):
    """Why an approver disagrees."""

    note = forms.CharField(
        label=_("What should be looked at again?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class SimulationForm(forms.Form):
    """Another rule, to see what it would change."""

    threshold_km = forms.DecimalField(
        label=_("Threshold in kilometres"), min_value=1, max_value=1000, decimal_places=1, localize=True
    )
    venue_rule = forms.ChoiceField(
        label=_("Venue rule"),
        choices=[(rule.value, rule.label) for rule in AllowanceRule.VenueRule if rule != AllowanceRule.VenueRule.NAMED],
    )

    @staticmethod
    def of(rule: AllowanceRule) -> dict[str, Any]:
        """The rule in force, to begin with."""
        return {"threshold_km": Decimal(rule.threshold_m) / 1000, "venue_rule": rule.venue_rule}
