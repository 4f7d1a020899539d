"""What the registration office does by itself.  Every task may be lost or run twice without harm."""

import structlog
from celery import shared_task

from events import clock
from events.models import EventDay
from registration import seat_allocation, waiting_list

log = structlog.get_logger(__name__)


@shared_task
def sweep_waiting_lists() -> None:
    """Pass on offers that were not answered in time, and offer places nobody was told about."""
    now = clock.now()
    for day_id in waiting_list.days_to_sweep(now=now):
        waiting_list.expire_offers(day_id=day_id, now=now)


@shared_task
def recount_places() -> None:
    """Compare the counter of every day with its seats.  A difference is a fault of ours: it is reported, not hidden."""
    for day, held in seat_allocation.miscounted(EventDay.objects.all()):
        log.error("places miscounted", day=day.slug, counted=day.taken, held=held)
