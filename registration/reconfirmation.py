"""“Still coming?”: somebody says yes for a day; saying no is giving it back, and the next in line is offered it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count, Max

from events.models import EventDay
from registration.contention import retried
from registration.history import note
from registration.lifecycle import CancelledError, NoSuchDayError
from registration.models import HistoryEntry, Registration, Seat

Kind = HistoryEntry.Kind


@retried
def reconfirm(*, registration: Registration, day: EventDay, now: datetime) -> None:
    """Note that this person still comes on ``day``; once is enough.

    Raises ``CancelledError``, and ``NoSuchDayError`` without a place on that day.
    """
    with transaction.atomic():
        locked = Registration.objects.select_for_update(no_key=True).get(pk=registration.pk)
        if not locked.is_live:
            raise CancelledError
        if not Seat.objects.confirmed().filter(registration=locked, day=day).exists():
            raise NoSuchDayError
        if day.pk not in reconfirmed_days(locked):
            note(registration=locked, kind=Kind.RECONFIRMED, day=day, now=now)


def reconfirmed_days(registration: Registration) -> set[int]:
    """Keys of the days this person said they still come to, and did not take again since."""
    entries = registration.history.filter(kind=Kind.RECONFIRMED).order_by().values("day_id").annotate(last=Max("at"))
    said = dict(entries.values_list("day_id", "last"))
    seats = Seat.objects.confirmed().filter(registration=registration, day__in=said)
    return {seat.day_id for seat in seats if said[seat.day_id] >= seat.joined_at}


def waiting_for(edition_id: int) -> dict[int, int]:
    """How many wait for each day, by key of the day."""
    waiting = Seat.objects.waiting().filter(day__edition=edition_id).order_by()
    return dict(waiting.values_list("day_id").annotate(Count("pk")))
