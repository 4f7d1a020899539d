"""The designs of badges in the admin: chosen from the colours of the house, looked at in every layout."""

from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from events.models import Edition
from registration import badge_pictures, logos
from registration.badge_page import BadgeData
from registration.badges import badge_data, looks_of
from registration.models import BadgeBatch, BadgeDesign, Registration

Layout = BadgeBatch.Layout
# First name, last name, organisation: what badges meet.
SAMPLES: dict[str, tuple[Any, str, str, str]] = {
    "usual": (gettext_lazy("a usual name"), "Clémentine", "Dupont-Martin", "Mouvement associatif des Hauts-de-France"),
    "long": (
        gettext_lazy("a long name"),
        "Maximiliane-Bartholomäa",
        "Freifrau von Hohenstein-Schwarzenberg",
        "Fédération européenne des coopératives d’intérêt collectif et des communs numériques",
    ),
    "one": (gettext_lazy("one name, no organisation"), "", "Ọláńrewájú", ""),
    "arabic": (gettext_lazy("in Arabic"), "محمد", "عبد الرحمن", "جمعية التضامن الرقمي"),
    "chinese": (gettext_lazy("in Chinese"), "小明", "歐陽", "數位公共財合作社"),
}


class BadgeDesignForm(forms.ModelForm[BadgeDesign]):
    """The design, with a logo that is decoded before it is kept."""

    class Meta:
        model = BadgeDesign
        fields = (
            "edition", "role", "ground", "lettering", "show_role", "show_organisation", "show_days", "show_cities",
            "logo",
        )  # fmt: skip

    def clean_logo(self) -> Any:
        """Written again as PNG under a name of ours."""
        given = self.cleaned_data.get("logo")
        if not given or "logo" not in self.changed_data:
            return given
        try:
            return ContentFile(logos.cleaned(given.read()), name="logo.png")
        except logos.NotALogoError as error:
            raise forms.ValidationError(_("Please choose a PNG or JPEG picture of 2 MB at most.")) from error


class BadgeDesignAdmin(ModelAdmin[BadgeDesign]):
    """One design per role and edition; the preview shows every layout before anything is printed."""

    form = BadgeDesignForm
    list_display = ["__str__", "ground", "lettering", "show_role", "show_organisation", "show_days", "show_cities"]
    list_filter = ["edition", "role"]
    list_select_related = ["edition"]
    change_list_template = "registration/admin/badge_designs.html"
    change_form_template = "registration/admin/badge_design.html"
    fieldsets = (
        (None, {"fields": ["edition", "role"]}),
        (gettext_lazy("Colours"), {"fields": ["ground", "lettering", "logo"]}),
        (gettext_lazy("Lines"), {"fields": ["show_role", "show_organisation", "show_days", "show_cities"]}),
    )

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"edition": Edition.objects.current(), **super().get_changeform_initial_data(request)}

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("preview/", view(require_safe(self.preview)), name="registration_badgedesign_preview"),
            path("preview/<str:layout>.png", view(require_safe(self.picture)), name="registration_badgedesign_picture"),
            *super().get_urls(),
        ]

    def preview(self, request: HttpRequest) -> HttpResponse:
        """Every layout side by side, for a sample or for a person."""
        form = PreviewForm(request.GET)
        badge = self._badge(request, form)
        page = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Preview of badges"),
            "form": form,
            "badge": badge,
            "unknown": bool(form.cleaned_data.get("person")) and badge is None,
            "layouts": [(layout.value, layout.label) for layout in Layout],
            "query": request.GET.urlencode(),
        }
        return TemplateResponse(request, "registration/admin/badge_preview.html", page)

    def picture(self, request: HttpRequest, layout: str) -> HttpResponse:
        """One layout as a picture."""
        badge = self._badge(request, PreviewForm(request.GET))
        if badge is None or layout not in Layout.values:
            raise Http404
        answer = HttpResponse(badge_pictures.picture(badge, Layout(layout)), content_type="image/png")
        answer["Cache-Control"] = "private, no-store"
        return answer

    def _badge(self, request: HttpRequest, form: "PreviewForm") -> BadgeData | None:
        """What is shown; a person only to those who see people."""
        if not (self.has_view_permission(request) or request.user.has_perm("registration.print_badges")):
            raise PermissionDenied
        if not form.is_valid():
            return None
        if not form.cleaned_data["person"]:
            return _sample(**{name: form.cleaned_data[name] for name in ("edition", "role", "sample", "language")})
        if not request.user.has_perm("registration.view_registration"):
            raise PermissionDenied
        found = Registration.objects.live().referenced(form.cleaned_data["person"]).select_related("edition")
        person = found.order_by("pk").first()
        return badge_data(person) if person else None


class PreviewForm(forms.Form):
    """What to look at; without an answer, a usual participant of the current edition."""

    edition = forms.ModelChoiceField(label=gettext_lazy("Edition"), queryset=Edition.objects.all(), required=False)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Registration.Role, required=False)
    sample = forms.ChoiceField(
        label=gettext_lazy("Sample"), choices=[(key, words[0]) for key, words in SAMPLES.items()], required=False
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=Registration._meta.get_field("language").choices or [], required=False
    )
    person = forms.CharField(
        label=gettext_lazy("Or a person, by reference"), max_length=20, required=False, empty_value=""
    )


def _sample(*, edition: Edition | None, role: str, sample: str, language: str) -> BadgeData | None:
    """The badge of somebody invented, on every day of the edition."""
    chosen = edition or Edition.objects.current()
    if chosen is None:
        return None
    _label, first_name, last_name, organisation = SAMPLES[sample or "usual"]
    somebody = Registration(
        edition=chosen, first_name=first_name, last_name=last_name, organisation=organisation, reference="7KQ4-M2PD",
        badge_code="Zk3_f9aQ-s7LmT00", role=role or Registration.Role.ATTENDEE,
        language=language or translation.get_language() or "fr",
    )  # fmt: skip
    return badge_data(somebody, chosen.days_in_order, looks_of(Edition.objects.filter(pk=chosen.pk)))
