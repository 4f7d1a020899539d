"""The optional questions of an edition as fields of a form: each says what it is for, who reads it, until when."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.dates import date_in_words
from events.models import FormQuestion
from registration.models.answer import NO, YES

LONGEST_ANSWER = 1000
NO_ANSWER = ("", _("I would rather not say"))
Kind = FormQuestion.Kind


class AsksQuestions(forms.Form):
    """The part of a form that asks; made for the questions of one edition."""

    def __init__(self, *args: Any, questions: Sequence[FormQuestion] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(questions)
        self.fields.update({field_name(question): _field(question) for question in self.questions})

    @property
    def question_fields(self) -> list[forms.BoundField]:
        """The questions, for the template."""
        return [self[field_name(question)] for question in self.questions]

    def answers(self) -> dict[int, str]:
        """What was answered, by question; an empty text takes an answer back."""
        given = {question.pk: self.cleaned_data[field_name(question)] for question in self.questions}
        return {key: "\n".join(value) if isinstance(value, list) else value for key, value in given.items()}


def field_name(question: FormQuestion) -> str:
    """The name of a question in a form."""
    return f"question-{question.slug}"


def initial_values(questions: Sequence[FormQuestion], given: dict[int, str]) -> dict[str, str | list[str]]:
    """Earlier answers as a form shows them."""
    return {
        field_name(question): given[question.pk].splitlines() if question.kind == Kind.SEVERAL else given[question.pk]
        for question in questions
        if question.pk in given
    }


def _field(question: FormQuestion) -> forms.Field:
    about: dict[str, Any] = {"label": question.label, "help_text": _explained(question), "required": False}
    if question.kind == Kind.TEXT:
        return forms.CharField(
            max_length=LONGEST_ANSWER, widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}), **about
        )
    if question.kind == Kind.SEVERAL:
        return forms.MultipleChoiceField(choices=question.choices(), widget=forms.CheckboxSelectMultiple, **about)
    options = question.choices() if question.kind == Kind.CHOICE else [(YES, _("Yes")), (NO, _("No"))]
    return forms.ChoiceField(
        choices=cast("Any", [NO_ANSWER, *options]),
        initial="",
        widget=forms.RadioSelect,
        **about,
    )


def _explained(question: FormQuestion) -> SafeString:
    promise = gettext("Seen only by the group “%(group)s”, deleted on %(day)s.") % {
        "group": question.get_seen_by_display(),
        "day": date_in_words(question.goes_on),
    }
    return format_html("{} {}", question.purpose, promise)
