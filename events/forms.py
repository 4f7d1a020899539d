"""What readers may choose in the programme and search for."""

from hashlib import sha256
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget, AdminSplitDateTime
from django.utils.translation import gettext_lazy as _

from accounts.antirobot import AntiRobotForm
from events import lagging, picture_files, pictures, told_numbers
from events.contact import Topic
from events.edition_copy import Part
from events.models import Edition, Picture, Session
from events.programme import Choice
from events.untranslated import gaps_of


class Instant(AdminSplitDateTime):
    """A date and a time, each with a name of its own for those who hear the form."""

    def __init__(self, attrs: Any = None) -> None:
        super().__init__(attrs)
        for widget, name in zip(self.widgets, (_("Date"), _("Time")), strict=True):
            widget.attrs["aria-label"] = name


class ProgrammeFilter(forms.Form):
    """A choice that is not offered is ignored: old addresses keep working after a day or a place went."""

    day = forms.ChoiceField(label=_("Day"), required=False)
    place = forms.ChoiceField(label=_("City"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    language = forms.ChoiceField(label=_("Language I understand"), required=False)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("day", _("All days"), [(day.slug, day.label) for day in edition.days_in_order])
        self._offer("place", _("All cities"), [(venue.slug, venue.city) for venue in edition.venues_in_order])
        self._offer("kind", _("All kinds"), Session.Kind.choices)
        self._offer("language", _("Any"), [("fr", _("French")), ("en", _("English"))])

    def choice(self) -> Choice:
        """The valid part of what was chosen."""
        self.is_valid()
        return Choice(**{name: self.cleaned_data.get(name, "") for name in self.fields})

    def _offer(self, name: str, everything: Any, choices: list[Any]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", everything), *choices]


class SearchForm(forms.Form):
    """A few words; everything else about them is forgiven."""

    q = forms.CharField(label=_("Search"), max_length=100, required=False)


class ContactForm(AntiRobotForm):
    """A message to the team. The page is named so that somebody can look at what resists."""

    topic = forms.ChoiceField(label=_("What is it about?"), choices=Topic)
    message = forms.CharField(label=_("Your message"), max_length=4000, widget=forms.Textarea(attrs={"rows": 8}))
    page = forms.CharField(
        label=_("Page concerned"), max_length=300, required=False, help_text=_("Its address, if it is about one.")
    )
    name = forms.CharField(
        label=_("Your name"), max_length=120, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We answer there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def message_sent(self) -> dict[str, str]:
        """What was written, with a key that is the same when the same form is sent twice."""
        fields = ("topic", "message", "page", "name", "email")
        written = {field: str(self.cleaned_data[field]) for field in fields}
        return {
            **written,
            "key": sha256("\0".join([self.data.get("opened", ""), *written.values()]).encode()).hexdigest(),
        }


class BilingualForm(forms.ModelForm[Any]):
    """The form of every text: nobody changes one language of a public text and forgets the other."""

    other_language_holds = forms.BooleanField(
        label=_("The other language still says the same"),
        help_text=_("Where a correction changes nothing in the other language, or numbers differ on purpose."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self._refuse_unknown_pictures()
        return cleaned

    def _post_clean(self) -> None:
        """Ask for the other language of each text changed since, now or while it was a draft, unless it holds."""
        super()._post_clean()  # type: ignore[misc]  # Django's own hook, after which the instance has the new values
        if self.instance.pk and self.instance.is_public() and not self.cleaned_data.get("other_language_holds"):
            for name in self._left_behind():
                message = _("You changed the other language: change this one too, or tick the box at the end.")
                self.add_error(name, forms.ValidationError(message, code="left_behind"))
        if not self.cleaned_data.get("other_language_holds"):
            self._refuse_other_numbers()

    def _refuse_other_numbers(self) -> None:
        """A date, an amount, a cap that somebody writes out is the same in each language."""
        offered = self.instance.languages_offered()
        for field in self.instance.translated_fields() if len(offered) > 1 else ():
            names = [f"{field}_{language}" for language in offered]
            texts = [text for name in names if isinstance(text := self.cleaned_data.get(name), str)]
            if set(names) & set(self.changed_data) and len(texts) == len(names) and all(texts):
                apart = told_numbers.differing(*texts)
                if apart:
                    message = _(
                        "Not in both languages: %(numbers)s. Write the same numbers, or better a fact such as {dates}; "
                        "or tick the box at the end."
                    )
                    params = {"numbers": ", ".join(apart)}
                    self.add_error(names[-1], forms.ValidationError(message, code="other_numbers", params=params))

    def _refuse_unknown_pictures(self) -> None:
        for field in self.instance.translated_fields():
            for name in (f"{field}_{language}" for language in self.instance.languages_offered()):
                text = self.cleaned_data.get(name)
                unknown = pictures.unknown_in(text) if isinstance(text, str) else []
                if unknown:
                    message = _("No picture of that name: %(names)s. Add it first, with its alternative text.")
                    error = forms.ValidationError(message, code="unknown_picture", params={"names": ", ".join(unknown)})
                    self.add_error(name, error)

    def _left_behind(self) -> list[str]:
        offered = self.instance.languages_offered()
        fields = self.instance.translated_fields()
        names = [f"{field}_{language}" for field in fields for language in offered]
        old = {name: self.initial.get(name) or "" for name in names}
        written = {name: self.cleaned_data.get(name) or "" for name in names if name in self.changed_data}
        behind = lagging.after_change(lagging.of(self.instance), old, old | written, offered)
        late = [f"{field}_{language}" for field, languages in behind.items() for language in sorted(languages)]
        return [name for name in late if (old | written).get(name) and name in self.fields]


class EditionForm(BilingualForm):
    """An edition is published whole: its days, sessions, questions … speak both languages."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.pk and cleaned.get("status") == Edition.Status.PUBLISHED:
            gaps = gaps_of(self.instance)
            if gaps:
                names = ", ".join(str(gap.row) for gap in gaps[:5])
                message = _("Not yet in both languages, or older in one: %(names)s.") % {"names": names}
                self.add_error("status", forms.ValidationError(message, code="untranslated"))
        return cleaned


class PictureForm(BilingualForm):
    """A picture and what it shows; the file is only read, never kept as it came."""

    upload = forms.FileField(label=_("file"), help_text=_("JPEG, PNG or WebP, at most 12 MB."), required=False)

    def clean_upload(self) -> Any:
        upload = self.cleaned_data["upload"]
        if upload is None:
            if not self.instance.pk:
                raise forms.ValidationError(_("Choose a picture."), code="required")
            return None
        try:
            self.pixels = picture_files.decoded(upload.read(picture_files.MAX_BYTES + 1))
        except picture_files.NotAPictureError as error:
            message = _("This is not a JPEG, PNG or WebP picture of at most 12 MB.")
            raise forms.ValidationError(message, code="not_a_picture") from error
        return upload

    def save(self, commit: bool = True) -> Picture:
        picture: Picture = super().save(commit=False)
        if self.cleaned_data["upload"]:
            picture_files.store(picture, self.pixels)
        if commit:
            picture.save()
        return picture

    class Meta:
        model = Picture
        fields = ("slug", "alt", "is_decorative")


class PublishForm(forms.Form):
    """When a draft edition becomes public."""

    at = forms.SplitDateTimeField(label=_("On"), help_text=_("Paris time. Empty: now."), required=False, widget=Instant)
    takes_home_page = forms.BooleanField(
        label=_("The home page is about this edition from then on"),
        help_text=_("The edition that was there stays, among the editions."),
        required=False,
    )


class StartFromForm(forms.ModelForm[Edition]):
    """A new edition from an earlier one."""

    source = forms.ModelChoiceField(label=_("Earlier edition"), queryset=Edition.objects.all(), empty_label=None)
    parts = forms.MultipleChoiceField(
        label=_("What to take over"),
        choices=Part,
        initial=[Part.PLACES, Part.PARTNERS, Part.QUESTIONS],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Dates move with the first day; people, news and documents stay where they are."),
        required=False,
    )

    class Meta:
        model = Edition
        fields = ("title_fr", "title_en", "slug", "starts_on")
        widgets = {"starts_on": AdminDateWidget}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("title_fr", "title_en"):
            self.fields[name].required = True

    def _post_clean(self) -> None:
        """Only what is asked for here is checked: the rest comes from the earlier edition."""
        cleaned = self.cleaned_data
        self.instance = Edition(**{name: cleaned[name] for name in self._meta.fields or () if name in cleaned})
        if "slug" in cleaned and Edition.objects.filter(slug=cleaned["slug"]).exists():
            self.add_error("slug", _("There is an edition of that short name already."))


class AsOnForm(forms.Form):
    """The instant at which a member of staff wants to see the site."""

    moment = forms.SplitDateTimeField(
        label=_("Show me the site as on"),
        help_text=_("Paris time. Only you see it, on reading pages only."),
        widget=Instant,
    )
