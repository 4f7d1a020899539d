"""The desk of the editors: the stock admin, both languages side by side in every form."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe
from modeltranslation.admin import TranslationTabularInline

from events import clock, draft_links, picture_files
from events.audience_admin import AudienceAdmin
from events.clock_preview import SESSION_KEY
from events.dates import date_in_words, time_in_words
from events.forms import AsOnForm, EditionForm, PictureForm
from events.models import (
    Article,
    Download,
    Edition,
    EventDay,
    FormQuestion,
    Landmark,
    OptionalService,
    Page,
    PageViews,
    Partner,
    Partnership,
    Picture,
    Question,
    Session,
    Speaker,
    Venue,
)
from events.text_admin import BilingualAdmin
from events.untranslated import gaps


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
        decided_elsewhere = [
            "capacity", "overbooking", "room_limit", "registration_opens_at", "registration_closes_at",
        ]  # fmt: skip
        return [*self.readonly_fields, *(decided_elsewhere if obj else [])]

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
    list_display = ["__str__", "kind", "languages", "seen"]
    list_filter = ["kind", "languages"]
    search_fields = ["title_fr", "title_en", "body_fr", "body_en"]
    date_hierarchy = "published_at"

    @admin.display(description=_("seen by readers"), ordering="published_at")
    def seen(self, article: Article) -> str:
        return seen_in_words(article.published_at, now=clock.now())

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if draft_links.is_draft(obj, now=clock.now()):
            messages.info(request, capfirst(seen_in_words(obj.published_at, now=clock.now())) + ".")


def seen_in_words(moment: datetime | None, *, now: datetime) -> str:
    """Since when or from when readers see it, to the minute."""
    if moment is None:
        return str(_("not yet: a draft"))
    local = timezone.localtime(moment)
    said = {"day": date_in_words(local.date()), "time": time_in_words(local.time())}
    if moment <= now:
        return str(_("since %(day)s, %(time)s")) % said
    return str(_("will be seen from %(day)s, %(time)s (Paris time)")) % said


@admin.register(Page)
class PageAdmin(BilingualAdmin):
    list_display = ["title", "slug", "updated_on"]
    search_fields = ["title_fr", "title_en", "body_fr", "body_en"]


@admin.register(Picture)
class PictureAdmin(BilingualAdmin):
    """Pictures for texts and logos: uploaded here, placed in texts by their short name."""

    form = PictureForm
    list_display = ["slug", "alt", "is_decorative", "width", "height"]
    search_fields = ["slug", "alt_fr", "alt_en"]

    def delete_model(self, request: HttpRequest, obj: Picture) -> None:
        super().delete_model(request, obj)
        picture_files.forget(obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for picture in queryset:
            self.delete_model(request, picture)


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


admin.site.register(PageViews, AudienceAdmin)
