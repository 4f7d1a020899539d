"""What people answered to the optional questions of the form."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from events.models import FormQuestion

YES, NO = "yes", "no"


class AnswerQuerySet(models.QuerySet["Answer"]):
    """Answers by who may read them."""

    def visible_to(self, user: User) -> "AnswerQuerySet":
        """Those to questions of the groups this person is in; being a superuser opens nothing here."""
        return self.filter(question__seen_by__in=user.groups.values("name"))


class Answer(models.Model):
    """One answer of one person.  Its question says who may read it and when it goes."""

    registration = models.ForeignKey(
        "registration.Registration",
        verbose_name=_("registration"),
        on_delete=models.CASCADE,
        related_name="answers",
        help_text=_("Who answered."),
    )
    question = models.ForeignKey(
        FormQuestion,
        verbose_name=_("question"),
        on_delete=models.CASCADE,
        related_name="answers",
        help_text=_("What was asked."),
    )
    value = models.TextField(
        _("answer"), max_length=2000, help_text=_("The words, or the names of the chosen answers, one per line.")
    )

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ("question__position", "question_id")
        constraints = (
            models.UniqueConstraint(
                fields=("registration", "question"),
                name="answer_once_per_question",
                violation_error_message=_("This question is answered already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.question_id} · {self.registration_id}"

    @property
    def in_words(self) -> str:
        """The answer as it was read in the form, in the active language; needs ``question``."""
        if self.question.kind == FormQuestion.Kind.TEXT:
            return self.value
        words = {YES: str(_("yes")), NO: str(_("no")), **dict(self.question.choices())}
        return ", ".join(words.get(name, name) for name in self.value.splitlines())
