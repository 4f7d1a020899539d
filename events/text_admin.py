"""The form of every text in the admin: both languages side by side, its history, the link to a draft."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import get_language_info, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe
from modeltranslation.admin import TranslationAdmin

from accounts.models import User
from events import clock, draft_links, facts, text_versions
from events.forms import BilingualForm, Instant
from events.models.bilingual import LANGUAGES

HOLDS: tuple[Any, Any] = (None, {"fields": ("other_language_holds",)})  # the last part of a form
SELDOM = ("collapse",)  # the classes of a part that is folded away
CHECK_LIST = "check_list"  # in an address: the edition whose check list one came from


class BilingualAdmin(TranslationAdmin[Any]):
    """Shows the facts that texts may name, and saves whole rows only (see ``Bilingual.clean``)."""

    form = BilingualForm
    change_form_template = "admin/events/change_form.html"
    save_on_top = True
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}, models.DateTimeField: {"widget": Instant}}
    list_per_page = 50

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row = context.get("original")
        added = {
            "known_facts": facts.names(),
            "draft_link": reverse(self._name("draft"), args=[row.pk])
            if row and draft_links.is_draft(row, now=clock.now())
            else "",
        }
        response: HttpResponse = super().render_change_form(request, {**context, **added}, *args, **kwargs)
        return response

    def get_urls(self) -> list[URLPattern]:
        """Add putting a version back, and the link to a draft."""
        restore = self.admin_site.admin_view(require_POST(self.restore))
        draft = self.admin_site.admin_view(require_safe(self.draft))
        return [
            path("<int:key>/restore/<int:version>/", restore, name=self._name("restore")[6:]),
            path("<int:key>/draft/", draft, name=self._name("draft")[6:]),
            *super().get_urls(),
        ]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the places and days of the edition the form is about, and read their names at once."""
        links = {"venue": ("edition",), "day": ("venue",)}.get(db_field.name)
        if links:
            rows = db_field.remote_field.model._default_manager.select_related(*links)
            edition = request.GET.get(CHECK_LIST, "")
            kwargs["queryset"] = rows.filter(edition=edition) if edition.isdecimal() else rows
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        return _to_check_list(request) or super().response_post_save_add(request, obj)

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        return _to_check_list(request) or super().response_post_save_change(request, obj)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Keep what the text said before and says now."""
        before = text_versions.texts_of(self.model._default_manager.get(pk=obj.pk)) if change else None
        super().save_model(request, obj, form, change)
        holds = form.cleaned_data.get("other_language_holds", False)
        text_versions.record(row=obj, before=before, by=colleague(request), now=timezone.now(), other_holds=holds)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Who changed what and when, both languages side by side."""
        row = self._row(request, object_id, self.has_view_permission)
        context = {
            **self.admin_site.each_context(request),
            "title": _("History of “%(name)s”") % {"name": row},
            "opts": self.opts,
            "row": row,
            "steps": text_versions.steps(row),
            "may_restore": self.has_change_permission(request, row),
            "restore_name": self._name("restore"),
        }
        return render(request, "admin/events/history.html", context)

    def restore(self, request: HttpRequest, key: int, version: int) -> HttpResponse:
        """Put a version back as a new one."""
        row = self._row(request, str(key), self.has_change_permission)
        chosen = text_versions.versions_of(row).filter(pk=version).first()
        if chosen is None:
            raise Http404
        try:
            text_versions.restore(row=row, version=chosen, by=colleague(request), now=timezone.now())
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("The earlier texts are back, as a new version."))
        return HttpResponseRedirect(reverse(self._name("history"), args=[key]))

    def draft(self, request: HttpRequest, key: int) -> HttpResponse:
        """The links to a draft, one for each language."""
        row = self._row(request, str(key), self.has_view_permission)
        if not draft_links.is_draft(row, now=clock.now()):
            raise Http404
        links = []
        for language in LANGUAGES:
            with override(language):
                address = request.build_absolute_uri(draft_links.address(row, now=timezone.now()))
            links.append((get_language_info(language)["name_translated"], address))
        context = {**self.admin_site.each_context(request), "title": _("Show this draft to somebody")}
        context |= {"opts": self.opts, "row": row, "links": links, "until": timezone.now() + draft_links.KEEP}
        return render(request, "admin/events/draft_link.html", context)

    def _row(self, request: HttpRequest, key: str, may: Any) -> Any:
        row = self.get_object(request, key)
        if row is None:
            raise Http404
        if not may(request, row):
            raise PermissionDenied
        return row

    def _name(self, page: str) -> str:
        return f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"


def colleague(request: HttpRequest) -> User:
    """Whoever writes; the admin lets nobody in without an account."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def form_of(row: models.Model) -> str:
    """The address of the form ``row`` is written in."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def _to_check_list(request: HttpRequest) -> HttpResponseRedirect | None:
    """Back to the check list one came from, if so."""
    edition = request.GET.get(CHECK_LIST, "")
    return (
        HttpResponseRedirect(reverse("admin:events_edition_check_list", args=[edition]))
        if edition.isdecimal()
        else None
    )
