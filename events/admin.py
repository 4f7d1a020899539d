"""The desk of the editors: the stock admin, both languages side by side in every form."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from modeltranslation.admin import TranslationTabularInline

from events import clock, draft_links, picture_files
from events.audience_admin import AudienceAdmin
from events.dates import instant_in_words
from events.edition_admin import EditionAdmin
from events.forms import PictureForm
from events.link_admin import LinkAdmin
from events.models import (
    Article,
    Download,
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
    TextLink,
    Venue,
)
from events.text_admin import HOLDS, SELDOM, BilingualAdmin

__all__ = ["EditionAdmin"]


class LandmarkInline(TranslationTabularInline[Any, Any]):
    model = Landmark
    extra = 0


@admin.register(Venue)
class VenueAdmin(BilingualAdmin):
    inlines = [LandmarkInline]
    list_display = ["city", "name", "edition", "to_be_confirmed"]
    fieldsets = [
        (None, {"fields": ("edition", "name", "city", "slug", "strand")}),
        (_("Address"), {"fields": ("street", "postal_code", "country", "latitude", "longitude", "to_be_confirmed")}),
        (
            _("What visitors need to know"),
            {"fields": ("summary", "getting_there", "accessibility", "lodging", "position"), "classes": SELDOM},
        ),
        HOLDS,
    ]
    prepopulated_fields = {"slug": ("city",)}
    list_filter = ["edition"]
    list_select_related = ["edition"]


@admin.register(EventDay)
class EventDayAdmin(BilingualAdmin):
    """A new day gets its cap here; later it is changed where the reason is asked for, and places are counted."""

    list_display = ["__str__", "edition", "capacity", "taken", "places_left"]
    fieldsets = [
        (None, {"fields": ("edition", "venue", "date", "opens_at", "closes_at", "slug", "capacity")}),
        (_("What is particular about this day"), {"fields": ("title", "summary"), "classes": SELDOM}),
        (
            _("Places and hours of registration"),
            {
                "fields": (
                    "taken", "reserved", "overbooking", "room_limit",
                    "registration_opens_at", "registration_closes_at",
                ),
                "classes": SELDOM,
            },
        ),
        HOLDS,
    ]  # fmt: skip
    list_filter = ["edition"]
    list_select_related = ["edition", "venue"]
    readonly_fields = ["taken", "reserved"]
    change_form_template = "admin/events/eventday.html"

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"opens_at": "09:00", "closes_at": "17:30", **super().get_changeform_initial_data(request)}

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
    list_display = ["title", "day", "starts_at", "ends_at", "kind", "language", "capacity", "is_provisional"]
    fieldsets = [
        (None, {"fields": ("day", "title", "slug", "kind", "starts_at", "ends_at", "language", "is_interpreted")}),
        (_("For readers"), {"fields": ("summary", "description", "room", "speakers")}),
        (_("Sign-up and state"), {"fields": ("capacity", "is_provisional"), "classes": SELDOM}),
        HOLDS,
    ]
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
    prepopulated_fields = {"slug": ("title",)}
    fieldsets = [
        (None, {"fields": ("title", "summary", "body", "slug", "kind", "languages", "published_at")}),
        (
            _("Podcast"),
            {
                "fields": ("audio", "audio_minutes", "player_service", "player_url", "transcript"),
                "classes": SELDOM,
            },
        ),
        (_("More"), {"fields": ("source_url", "edition", "is_withdrawn"), "classes": SELDOM}),
        HOLDS,
    ]
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
    if moment <= now:
        return str(_("since %(moment)s")) % {"moment": instant_in_words(moment)}
    return str(_("will be seen from %(moment)s (Paris time)")) % {"moment": instant_in_words(moment)}


@admin.register(Page)
class PageAdmin(BilingualAdmin):
    list_display = ["title_read", "slug", "updated_on", "languages", "seen"]
    fields = [
        "title", "summary", "body", "slug", "languages", "updated_on", "status", "publishes_at", "edition",
        "other_language_holds",
    ]  # fmt: skip
    list_filter = ["status", "languages"]
    search_fields = ["title_fr", "title_en", "body_fr", "body_en"]
    prepopulated_fields = {"slug": ("title",)}

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"updated_on": clock.now().date(), "status": "draft", **super().get_changeform_initial_data(request)}

    @admin.display(description=_("seen by readers"), ordering="status")
    def seen(self, page: Page) -> str:
        return str(_("yes")) if page.status == "published" else seen_in_words(page.publishes_at, now=clock.now())


@admin.register(Picture)
class PictureAdmin(BilingualAdmin):
    """Pictures for texts and logos: uploaded here, placed in texts by their short name."""

    form = PictureForm
    fields = ["slug", "upload", "alt", "is_decorative", "other_language_holds"]
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
admin.site.register(TextLink, LinkAdmin)
