"""Answers to the optional questions: kept, replaced, deleted on their day.

Who lists or exports people asks ``answers_visible_to`` and never reads the table itself.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Count, QuerySet

from accounts.models import User
from events.models import Edition, FormQuestion
from events.retention_calendar import Departures, total
from registration.models import Answer, Registration

# Keys of questions, and what was answered: words, or names of answers, one per line.  Nothing means no answer.
Answers = Mapping[int, str]
LONGEST_KEPT = 30  # days, where an edition asks nothing


def questions_of(edition: Edition) -> list[FormQuestion]:
    """What the form of an edition asks, in order."""
    questions = list(edition.form_questions.order_by("position", "pk"))
    for question in questions:
        question.edition = edition
    return questions


def answers_visible_to(user: User) -> QuerySet[Answer]:
    """Every answer this member of staff is entitled to read, with its question."""
    return Answer.objects.visible_to(user).select_related("question__edition")


def questions_visible_to(user: User, *, edition: Edition | None = None) -> QuerySet[FormQuestion]:
    """The questions, of one edition or of all, whose answers this member of staff is entitled to read, in order."""
    questions = FormQuestion.objects.filter(seen_by__in=user.groups.values("name")).order_by("position", "pk")
    return questions.filter(edition=edition) if edition else questions


def given_by(registration: Registration) -> dict[int, str]:
    """What a person answered so far."""
    return dict(Answer.objects.filter(registration=registration).values_list("question_id", "value"))


def replace(*, registration: Registration, answers: Answers) -> None:
    """Let these be the answers of a person; an empty one is no answer."""
    Answer.objects.filter(registration=registration).delete()
    keep(registration=registration, answers=answers)


def keep(*, registration: Registration, answers: Answers) -> None:
    """Store the first answers of a person."""
    Answer.objects.bulk_create(
        Answer(registration=registration, question_id=question, value=value)
        for question, value in answers.items()
        if value
    )


def forget(*, registrations: Sequence[Registration]) -> None:
    """Delete what these people answered."""
    Answer.objects.filter(registration__in=registrations).delete()


def delete_due(*, today: date) -> int:
    """Delete the answers whose day has come; return how many."""
    asked = FormQuestion.objects.filter(answers__isnull=False).select_related("edition").distinct()
    due = [question.pk for question in asked if question.goes_on <= today]
    return Answer.objects.filter(question__in=due).delete()[0]


def departures() -> Departures:
    """How many answers go on which day."""
    asked = FormQuestion.objects.select_related("edition").annotate(number=Count("answers")).filter(number__gt=0)
    return total((question.goes_on, question.number) for question in asked)


def longest_kept(edition: Edition) -> int:
    """Days after the edition without which no answer of it stays."""
    return max(edition.form_questions.values_list("keep_days", flat=True), default=LONGEST_KEPT)
