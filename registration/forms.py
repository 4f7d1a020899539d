"""What people fill in to come."""

import secrets
from collections.abc import Sequence
from typing import Any, Self, cast

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.antirobot import AntiRobotForm
from accounts.models import Language
from events import countries
from events.dates import moment_in_words
from events.models import EventDay, FormQuestion
from registration.fields import AddressField, NameField
from registration.identity import identity
from registration.lifecycle import Application, Person
from registration.models import Registration
from registration.question_fields import AsksQuestions
from registration.seat_allocation import Availability, State

DASHES = frozenset("-–—.")
Typed = dict[str, Any]


class NamesForm(forms.Form):
    """What stands on a badge."""

    first_name = NameField(
        label=_("First name"),
        max_length=100,
        help_text=_("Printed large on your badge. People with a single name put a dash here."),
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = NameField(
        label=_("Last name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    organisation = NameField(
        label=_("Organisation"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )

    def clean_first_name(self) -> str:
        """A lone dash stands for "I have one name"."""
        name: str = self.cleaned_data["first_name"]
        return "" if set(name) <= DASHES else name


class ForFigures(forms.Form):
    """What the figures count people by; nobody needs it to come."""

    country = forms.ChoiceField(
        label=_("Country you come from"),
        required=False,
        choices=countries.choices,
        widget=forms.Select(attrs={"autocomplete": "country"}),
        help_text=_("For our figures only: how many people came from where. Never told of one person."),
    )
    organisation_kind = forms.ChoiceField(
        label=_("Kind of organisation"),
        required=False,
        choices=[("", _("I would rather not say")), *Registration.OrganisationKind.choices],
        help_text=_("For our figures only, like the country."),
    )


class PersonForm(NamesForm):
    """One person and the days they come."""

    days = forms.MultipleChoiceField(
        label=_("Which days will you come?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Please choose at least one day."),
            "invalid_choice": _("One of these days cannot be chosen. Please choose again."),
        },
    )
    email = AddressField(
        label=_("E-mail address"),
        help_text=_("Your badge and your personal link are sent there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    field_order = ["days", "first_name", "last_name", "email", "organisation"]

    def __init__(self, *args: Any, availability: Sequence[Availability], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.availability = {item.day.slug: item for item in availability}
        days = cast("forms.MultipleChoiceField", self.fields["days"])
        days.choices = [(slug, item.day.label) for slug, item in self.availability.items()]

    def clean_days(self) -> list[str]:
        """A day outside its hours is refused with its instant; the form may have been opened before."""
        chosen: list[str] = self.cleaned_data["days"]
        asked = [item for slug, item in self.availability.items() if slug in chosen]
        if refused := [_outside(item) for item in asked if not item.may_be_asked_for]:
            raise forms.ValidationError(refused)
        return chosen

    def person(self) -> Person:
        """The person as the lifecycle wants them."""
        data = self.cleaned_data
        return Person(
            first_name=data["first_name"],
            last_name=data["last_name"],
            email=data["email"],
            organisation=data["organisation"],
            language=data.get("language") or _page_language(),
            country=data.get("country", ""),
            organisation_kind=data.get("organisation_kind", ""),
        )

    def chosen_days(self) -> list[EventDay]:
        """The chosen days in the order of the form; a day chosen twice is one day."""
        return [item.day for slug, item in self.availability.items() if slug in self.cleaned_data["days"]]


class SentForm(AntiRobotForm):
    """What every form that registers people ends with, whoever they are."""

    privacy = forms.BooleanField(
        label=_("I have read how my data are used"),
        error_messages={"required": _("Please confirm that you have read how your data are used.")},
    )
    # Recognises the same form sent twice.
    form_key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("form_key", secrets.token_urlsafe(16))
        self.fields["privacy"].help_text = format_html(
            '<a href="{}">{}</a>', reverse("events:privacy"), _("How your data are used, and for how long")
        )


class RegistrationForm(SentForm, ForFigures, AsksQuestions, PersonForm):
    """The public form: one page, one minute."""

    field_order = ["days", "first_name", "last_name", "email", "organisation", "privacy"]

    @property
    def optional_fields(self) -> list[forms.BoundField]:
        """What nobody needs to answer, folded away."""
        return [*self.question_fields, self["country"], self["organisation_kind"]]

    @property
    def is_answering(self) -> bool:
        """Whether something was answered, or wrongly: then nothing may be folded away."""
        return any(field.errors or field.value() for field in self.optional_fields)


class ColleagueForm(PersonForm):
    """One more person, with their own address, language and days."""

    language = forms.ChoiceField(label=_("Language of their messages"), choices=Language.choices)

    field_order = ["first_name", "last_name", "email", "organisation", "language", "days"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].label = _("Which days will they come?")
        self.fields["email"].help_text = _("Their badge and their personal link are sent there.")
        self.fields["first_name"].help_text = _("Printed large on their badge. A single name? Put a dash here.")


class DetailsForm(ForFigures, NamesForm):
    """What people may change about themselves; another address is another registration."""

    language = forms.ChoiceField(label=_("Language of your messages"), choices=Language.choices)

    field_order = ["first_name", "last_name", "organisation", "language", "country", "organisation_kind"]


class AnswersForm(AsksQuestions):
    """The optional questions alone, to answer or to take an answer back."""


class GroupForm:
    """The whole page: the person who fills it in, and colleagues in the same form."""

    MOST = 9
    LEAST = 0

    def __init__(
        self,
        data: QueryDict | None,
        *,
        availability: Sequence[Availability],
        questions: Sequence[FormQuestion] = (),
        typed: tuple[Typed, Sequence[Typed]] | None = None,
    ) -> None:
        """Bound to ``data``, or open for more typing with what was ``typed`` so far."""
        self._availability, self._questions = availability, questions
        self.most = self.MOST
        mine, theirs = typed or ({}, [{}] * _number_of_colleagues(data, self.LEAST))
        self.leader = self._leader_form(data, mine)
        self.colleagues = [
            ColleagueForm(data, availability=availability, prefix=f"colleague-{number}", initial=values)
            for number, values in enumerate(theirs)
        ]

    def _leader_form(self, data: QueryDict | None, mine: Typed) -> SentForm:
        return RegistrationForm(data, availability=self._availability, questions=self._questions, initial=mine)

    @property
    def people(self) -> list[PersonForm]:
        """Who is registered by this form, in order."""
        return [cast("RegistrationForm", self.leader), *self.colleagues]

    @property
    def forms(self) -> list[forms.Form]:
        return [self.leader, *self.colleagues]

    @property
    def may_grow(self) -> bool:
        return len(self.colleagues) < self.most

    @property
    def may_shrink(self) -> bool:
        return len(self.colleagues) > self.LEAST

    @property
    def number_of_errors(self) -> int:
        return sum(len(form.errors) for form in self.forms)

    def rearranged(self, data: QueryDict) -> Self:
        """The same page with a colleague more (``add``) or less (``remove``), everything typed kept, nothing judged."""
        mine, theirs = _typed(self.leader), [_typed(form) for form in self.colleagues]
        removed = data.get("remove", "")
        if removed.isdecimal() and len(removed) < 3 and self.may_shrink:
            theirs = [values for number, values in enumerate(theirs) if number != int(removed)]
        if "add" in data and self.may_grow:
            theirs.append(self._begun(mine))
        return self._again((mine, theirs))

    def _again(self, typed: tuple[Typed, Sequence[Typed]]) -> Self:
        return type(self)(None, availability=self._availability, questions=self._questions, typed=typed)

    def _begun(self, mine: Typed) -> Typed:
        """What the fields of one more colleague begin with."""
        return {"days": mine["days"], "organisation": mine["organisation"], "language": _page_language()}

    def is_valid(self) -> bool:
        """Everybody is complete, and nobody is there twice."""
        valid = self.leader.is_bound and not self.number_of_errors
        known = self._known()
        for form in self.people if valid else []:
            who = identity(form.cleaned_data["email"])
            if who in known:
                form.add_error("email", _("This address is already used above: each person needs their own."))
                valid = False
            known.add(who)
        return valid

    def _known(self) -> set[str]:
        """Identities that stand on the page before the first field."""
        return set()

    def applications(self) -> list[Application]:
        """Everybody with their days, in order."""
        answers = self.leader.answers() if isinstance(self.leader, RegistrationForm) else {}
        first, *others = self.people
        return [
            Application(first.person(), tuple(first.chosen_days()), answers),
            *(Application(form.person(), tuple(form.chosen_days())) for form in others),
        ]


class ColleaguesForm(GroupForm):
    """Colleagues of somebody registered, from their own page: the same form without themselves."""

    LEAST = 1

    def __init__(
        self,
        data: QueryDict | None,
        *,
        registration: Registration,
        availability: Sequence[Availability],
        typed: tuple[Typed, Sequence[Typed]] | None = None,
    ) -> None:
        self._registration = registration
        if data is None and typed is None:
            typed = {}, [self._begun({})]
        super().__init__(data, availability=availability, typed=typed)

    @property
    def people(self) -> list[PersonForm]:
        return list(self.colleagues)

    def _leader_form(self, data: QueryDict | None, mine: Typed) -> SentForm:
        return SentForm(data, initial=mine)

    def _again(self, typed: tuple[Typed, Sequence[Typed]]) -> Self:
        return type(self)(None, registration=self._registration, availability=self._availability, typed=typed)

    def _begun(self, mine: Typed) -> Typed:
        days = [seat.day.slug for seat in self._registration.live_seats]
        return {"days": days, "organisation": self._registration.organisation, "language": _page_language()}

    def _known(self) -> set[str]:
        return {self._registration.email_identity}


def _outside(item: Availability) -> str:
    """Why nobody can ask for this day now, in words."""
    day = item.day
    if item.state is State.LATER and day.registration_opens_at:
        words, at = _("%(day)s: registration for this day opens on %(moment)s, Paris time."), day.registration_opens_at
    else:
        words, at = _("%(day)s: registration for this day closed on %(moment)s, Paris time."), day.registration_ends_at
    return words % {"day": day.label, "moment": moment_in_words(at)}


def _typed(form: forms.Form) -> Typed:
    """What stands in the fields of a bound form, right or wrong."""
    return {name: form[name].data for name in form.fields}


def _number_of_colleagues(data: QueryDict | None, least: int) -> int:
    number = data.get("colleagues", "") if data else ""
    return max(min(int(number), GroupForm.MOST), least) if number.isdecimal() and len(number) < 3 else least


def _page_language() -> str:
    language = (get_language() or "")[:2]
    return language if language in Language.values else Language.FRENCH
