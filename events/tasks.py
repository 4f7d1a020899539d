"""What the worker does for the public site: one call each, stop."""

from celery import shared_task
from django.utils import timezone

from events import audience, consent, text_versions


@shared_task(name="events.tasks.forget")
def forget() -> None:
    """Delete what has reached its day on the retention calendar."""
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    consent.forget(today=today)
    text_versions.forget(now=timezone.now())
    audience.forget(today=today)
