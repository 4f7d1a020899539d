"""What can be told of each person in a list: on the screen and in files, in the same words and the same order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, F, FilteredRelation, Func, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.db.models.sql.compiler import SQLCompiler
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import Language, User
from events import countries
from events.models import EventDay, FormQuestion
from registration.answers import questions_visible_to
from registration.models import CheckIn, Registration, Seat
from registration.models.answer import NO, YES

SEE_ADDRESSES = "registration.see_addresses"
PLACE, CAME, ANSWER = "place-", "came-", "answer-"


class Moment(Func):
    """An instant in Paris time, in the one way that both sorts and opens as a date in every language.

    The database writes it: reading instants as such takes two thirds of the time of a long list.
    """

    output_field = CharField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        template = f"to_char(%(expressions)s AT TIME ZONE '{settings.TIME_ZONE}', 'YYYY-MM-DD HH24:MI')"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        template = f"substr(django_datetime_trunc('minute', %(expressions)s, '{settings.TIME_ZONE}', 'UTC'), 1, 16)"
        return self.as_sql(compiler, connection, template=template, **context)


@dataclass(frozen=True)
class Column:
    """One column.

    ``key`` is how saved views name it. ``labels`` say a choice in the active language, and nothing where there is none.
    ``is_typed`` tells what people wrote themselves, ``permission`` what is needed to see it.
    """

    key: str
    header: str
    value: str | Combinable
    labels: Mapping[str, str] | None = None
    is_typed: bool = False
    permission: str = ""
    day: EventDay | None = None
    question: FormQuestion | None = None

    @property
    def order(self) -> str:
        """The field a list is ordered by when it is ordered by this column; empty if it cannot be."""
        if self.day or self.question:
            return ""
        return self.value if isinstance(self.value, str) else self.key

    def written(self, values: Sequence[str | None]) -> list[str]:
        """Every value of some rows in words."""
        labels = self.labels
        if labels is None:
            return [value or "" for value in values]
        if self.question:  # any of several answers, one per line
            return [", ".join(labels.get(part, part) for part in (value or "").splitlines()) for value in values]
        return [labels.get(value, "") if value else "" for value in values]


def personal() -> list[Column]:
    """What is known of a person, in the active language."""
    kinds, origins = Registration.OrganisationKind.choices, Registration.Origin.choices
    return [
        Column("reference", _("Reference"), "reference"),
        Column("first_name", _("First name"), "first_name", is_typed=True),
        Column("last_name", _("Last name"), "last_name", is_typed=True),
        Column("email", _("E-mail address"), "email", is_typed=True, permission=SEE_ADDRESSES),
        Column("organisation", _("Organisation"), "organisation", is_typed=True),
        Column("role", _("Role"), "role", _labels(Registration.Role.choices)),
        Column("language", _("Language"), "language", _labels(Language.choices)),
        Column("country", _("Country"), "country", _labels(countries.COUNTRIES.items())),
        Column("organisation_kind", _("Kind of organisation"), "organisation_kind", _labels(kinds)),
        Column("origin", _("Origin"), "origin", _labels(origins)),
        Column("leader", _("Registered by"), "leader__reference"),
        Column("registered_at", _("Registered at"), Moment("registered_at")),
        Column("changed_at", _("Last changed"), Moment("changed_at")),
        Column("cancelled_at", _("Cancelled at"), Moment("cancelled_at")),
    ]


USUAL = (
    "reference", "first_name", "last_name", "email", "organisation", "role", "language", "registered_at",
    "cancelled_at",
)  # fmt: skip


def place(day: EventDay) -> Column:
    """What people have on a day: a place, an offer, a place in the line."""
    return Column(f"{PLACE}{day.slug}", day.label, f"seat_{day.pk}__status", _labels(Seat.Status.choices), day=day)


def came(day: EventDay) -> Column:
    """When people came in first on a day: a constraint says that each half-day has one entry at most."""
    header = _("%(day)s: came in") % {"day": day.label}
    first = Coalesce(*(F(f"{half}_{day.pk}__at") for half in CheckIn.Half.values))
    return Column(f"{CAME}{day.slug}", header, Moment(first), day=day)


def answer(question: FormQuestion) -> Column:
    """What people answered to an optional question."""
    is_typed = question.kind == FormQuestion.Kind.TEXT
    labels = None if is_typed else {YES: _("yes"), NO: _("no"), **dict(question.choices())}
    key, value = f"{ANSWER}{question.pk}", f"answer_{question.pk}__value"
    return Column(key, question.label, value, labels, is_typed=is_typed, question=question)


def offered(days: Iterable[EventDay], reader: User, *, keys: Sequence[str] = ()) -> dict[str, Column]:
    """Every column somebody may choose, by key: answers to questions of the current edition, and those in ``keys``."""
    asked = Q(edition__is_current=True) | Q(pk__in=_numbers(keys))
    questions = questions_visible_to(reader).filter(asked)
    columns = [
        *personal(),
        *(column for day in days for column in (place(day), came(day))),
        *(answer(question) for question in questions),
    ]
    return {column.key: column for column in permitted(columns, reader)}


def chosen(keys: Sequence[str], reader: User) -> list[Column]:
    """The columns of a saved view that still exist and that this reader may see, in its order."""
    slugs = {key.partition("-")[2] for key in keys if key.startswith((PLACE, CAME))}
    days = EventDay.objects.filter(slug__in=slugs).select_related("venue") if slugs else []
    numbers = _numbers(keys)
    questions = questions_visible_to(reader).filter(pk__in=numbers) if numbers else []
    columns = [*personal(), *(column for day in days for column in (place(day), came(day))), *map(answer, questions)]
    known = {column.key: column for column in permitted(columns, reader)}
    return [known[key] for key in keys if key in known]


def _numbers(keys: Sequence[str]) -> set[int]:
    numbers = {key.removeprefix(ANSWER) for key in keys if key.startswith(ANSWER)}
    return {int(number) for number in numbers if number.isdecimal() and len(number) < 10}


def permitted(columns: Iterable[Column], reader: User) -> list[Column]:
    """Those columns this reader may see."""
    return [column for column in columns if not column.permission or reader.has_perm(column.permission)]


def told(people: Sequence[Registration], columns: Sequence[Column]) -> dict[int, dict[str, str]]:
    """The words of each column by key, for each of some people: one query."""
    keys = Column("pk", "", "pk")
    rows = list(values(Registration.objects.filter(pk__in=[one.pk for one in people]).order_by(), [keys, *columns]))
    [numbers, *cells] = zip(*rows, strict=True) if rows else [()]
    words = zip(*(column.written(each) for column, each in zip(columns, cells, strict=False)), strict=True)
    by_column = [dict(zip((column.key for column in columns), row, strict=True)) for row in words]
    return dict(zip(numbers, by_column, strict=bool(columns)))


def values(registrations: QuerySet[Registration], columns: Sequence[Column]) -> QuerySet[Registration, tuple[Any, ...]]:
    """One row per person; the live seat and the entries of a day are joined, one of each at most."""
    people = registrations.prefetch_related(None)
    days = [(column.day.pk, column.key.startswith(PLACE)) for column in columns if column.day]
    for day, is_place in dict.fromkeys(days):
        if is_place:
            live = Q(seats__day=day, seats__status__in=Seat.LIVE)
            people = people.annotate(**{f"seat_{day}": FilteredRelation("seats", condition=live)})
        else:
            people = people.annotate(**{f"{half}_{day}": _entry(day, half) for half in CheckIn.Half.values})
    for question in dict.fromkeys(column.question.pk for column in columns if column.question):
        mine = FilteredRelation("answers", condition=Q(answers__question=question))
        people = people.annotate(**{f"answer_{question}": mine})
    return people.values_list(*(column.value for column in columns))


def _entry(day: int, half: str) -> FilteredRelation:
    condition = Q(check_ins__day=day, check_ins__half=half, check_ins__undone_at=None)
    return FilteredRelation("check_ins", condition=condition)


def _labels(choices: Iterable[tuple[Any, Any]]) -> dict[str, str]:
    return {value: capfirst(str(label)) for value, label in choices}
