"""What readers may choose in the programme and search for."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.utils.translation import gettext_lazy as _

from events.models import Edition, Session
from events.programme import Choice


class ProgrammeFilter(forms.Form):
    """A choice that is not offered is ignored: old addresses keep working after a day or a place went."""

    day = forms.ChoiceField(label=_("Day"), required=False)
    place = forms.ChoiceField(label=_("City"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    language = forms.ChoiceField(label=_("Language I understand"), required=False)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("day", _("All days"), [(day.slug, day.label) for day in edition.days_in_order])
        self._offer("place", _("All cities"), [(venue.slug, venue.city) for venue in edition.venues_in_order])
        self._offer("kind", _("All kinds"), Session.Kind.choices)
        self._offer("language", _("Any language"), [("fr", _("French")), ("en", _("English"))])

    def choice(self) -> Choice:
        """The valid part of what was chosen."""
        self.is_valid()
        return Choice(**{name: self.cleaned_data.get(name, "") for name in self.fields})

    def _offer(self, name: str, everything: Any, choices: list[Any]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", everything), *choices]


class SearchForm(forms.Form):
    """A few words; everything else about them is forgiven."""

    q = forms.CharField(label=_("Search"), max_length=100, required=False)


class AsOnForm(forms.Form):
    """The instant at which a member of staff wants to see the site."""

    moment = forms.SplitDateTimeField(
        label=_("Show me the site as on"),
        help_text=_("Paris time. Only you see it, on reading pages only."),
        widget=AdminSplitDateTime,
    )
