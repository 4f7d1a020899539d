"""The form of a saved view: every filter of the list, the columns in their order, without a script."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.admin.views.main import ChangeList
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from registration.columns import Column
from registration.fields import NameField
from registration.saved_views import Wishes

LONGEST_FILTERS = 1000


@dataclass(frozen=True)
class FilterChoices:
    """One filter of the list, and what may be chosen: fragments of an address with their words."""

    title: str
    choices: list[tuple[str, str]]
    chosen: str


def filters_of(changelist: ChangeList) -> list[FilterChoices]:
    """Every filter beside the list as it stands, whoever added it."""
    return [_choices(spec, changelist) for spec in changelist.filter_specs]


def _choices(spec: Any, changelist: ChangeList) -> FilterChoices:
    expected, choices, chosen = set(spec.expected_parameters()), [], ""
    for choice in spec.choices(changelist):
        given = QueryDict(choice["query_string"].removeprefix("?"))
        kept = QueryDict(mutable=True)
        for name in sorted(expected & given.keys()):
            kept.setlist(name, given.getlist(name))
        fragment = kept.urlencode()
        choices.append((fragment, capfirst(str(choice["display"]))))
        chosen = fragment if choice["selected"] else chosen
    return FilterChoices(capfirst(str(spec.title)), choices, chosen)


class ViewForm(forms.Form):
    """Name, sharing, search and order, then one field per filter."""

    name = NameField(label=_("Name of the view"), max_length=60)
    is_shared = forms.BooleanField(
        label=_("Shared with the desk"),
        required=False,
        help_text=_("Everybody who sees the list may open it and change it."),
    )
    q = NameField(label=_("Search words"), max_length=200, required=False)
    order = forms.ChoiceField(label=_("Ordered by"), required=False)
    descending = forms.BooleanField(label=_("From the end"), required=False, help_text=_("Z to A, newest first."))

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        filters: Sequence[FilterChoices],
        columns: Mapping[str, Column],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        orders = [(column.key, column.header) for column in columns.values() if column.order]
        self.fields["order"] = forms.ChoiceField(
            label=_("Ordered by"), required=False, choices=[("", _("Newest first")), *orders]
        )
        self.filter_names = [f"filter-{number}" for number in range(len(filters))]
        for name, each in zip(self.filter_names, filters, strict=True):
            self.fields[name] = forms.ChoiceField(
                label=each.title, choices=each.choices, required=False, initial=each.chosen
            )

    @property
    def filter_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.filter_names]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if len(self.filters(data)) > LONGEST_FILTERS:
            raise forms.ValidationError(_("These are too many filters for one view."))
        return data

    def filters(self, data: Mapping[str, Any]) -> str:
        """The chosen filters as they stand in the address of the list."""
        search = QueryDict(mutable=True)
        if data.get("q"):
            search["q"] = data["q"]
        parts = [*(str(data.get(name, "")) for name in self.filter_names), search.urlencode()]
        return "&".join(part for part in parts if part)

    def wishes(self, columns: Sequence[str]) -> Wishes:
        """What was asked for, with the columns chosen beside."""
        data = self.cleaned_data
        order = f"-{data['order']}" if data["order"] and data["descending"] else data["order"]
        return Wishes(data["name"], data["is_shared"], self.filters(data), columns, order)


def rearranged(keys: Sequence[str], data: QueryDict) -> list[str]:
    """The columns after one of the buttons beside them was pressed."""
    columns = list(dict.fromkeys(keys))
    act, _colon, key = data.get("move", "").partition(":")
    if "add" in data and data.get("new"):
        return list(dict.fromkeys([*columns, str(data["new"])]))
    if key not in columns:
        return columns
    place = columns.index(key)
    columns.remove(key)
    if act in {"up", "down"}:
        columns.insert(max(place + (1 if act == "down" else -1), 0), key)
    return columns
