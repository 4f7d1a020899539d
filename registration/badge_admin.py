"""Badges in the admin: asked for from the list of registrations, watched while they are made, fetched when ready."""

from datetime import datetime
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin import ModelAdmin, SimpleListFilter, helpers
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.models import User
from events import clock
from registration import badge_batches, tasks
from registration.badge_choice import Order, Which, changed_since_printed, never_printed, stock
from registration.models import BadgeBatch, PrintedBadge, Registration
from registration.names import tidy

Layout = BadgeBatch.Layout


class PrintsBadges(ModelAdmin[Registration]):
    """The part of the list of registrations that sends people's badges to the press."""

    def has_print_badges_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("registration.print_badges")

    @admin.action(description=_("Print badges…"), permissions=["print_badges"])
    def print_badges(self, request: HttpRequest, queryset: QuerySet[Registration]) -> HttpResponse | None:
        """Ask how, show how many; then keep the batch, wake the worker, show the progress."""
        form = PrintForm(request.POST if "print" in request.POST else None)
        if form.is_valid():
            try:
                batch = badge_batches.ask(
                    registrations=queryset,
                    layout=Layout(form.cleaned_data["layout"]),
                    order=Order(form.cleaned_data["order"]),
                    which=Which(form.cleaned_data["which"]),
                    reason=form.cleaned_data["reason"],
                    selection=request.GET.urlencode(),
                    by=cast("User", request.user),
                    now=clock.now(),
                )
            except badge_batches.NobodyToPrintError:
                form.add_error("which", _("There is no badge to print among the people chosen."))
            except badge_batches.ReasonMissingError:
                form.add_error("reason", _("Some of these badges were printed before: please say why they are again."))
            else:
                transaction.on_commit(lambda: tasks.wake_press(batch.pk))
                return redirect("admin:registration_badgebatch_change", batch.pk)
        page = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Print badges"),
            "form": form,
            "stock": stock(queryset),
            "chosen": request.POST.getlist(helpers.ACTION_CHECKBOX_NAME),
            "select_across": request.POST.get("select_across", "0"),
            "example": queryset.order_by("pk").values_list("reference", flat=True).first(),
        }
        return TemplateResponse(request, "registration/admin/print_badges.html", page)


class PrintForm(forms.Form):
    """How the badges are printed."""

    layout = forms.ChoiceField(label=_("Layout"), choices=Layout, initial=Layout.A6, widget=forms.RadioSelect)
    which = forms.ChoiceField(label=_("Whose badges"), choices=Which, initial=Which.NEW, widget=forms.RadioSelect)
    order = forms.ChoiceField(label=_("Order"), choices=Order, initial=Order.NAME, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        required=False,
        help_text=_("Only when badges that exist are printed again; it stays on the registration."),
    )

    def clean_reason(self) -> str:
        return tidy(self.cleaned_data["reason"])


PRINT_ACTIONS = ["print_badges"]


class PrintedBadgeInline(admin.TabularInline[PrintedBadge, Registration]):
    """Each time the badge was sent to the press: when, by whom, why again. Read only."""

    model = PrintedBadge
    extra = 0
    can_delete = False
    fields = ["asked_at", "asked_by", "layout", "reason"]
    readonly_fields = ["asked_at", "asked_by", "layout", "reason"]

    def has_add_permission(self, request: HttpRequest, obj: Registration | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Registration | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Registration | None = None) -> bool:
        """Whoever sees the person sees what was printed."""
        return request.user.has_perm("registration.view_registration")

    def get_queryset(self, request: HttpRequest) -> QuerySet[PrintedBadge]:
        printed = PrintedBadge.objects.on_paper().select_related("batch__asked_by")
        return printed.order_by("batch__asked_at", "pk")

    @admin.display(description=_("asked"))
    def asked_at(self, badge: PrintedBadge) -> datetime:
        return badge.batch.asked_at

    @admin.display(description=_("asked by"))
    def asked_by(self, badge: PrintedBadge) -> str:
        return str(badge.batch.asked_by)

    @admin.display(description=_("layout"))
    def layout(self, badge: PrintedBadge) -> str:
        return badge.batch.get_layout_display()

    @admin.display(description=_("reason"))
    def reason(self, badge: PrintedBadge) -> str:
        return badge.batch.reason or "–"


class PrintedFilter(SimpleListFilter):
    """Whose badge was never printed: only the new ones since the last batch."""

    title = _("badge")
    parameter_name = "badge"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Registration]) -> list[tuple[str, Any]]:
        return [("new", _("never printed")), ("changed", _("changed since printed")), ("printed", _("printed"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Registration]) -> QuerySet[Registration]:
        by_value = {"new": never_printed(), "changed": changed_since_printed(), "printed": ~never_printed()}
        return queryset.filter(by_value[chosen]) if (chosen := self.value() or "") in by_value else queryset


@admin.register(BadgeBatch)
class BadgeBatchAdmin(ModelAdmin[BadgeBatch]):
    """What was printed, by whom: read only, with the progress and the file."""

    list_display = ["asked_at", "asked_by", "layout", "total", "status", "finished_at"]
    list_filter = ["layout", "status"]
    date_hierarchy = "asked_at"
    fields = ["asked_at", "asked_by", "layout", "selection", "reason", "total", "status", "finished_at"]
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
        return JsonResponse({"done": batch.printed, "total": batch.total, "under_way": batch.is_under_way})

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
