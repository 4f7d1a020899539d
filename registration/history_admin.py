"""All that was changed, by whom and when, across registrations: read, filtered and searched, never written."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from registration.history import BECAME
from registration.models import HistoryEntry, Registration


class ByWhomFilter(admin.SimpleListFilter):
    """Changes by people themselves and the system, or by the team."""

    title = _("by")
    parameter_name = "whom"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("team", _("the team")), ("mine", _("me")), ("others", _("people themselves and the system"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[HistoryEntry]) -> QuerySet[HistoryEntry]:
        if self.value() == "mine":
            return queryset.filter(by=request.user.pk)
        return queryset if self.value() is None else queryset.filter(by__isnull=self.value() != "team")


class HistoryAdmin(admin.ModelAdmin[HistoryEntry]):
    """One line per change, with the way to the registration."""

    list_display = ["at", "kind", "person", "day", "by", "words"]
    list_display_links = None
    list_filter = ["kind", ByWhomFilter, "registration__edition"]
    search_fields = ["registration__reference", "registration__folded", "detail", "by__full_name", "by__email"]
    search_help_text = _("Reference or name of the person, words of the detail, name of the colleague")
    date_hierarchy = "at"
    ordering = ["-at", "-pk"]
    list_per_page = 50
    show_full_result_count = False
    list_select_related = ["registration", "day__venue", "by"]

    @admin.display(description=_("registration"), ordering="registration__reference")
    def person(self, entry: HistoryEntry) -> SafeString:
        address = reverse("admin:registration_registration_change", args=[entry.registration_id])
        return format_html('<a href="{}">{}</a>', address, entry.registration)

    @admin.display(description=_("detail"))
    def words(self, entry: HistoryEntry) -> str:
        return detail_in_words(entry)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def detail_in_words(entry: HistoryEntry) -> str:
    """Names of the fields changed and roles as people read them; reasons as they were written."""
    if entry.kind == HistoryEntry.Kind.ROLE:
        roles = dict(Registration.Role.choices)
        return BECAME.join(str(roles.get(role, role)) for role in entry.detail.split(BECAME))
    if entry.kind != HistoryEntry.Kind.AMENDED:
        return entry.detail
    names = {field.name: str(field.verbose_name) for field in Registration._meta.concrete_fields}
    return ", ".join(names.get(name, name) for name in entry.detail.split(", "))
