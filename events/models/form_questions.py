"""What an edition asks people besides their name: always optional, each with its purpose, its readers and its end."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import role_choices
from events.models.bilingual import LANGUAGES, Bilingual
from events.models.edition import Edition

NAME_OF_ANSWER = "en"


class FormQuestion(Bilingual):
    """One optional question of the registration form."""

    class Kind(models.TextChoices):
        TEXT = "text", pgettext_lazy("kind of question", "some words")
        CHOICE = "choice", pgettext_lazy("kind of question", "one of several answers")
        SEVERAL = "several", pgettext_lazy("kind of question", "any of several answers")
        YES_NO = "yes_no", pgettext_lazy("kind of question", "yes or no")

    edition = models.ForeignKey(
        Edition,
        verbose_name=_("edition"),
        on_delete=models.PROTECT,
        related_name="form_questions",
        help_text=_("The edition whose form asks it."),
    )
    slug = models.SlugField(_("short name"), max_length=40, help_text=_("Names the column in lists: “diet”."))
    kind = models.CharField(
        _("kind of answer"), max_length=8, choices=Kind, help_text=_("Do not change it once people have answered.")
    )
    label = models.CharField(_("question"), max_length=200, help_text=_("As people read it; short."))
    purpose = models.CharField(
        _("what it is for"), max_length=300, help_text=_("Said beside the question: what is done with the answer.")
    )
    options = models.TextField(
        _("possible answers"),
        blank=True,
        help_text=_("One per line, in the same order in both languages. The English words also name the answer."),
    )
    seen_by = models.CharField(
        _("seen by"),
        max_length=40,
        choices=role_choices,
        help_text=_("The only group whose members read the answers: those who act on them. Said beside the question."),
    )
    keep_days = models.PositiveSmallIntegerField(
        _("kept"), default=30, help_text=_("Days after the edition on which the answers are deleted.")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0, help_text=_("Smaller numbers come first."))

    class Meta:
        verbose_name = _("question of the form")
        verbose_name_plural = _("questions of the form")
        ordering = ("position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("edition", "slug"),
                name="formquestion_slug_unique_in_edition",
                violation_error_message=_("This edition already has a question of that name."),
            ),
        )

    def __str__(self) -> str:
        return self.label

    @property
    def has_options(self) -> bool:
        return self.kind in {self.Kind.CHOICE, self.Kind.SEVERAL}

    @property
    def goes_on(self) -> date:
        """The first day without the answers."""
        return self.edition.ends_on + timedelta(days=self.keep_days + 1)

    def choices(self) -> list[tuple[str, str]]:
        """Name and words of each possible answer, in the active language."""
        names = [slugify(line) for line in _lines(self.text("options", NAME_OF_ANSWER))]
        return list(zip(names, _lines(self.options), strict=False))

    def clean(self) -> None:
        """Answers to choose from are there, as many in one language as in the other, no two alike."""
        super().clean()
        counts = {len(_lines(self.text("options", language))) for language in LANGUAGES}
        names = [slugify(line) for line in _lines(self.text("options", NAME_OF_ANSWER))]
        if self.has_options and (len(counts) > 1 or len(names) < 2):
            raise ValidationError(
                {f"options_{NAME_OF_ANSWER}": _("Please give two answers or more, as many in each language.")}
            )
        if len(set(names)) < len(names):
            raise ValidationError({f"options_{NAME_OF_ANSWER}": _("Two answers have the same words.")})


def _lines(text: str) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]
