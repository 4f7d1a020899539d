"""What staff decide about places: the cap of a day, its reserves, the opening hours of registration."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.models import Edition, EventDay
from registration.caps import MOST, Places
from registration.day_hours import Hours
from registration.fields import NameField

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S")
SEEN = forms.DateTimeInput(attrs={"type": "hidden"}, format="%Y-%m-%dT%H:%M:%S")
DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class CapForm(forms.Form):
    """The places of one day."""

    cap = forms.IntegerField(
        label=_("Cap"), min_value=0, max_value=MOST, help_text=_("How many people you plan for, reserves included.")
    )
    overbooking = forms.IntegerField(
        label=_("Overbooking, in percent"),
        min_value=0,
        max_value=100,
        help_text=_("Promised beyond the cap, because some people never come. 0 promises nothing more."),
    )
    room_limit = forms.IntegerField(
        label=_("Room limit"),
        required=False,
        min_value=1,
        max_value=MOST,
        help_text=_("How many people the room may hold; leave empty when you do not know."),
    )
    reason = NameField(label=_("Reason"), max_length=200, help_text=_("Stays in the log with your name."))
    knowing = forms.BooleanField(
        label=_("I know that more places may be promised than the room holds"),
        required=False,
        help_text=_("Only needed then. Whoever comes when the room is full stays outside."),
    )
    # The cap when the form was shown: two members of staff do not undo each other unseen.
    seen = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, day: EventDay, data: Any = None) -> "CapForm":
        """The form of a day as it stands."""
        now = {"cap": day.cap, "overbooking": day.overbooking, "room_limit": day.room_limit, "seen": day.capacity}
        return cls(data, initial=now)

    def places(self) -> Places:
        data = self.cleaned_data
        return Places(cap=data["cap"], overbooking=data["overbooking"], room_limit=data["room_limit"])


class RateForm(forms.Form):
    """Another no-show rate to reckon with; it changes nothing."""

    no_show = forms.IntegerField(
        label=_("No-show rate to reckon with, in percent"), min_value=0, max_value=100, required=False
    )


class ReserveForm(forms.Form):
    """Places kept until a date."""

    name = NameField(label=_("For whom"), max_length=100, help_text=_("“Speakers”, “Partners of the fair”."))
    places = forms.IntegerField(label=_("Places to keep"), min_value=1, max_value=MOST)
    until = forms.DateField(
        label=_("Kept until"),
        widget=DATE,
        help_text=_("Last day, Paris time. What is left then goes to the waiting list, then to everybody."),
    )


class ResizeForm(forms.Form):
    """Another number or date for a reserve."""

    places = forms.IntegerField(label=_("Places to keep"), min_value=0, max_value=MOST)
    until = forms.DateField(label=_("Kept until"), widget=DATE)


class OpeningForm(forms.Form):
    """When people may register."""

    opens_at = forms.DateTimeField(
        label=_("Registration opens"),
        required=False,
        widget=MOMENT,
        help_text=_("Paris time, to the second. Empty: the date is not announced yet."),
    )
    closes_at = forms.DateTimeField(
        label=_("Registration closes"),
        required=False,
        widget=MOMENT,
        help_text=_("Paris time. Empty: at the end of the last day."),
    )
    reason = NameField(label=_("Reason"), max_length=200, help_text=_("Stays in the log with your name."))

    @classmethod
    def of(cls, edition: Edition, data: Any = None) -> "OpeningForm":
        """The form of an edition as it stands."""
        now = {"opens_at": edition.registration_opens_at, "closes_at": edition.registration_closes_at}
        return cls(data, initial=now)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        opens, closes = data.get("opens_at"), data.get("closes_at")
        if isinstance(opens, datetime) and isinstance(closes, datetime) and closes <= opens:
            self.add_error("closes_at", _("Registration closes before it opens."))
        return data


class DayHoursForm(OpeningForm):
    """When people may ask for a place of one day."""

    # The hours when the form was shown: two members of staff do not undo each other unseen.
    seen_opens_at = forms.DateTimeField(required=False, widget=SEEN)
    seen_closes_at = forms.DateTimeField(required=False, widget=SEEN)

    field_order = ["opens_at", "closes_at", "reason", "seen_opens_at", "seen_closes_at"]

    def __init__(self, data: Any = None, *, day: EventDay) -> None:
        hours = Hours.of(day)
        shown = {"opens_at": hours.opens_at, "closes_at": hours.closes_at}
        seen = {f"seen_{name}": at for name, at in shown.items()}
        super().__init__(data, auto_id="id_hours_%s", initial={**shown, **seen})
        self.day = day
        self.fields["opens_at"].help_text = _("Paris time. Empty: with the registration of the edition.")
        self.fields["closes_at"].help_text = _("Paris time. Empty: with the edition, or at the end of the day.")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        opens = data.get("opens_at")
        if isinstance(opens, datetime) and opens >= self.day.ends_at:
            self.add_error("opens_at", _("The day is over by then."))
        return data

    def hours(self) -> Hours:
        return Hours(self.cleaned_data["opens_at"], self.cleaned_data["closes_at"])

    def seen(self) -> Hours:
        return Hours(self.cleaned_data["seen_opens_at"], self.cleaned_data["seen_closes_at"])
