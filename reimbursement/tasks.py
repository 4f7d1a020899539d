"""What the worker does for claims: identifiers in, one call, stop."""

from dataclasses import asdict

import structlog
from celery import Task, shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from events import clock
from reimbursement import assessment, attendance, conversation, lookups, reminders, retention

log = structlog.get_logger(__name__)


@shared_task(name="reimbursement.tasks.check_claim")
def check_claim(claim_id: int) -> None:
    """Find the office of one claim and say what the rules make of it."""
    assessment.check(claim_id=claim_id, now=clock.now())


@shared_task(name="reimbursement.tasks.check_waiting_claims")
def check_waiting_claims() -> None:
    """Check what no wake-up reached: after a lost broker or a killed worker."""
    for claim_id in assessment.waiting_for_check(now=clock.now()):
        assessment.check(claim_id=claim_id, now=clock.now())


@shared_task(name="reimbursement.tasks.look_up")
def look_up(claim_id: int) -> None:
    """Ask the public registers about one claim that is being written."""
    lookups.look_up(claim_id=claim_id, now=clock.now())


@shared_task(name="reimbursement.tasks.look_up_due")
def look_up_due() -> None:
    """Ask the services again that could not answer when they were asked."""
    for claim_id in lookups.due(now=clock.now()):
        lookups.look_up(claim_id=claim_id, now=clock.now())


@shared_task(name="reimbursement.tasks.settle_attendance")
def settle_attendance() -> None:
    """After the event: confirm who came, free the places of those who did not."""
    attendance.settle(now=clock.now())


@shared_task(name="reimbursement.tasks.remind_and_expire")
def remind_and_expire() -> None:
    """Remind those whose answer is due, close what was not answered."""
    now = clock.now()
    conversation.remind(now=now)
    conversation.expire(now=now)


@shared_task(name="reimbursement.tasks.remind_whose_turn_it_is")
def remind_whose_turn_it_is() -> None:
    """Once a day: whoever has had the turn for long."""
    reminders.remind(now=clock.now())


@shared_task(name="reimbursement.tasks.erase_due")
def erase_due() -> None:
    """Erase the drafts and the claims whose day has come."""
    log.info("erased", **asdict(retention.erase_due(now=clock.now())))


def wake(claim_id: int) -> None:
    """Tell a worker after the commit. Without a broker nothing is lost: the sweeper finds the claim."""
    transaction.on_commit(lambda: _send(check_claim, claim_id))


def wake_look_up(claim_id: int) -> None:
    """The same, for what the registers say."""
    transaction.on_commit(lambda: _send(look_up, claim_id))


def _send(task: Task[[int], None], claim_id: int) -> None:
    try:
        task.apply_async((claim_id,), retry=False)
    except (OperationalError, OSError) as error:
        log.warning("worker not woken", claim=claim_id, error=type(error).__name__)
