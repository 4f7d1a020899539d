import pytest
from django.db import transaction
from django.utils import timezone

from outbox import masking, queue
from outbox.models import OutgoingMail, Priority

TEMPLATE = "outbox/emails/probe"


@pytest.fixture(autouse=True)
def probe_templates(tmp_path, settings):
    """Give the tests one message of their own, in both languages."""
    folder = tmp_path / "outbox/emails"
    folder.mkdir(parents=True)
    (folder / "probe.subject.txt").write_text("{{ greeting }}\n {{ language }}\n")
    (folder / "probe.txt").write_text("Link: {{ site_url }}/{{ token }}/\n")
    (folder / "probe.html").write_text('<a href="{{ site_url }}/{{ token }}/">{{ greeting }}</a>')
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], tmp_path]}]


def enqueue(**kwargs):
    fields = {
        "template": TEMPLATE,
        "to": "zoe@example.org",
        "language": "fr",
        "context": {"greeting": "Bonjour <Zoé>", "token": "t0ken"},
    }
    return queue.enqueue(**{**fields, **kwargs})


@pytest.mark.django_db
def test_message_is_stored_rendered_with_its_secrets_apart():
    mail = enqueue(secrets=["t0ken"])

    mail.refresh_from_db()
    assert (mail.subject, mail.text, mail.html, mail.status, mail.priority) == (
        "Bonjour <Zoé> fr",
        "Link: http://127.0.0.1:8000/⟦0⟧/\n",
        '<a href="http://127.0.0.1:8000/⟦0⟧/">Bonjour &lt;Zoé&gt;</a>',
        OutgoingMail.Status.QUEUED,
        Priority.NORMAL,
    )
    assert "t0ken" not in mail.sealed
    assert masking.unseal_all(mail.sealed) == ["t0ken"]


@pytest.mark.django_db
def test_message_with_a_key_is_stored_once():
    first, second = enqueue(key="reminder-7"), enqueue(key="reminder-7", to="other@example.org")

    assert first.pk == second.pk
    assert OutgoingMail.objects.get().to == "zoe@example.org"


@pytest.mark.django_db
def test_worker_is_woken_after_the_commit_only(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        enqueue()

    assert len(callbacks) == 1


@pytest.mark.django_db(transaction=True)
def test_nothing_is_stored_when_the_caller_rolls_back():
    with pytest.raises(RuntimeError), transaction.atomic():
        enqueue()
        raise RuntimeError

    assert not OutgoingMail.objects.exists()


@pytest.mark.django_db
def test_send_again_queues_what_is_done_with_a_new_message_id():
    mail = enqueue()
    OutgoingMail.objects.update(status=OutgoingMail.Status.FAILED, attempts=3, last_error="550 unknown")

    queue.send_again(mail=mail, now=timezone.now())

    again = OutgoingMail.objects.get()
    assert (again.status, again.attempts, again.last_error) == (OutgoingMail.Status.QUEUED, 0, "")
    assert again.message_id != mail.message_id


@pytest.mark.django_db
def test_send_again_leaves_a_message_in_delivery_alone():
    mail = enqueue()
    OutgoingMail.objects.update(status=OutgoingMail.Status.SENDING)

    queue.send_again(mail=mail, now=timezone.now())

    assert OutgoingMail.objects.get().status == OutgoingMail.Status.SENDING
