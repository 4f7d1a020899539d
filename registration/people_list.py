"""The list of registrations on the screen, with the columns of a saved view when one is open."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.models import User
from registration import columns
from registration.models import Registration, SavedView

VIEW = "view"
NOTHING = "–"


class ViewFilter(SimpleListFilter):
    """Takes the view out of the address of the list; it is opened from above the list, not from its side."""

    title = VIEW
    parameter_name = VIEW

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Registration]) -> QuerySet[Registration]:
        return queryset


def open_view(request: HttpRequest) -> SavedView | None:
    """The saved view in the address, if there is one that this person may open; asked once a request."""
    if not hasattr(request, "open_view"):
        number = request.GET.get(VIEW, "")
        known = number.isdecimal() and len(number) < 10
        views = SavedView.objects.visible_to(request.user).select_related("owner")
        request.open_view = views.filter(pk=number).first() if known else None  # type: ignore[attr-defined]  # kept there
    view: SavedView | None = request.open_view  # type: ignore[attr-defined]  # set above
    return view


def shown_columns(request: HttpRequest) -> list[columns.Column]:
    """The columns of the open view that this person may see; asked once a request."""
    if not hasattr(request, "shown_columns"):
        view = open_view(request)
        request.shown_columns = columns.chosen(view.columns, cast("User", request.user)) if view else []  # type: ignore[attr-defined]  # kept there
    shown: list[columns.Column] = request.shown_columns  # type: ignore[attr-defined]  # set above
    return shown


def cell(column: columns.Column) -> Callable[[Registration], str]:
    """A column as the admin wants it."""

    def shown(registration: Registration) -> str:
        told: dict[str, str] = registration.told  # type: ignore[attr-defined]  # set by PeopleList
        return told[column.key] or NOTHING

    shown.short_description = column.header  # type: ignore[attr-defined]  # read by the admin
    shown.admin_order_field = column.order or None  # type: ignore[attr-defined]  # read by the admin
    return shown


class PeopleList(ChangeList):
    """One page of people; what a view tells of them comes from the same query as its exports."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.columns = shown_columns(request)
        super().__init__(request, *args, **kwargs)

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        if self.columns:
            people = list(self.result_list.prefetch_related(None))
            told = columns.told(people, self.columns)
            for one in people:
                one.told = told[one.pk]
            self.result_list = people


class WithViews(ModelAdmin[Registration]):
    """The part of the list of registrations that shows what a view says, in its order."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return PeopleList

    def get_list_display(self, request: HttpRequest) -> Any:
        """The columns of the open view; otherwise the usual ones that this person may see."""
        shown = shown_columns(request)
        if shown:
            return [cell(column) for column in shown]
        usual = super().get_list_display(request)
        return [name for name in usual if name != "email" or request.user.has_perm(columns.SEE_ADDRESSES)]

    def get_list_display_links(self, request: HttpRequest, list_display: Any) -> Any:
        return (
            list(list_display)[:1] if shown_columns(request) else super().get_list_display_links(request, list_display)
        )

    def get_ordering(self, request: HttpRequest) -> Any:
        view = open_view(request)
        key = view.order.removeprefix("-") if view else ""
        known = {column.key: column.order for column in columns.personal() if column.order}
        if view is None or key not in known:
            return super().get_ordering(request)
        return [f"-{known[key]}" if view.order.startswith("-") else known[key], "-pk"]
