"""The desk of the editors: the stock admin, both languages side by side in every form."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe
from modeltranslation.admin import TranslationAdmin, TranslationTabularInline

from events import facts
from events.clock_preview import SESSION_KEY
from events.forms import AsOnForm, BilingualForm, EditionForm
from events.models import (
    Article,
    Download,
    Edition,
    EventDay,
    FormQuestion,
    Landmark,
    OptionalService,
    Page,
    Partner,
    Partnership,
    Question,
    Session,
    Speaker,
    Venue,
)
from events.untranslated import gaps


class BilingualAdmin(TranslationAdmin[Any]):
    """Shows the facts that texts may name, and saves whole rows only (see ``Bilingual.clean``)."""

    form = BilingualForm
    change_form_template = "admin/events/change_form.html"
    save_on_top = True
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    list_per_page = 50

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        response: HttpResponse = super().render_change_form(
            request, {**context, "known_facts": facts.names()}, *args, **kwargs
        )
        return response


@admin.register(Edition)
class EditionAdmin(BilingualAdmin):
    """Editions, and the site as it will be or was on a given day."""

    form = EditionForm
    list_display = ["title", "starts_on", "ends_on", "status", "is_current"]
    list_filter = ["status"]
    search_fields = ["title_fr", "title_en", "theme_fr", "theme_en"]
    change_list_template = "admin/events/edition_list.html"

    def get_urls(self) -> list[URLPattern]:
        """Add the preview of another instant, and the list of what lacks a language."""
        as_on = self.admin_site.admin_view(require_http_methods(["GET", "POST"])(self.as_on))
        untranslated = self.admin_site.admin_view(require_safe(self.untranslated))
        return [
            path("as-on/", as_on, name="events_edition_as_on"),
            path("untranslated/", untranslated, name="events_edition_untranslated"),
            *super().get_urls(),
        ]

    def untranslated(self, request: HttpRequest) -> HttpResponse:
        """What is missing in the other language, with a link to each form."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = [(gap, reverse(f"admin:events_{gap.row._meta.model_name}_change", args=[gap.row.pk])) for gap in gaps()]
        context = {**self.admin_site.each_context(request), "rows": rows, "title": _("Missing in the other language")}
        return render(request, "admin/events/untranslated.html", context)

    def as_on(self, request: HttpRequest) -> HttpResponse:
        """Choose the instant this member of staff sees the public site at; nobody else is concerned."""
        form = AsOnForm(
            request.POST if request.method == "POST" else None, initial={"moment": request.session.get(SESSION_KEY)}
        )
        if request.method == "POST" and "back" in request.POST:
            request.session.pop(SESSION_KEY, None)
            messages.success(request, _("You see the site at the present time again."))
            return HttpResponseRedirect(reverse("admin:events_edition_as_on"))
        if request.method == "POST" and form.is_valid():
            request.session[SESSION_KEY] = form.cleaned_data["moment"].isoformat()
            return HttpResponseRedirect(reverse("events:home"))
        context = {**self.admin_site.each_context(request), "form": form, "title": _("The site as on …")}
        context["chosen"] = SESSION_KEY in request.session
        return render(request, "admin/events/as_on.html", context)


class LandmarkInline(TranslationTabularInline[Any, Any]):
    model = Landmark
    extra = 0


@admin.register(Venue)
class VenueAdmin(BilingualAdmin):
    inlines = [LandmarkInline]
    list_display = ["city", "name", "edition", "to_be_confirmed"]
    list_filter = ["edition"]
    list_select_related = ["edition"]


@admin.register(EventDay)
class EventDayAdmin(BilingualAdmin):
    """A new day gets its cap here; later it is changed where the reason is asked for, and places are counted."""

    list_display = ["__str__", "edition", "capacity", "taken", "places_left"]
    list_filter = ["edition"]
    list_select_related = ["edition", "venue"]
    readonly_fields = ["taken", "reserved"]
    change_form_template = "admin/events/eventday.html"

    def get_readonly_fields(self, request: HttpRequest, obj: EventDay | None = None) -> list[str]:
        decided_elsewhere = ["capacity", "overbooking", "room_limit"] if obj else []
        return [*self.readonly_fields, *decided_elsewhere]

    @admin.display(description=_("places left"))
    def places_left(self, day: EventDay) -> int:
        return day.places_left


@admin.register(Session)
class SessionAdmin(BilingualAdmin):
    list_display = ["title", "day", "starts_at", "ends_at", "kind", "language", "is_provisional"]
    list_filter = ["day__edition", "kind", "language", "is_provisional"]
    list_select_related = ["day__venue"]
    search_fields = ["title_fr", "title_en"]
    filter_horizontal = ["speakers"]
    prepopulated_fields = {"slug": ("title",)}


@admin.register(Speaker)
class SpeakerAdmin(BilingualAdmin):
    list_display = ["name", "organisation", "edition"]
    list_filter = ["edition"]
    list_select_related = ["edition"]
    search_fields = ["name", "organisation"]
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Partner)
class PartnerAdmin(BilingualAdmin):
    list_display = ["name", "short_name", "website"]
    search_fields = ["name_fr", "name_en", "short_name"]
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Partnership)
class PartnershipAdmin(BilingualAdmin):
    list_display = ["partner", "role", "edition", "position"]
    list_filter = ["edition", "role"]
    list_select_related = ["edition", "partner"]
    autocomplete_fields = ["partner"]


@admin.register(Question)
class QuestionAdmin(BilingualAdmin):
    list_display = ["question", "edition", "position"]
    list_filter = ["edition"]
    list_select_related = ["edition"]
    search_fields = ["question_fr", "question_en", "answer_fr", "answer_en"]
    prepopulated_fields = {"slug": ("question",)}


@admin.register(FormQuestion)
class FormQuestionAdmin(BilingualAdmin):
    list_display = ["label", "edition", "kind", "seen_by", "keep_days", "position"]
    list_filter = ["edition", "kind", "seen_by"]
    list_select_related = ["edition"]
    prepopulated_fields = {"slug": ("label",)}


@admin.register(Article)
class ArticleAdmin(BilingualAdmin):
    list_display = ["__str__", "kind", "languages", "published_at"]
    list_filter = ["kind", "languages"]
    search_fields = ["title_fr", "title_en", "body_fr", "body_en"]
    date_hierarchy = "published_at"


@admin.register(Page)
class PageAdmin(BilingualAdmin):
    list_display = ["title", "slug", "updated_on"]
    search_fields = ["title_fr", "title_en", "body_fr", "body_en"]


@admin.register(Download)
class DownloadAdmin(BilingualAdmin):
    list_display = ["label", "edition", "file", "url"]
    list_filter = ["edition"]
    list_select_related = ["edition"]


@admin.register(OptionalService)
class OptionalServiceAdmin(BilingualAdmin):
    """Adding one, or changing what it does, asks every reader again."""

    list_display = ["name", "provider", "category", "origin", "is_active"]
    list_filter = ["category", "is_active"]
