"""What the worker does: identifiers in, one call, stop."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from outbox import delivery
from outbox.models import OutgoingMail


@shared_task(name="outbox.tasks.deliver")
def deliver(mail_id: int) -> None:
    """Deliver one message now."""
    delivery.deliver(mail_id, now=timezone.now())


@shared_task(name="outbox.tasks.sweep")
def sweep() -> None:
    """Deliver what no wake-up reached: after a lost broker, a killed worker, a planned retry."""
    delivery.deliver_due(now=timezone.now(), budget=timedelta(seconds=45))


@shared_task(name="outbox.tasks.forget")
def forget() -> None:
    """Delete messages past the date of the retention calendar."""
    OutgoingMail.objects.forgettable(before=timezone.now() - settings.MAIL_KEEP).delete()
