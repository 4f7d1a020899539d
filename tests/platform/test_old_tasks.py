"""A version is replaced while its work is still queued: the next one takes it, and goes back just as well."""

from inspect import signature

import pytest

from necess.celery import app
from tests.live import eventually
from tests.platform.processes import processes_of_group

# Every message that a version has ever put into the queue, for good: a changed task must still take these. Those
# without arguments come from the periodic table, which a test compares with the tasks there are.
QUEUED = {
    "outbox.tasks.deliver": [([1], {}), ([], {"mail_id": 1})],
    "registration.tasks.print_badges": [([1], {}), ([], {"batch_id": 1})],
    "registration.tasks.feed_group_messages": [([], {})],
    "reimbursement.tasks.check_claim": [([1], {}), ([], {"claim_id": 1})],
    "reimbursement.tasks.look_up": [([1], {}), ([], {"claim_id": 1})],
}
STORE = """
from outbox.models import OutgoingMail, Priority
from outbox.queue import store
quiet = {{"language": "fr", "subject": "Bonjour", "text": "…", "priority": Priority.BULK}}
print(store(OutgoingMail(template="none", to={to!r}, **quiet)).pk)
"""


def ours():
    return {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}


def test_every_task_takes_what_any_version_has_queued():
    app.loader.import_default_modules()
    periodic = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert set(ours()) == set(QUEUED) | periodic
    for name, task in ours().items():
        for positional, named in QUEUED.get(name, [([], {})]):
            signature(task.run).bind(*positional, **named)


def test_task_leaves_out_what_another_version_tells_it():
    said = []

    @app.task(name="tests.note", shared=False)
    def note(number: int, word: str = "usual") -> None:
        said.append((number, word))

    try:
        note(1)
        note(1, "urgent", "x", priority=9)
        note(number=2, word="late", since="yesterday")
        with pytest.raises(TypeError):
            note()
    finally:
        app.tasks.unregister("tests.note")
    assert said == [(1, "usual"), (1, "urgent"), (2, "late")]


@pytest.mark.live
def test_worker_takes_messages_of_other_versions_and_goes_on(make_site, redis_server, smtp_server):
    site = make_site(EMAIL_URL=smtp_server.url, REDIS_URL=redis_server.url)
    mails = {
        name: int(site.shell(STORE.format(to=f"{name}@example.org"))) for name in ("more", "named", "less", "last")
    }

    def queue(task, *arguments, **named):
        site.shell(f"from necess.celery import app; app.send_task({task!r}, args={arguments!r}, kwargs={named!r})")

    queue("outbox.tasks.send_one_mail", mails["less"])  # a task that there is no more
    queue("outbox.tasks.deliver")  # fewer arguments than it needs
    queue("outbox.tasks.deliver", "no number")
    queue("outbox.tasks.deliver", 999_999_999)  # erased meanwhile
    queue("outbox.tasks.deliver", mails["more"], "urgent", attempt=2)
    queue("outbox.tasks.deliver", mail_id=mails["named"], by="sweeper")
    queue("outbox.tasks.deliver", mails["last"])
    site.worker = site.program("worker")  # without the periodic table: nothing but the queue is worked on
    site.start(site.worker)
    group = site.worker.process.pid

    eventually(lambda: {mail["To"] for mail in smtp_server.messages} >= {f"{n}@example.org" for n in ("more", "last")})
    eventually(lambda: len(smtp_server.messages) >= 3)
    assert sorted(mail["To"] for mail in smtp_server.messages) == [
        f"{n}@example.org" for n in ("last", "more", "named")
    ]
    assert group in processes_of_group(group)
    # What no message could tell is found by the sweeper.
    queue("outbox.tasks.sweep")
    eventually(lambda: "less@example.org" in {mail["To"] for mail in smtp_server.messages})
