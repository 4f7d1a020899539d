"""Editions at the desk: their check list up to publication, a start from an earlier one, the site on another day."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.forms import TextInput
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events import clock, publication
from events.clock_preview import SESSION_KEY
from events.dates import instant_in_words
from events.edition_copy import start_from
from events.forms import AsOnForm, EditionForm, PublishForm, StartFromForm
from events.models import Edition, EventDay, Session, Venue
from events.text_admin import CHECK_LIST, HOLDS, SELDOM, BilingualAdmin, form_of
from events.untranslated import Gap, gaps


@admin.register(Edition)
class EditionAdmin(BilingualAdmin):
    """Editions, and the site as it will be or was on a given day."""

    form = EditionForm
    list_display = ["title", "starts_on", "ends_on", "status", "is_current"]
    list_filter = ["status"]
    search_fields = ["title_fr", "title_en", "theme_fr", "theme_en"]
    change_list_template = "admin/events/edition_list.html"
    change_form_template = "admin/events/edition.html"
    prepopulated_fields = {"slug": ("title",)}
    fieldsets = [  # when it is published is decided on the check list
        (None, {"fields": ("title", "theme", "summary", "slug", "starts_on", "ends_on", "contact_email")}),
        (_("Registration"), {"fields": ("registration_opens_at", "registration_closes_at")}),
        (_("Name, colours and logo"), {"fields": ("brand", "tagline", "palette", "own_colour", "logo")}),
        (_("The home page"), {"fields": ("description", "highlights", "record"), "classes": SELDOM}),
        (_("State"), {"fields": ("programme_is_provisional", "status", "is_current"), "classes": SELDOM}),
        HOLDS,
    ]

    def get_urls(self) -> list[URLPattern]:
        """Add the preview of another instant, the list of what lacks a language, and the way to publication."""
        get_or_post = require_http_methods(["GET", "HEAD", "POST"])
        ours = self.admin_site.admin_view
        return [
            path("as-on/", ours(get_or_post(self.as_on)), name="events_edition_as_on"),
            path("untranslated/", ours(require_safe(self.untranslated)), name="events_edition_untranslated"),
            path("start-from/", ours(get_or_post(self.start_from)), name="events_edition_start_from"),
            path("<int:key>/check-list/", ours(require_safe(self.check_list)), name="events_edition_check_list"),
            path("<int:key>/publish/", ours(require_POST(self.publish)), name="events_edition_publish"),
            *super().get_urls(),
        ]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A colour is chosen by eye."""
        if db_field.name == "own_colour":
            kwargs["widget"] = TextInput(attrs={"type": "color"})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The address for questions seldom changes."""
        latest = Edition.objects.order_by("-starts_on").first()
        address = {"contact_email": latest.contact_email} if latest else {}
        return {**address, **super().get_changeform_initial_data(request)}

    def response_post_save_add(self, request: HttpRequest, obj: Edition) -> HttpResponseRedirect:
        """From a new edition to what comes next."""
        return HttpResponseRedirect(reverse("admin:events_edition_check_list", args=[obj.pk]))

    def check_list(self, request: HttpRequest, key: int) -> HttpResponse:
        """What an edition has, what it lacks, and its publication."""
        edition = self._row(request, str(key), self.has_view_permission)
        return self._check_list(request, edition, PublishForm(initial=_as_planned(edition)))

    def publish(self, request: HttpRequest, key: int) -> HttpResponse:
        """Publish now, or by itself at an instant."""
        edition = self._row(request, str(key), self.has_change_permission)
        form = PublishForm(request.POST)
        if not form.is_valid():
            return self._check_list(request, edition, form)
        at, home = form.cleaned_data["at"], form.cleaned_data["takes_home_page"]
        if at and at > clock.now():
            publication.plan(edition=edition, at=at, takes_home_page=home)
            told = str(_("It will be published by itself on %(moment)s.")) % {"moment": instant_in_words(at)}
        else:
            try:
                publication.publish(edition=edition, takes_home_page=home)
            except publication.NotReady:
                messages.error(request, _("Not published: the texts listed below are not in both languages yet."))
                return HttpResponseRedirect(reverse("admin:events_edition_check_list", args=[key]))
            told = str(_("Published: everybody sees it now."))
        self.log_change(request, edition, told)
        messages.success(request, told)
        return HttpResponseRedirect(reverse("admin:events_edition_check_list", args=[key]))

    def start_from(self, request: HttpRequest) -> HttpResponse:
        """A new draft with what an earlier edition had."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = StartFromForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            parts = set(form.cleaned_data["parts"])
            edition = start_from(source=form.cleaned_data["source"], edition=form.instance, parts=parts)
            self.log_addition(request, edition, f"{form.cleaned_data['source'].slug}: {', '.join(sorted(parts))}")
            messages.success(request, _("Here is the new edition, a draft. Change what is different this time."))
            return self.response_post_save_add(request, edition)
        context = {**self.admin_site.each_context(request), "form": form, "opts": self.opts}
        context["title"] = _("Start from an earlier edition")
        return render(request, "admin/events/start_from.html", context)

    def untranslated(self, request: HttpRequest) -> HttpResponse:
        """What is missing in the other language, with a link to each field."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {**self.admin_site.each_context(request), "title": _("Missing in the other language")}
        return render(request, "admin/events/untranslated.html", context | {"rows": _with_forms(gaps())})

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

    def _check_list(self, request: HttpRequest, edition: Edition, form: PublishForm) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Check list of “%(edition)s”") % {"edition": edition},
            "row": edition,
            "steps": [(step, _way(step, edition)) for step in publication.steps(edition)],
            "rows": _with_forms(publication.gaps(edition), edition),
            "form": form,
            "is_late": edition.publishes_at is not None and edition.publishes_at <= clock.now(),
            "may_change": self.has_change_permission(request, edition),
        }
        return render(request, "admin/events/check_list.html", context)


def _as_planned(edition: Edition) -> dict[str, object]:
    current = Edition.objects.current()
    is_next = current is None or current.ends_on < edition.starts_on
    return {"at": edition.publishes_at, "takes_home_page": edition.takes_home_page or is_next}


def _with_forms(found: list[Gap], edition: Edition | None = None) -> list[tuple[Gap, str]]:
    back = f"?{CHECK_LIST}={edition.pk}" if edition else ""
    return [(gap, f"{form_of(gap.form_row)}{back}#id_{gap.first_field}") for gap in found]


def _way(step: publication.Step, edition: Edition) -> str:
    """The form of a step, filled in with what is known."""
    if step.row is not None:
        return f"{form_of(step.row)}?{CHECK_LIST}={edition.pk}"
    known: dict[str, object] = {CHECK_LIST: edition.pk, "edition": edition.pk}
    venue = Venue.objects.filter(edition=edition).first()
    day = EventDay.objects.filter(edition=edition).first()
    if step.model is EventDay and venue:
        known |= {"venue": venue.pk, "slug": f"{venue.slug}-{edition.starts_on}", "date": edition.starts_on}
    if step.model is Session and day:
        known |= {"day": day.pk, "starts_at": day.opens_at}
    return f"{reverse(f'admin:events_{step.model._meta.model_name}_add')}?{urlencode(known)}"
