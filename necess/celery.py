"""The Celery application and the whole periodic table.

The database is the truth and the broker only a wake-up: every task may be lost or run twice without harm, and the
sweepers below find what is due. Times are real time; what depends on the edition asks the business clock.
"""

import gc
import os
from inspect import signature
from pathlib import Path
from typing import Any

from celery import Celery, Task
from celery.schedules import crontab
from celery.signals import beat_embedded_init, celeryd_init, worker_before_create_process, worker_process_init

from necess.supervision import dying_with

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "necess.settings")


class PatientTask(Task[Any, Any]):
    """A task that takes what another version queued: what it is told beyond its own parameters it leaves out.

    A new parameter needs a default; an argument less than needed fails alone, and the sweepers find what was meant.
    """

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run with what is known of the arguments."""
        known = signature(self.run).parameters
        return self.run(*args[: len(known)], **{name: value for name, value in kwargs.items() if name in known})


app = Celery("necess", task_cls=PatientTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    "deliver mails that are due": {"task": "outbox.tasks.sweep", "schedule": 15, "options": {"expires": 15}},
    "remind claimants and close what was not answered": {
        "task": "reimbursement.tasks.remind_and_expire",
        "schedule": 600,
        "options": {"expires": 600},
    },
    "remind whoever has the turn in a claim": {
        "task": "reimbursement.tasks.remind_whose_turn_it_is",
        "schedule": crontab(hour="7", minute="20"),
    },
    "settle who came": {"task": "reimbursement.tasks.settle_attendance", "schedule": crontab(hour="4", minute="40")},
    "check claims no wake-up reached": {
        "task": "reimbursement.tasks.check_waiting_claims",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "ask address services again": {
        "task": "reimbursement.tasks.look_up_due",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "pass on places of the waiting lists": {
        "task": "registration.tasks.sweep_waiting_lists",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "give places of reserves to everybody on their date": {
        "task": "registration.tasks.release_reserves",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "write before and after the event": {
        "task": "registration.tasks.send_reminders",
        "schedule": 300,
        "options": {"expires": 300},
    },
    "recount the places of every day": {
        "task": "registration.tasks.recount_places",
        "schedule": crontab(hour="3", minute="40"),
    },
    "erase people past their date": {
        "task": "registration.tasks.erase_due",
        "schedule": crontab(hour="3", minute="20"),
    },
    "erase claims past their date": {
        "task": "reimbursement.tasks.erase_due",
        "schedule": crontab(hour="3", minute="30"),
    },
    "print badges no wake-up reached": {
        "task": "registration.tasks.sweep_badges",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "announce lists that colleagues asked for": {
        "task": "registration.tasks.announce_exports",
        "schedule": 300,
        "options": {"expires": 300},
    },
    "hand over messages to groups": {
        "task": "registration.tasks.feed_group_messages",
        "schedule": 20,
        "options": {"expires": 20},
    },
    "publish editions whose moment has come": {
        "task": "events.tasks.publish_due",
        "schedule": 60,
        "options": {"expires": 60},
    },
    "follow the links of published texts": {
        "task": "events.tasks.check_links",
        "schedule": crontab(hour="2", minute="30"),
    },
    "forget choices and views past their date": {
        "task": "events.tasks.forget",
        "schedule": crontab(hour="3", minute="15"),
    },
    "forget mails past their date": {"task": "outbox.tasks.forget", "schedule": crontab(hour="3", minute="10")},
}


def make_broker_folder() -> None:
    """Create the folders of the ``filesystem://`` broker, which refuses to start without them."""
    folder = app.conf.broker_transport_options.get("control_folder")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)


# The process that starts the others, told to them by the fork: asked later, a killed head is no parent any more.
_head = 0


@celeryd_init.connect
def prepare_worker(**kwargs: object) -> None:
    """Run before the worker connects to its broker and starts its processes."""
    global _head  # noqa: PLW0603 - one head per process
    _head = os.getpid()
    make_broker_folder()


@worker_before_create_process.connect
def share_what_is_loaded(**kwargs: object) -> None:
    """Leave what was loaded out of garbage collection: a child that visits it would copy every page of it."""
    gc.collect()
    gc.freeze()


@worker_process_init.connect
@beat_embedded_init.connect
def end_with_the_worker(**kwargs: object) -> None:
    """Let no child of a killed worker go on: a second periodic table would run beside the next worker's."""
    dying_with(_head or os.getppid())()
