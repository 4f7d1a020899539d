"""Buttons above the list of registrations: export what is filtered."""

from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.antirobot import rate_limited
from accounts.models import User
from events import clock
from events.models import EventDay
from registration import exports, paper_list
from registration.models import ExportLog, Registration
from registration.people_list import open_view

CSV, XLSX = ExportLog.Format.CSV, ExportLog.Format.XLSX
MOST_OFTEN = "20/m"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Exportable(admin.ModelAdmin[Registration]):
    """The part of the list of registrations that hands it out as a file."""

    change_list_template = "registration/admin/list.html"

    def get_urls(self) -> list[URLPattern]:
        export, paper = (self._slowly(view) for view in (self.export_view, self.paper_view))
        return [
            path("export/<str:file_format>/", export, name="registration_registration_export"),
            path("paper/<slug:slug>/", paper, name="registration_registration_paper"),
            *super().get_urls(),
        ]

    def _slowly(self, view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        """A button that hands people out: so often a minute for one account, which is more than anybody reads."""
        posted = cast("Callable[..., HttpResponse]", require_POST(view))
        limited = rate_limited("export", MOST_OFTEN, lambda request: f"user:{request.user.pk}")(posted)
        slow: Callable[..., HttpResponseBase] = self.admin_site.admin_view(limited)
        return slow

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the buttons to those who may use them."""
        offered = {"export_formats": [CSV, XLSX], "paper_days": _days_of_the_current_edition()}
        return super().changelist_view(request, {**(offered if may_export(request) else {}), **(extra_context or {})})

    def export_view(self, request: HttpRequest, file_format: str) -> HttpResponseBase:
        """The rows of the list with the filters, the search and the order of its address; written in the log."""
        if not may_export(request) or file_format not in {CSV, XLSX}:
            raise PermissionDenied
        try:
            registrations = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters as error:
            raise BadRequest("unknown filter") from error
        table = exports.export(
            registrations=registrations,
            file_format=ExportLog.Format(file_format),
            selection=request.GET.urlencode(),
            by=cast("User", request.user),
            now=clock.now(),
            view=open_view(request),
        )
        return download(table, file_format)

    def paper_view(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Everybody expected on one day, on paper for the door; written in the log."""
        if not may_export(request):
            raise PermissionDenied
        day = get_object_or_404(EventDay.objects.select_related("venue"), slug=slug)
        content = paper_list.take(day=day, by=cast("User", request.user), now=clock.now())
        response = HttpResponse(content, content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="{day.slug}.pdf"'
        response["Cache-Control"] = "private, no-store"
        return response


def _days_of_the_current_edition() -> QuerySet[EventDay]:
    return EventDay.objects.filter(edition__is_current=True).select_related("venue").order_by("date", "pk")


def may_export(request: HttpRequest) -> bool:
    return request.user.has_perm("registration.export_registration")


def download(table: exports.AttendeeList, file_format: str) -> HttpResponseBase:
    """The list as an answer, without ever being whole in memory."""
    name = f"{_('attendees')}-{clock.now():%Y-%m-%d}.{file_format}"
    response: HttpResponseBase
    if file_format == CSV:
        response = StreamingHttpResponse(exports.csv_file(table), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    else:
        file = NamedTemporaryFile(suffix=".xlsx")  # noqa: SIM115 - the answer closes it when it was sent
        exports.write_xlsx(table, Path(file.name))
        response = FileResponse(file, as_attachment=True, filename=name, content_type=XLSX_TYPE)
    response["Cache-Control"] = "private, no-store"
    return response
