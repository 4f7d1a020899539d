"""Figures of an edition: counts only, the same number of questions whatever the number of people."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import accumulate

from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from events import countries
from events.models import Edition, EventDay
from registration.models import CheckIn, Registration, Seat


@dataclass(frozen=True)
class Point:
    """Registrations up to a day, and on it.  ``before`` counts the days to the first day of the edition."""

    day: date
    before: int
    new: int
    total: int


@dataclass(frozen=True)
class DayFigures:
    """One day: places and people.  ``came`` and ``absent`` are ``None`` until the door was open."""

    day: EventDay
    confirmed: int
    waiting: int
    freed: int
    came: int | None
    absent: int | None
    uninvited: int = 0

    @property
    def absent_percent(self) -> int | None:
        return round(100 * self.absent / self.confirmed) if self.absent is not None and self.confirmed else None


@dataclass(frozen=True)
class Group:
    """People who hold or held a place, of one kind: how many, and how many of them came."""

    label: str
    people: int
    came: int

    @property
    def absent(self) -> int:
        return self.people - self.came


@dataclass(frozen=True)
class Figures:
    """All that is told of one edition."""

    edition: Edition
    people: int
    with_place: int
    cancelled: int
    came: int
    door_was_open: bool
    over_time: list[Point]
    days: list[DayFigures]
    countries: list[Group] = field(default_factory=list)
    kinds: list[Group] = field(default_factory=list)
    first_timers: list[Group] = field(default_factory=list)


@dataclass(frozen=True)
class Comparison:
    """The former edition, where we ran one, in the same counts."""

    former: Figures

    def total_at(self, before: int) -> int:
        """How many were registered as many days before the former edition began."""
        reached = [point.total for point in self.former.over_time if point.before >= before]
        return reached[-1] if reached else 0


def figures(edition: Edition) -> Figures:
    """Count one edition."""
    people = Registration.objects.filter(edition=edition)
    live, cancelled = people.live().count(), people.cancelled().count()
    groups = _groups(edition)
    days = _days(edition)
    open_door = any(day.came is not None for day in days)
    return Figures(
        edition=edition,
        people=live,
        with_place=sum(number for *_key, number in groups),
        cancelled=cancelled,
        came=sum(number for _country, _kind, came, _known, number in groups if came),
        door_was_open=open_door,
        over_time=_over_time(edition),
        days=days,
        countries=_by(groups, 0, _country),
        kinds=_by(groups, 1, _kind),
        first_timers=_by(groups, 3, _known) if _remembers_former(edition) else [],
    )


def former_edition(edition: Edition) -> Edition | None:
    """The edition before this one that people registered for here."""
    registered = Registration.objects.filter(edition=OuterRef("pk"))
    earlier = Edition.objects.filter(Exists(registered), starts_on__lt=edition.starts_on)
    return earlier.order_by("-starts_on").first()


def comparison(edition: Edition) -> Comparison | None:
    former = former_edition(edition)
    return Comparison(figures(former)) if former else None


def _over_time(edition: Edition) -> list[Point]:
    """Every day on which somebody registered, cancelled later or not: what was said stays said."""
    zone = timezone.get_default_timezone()
    counted = (
        Registration.objects.filter(edition=edition).order_by().annotate(day=TruncDate("registered_at", tzinfo=zone))
    )
    by_day = sorted(counted.values_list("day").annotate(Count("pk")))
    totals = accumulate(number for _day, number in by_day)
    return [
        Point(day, (edition.starts_on - day).days, number, total)
        for (day, number), total in zip(by_day, totals, strict=True)
    ]


def _days(edition: Edition) -> list[DayFigures]:
    days = EventDay.objects.filter(edition=edition).select_related("venue").order_by("date", "pk")
    seats = _counted(Seat.objects.filter(day__edition=edition).values_list("day_id", "status").annotate(Count("pk")))
    entered = CheckIn.objects.valid().filter(day__edition=edition)
    came = _counted(entered.values_list("day_id").annotate(Count("registration", distinct=True)))
    mine = CheckIn.objects.valid().filter(registration=OuterRef("registration"), day=OuterRef("day"))
    held = Seat.objects.confirmed().filter(Exists(mine), day__edition=edition)
    expected = _counted(held.values_list("day_id").annotate(Count("pk")))
    return [_day(day, seats, came.get((day.pk,)), expected.get((day.pk,), 0)) for day in days]


def _day(day: EventDay, seats: dict[tuple[object, ...], int], came: int | None, expected: int) -> DayFigures:
    confirmed = seats.get((day.pk, Seat.Status.CONFIRMED), 0)
    in_line = seats.get((day.pk, Seat.Status.WAITING), 0) + seats.get((day.pk, Seat.Status.OFFERED), 0)
    return DayFigures(
        day=day,
        confirmed=confirmed,
        waiting=in_line,
        freed=seats.get((day.pk, Seat.Status.FREED), 0),
        came=came,
        absent=None if came is None else confirmed - expected,
        uninvited=0 if came is None else came - expected,
    )


def _counted(rows: Iterable[tuple[object, ...]]) -> dict[tuple[object, ...], int]:
    return {tuple(key): int(str(number)) for *key, number in rows}


def _groups(edition: Edition) -> list[tuple[str, str, bool, bool, int]]:
    """People with a place by country, kind of organisation, presence and whether they came to know us before."""
    entered = CheckIn.objects.valid().filter(registration=OuterRef("pk"))
    earlier = Registration.objects.live().filter(
        email_identity=OuterRef("email_identity"), edition__starts_on__lt=edition.starts_on
    )
    people = Registration.objects.filter(edition=edition).confirmed().order_by()
    kinds = people.annotate(came=Exists(entered), known=Exists(earlier))
    return list(kinds.values_list("country", "organisation_kind", "came", "known").annotate(number=Count("pk")))


def _remembers_former(edition: Edition) -> bool:
    """Whether anybody of an earlier edition can still be recognised."""
    earlier = Registration.objects.filter(edition__starts_on__lt=edition.starts_on, erased_at=None)
    return earlier.filter(~Q(email="")).exists()


def _by(groups: list[tuple[str, str, bool, bool, int]], place: int, name: Callable[[object], str]) -> list[Group]:
    """Groups by one of their marks, the largest first, those who did not say last."""
    people: Counter[object] = Counter()
    came: Counter[object] = Counter()
    for group in groups:
        people[group[place]] += group[4]
        came[group[place]] += group[4] if group[2] else 0
    ordered = sorted(people, key=lambda key: (key == "", -people[key], str(key)))
    return [Group(name(key), people[key], came[key]) for key in ordered]


def _country(code: object) -> str:
    return countries.name_of(str(code)) if code else _("Not said")


def _kind(kind: object) -> str:
    labels = dict(Registration.OrganisationKind.choices)
    return capfirst(str(labels.get(str(kind), ""))) if kind else _("Not said")


def _known(known: object) -> str:
    return _("Came or registered before") if known else _("First time")


def as_of(now: datetime) -> date:
    """The day the figures are of."""
    return timezone.localdate(now, timezone.get_default_timezone())
