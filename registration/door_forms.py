"""What is typed, scanned or filled in at the door."""

import uuid
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.models import Language
from registration.fields import AddressField
from registration.forms import NamesForm
from registration.lifecycle import Person
from registration.models import CheckIn


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


class WalkInForm(NamesForm):
    """Somebody who comes without having registered."""

    email = AddressField(
        label=_("E-mail address"),
        help_text=_(
            "The badge and the link to the attestation are sent there. Without an address of their own: the one of "
            "somebody who came with them, or of their organisation; both stay registered."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=_("Language of their messages"), choices=Language.choices)
    privacy = forms.BooleanField(
        label=_("This person has read how their data are used"),
        error_messages={"required": _("Please show the privacy notice, then tick.")},
    )
    scan = forms.UUIDField(widget=forms.HiddenInput)

    field_order = ["first_name", "last_name", "organisation", "email", "language", "privacy"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("scan", uuid.uuid4())
        self.fields["first_name"].help_text = _("Printed large on the badge. For people with a single name, a dash.")
        for name in ("first_name", "last_name", "organisation"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.fields["privacy"].help_text = format_html(
            '<a href="{}">{}</a>', reverse("events:privacy"), _("How your data are used, and for how long")
        )

    def person(self) -> Person:
        data = self.cleaned_data
        return Person(data["first_name"], data["last_name"], data["email"], data["organisation"], data["language"])


class TickedForm(forms.Form):
    """The ticked lines of a paper list: many codes at once, as they are read."""

    morning = forms.CharField(
        label=_("Ticked in the morning"),
        help_text=_("One code after the other, with spaces, commas or on lines of their own: 042 K 107B, 7KQ4-M2PD."),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off", "spellcheck": "false"}),
    )
    afternoon = forms.CharField(
        label=_("Ticked in the afternoon"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off", "spellcheck": "false"}),
    )

    def typed(self) -> dict[CheckIn.Half, str]:
        """What was typed for each half of the day."""
        data = self.cleaned_data
        return {CheckIn.Half.MORNING: data["morning"], CheckIn.Half.AFTERNOON: data["afternoon"]}
