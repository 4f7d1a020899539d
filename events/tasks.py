"""What the worker does for the public site: one call each, stop."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from events import audience, clock, consent, link_check, publication, text_versions
from events.other_sites import Visitor


@shared_task(name="events.tasks.forget")
def forget() -> None:
    """Delete what has reached its day on the retention calendar."""
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    consent.forget(today=today)
    text_versions.forget(now=timezone.now())
    audience.forget(today=today)
    link_check.forget(now=timezone.now())


@shared_task(name="events.tasks.publish_due")
def publish_due() -> None:
    """Publish the editions whose moment has come."""
    publication.publish_due(now=clock.now())


@shared_task(name="events.tasks.check_links")
def check_links() -> None:
    """Follow the links of every published text; those of other sites where the installation allows it."""
    link_check.check(now=timezone.now(), visitor=Visitor() if settings.LINK_CHECK else None)
