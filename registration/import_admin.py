"""Lists brought in: the file, the columns, the trial, the import, its log."""

from typing import Any, cast

from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.models import User
from events import clock
from registration import imports, news, tables
from registration.import_forms import FileForm, MappingForm, UploadForm, carried, carry, summary
from registration.models import ImportLog, PastParticipant

MOST_FAULTS = 100


class ImportLogAdmin(admin.ModelAdmin[ImportLog]):
    """Who brought which list in: read only.  “Add” is the import itself."""

    list_display = ["at", "by", "kind", "edition", "lines", "added", "digest"]
    list_filter = ["kind", "edition"]
    list_select_related = ["by", "edition"]
    fields = ["at", "by", "kind", "edition", "lines", "added", "digest"]
    change_list_template = "registration/admin/import_list.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"may_import": may_import(request), **(extra_context or {})})

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_http_methods(["GET", "HEAD", "POST"])(self.bring_in))
        return [path("new/", view, name="registration_importlog_new"), *super().get_urls()]

    def bring_in(self, request: HttpRequest) -> HttpResponse:
        """Every step is this page: the file travels in it, signed, until the import or the end."""
        if not may_import(request):
            raise PermissionDenied
        if request.method != "POST":
            return self._page(request, {"form": FileForm(initial={"language": request.LANGUAGE_CODE[:2]})})
        if "carried" not in request.POST:
            first = FileForm(request.POST, request.FILES)
            if not first.is_valid():
                return self._page(request, {"form": first})
            return self._try(request, first, first.cleaned_data["file"], chosen=None)
        about = UploadForm(request.POST)
        try:
            content = carried(request.POST["carried"])
        except signing.BadSignature:
            self.message_user(request, _("The file is no longer there: please choose it again."), messages.ERROR)
            return redirect("admin:registration_importlog_new")
        if not about.is_valid():
            return self._page(request, {"form": FileForm(request.POST)})
        return self._try(request, about, content, chosen=request.POST)

    def _try(self, request: HttpRequest, about: UploadForm, content: bytes, *, chosen: Any) -> HttpResponse:
        """Show what would happen; do it when asked to and nothing is wrong."""
        kind, table = about.cleaned_data["kind"], tables.read(content)
        guessed = imports.guess(kind=kind, headers=table.headers)
        columns = MappingForm(chosen, kind=kind, table=table, guessed=guessed)
        page = {"form": about, "columns": columns, "carried": carry(content), "table": table, "kind": kind}
        if chosen is not None and not columns.is_valid():
            return self._page(request, page)
        asked = {
            "kind": kind,
            "edition": about.cleaned_data["edition"],
            "table": table,
            "mapping": columns.mapping(),
            "default_language": about.cleaned_data["language"],
        }
        if chosen is not None and "import" in chosen:
            done = self._import(request, asked, about, content)
            if done:
                return done
        trial = imports.try_out(**asked)
        page |= {"trial": trial, "faults": trial.faults[:MOST_FAULTS], "summary": summary(trial)}
        return self._page(request, page)

    def _import(
        self, request: HttpRequest, asked: dict[str, Any], about: UploadForm, content: bytes
    ) -> HttpResponse | None:
        by, reserves = cast("User", request.user), list(about.cleaned_data["reserves"])
        try:
            log = imports.commit(**asked, reserves=reserves, content=content, by=by, now=clock.now())
        except imports.FaultyError:
            self.message_user(request, _("Nothing was written: correct the lines below first."), messages.ERROR)
            return None
        except imports.TooOldError:
            old = _("People of this edition would have to be forgotten already: the list was not taken.")
            self.message_user(request, old, messages.ERROR)
            return None
        said = _("%(added)d of %(lines)d lines were new and are written.")
        self.message_user(request, said % {"added": log.added, "lines": log.lines}, messages.SUCCESS)
        target = "invitation" if log.kind == ImportLog.Kind.INVITATIONS else "pastparticipant"
        return redirect(f"admin:registration_{target}_changelist")

    def _page(self, request: HttpRequest, page: dict[str, Any]) -> HttpResponse:
        whole = {**self.admin_site.each_context(request), "opts": self.opts, "title": _("Bring in a list"), **page}
        return render(request, "registration/admin/import.html", whole)


class PastParticipantAdmin(admin.ModelAdmin[PastParticipant]):
    """People of editions before this site: found, told apart, forgotten."""

    list_display = ["__str__", "organisation", "email", "edition", "language", "opted_out_at"]
    list_filter = ["edition", "language", ("opted_out_at", admin.EmptyFieldListFilter)]
    list_select_related = ["edition"]
    search_fields = ["first_name", "last_name", "organisation", "email"]
    list_per_page = 50
    actions = ["opt_out"]
    readonly_fields = ["edition", "email", "opted_out_at"]
    change_list_template = "registration/admin/import_list.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They come by a list."""
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"may_import": may_import(request), **(extra_context or {})})

    @admin.action(description=gettext_lazy("Note that they want no invitation"), permissions=["change"])
    def opt_out(self, request: HttpRequest, queryset: QuerySet[PastParticipant]) -> None:
        """Kept, so that the next list does not undo it."""
        news.refuse_for(identities=queryset.values_list("email_identity", flat=True), now=clock.now())
        for person in queryset:
            self.log_change(request, person, _("Wants no invitation."))
        self.message_user(request, _("Noted: nothing is sent to them."), messages.SUCCESS)


def may_import(request: HttpRequest) -> bool:
    """Who may write both kinds of rows."""
    return request.user.has_perms(["registration.add_pastparticipant", "registration.add_invitation"])
