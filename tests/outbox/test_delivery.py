from datetime import timedelta

import pytest
from django.utils import timezone

from outbox import attachments, delivery, masking
from outbox.models import OutgoingMail, Priority
from outbox.queue import store

NOW = timezone.now()


@pytest.fixture(autouse=True)
def transport(settings, smtp_server):
    settings.MAIL_TRANSPORT = {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {"host": "127.0.0.1", "port": smtp_server.port, "timeout": 2},
    }


def make(**fields):
    defaults = {
        "template": "probe",
        "to": "zoe@example.org",
        "language": "fr",
        "subject": "Été",
        "text": "Bonjour\n",
        "send_after": NOW,
    }
    return store(OutgoingMail(**{**defaults, **fields}))


def outcome(mail):
    mail.refresh_from_db()
    return mail.status, mail.attempts, mail.last_error


pytestmark = pytest.mark.django_db


def test_message_arrives_whole_with_its_links_and_headers(smtp_server):
    mail = make(
        text="Lien ⟦0⟧\n",
        html="<p>Lien ⟦0⟧</p>",
        sealed=masking.seal_all(["t0ken"]),
        reply_to="desk@example.org",
        headers={"List-Unsubscribe": "<https://necess.example/stop>"},
    )

    assert delivery.deliver(mail.pk, now=NOW)

    [received] = smtp_server.messages
    wanted = ["To", "Reply-To", "Message-ID", "Auto-Submitted", "List-Unsubscribe", "Subject"]
    assert [received[name] for name in wanted] == [
        "zoe@example.org",
        "desk@example.org",
        mail.message_id,
        "auto-generated",
        "<https://necess.example/stop>",
        "Été",
    ]
    bodies = [received.get_body((kind,)).get_content().strip() for kind in ("plain", "html")]
    assert bodies == ["Lien t0ken", "<p>Lien t0ken</p>"]
    assert outcome(mail) == (OutgoingMail.Status.SENT, 1, "")


def test_second_delivery_of_the_same_message_does_nothing(smtp_server):
    mail = make()

    assert [delivery.deliver(mail.pk, now=NOW) for _ in range(3)] == [True, False, False]
    assert len(smtp_server.messages) == 1


def test_message_is_left_to_the_worker_that_holds_its_lease(smtp_server):
    mail = make()
    assert OutgoingMail.objects.filter(pk=mail.pk).claim(now=NOW, lease=timedelta(minutes=2))

    assert not delivery.deliver(mail.pk, now=NOW + timedelta(minutes=1))
    assert delivery.deliver(mail.pk, now=NOW + timedelta(minutes=3))
    assert len(smtp_server.messages) == 1


@pytest.mark.parametrize(
    ("command", "answer", "status", "said"),
    [
        ("RCPT", "450 4.2.0 greylisted", OutgoingMail.Status.QUEUED, "450 4.2.0 greylisted"),
        ("RCPT", "452 4.2.2 full", OutgoingMail.Status.QUEUED, "452 4.2.2 full"),
        ("RCPT", "550 5.1.1 unknown user", OutgoingMail.Status.FAILED, "550 5.1.1 unknown user"),
        ("DATA", "451 4.3.0 later", OutgoingMail.Status.QUEUED, "451 4.3.0 later"),
        ("DATA", "554 5.7.1 refused", OutgoingMail.Status.FAILED, "554 5.7.1 refused"),
    ],
)
def test_refusal_is_passing_or_final_by_its_code(smtp_server, command, answer, status, said):
    smtp_server.will_answer(command, answer)
    mail, other = make(), make(to="other@example.org")

    delivery.deliver_due(now=timezone.now(), budget=timedelta(seconds=10))

    assert outcome(mail) == (status, 1, said)
    assert outcome(other) == (OutgoingMail.Status.SENT, 1, "")


