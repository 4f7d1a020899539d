"""Invented staff, attendees and claims, so that every screen of the demonstration has something to show."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from events import clock
from events.models import Edition
from necess.demonstration.attendees import register_people, sign_up_for_workshops
from necess.demonstration.claims import decide_rule, make_claims
from necess.demonstration.staff import create_staff
from outbox.models import OutgoingMail
from registration.models import Registration


class Command(BaseCommand):
    """Fills the demonstration; a second run adds nothing."""

    help = "Add invented staff, attendees and claims to a demonstration."

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse to write invented people anywhere but in a demonstration."""
        if not settings.DEMO:
            raise CommandError("Invented people belong in a demonstration only (NECESS_DEMO is not set).")
        create_staff()
        if Registration.objects.exists():
            return
        edition = Edition.objects.get(slug="2025")
        register_people(edition=edition, now=clock.now())
        sign_up_for_workshops(edition=edition, now=clock.now())
        decide_rule(edition=edition, now=clock.now())
        make_claims(edition=edition, now=clock.now())
        call_everything_sent()


def call_everything_sent() -> None:
    """Take the mails of invented people as sent: the folder of mails is for those of the visitor."""
    mails = OutgoingMail.objects.filter(status=OutgoingMail.Status.QUEUED)
    mails.update(status=OutgoingMail.Status.SENT, sent_at=timezone.now() - timedelta(hours=1))
