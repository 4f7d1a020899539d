"""Badges in the admin: asked for from the list of registrations, watched while they are made, fetched when ready."""

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.models import User
from events import clock
from registration import badge_batches, tasks
from registration.models import BadgeBatch, PrintedBadge, Registration

Layout = BadgeBatch.Layout


class PrintsBadges(ModelAdmin[Registration]):
    """The part of the list of registrations that sends people's badges to the press."""

    def has_print_badges_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("registration.print_badges")

    @admin.action(description=_("Badges: one A6 page each"), permissions=["print_badges"])
    def badges_on_a6(self, request: HttpRequest, queryset: QuerySet[Registration]) -> HttpResponse | None:
        return self._print(request, queryset, Layout.A6)

    @admin.action(description=_("Badges: four on an A4 sheet"), permissions=["print_badges"])
    def badges_four_on_a4(self, request: HttpRequest, queryset: QuerySet[Registration]) -> HttpResponse | None:
        return self._print(request, queryset, Layout.FOUR)

    @admin.action(description=_("Badges: eight on an A4 sheet"), permissions=["print_badges"])
    def badges_eight_on_a4(self, request: HttpRequest, queryset: QuerySet[Registration]) -> HttpResponse | None:
        return self._print(request, queryset, Layout.EIGHT)

    @admin.action(description=_("Badges: labels of a 62 mm roll"), permissions=["print_badges"])
    def badges_on_labels(self, request: HttpRequest, queryset: QuerySet[Registration]) -> HttpResponse | None:
        return self._print(request, queryset, Layout.LABEL)

    def _print(
        self, request: HttpRequest, queryset: QuerySet[Registration], layout: BadgeBatch.Layout
    ) -> HttpResponse | None:
        """Keep the batch, wake the worker, show the progress."""
        try:
            batch = badge_batches.ask(
                registrations=queryset,
                layout=layout,
                selection=request.GET.urlencode(),
                by=cast("User", request.user),
                now=clock.now(),
            )
        except badge_batches.NobodyToPrintError:
            self.message_user(request, _("Nobody chosen holds a place: there is no badge to print."), messages.WARNING)
            return None
        transaction.on_commit(lambda: tasks.wake_press(batch.pk))
        return redirect("admin:registration_badgebatch_change", batch.pk)


PRINT_ACTIONS = ["badges_on_a6", "badges_four_on_a4", "badges_eight_on_a4", "badges_on_labels"]


class PrintedFilter(SimpleListFilter):
    """Whose badge was never printed: only the new ones since the last batch."""

    title = _("badge")
    parameter_name = "badge"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Registration]) -> list[tuple[str, Any]]:
        return [("new", _("never printed")), ("printed", _("printed"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Registration]) -> QuerySet[Registration]:
        if self.value() is None:
            return queryset
        printed = PrintedBadge.objects.values("registration_id")
        return queryset.filter(pk__in=printed) if self.value() == "printed" else queryset.exclude(pk__in=printed)


@admin.register(BadgeBatch)
class BadgeBatchAdmin(ModelAdmin[BadgeBatch]):
    """What was printed, by whom: read only, with the progress and the file."""

    list_display = ["asked_at", "asked_by", "layout", "total", "status", "finished_at"]
    list_filter = ["layout", "status"]
    date_hierarchy = "asked_at"
    fields = ["asked_at", "asked_by", "layout", "selection", "total", "status", "finished_at"]
    change_form_template = "registration/admin/badge_batch.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Batches are asked for from the list of registrations."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: BadgeBatch | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: BadgeBatch | None = None) -> bool:
        """The file goes after a week; that badges were printed stays known."""
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/progress/", view(require_safe(self.progress)), name="registration_badgebatch_progress"),
            path("<int:pk>/file/", view(require_safe(self.file)), name="registration_badgebatch_file"),
            *super().get_urls(),
        ]

    def progress(self, request: HttpRequest, pk: int) -> JsonResponse:
        """How far the press is, for the progress bar."""
        batch = self._batch(request, pk)
        return JsonResponse({"printed": batch.printed, "total": batch.total, "under_way": batch.is_under_way})

    def file(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """The badges, to those who may print them."""
        batch = self._batch(request, pk)
        if not request.user.has_perm("registration.print_badges"):
            raise PermissionDenied
        if not batch.file:
            return redirect("admin:registration_badgebatch_change", pk)
        name = f"badges-{batch.asked_at:%Y-%m-%d}-{batch.pk}.pdf"
        response = FileResponse(batch.file.open(), as_attachment=True, filename=name, content_type="application/pdf")
        response["Cache-Control"] = "private, no-store"
        return response

    def _batch(self, request: HttpRequest, pk: int) -> BadgeBatch:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return get_object_or_404(BadgeBatch, pk=pk)
