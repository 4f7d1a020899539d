"""What the registration office does by itself.  Every task may be lost or run twice without harm."""

from dataclasses import asdict

import structlog
from celery import shared_task
from django.utils import timezone
from kombu.exceptions import OperationalError

from events import clock
from events.models import EventDay
from registration import (
    badge_batches,
    group_messages,
    reminders,
    reserves,
    retention,
    scheduled_exports,
    seat_allocation,
    waiting_list,
)

log = structlog.get_logger(__name__)


@shared_task
def sweep_waiting_lists() -> None:
    """Pass on offers that were not answered in time, and offer places nobody was told about."""
    now = clock.now()
    for day_id in waiting_list.days_to_sweep(now=now):
        waiting_list.expire_offers(day_id=day_id, now=now)


@shared_task
def release_reserves() -> None:
    """Give to everybody what reserves still keep after their last day."""
    reserves.release_due(now=clock.now())


@shared_task
def send_reminders() -> None:
    """Write to people before and after the event, what is of use at this hour."""
    reminders.send_due(now=clock.now())


@shared_task
def recount_places() -> None:
    """Compare the counters of every day with its rows.  A difference is a fault of ours: it is reported, not hidden."""
    for day, held in seat_allocation.miscounted(EventDay.objects.all()):
        log.error("places miscounted", day=day.slug, counted=day.taken, held=held)
    for day, kept in seat_allocation.miskept(EventDay.objects.all()):
        log.error("reserves miscounted", day=day.slug, counted=day.reserved, kept=kept)


@shared_task
def erase_due() -> None:
    """Erase the people and the links whose day has come."""
    log.info("erased", **asdict(retention.erase_due(now=clock.now())))


@shared_task
def announce_exports() -> None:
    """Write to the colleagues who asked for a list daily or weekly, once a day at most."""
    scheduled_exports.send_due(now=clock.now())


@shared_task
def print_badges(batch_id: int) -> None:
    """Print one batch of badges now."""
    badge_batches.print_batch(batch_id=batch_id)


@shared_task
def sweep_badges() -> None:
    """Print what no wake-up reached, and delete files past their week."""
    badge_batches.print_due(now=timezone.now())
    badge_batches.remove_old_files(now=timezone.now())


@shared_task
def feed_group_messages() -> None:
    """Hand the mails of the next minute of every message to a group to the outbox."""
    group_messages.feed_due()


def wake_feeder() -> None:
    """Tell a worker to begin now. Without a broker nothing is lost: the table of periodic work does it."""
    try:
        feed_group_messages.apply_async(retry=False)
    except (OperationalError, OSError) as error:
        log.warning("feeder not woken", error=type(error).__name__)


def wake_press(batch_id: int) -> None:
    """Tell a worker to print now. Without a broker nothing is lost: the sweeper finds the batch."""
    try:
        print_badges.apply_async((batch_id,), retry=False)
    except (OperationalError, OSError) as error:
        log.warning("press not woken", batch=batch_id, error=type(error).__name__)
