"""The command for the moment after a restore."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from model_bakery import baker

from outbox.models import OutgoingMail

Status = OutgoingMail.Status


@pytest.mark.django_db
def test_hold_mails_stops_what_waits_and_leaves_the_rest():
    now = timezone.now()
    for status in Status:
        lease = now + timedelta(minutes=2) if status == Status.SENDING else None
        baker.make(OutgoingMail, status=status, lease_until=lease, message_id=f"<{status}@example.org>", subject=status)
    output = StringIO()

    call_command("hold_mails", stdout=output)

    assert output.getvalue() == "2 message(s) stopped. The admin lists them and can send them again.\n"
    assert dict(OutgoingMail.objects.values_list("subject", "status")) == {
        Status.QUEUED: Status.STOPPED,
        Status.SENDING: Status.STOPPED,
        Status.SENT: Status.SENT,
        Status.FAILED: Status.FAILED,
        Status.STOPPED: Status.STOPPED,
    }
    assert not OutgoingMail.objects.due(now=now + timedelta(days=1)).exists()
