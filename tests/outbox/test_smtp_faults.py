"""Two hundred mails through every way a mail server fails us: none lost, and doubled only where it took one unsaid."""

from datetime import timedelta

import pytest
from django.utils import timezone

from outbox.delivery import deliver
from outbox.models import OutgoingMail
from tests.live import free_port
from tests.outbox.smtp_faults import FaultyOffice

pytestmark = [pytest.mark.live, pytest.mark.django_db]

NUMBER = 200
FAULTS = [
    "no banner", "busy banner", "cut after greeting", "closing", "greylisted", "mailbox full", "data refused",
    "full after data", "cut in data", "slow", "cut after data",
]  # fmt: skip


def stored() -> set[str]:
    OutgoingMail.objects.bulk_create(
        OutgoingMail(
            message_id=f"<{number}@example.org>",
            template="none",
            to=f"person{number}@example.org",
            language="fr",
            subject="Bonjour",
            text="…",
        )
        for number in range(NUMBER)
    )
    return set(OutgoingMail.objects.values_list("message_id", flat=True))


def sweep(settings, port: int, patience: float, later: timedelta) -> None:
    """What the sweeper does when so much time has passed."""
    options = {"host": "127.0.0.1", "port": port, "timeout": patience}
    settings.MAIL_TRANSPORT = {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}
    now = timezone.now() + later
    for pk in list(OutgoingMail.objects.due(now=now).values_list("pk", flat=True)):
        deliver(pk, now=now)


def statuses() -> set[str]:
    return set(OutgoingMail.objects.values_list("status", flat=True))


@pytest.mark.parametrize("fault", FAULTS)
def test_nothing_is_lost_whatever_the_mail_server_does(settings, fault):
    numbers, patience = stored(), 0.03 if fault == "no banner" else 5
    with FaultyOffice(fault, NUMBER, 2 * patience) as office:
        sweep(settings, office.port, patience, timedelta(0))
        expected = {"sent"} if fault == "slow" else {"queued"}
        assert statuses() == expected
        sweep(settings, office.port, 5, timedelta(minutes=2))
    assert statuses() == {"sent"}
    assert set(office.taken) == numbers
    assert set(office.taken.values()) == ({2} if fault == "cut after data" else {1})


def test_nothing_is_lost_while_nobody_listens(settings):
    numbers = stored()
    sweep(settings, free_port(), 5, timedelta(0))
    assert statuses() == {"queued"}
    with FaultyOffice("", 0, 0) as office:
        sweep(settings, office.port, 5, timedelta(minutes=2))
    assert (set(office.taken), set(office.taken.values())) == (numbers, {1})
