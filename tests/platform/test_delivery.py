"""A worker that dies loses nothing."""

import os
import signal

import pytest

from tests.live import eventually
from tests.platform.processes import processes_of_group

pytestmark = pytest.mark.live

STORE_TWENTY_MAILS = """
from outbox.models import OutgoingMail
from outbox.queue import store
for number in range(20):
    store(OutgoingMail(template="none", to=f"person{number}@example.org", language="fr", subject="Bonjour", text="…"))
"""


def test_twenty_mails_arrive_although_the_worker_is_killed(make_site, smtp_server):
    site = make_site(EMAIL_URL=smtp_server.url, NECESS_MAIL_LEASE="3")
    site.manage("shell", "--no-imports", "-c", STORE_TWENTY_MAILS)
    smtp_server.seconds_per_message = 0.2
    site.start(site.worker)
    eventually(lambda: len(smtp_server.messages) >= 5)

    os.killpg(site.worker.process.pid, signal.SIGKILL)
    site.worker.process.wait()
    arrived_before = len(smtp_server.messages)
    site.start(site.worker)

    assert 5 <= arrived_before < 20
    eventually(lambda: len({mail["To"] for mail in smtp_server.messages}) == 20, seconds=60)
    # The one message in flight may arrive twice; its number tells the receiver that it is the same.
    assert len(smtp_server.messages) <= 21
    assert len({mail["Message-ID"] for mail in smtp_server.messages}) == 20


def test_worker_leaves_no_process_when_its_head_is_killed(make_site, smtp_server):
    site = make_site(EMAIL_URL=smtp_server.url)
    site.start(site.worker)
    group = site.worker.process.pid
    eventually(lambda: len(processes_of_group(group)) >= 3)  # the head, the table of periodic work, one worker

    os.kill(group, signal.SIGKILL)
    site.worker.process.wait()

    eventually(lambda: not processes_of_group(group))
