"""The step of a claim that asks who travels, and shows on which days."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reimbursement.case import Traveller, registered_with
from reimbursement.forms import StepForm
from reimbursement.models import Claim


class TravelForm(StepForm):
    """Who of the people registered together comes for the organisation; their days are those of their places."""

    title = _("Who travels, and on which days")
    lead = _("The days are those of your registration: to change them or to add a colleague, use its link.")

    travelling = forms.TypedMultipleChoiceField(
        label=_("Who travels for the organisation?"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Leave out who comes for somebody else: their days and their presence do not count for this claim."
        ),
        error_messages={"required": _("Choose at least one person who travels.")},
    )

    def __init__(self, *args: Any, claim: Claim, **kwargs: Any) -> None:
        self.people = registered_with(claim)
        left_out = claim.not_travelling or ()
        kwargs["initial"] = {"travelling": [person.key for person in self.people if person.key not in left_out]}
        super().__init__(*args, claim=claim, **kwargs)
        field = self.fields["travelling"]
        assert isinstance(field, forms.TypedMultipleChoiceField)  # noqa: S101 -- tells the type checker
        field.choices = [(person.key, _in_words(person)) for person in self.people]

    def values(self) -> dict[str, object]:
        """Keep who does not travel, so that who is added later does."""
        chosen = self.cleaned_data["travelling"]
        return {"not_travelling": [person.key for person in self.people if person.key not in chosen]}


def _in_words(person: Traveller) -> str:
    """The name, then each day with its place."""
    days = ", ".join(str(day) for day in person.days)
    return _("%(name)s: %(days)s") % {"name": person.name, "days": days}
