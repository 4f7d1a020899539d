"""One view as a file: taken now, announced by e-mail, and who took it before."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.row_choices import RowChoices
from events import clock
from registration import columns, scheduled_exports
from registration.export_admin import CSV, XLSX, may_export
from registration.models import ExportReader, ExportSchedule, SavedView
from registration.view_admin import SavesViews

MOST_EXPORTS = 10


class ScheduleForm(forms.ModelForm[ExportSchedule]):
    """When the link is sent, and to whom."""

    readers = RowChoices(
        label=gettext_lazy("To whom"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Colleagues who may take this list. Messages end when they no longer may."),
        error_messages={"required": gettext_lazy("Please choose at least one colleague.")},
    )

    class Meta:
        model = ExportSchedule
        fields = ("frequency", "weekday", "hour", "until")
        widgets = {"until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, view: SavedView, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        readers = cast("forms.ModelMultipleChoiceField[User]", self.fields["readers"])
        readers.queryset = scheduled_exports.colleagues(view)
        hours = [(hour, f"{hour:02}:00") for hour in range(24)]
        self.fields["hour"] = forms.TypedChoiceField(
            label=_("Hour"), choices=hours, coerce=int, initial=8, help_text=_("Paris time.")
        )
        self.fields["until"].help_text = _("No message after this day. Empty: until stopped.")


class SchedulesExports(SavesViews):
    """The part of the list of registrations that hands out views and announces them."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        page = require_http_methods(["GET", "HEAD", "POST"])(self.export_page)
        return [
            path("views/<int:pk>/export/", view(page), name="registration_savedview_export"),
            path("readers/<int:pk>/leave/", view(require_POST(self.leave)), name="registration_exportreader_leave"),
            *super().get_urls(),
        ]

    def export_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What the link of a message opens: buttons for the files, the schedule, the log.  Looking takes nothing."""
        view = self.visible(request, pk)
        if not may_export(request):
            raise PermissionDenied
        data = request.POST if request.method == "POST" else None
        initial = {"readers": [request.user.pk]}
        form = ScheduleForm(data, view=view, instance=ExportSchedule(view=view), initial=initial)
        if form.is_valid() and self._scheduled(request, form):
            return redirect("admin:registration_savedview_export", view.pk)
        readers = ExportReader.objects.running().filter(schedule__view=view).select_related("schedule", "user")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("A view as a file"),
            "subtitle": view.name,
            "view": view,
            "form": form,
            "formats": [CSV, XLSX],
            "shown": columns.chosen(view.columns, cast("User", request.user)),
            "readers": [(one, request.user.pk in {one.user_id, one.schedule.created_by_id}) for one in readers],
            "taken": view.exports.select_related("by")[:MOST_EXPORTS],
        }
        return TemplateResponse(request, "registration/admin/view_export.html", context)

    def leave(self, request: HttpRequest, pk: int) -> HttpResponse:
        reader = get_object_or_404(ExportReader.objects.select_related("schedule"), pk=pk)
        try:
            scheduled_exports.leave(reader=reader, by=cast("User", request.user), now=clock.now())
        except scheduled_exports.NotYoursError as error:
            raise PermissionDenied from error
        self.message_user(request, _("No more messages about this list will be sent to this person."), messages.SUCCESS)
        if (
            may_export(request)
            and SavedView.objects.visible_to(request.user).filter(pk=reader.schedule.view_id).exists()
        ):
            return redirect("admin:registration_savedview_export", reader.schedule.view_id)
        return redirect("admin:index")

    def _scheduled(self, request: HttpRequest, form: ScheduleForm) -> bool:
        planned, readers = form.save(commit=False), list(form.cleaned_data["readers"])
        try:
            scheduled_exports.schedule(planned=planned, readers=readers, by=cast("User", request.user), now=clock.now())
        except scheduled_exports.NobodyToWriteToError:
            form.add_error("readers", _("None of these colleagues may take this list."))
            return False
        self.message_user(
            request, _("The link will be sent. The file is made when somebody takes it."), messages.SUCCESS
        )
        return True
