"""A message to a thousand people keeps nobody's confirmation waiting, however slow the mail server answers.

The clock is handed in and moves only while the server answers; the sweeper alone works, as after a lost broker.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from django.core.mail.backends.base import BaseEmailBackend

from outbox import delivery
from outbox.models import OutgoingMail, Priority
from outbox.queue import store

pytestmark = pytest.mark.django_db
NOON = datetime(2025, 11, 20, 12, 0, tzinfo=UTC)
ANSWER = timedelta(seconds=8)
SWEEP, BUDGET = timedelta(seconds=15), timedelta(seconds=45)
GROUP, WATCHED = 1000, timedelta(minutes=6)
# When people register: alone, two at once, in the middle of an answer and right after a sweep.
ARRIVALS = [timedelta(seconds=s) for s in (1, 40, 40, 77, 99.5, 130, 165, 165, 201, 240, 244, 290)]


@dataclass
class SlowServer:
    """The mail server, and the time: each message takes it eight seconds, and people register meanwhile."""

    priority: int
    now: datetime = NOON
    coming: list[timedelta] = field(default_factory=lambda: list(ARRIVALS))
    left: dict[str, datetime] = field(default_factory=dict)

    def take(self, to: str) -> None:
        self.pass_time(ANSWER)
        self.left[to] = self.now

    def pass_time(self, some: timedelta) -> None:
        self.now += some
        while self.coming and NOON + self.coming[0] <= self.now:
            number = len(ARRIVALS) - len(self.coming)
            store(_mail(f"person{number}@example.org", self.priority, NOON + self.coming.pop(0)))

    def delays(self) -> list[timedelta | None]:
        """How long each confirmation waited; None for one that is still there."""
        left = [self.left.get(f"person{number}@example.org") for number in range(len(ARRIVALS))]
        return [at and at - NOON - arrival for at, arrival in zip(left, ARRIVALS, strict=True)]


class Backend(BaseEmailBackend):
    """Hands messages to the server of the test."""

    def __init__(self, *, take: Callable[[str], None], **options: object) -> None:
        super().__init__(**options)
        self._take = take

    def send_messages(self, email_messages):
        for message in email_messages:
            self._take(message.to[0])
        return len(email_messages)


def _mail(to: str, priority: int, send_after: datetime) -> OutgoingMail:
    return OutgoingMail(
        message_id=f"<{to}>", template="x", to=to, language="fr", subject="x", text="x", priority=priority,
        send_after=send_after, created_at=send_after,
    )  # fmt: skip


def confirmations_among_a_group(settings, *, priority: int) -> SlowServer:
    """Six minutes of the sweeper on a queue of a thousand mails, all due since an hour."""
    server = SlowServer(priority)
    settings.MAIL_TRANSPORT = {"BACKEND": "tests.outbox.test_pace.Backend", "OPTIONS": {"take": server.take}}
    settings.MAIL_LEASE = timedelta(hours=1)
    since = NOON - timedelta(hours=1)
    OutgoingMail.objects.bulk_create(
        _mail(f"group{number}@example.org", Priority.BULK, since) for number in range(GROUP)
    )
    while server.now < NOON + WATCHED:
        began = server.now
        delivery.deliver_due(now=began, budget=BUDGET, clock=lambda: server.now)
        server.pass_time(-((server.now - began) % -SWEEP) or SWEEP)  # the table of tasks sweeps again
    return server


def test_no_confirmation_waits_a_minute_behind_a_message_to_a_thousand(settings):
    server = confirmations_among_a_group(settings, priority=Priority.NORMAL)
    delays = server.delays()
    assert [delay for delay in delays if delay is None or delay > timedelta(seconds=60)] == []
    assert max(delay for delay in delays if delay) <= SWEEP + 3 * ANSWER
    assert OutgoingMail.objects.filter(priority=Priority.BULK, status="queued").count() > GROUP - 50


def test_without_the_order_they_would_wait_behind_it(settings):
    """The control: the same people, their mails as urgent as those of the group."""
    server = confirmations_among_a_group(settings, priority=Priority.BULK)
    assert set(server.delays()) == {None}