def test_greylisted_message_is_delivered_at_the_second_try_within_a_quarter_of_an_hour(smtp_server):
    smtp_server.will_answer("RCPT", "450 4.2.0 greylisted")
    mail = make()
    delivery.deliver(mail.pk, now=NOW)

    mail.refresh_from_db()
    assert mail.send_after - timezone.now() < timedelta(minutes=15)
    assert delivery.deliver(mail.pk, now=mail.send_after)
    assert [m["Message-ID"] for m in smtp_server.messages] == [mail.message_id]


def test_closed_port_plans_the_next_try(settings):
    settings.MAIL_TRANSPORT["OPTIONS"]["port"] = 9
    mail = make()

    assert not delivery.deliver(mail.pk, now=NOW)

    status, attempts, said = outcome(mail)
    assert (status, attempts, said.split()[0]) == (OutgoingMail.Status.QUEUED, 1, "ConnectionRefusedError")
    assert mail.send_after > timezone.now()


def test_waits_grow_and_end():
    assert list(delivery.WAITS) == sorted(delivery.WAITS)
    assert sum(delivery.WAITS, timedelta()) > timedelta(days=1)


def test_message_that_kills_its_worker_each_time_is_given_up(smtp_server):
    mail = make()
    OutgoingMail.objects.update(attempts=len(delivery.WAITS))

    assert not delivery.deliver(mail.pk, now=NOW)
    assert outcome(mail)[0] == OutgoingMail.Status.FAILED
    assert smtp_server.messages == []


def test_urgent_messages_leave_first_and_groups_last(smtp_server):
    for priority in (Priority.BULK, Priority.NORMAL, Priority.URGENT):
        make(subject=priority.name, priority=priority)

    delivery.deliver_due(now=timezone.now(), budget=timedelta(seconds=10))

    assert [message["Subject"] for message in smtp_server.messages] == ["URGENT", "NORMAL", "BULK"]


def test_message_with_a_later_date_waits(smtp_server):
    make(send_after=timezone.now() + timedelta(hours=1))

    assert delivery.deliver_due(now=timezone.now(), budget=timedelta(seconds=10)) == 0


def test_files_are_made_at_delivery(smtp_server):
    attachments.register(
        "probe", lambda pk, language: attachments.Attachment(f"{pk}-{language}.txt", b"abc", "text/plain")
    )

    delivery.deliver(make(attachments=[["probe", "7"]]).pk, now=NOW)

    [received] = smtp_server.messages
    assert [(part.get_filename(), part.get_content()) for part in received.iter_attachments()] == [("7-fr.txt", "abc")]


@pytest.mark.parametrize(
    ("language", "sentence"), [("fr", "joindre"), ("en", "We could not attach every file to this message.")]
)
def test_message_leaves_without_a_file_that_fails_and_says_so(smtp_server, language, sentence):
    attachments.register("broken", lambda pk, language: 1 / 0)
    mail = make(attachments=[["broken", "7"]], language=language)

    assert delivery.deliver(mail.pk, now=NOW)

    assert sentence in smtp_server.messages[0].get_content()
    assert outcome(mail) == (OutgoingMail.Status.SENT, 1, "broken: ZeroDivisionError")


def test_message_whose_links_cannot_be_read_any_more_fails(settings, smtp_server):
    mail = make(sealed=masking.seal_all(["t0ken"]))
    settings.DATA_KEYS = ["bmV3LWtleS1vbmx5LWZvci10ZXN0cy0wMTIzNDU2Nzg="]

    delivery.deliver(mail.pk, now=NOW)

    assert outcome(mail)[0] == OutgoingMail.Status.FAILED


def test_only_finished_messages_are_forgotten():
    for status in OutgoingMail.Status:
        make(status=status, subject=status)
    OutgoingMail.objects.update(created_at=NOW - timedelta(days=200))

    forgettable = OutgoingMail.objects.forgettable(before=NOW - timedelta(days=180))

    assert set(forgettable.values_list("subject", flat=True)) == {"sent", "failed", "stopped"}
