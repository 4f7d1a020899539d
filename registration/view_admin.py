"""Saved views in the admin: made, changed, shared, removed, opened."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from events import clock
from events.models import EventDay
from registration import columns, exports, saved_views
from registration.models import Registration, SavedView
from registration.people_list import WithViews, open_view
from registration.view_form import ViewForm, filters_of, rearranged

LIST = "admin:registration_registration_changelist"


class SavesViews(WithViews):
    """The part of the list of registrations where views are kept."""

    def get_urls(self) -> list[URLPattern]:
        write, admin_view = require_http_methods(["GET", "HEAD", "POST"]), self.admin_site.admin_view
        views: dict[str, tuple[str, Callable[..., HttpResponse]]] = {
            "add": ("views/add/", write(self.new_view)),
            "open": ("views/<int:pk>/", require_safe(self.go_to_view)),
            "change": ("views/<int:pk>/change/", write(self.edit_view)),
            "delete": ("views/<int:pk>/delete/", require_POST(self.remove_view)),
        }
        own = [path(at, admin_view(view), name=f"registration_savedview_{name}") for name, (at, view) in views.items()]
        return [*own, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Name every view above the list, and the open one."""
        kept = {
            "saved_views": SavedView.objects.visible_to(request.user).order_by("is_shared", "name", "pk"),
            "open_view": open_view(request),
        }
        return super().changelist_view(request, {**kept, **(extra_context or {})})

    def go_to_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The address to keep: it leads to the list with what the view says today."""
        return redirect(f"{reverse(LIST)}?{self.visible(request, pk).query}")

    def new_view(self, request: HttpRequest) -> HttpResponse:
        """A new view, begun from what the list shows now."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        source = open_view(request)
        begun = [column.key for column in exports.usual_columns(_current())]
        keys = source.columns if source else begun
        return self._edit(request, None, query=request.GET.urlencode(), keys=keys, order=source.order if source else "")

    def edit_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        view = self.visible(request, pk)
        return self._edit(request, view, query=view.filters, keys=view.columns, order=view.order)

    def remove_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            saved_views.remove(view=self.visible(request, pk), by=cast("User", request.user))
        except saved_views.NotYoursError as error:
            raise PermissionDenied from error
        self.message_user(request, _("The view is removed. Nobody was."), messages.SUCCESS)
        return redirect(LIST)

    def visible(self, request: HttpRequest, pk: int) -> SavedView:
        """A view this person may open, or 404: nobody learns what others keep for themselves."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk)

    def _edit(
        self, request: HttpRequest, view: SavedView | None, *, query: str, keys: list[str], order: str
    ) -> HttpResponse:
        """Show the form, move its columns, or keep it."""
        days = EventDay.objects.filter(Q(edition__is_current=True) | Q(slug__in=_slugs(keys))).select_related("venue")
        offered = columns.offered(days.order_by("date", "pk"), cast("User", request.user), keys=keys)
        data = request.POST if request.method == "POST" else None
        keys = rearranged(data.getlist("columns"), data) if data is not None else keys
        initial = {
            "name": view.name if view else "",
            "is_shared": bool(view and view.is_shared),
            "q": QueryDict(query).get("q", ""),
            "order": order.removeprefix("-"),
            "descending": order.startswith("-"),
        }
        form = ViewForm(data, filters=self._filters(request, query), columns=offered, initial=initial)
        shown = [offered[key] for key in keys if key in offered]
        if data is not None and "save" in data and form.is_valid() and self._saved(request, form, view, shown):
            return redirect(LIST) if view is None else redirect("admin:registration_savedview_open", view.pk)
        return TemplateResponse(
            request, "registration/admin/view.html", self._context(request, view, form, shown, offered)
        )

    def _saved(self, request: HttpRequest, form: ViewForm, view: SavedView | None, shown: list[columns.Column]) -> bool:
        """Keep what was asked for; otherwise say beside the field why not."""
        keys = [column.key for column in shown]
        by, now = cast("User", request.user), clock.now()
        if not keys:
            form.add_error(None, _("Please choose at least one column."))
            return False
        try:
            if view is None:
                saved_views.make(wishes=form.wishes(keys), by=by, now=now)
            else:
                saved_views.change(view=view, wishes=form.wishes(keys), by=by, now=now)
        except saved_views.NameTakenError:
            form.add_error("name", _("You already have a view of this name."))
        except saved_views.NotYoursError:
            form.add_error("is_shared", _("Only the owner of this view decides whether it is shared."))
        else:
            self.message_user(request, _("The view is kept: it stands above the list."), messages.SUCCESS)
            return True
        return False

    def _filters(self, request: HttpRequest, query: str) -> Any:
        """Every filter of the list, as ``query`` sets them; as nothing sets them if it makes no sense any more."""
        asked = _like(request, query)
        try:
            return filters_of(self.get_changelist_instance(asked))
        except IncorrectLookupParameters:
            return filters_of(self.get_changelist_instance(_like(request, "")))

    def _context(
        self,
        request: HttpRequest,
        view: SavedView | None,
        form: ViewForm,
        shown: list[columns.Column],
        offered: dict[str, columns.Column],
    ) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Change a view") if view else _("New view"),
            "subtitle": view.name if view else None,
            "view": view,
            "form": form,
            "shown": shown,
            "others": [column for column in offered.values() if column not in shown],
            "may_remove": view is not None and view.owner_id == request.user.pk,
        }


def _like(request: HttpRequest, query: str) -> HttpRequest:
    """The same person asking for the list with another query."""
    asked = HttpRequest()
    asked.method, asked.path, asked.user, asked.session = "GET", reverse(LIST), request.user, request.session
    asked.META = request.META
    asked.GET = QueryDict(query)
    return asked


def _current() -> Any:
    return Registration.objects.filter(edition__is_current=True)


def _slugs(keys: list[str]) -> list[str]:
    return [key.partition("-")[2] for key in keys if key.startswith((columns.PLACE, columns.CAME))]
