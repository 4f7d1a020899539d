"""Who is expected, who came, who is meant: the reads of the door."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from events.models import EventDay
from registration.codes import normalise_reference
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


def last_entries(*, day: EventDay) -> QuerySet[CheckIn]:
    """The entries one may want to undo."""
    return (
        CheckIn.objects.valid()
        .filter(day=day)
        .select_related("registration", "by")
        .order_by("-at", "-pk")[:MOST_RECENT]
    )


def find(*, day: EventDay, words: str) -> list[Registration]:
    """People of the edition whose name, organisation or reference holds every word; never by e-mail address."""
    people = Registration.objects.filter(edition=day.edition)
    for word in words.split():
        people = people.filter(
            Q(first_name__icontains=word)
            | Q(last_name__icontains=word)
            | Q(organisation__icontains=word)
            | Q(reference__startswith=normalise_reference(word).rstrip("-"))
        )
    return list(people.order_by("cancelled_at", "last_name", "first_name", "pk")[:MOST_FOUND])
