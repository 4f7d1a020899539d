"""Who is expected, who came, who is meant: the reads of the door."""

from dataclasses import dataclass

from django.db.models import QuerySet

from events.models import EventDay
from registration.models import CheckIn, Registration, Seat

MOST_FOUND, MOST_RECENT = 20, 8


@dataclass(frozen=True)
class Counts:
    """People of one day."""

    expected: int
    came: int

    @property
    def missing(self) -> int:
        return max(self.expected - self.came, 0)


def counts(*, day: EventDay) -> Counts:
    """How many hold a place, and how many of all came in at least once."""
    came = CheckIn.objects.valid().filter(day=day).order_by().values("registration_id").distinct()
    return Counts(expected=Seat.objects.confirmed().filter(day=day).count(), came=came.count())


def days_let_in(registration: Registration) -> list[EventDay]:
    """The days this person came in, with a place or without, in order."""
    entries = CheckIn.objects.valid().filter(registration=registration).values("day_id")
    return list(EventDay.objects.filter(pk__in=entries).select_related("venue").order_by("date", "pk"))


def last_entries(*, day: EventDay) -> QuerySet[CheckIn]:
    """The entries one may want to undo."""
    return (
        CheckIn.objects.valid()
        .filter(day=day)
        .select_related("registration", "by")
        .order_by("-at", "-pk")[:MOST_RECENT]
    )


def find(*, day: EventDay, words: str) -> list[Registration]:
    """People of the edition by name, organisation or the beginning of the reference; never by e-mail address."""
    people = Registration.objects.filter(edition=day.edition_id)
    found = people.named_like(words) | people.referenced(words)
    return list(found.order_by("cancelled_at", "last_name", "first_name", "pk")[:MOST_FOUND])
