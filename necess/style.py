"""The living style page: every component in every state, for those who write pages."""

from datetime import date

from django import forms
from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from events.contrasts import contrast
from events.models import Edition
from events.palettes import PALETTES, Palette
from necess import colour_tokens

TOKENS = ("paper", "raised", "ink", "ink-soft", "commons", "ember", "saffron", "night")
STEPS = ("-1", "0", "1", "2", "3", "4", "5")
SEEDS = ("2025", "2024", "7KQ4-M2PD")
KINDS = ("info", "success", "warning", "error")
STATES = (
    ("ok", _("Places left")),
    ("warn", _("Last places")),
    ("full", _("Waiting list")),
    ("info", _("Provisional")),
    ("", _("Workshop")),
)
DAYS = (
    (date(2025, 11, 25), "ember", _("Brussels"), *STATES[0]),
    (date(2025, 11, 26), "saffron", _("Paris"), *STATES[1]),
    (date(2025, 11, 27), "commons", _("Lille"), *STATES[2]),
)
SLOTS = (("9:30", (_("Opening talk"),)), ("11:00", (_("First workshop"), _("Second workshop"))))


class SampleForm(forms.Form):
    """One field of each kind, so that the form templates are seen at work."""

    name = forms.CharField(label=_("First name"), help_text=_("As it should be printed on your badge."))
    email = forms.EmailField(label=_("E-mail address"))
    organisation = forms.CharField(label=_("Organisation"), required=False)
    country = forms.ChoiceField(label=_("Country"), choices=[("", "–"), ("BE", _("Belgium")), ("FR", _("France"))])
    days = forms.MultipleChoiceField(
        label=_("Days"),
        help_text=_("Choose at least one."),
        choices=[("25", _("Tuesday 25 November")), ("26", _("Wednesday 26 November"))],
        widget=forms.CheckboxSelectMultiple,
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=[("fr", _("French")), ("en", _("English"))], widget=forms.RadioSelect
    )
    proof = forms.FileField(label=_("Document"), required=False, help_text=_("PDF, PNG or JPEG, 5 MB at most."))
    message = forms.CharField(label=_("Message"), required=False, widget=forms.Textarea)
    accept = forms.BooleanField(
        label=_("I have read how my data is used"), help_text=_("It is erased after the event.")
    )


@staff_member_required
def style(request: HttpRequest) -> HttpResponse:
    """Show the identity: colours, type, weave, components, and the sample form with and without errors."""
    page = {
        "tokens": TOKENS,
        "pairs": colour_tokens.pairs(),
        "palettes": _palettes(),
        "steps": STEPS,
        "edition": Edition.objects.current(),
        "seeds": SEEDS,
        "kinds": KINDS,
        "states": STATES,
        "days": DAYS,
        "slots": SLOTS,
        "form": SampleForm(),
        "refused": SampleForm(data={"email": "camille@"}, auto_id="refused_%s"),
    }
    return render(request, "style/style.html", page)


def _palettes() -> list[tuple[str, list[tuple[str, str, float]]]]:
    """The accent of each palette by day and by night: colour, ground, contrast."""
    light, dark = colour_tokens.schemes()
    accents = {"commons": (light["commons"], dark["commons"])} | {
        name: (colours[0][0], colours[1][0]) for name, colours in PALETTES.items()
    }
    grounds = (light["paper"], dark["paper"])
    return [
        (
            str(Palette(name).label),
            [(colour, ground, contrast(colour, ground)) for colour, ground in zip(pair, grounds, strict=True)],
        )
        for name, pair in accents.items()
    ]
