"""The line of people waiting for a day: who is offered a place, until when, and what follows.

Order is order of arrival.  A free place is offered to the first in line and kept for them (``offers.held_until``);
it counts as taken meanwhile.  Accepted, it is theirs; declined or not answered, it goes to the next.  Nobody is
brought back: who left, let an offer pass or cancelled joins again at the end.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from accounts.models import User
from events.models import EventDay
from registration import emails, seat_allocation
from registration.contention import retried
from registration.history import changed, note
from registration.models import HistoryEntry, Registration, Seat
from registration.offers import held_until

Kind = HistoryEntry.Kind


class OfferGoneError(Exception):
    """The offer was answered, taken back or not answered in time."""


class NotWaitingError(Exception):
    """The person no longer waits for this day."""


class DayFullError(Exception):
    """No place can be given: the day is full."""


def offer_free_places(*, day_id: int, now: datetime) -> int:
    """Offer every free place of a day to the people in line, in order; return how many were offered.

    Part of the transaction in which a place was returned.  The day is locked first, so two callers cannot offer
    the same place, nor to the same person.
    """
    with transaction.atomic():
        [day] = seat_allocation.lock([day_id])
        until = held_until(now=now, starts_at=day.starts_at)
        if until is None:
            return 0
        line = Seat.objects.waiting().filter(day=day, registration__cancelled_at=None).by_arrival()
        free = day.places_left
        offered = 0
        for seat in line.select_related("registration__edition", "day__venue")[:free]:
            if not seat_allocation.take_for_line(day_id=day.pk):
                break
            _offer(seat, until=until, now=now)
            offered += 1
        return offered


@retried
def accept(*, seat: Seat, now: datetime) -> None:
    """Take the offered place; raises ``OfferGoneError`` when it is no longer kept."""
    with transaction.atomic():
        Registration.objects.select_for_update(no_key=True).get(pk=seat.registration_id)
        accepted = (
            Seat.objects.offered().filter(pk=seat.pk, offer_expires_at__gt=now).update(status=Seat.Status.CONFIRMED)
        )
        if not accepted:
            raise OfferGoneError
        changed(registration=seat.registration, kind=Kind.ACCEPTED, day=seat.day, now=now)
        emails.send_offer_accepted(seat=seat)


@retried
def expire_offers(*, day_id: int, now: datetime) -> int:
    """Let the offers of a day that were not answered go to the next in line; return how many expired."""
    with transaction.atomic():
        seat_allocation.lock([day_id])
        late = Seat.objects.offered().filter(day_id=day_id, offer_expires_at__lte=now).by_arrival()
        expired = [
            seat for seat in late.select_related("registration__edition", "day__venue") if _expire(seat, now=now)
        ]
        if expired:
            seat_allocation.give_back(day_id=day_id, places=len(expired))
        offer_free_places(day_id=day_id, now=now)
    return len(expired)


@retried
def promote(*, seat: Seat, by: User, reason: str, now: datetime) -> None:
    """Confirm somebody out of order, with a reason that stays in the history.

    Raises ``NotWaitingError`` when the person was served meanwhile, ``DayFullError`` without a free place.
    """
    with transaction.atomic():
        seat_allocation.lock([seat.day_id])
        promoted = Seat.objects.waiting().filter(pk=seat.pk).update(status=Seat.Status.CONFIRMED)
        if not promoted:
            raise NotWaitingError
        if not seat_allocation.take_for_line(day_id=seat.day_id):
            raise DayFullError
        changed(registration=seat.registration, kind=Kind.PROMOTED, day=seat.day, now=now, by=by, detail=reason)
        emails.send_offer_accepted(seat=seat)


def days_to_sweep(*, now: datetime) -> list[int]:
    """Days with an offer not answered in time, or with a free place and somebody waiting."""
    late = Seat.objects.offered().filter(offer_expires_at__lte=now)
    missed = Seat.objects.waiting().filter(day__taken__lt=F("day__capacity") - F("day__reserved"))
    days = EventDay.objects.filter(pk__in=late.values("day_id")) | EventDay.objects.filter(
        pk__in=missed.values("day_id")
    )
    return list(days.order_by("pk").values_list("pk", flat=True))


def _offer(seat: Seat, *, until: datetime, now: datetime) -> None:
    seat.status, seat.offered_at, seat.offer_expires_at = Seat.Status.OFFERED, now, until
    seat.save(update_fields=["status", "offered_at", "offer_expires_at"])
    note(registration=seat.registration, kind=Kind.OFFERED, day=seat.day, now=now)
    emails.send_place_offered(seat=seat)


def _expire(seat: Seat, *, now: datetime) -> bool:
    """Conditional: the person may have accepted since the offer was read."""
    if not Seat.objects.offered().filter(pk=seat.pk).update(status=Seat.Status.EXPIRED, ended_at=now):
        return False
    note(registration=seat.registration, kind=Kind.EXPIRED, day=seat.day, now=now)
    emails.send_offer_expired(seat=seat)
    return True
