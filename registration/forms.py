"""What people fill in to come."""

import secrets
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.antirobot import AntiRobotForm
from accounts.models import Language
from events.models import EventDay
from registration.fields import AddressField, NameField
from registration.lifecycle import Person
from registration.seat_allocation import Availability

DASHES = frozenset("-–—.")


class PersonForm(forms.Form):
    """One person and the days they come."""

    days = forms.MultipleChoiceField(
        label=_("Which days will you come?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Please choose at least one day."),
            "invalid_choice": _("One of these days cannot be chosen. Please choose again."),
        },
    )
    first_name = NameField(
        label=_("First name"),
        max_length=100,
        help_text=_("Printed large on your badge. People with a single name put a dash here."),
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = NameField(
        label=_("Last name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    email = AddressField(
        label=_("E-mail address"),
        help_text=_("Your badge and your personal link are sent there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    organisation = NameField(
        label=_("Organisation"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )

    def __init__(self, *args: Any, availability: Sequence[Availability], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.availability = {item.day.slug: item for item in availability}
        days = cast("forms.MultipleChoiceField", self.fields["days"])
        days.choices = [(slug, item.day.label) for slug, item in self.availability.items()]

    def clean_first_name(self) -> str:
        """A lone dash stands for "I have one name"."""
        name: str = self.cleaned_data["first_name"]
        return "" if set(name) <= DASHES else name

    def person(self) -> Person:
        """The person as the lifecycle wants them."""
        data = self.cleaned_data
        return Person(
            first_name=data["first_name"],
            last_name=data["last_name"],
            email=data["email"],
            organisation=data["organisation"],
            language=data.get("language") or _page_language(),
        )

    def chosen_days(self) -> list[EventDay]:
        """The chosen days in the order of the form; a day chosen twice is one day."""
        return [item.day for slug, item in self.availability.items() if slug in self.cleaned_data["days"]]


class RegistrationForm(AntiRobotForm, PersonForm):
    """The public form: one page, one minute."""

    privacy = forms.BooleanField(
        label=_("I have read how my data are used"),
        error_messages={"required": _("Please confirm that you have read how your data are used.")},
    )
    # Recognises the same form sent twice.
    form_key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    field_order = ["days", "first_name", "last_name", "email", "organisation", "privacy"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("form_key", secrets.token_urlsafe(16))
        self.fields["privacy"].help_text = format_html(
            '<a href="{}">{}</a>', reverse("events:privacy"), _("How your data are used, and for how long")
        )


class ScanForm(forms.Form):
    """One scan: an address, a code or a reference, from a camera, a scanner or the keyboard."""

    code = forms.CharField(max_length=300)
    scan = forms.UUIDField()


class SearchForm(forms.Form):
    """Some words of a name."""

    q = forms.CharField(
        label=_("Name, organisation or reference"),
        min_length=2,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


def _page_language() -> str:
    language = (get_language() or "")[:2]
    return language if language in Language.values else Language.FRENCH
