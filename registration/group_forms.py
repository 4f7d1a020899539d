"""What the desk fills in to write to a group."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Language
from events.models import Edition, EventDay
from registration import group_texts
from registration.groups import CAME, CAME_BACK, CANCELLED, DID_NOT_COME, FIRST_TIME, Group
from registration.models import GroupMessage, Registration, Seat

TEXTS = ("subject_fr", "body_fr", "subject_en", "body_en")
ALL = ("", gettext_lazy("everybody"))


class GroupMessageForm(forms.ModelForm[GroupMessage]):
    """The message in both languages, and who it is for."""

    days = forms.MultipleChoiceField(
        label=gettext_lazy("Days"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("People of any of these days; none ticked: of every day."),
    )
    place = forms.ChoiceField(
        label=gettext_lazy("Place"),
        required=False,
        choices=[
            ("", gettext_lazy("registered, with a place or waiting")),
            (Seat.Status.CONFIRMED.value, gettext_lazy("hold a place")),
            (Seat.Status.WAITING.value, gettext_lazy("on the waiting list")),
            (Seat.Status.OFFERED.value, gettext_lazy("have an offer to answer")),
            (CANCELLED, gettext_lazy("cancelled their registration")),
        ],
    )
    presence = forms.ChoiceField(
        label=gettext_lazy("Presence"),
        required=False,
        choices=[ALL, (CAME, gettext_lazy("came in")), (DID_NOT_COME, gettext_lazy("did not come in"))],
        help_text=gettext_lazy("By the entries at the door, on the days ticked or on any."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False, choices=[ALL, *Language.choices])
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"),
        required=False,
        choices=Registration.Role,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked: every role."),
    )
    coming = forms.ChoiceField(
        label=gettext_lazy("Earlier editions"),
        required=False,
        choices=[
            ALL,
            (FIRST_TIME, gettext_lazy("come for the first time")),
            (CAME_BACK, gettext_lazy("were registered before")),
        ],
        help_text=gettext_lazy("As far as earlier registrations are still kept."),
    )

    class Meta:
        model = GroupMessage
        fields = ("edition", "kind", *TEXTS)
        widgets = {
            "subject_fr": forms.TextInput(attrs={"class": "vLargeTextField", "lang": "fr"}),
            "subject_en": forms.TextInput(attrs={"class": "vLargeTextField", "lang": "en"}),
            "body_fr": forms.Textarea(attrs={"rows": 14, "class": "vLargeTextField", "lang": "fr"}),
            "body_en": forms.Textarea(attrs={"rows": 14, "class": "vLargeTextField", "lang": "en"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group = Group.from_json(self.instance.group)
        for name, chosen in group.as_json().items():
            self.fields[name].initial = chosen
        days = EventDay.objects.select_related("venue", "edition").order_by("-edition__starts_on", "date", "pk")
        self.day_of = {day.slug: day for day in days}
        choices = [(slug, f"{day.edition.slug} · {day.label}") for slug, day in self.day_of.items()]
        self.fields["days"].choices = choices  # type: ignore[attr-defined]  # a field of choices
        if self.instance._state.adding and "edition" in self.fields:
            self.fields["edition"].initial = Edition.objects.current()

    def clean(self) -> dict[str, Any]:
        """At least one language whole, no half one, days of the edition, no unknown words."""
        given = super().clean() or self.cleaned_data
        for language in Language.values:
            subject, body = (str(given.get(f"{part}_{language}") or "").strip() for part in ("subject", "body"))
            if bool(subject) != bool(body):
                missing = "body" if subject else "subject"
                self.add_error(f"{missing}_{language}", _("Subject and text go together: one of them is missing."))
        if not any(given.get(f"body_{language}") for language in Language.values) and not self.errors:
            self.add_error(None, _("Please write the message in one language at least."))
        for name in TEXTS:
            self._check_words(name, given.get(name) or "")
        edition = given.get("edition")
        if edition and any(self.day_of[slug].edition_id != edition.pk for slug in given.get("days", ())):
            self.add_error("days", _("These days are not all days of the edition chosen above."))
        return given

    def _check_words(self, name: str, text: str) -> None:
        try:
            group_texts.refuse_unknown(text)
        except forms.ValidationError as error:
            self.add_error(name, error)

    def save(self, commit: bool = True) -> GroupMessage:
        """Keep the group with the message."""
        given = self.cleaned_data
        self.instance.group = Group(
            days=tuple(given["days"]),
            place=given["place"],
            presence=given["presence"],
            language=given["language"],
            roles=tuple(given["roles"]),
            coming=given["coming"],
        ).as_json()
        return super().save(commit)


def in_words(group: Group) -> str:
    """The group as it was chosen, for lists and headings."""
    fields = GroupMessageForm.base_fields
    days = {day.slug: day.label for day in EventDay.objects.filter(slug__in=group.days).select_related("venue")}
    said = [str(days.get(slug, slug)) for slug in group.days]
    for name, chosen in group.as_json().items():
        if name != "days":
            labels = dict(fields[name].choices)  # type: ignore[attr-defined]  # fields of choices
            said += [str(labels.get(one, one)) for one in ([chosen] if isinstance(chosen, str) else chosen)]
    return capfirst(" · ".join(said)) if said else capfirst(_("everybody registered"))
