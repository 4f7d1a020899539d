import pytest
from django.core.mail import EmailMultiAlternatives, send_mail

from outbox import masking
from outbox.models import OutgoingMail, Priority

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def stored(settings):
    settings.EMAIL_BACKEND = "outbox.backend.OutboxBackend"  # the test runner puts its own in place


def test_mail_sent_through_django_is_stored_sealed():
    send_mail("Your code", "123-456", None, ["zoe@example.org"])

    mail = OutgoingMail.objects.get()
    assert (mail.to, mail.subject, mail.text, mail.html, mail.priority) == (
        "zoe@example.org",
        "Your code",
        "⟦0⟧",
        "",
        Priority.URGENT,
    )
    assert masking.unseal_all(mail.sealed) == ["123-456", ""]


def test_each_receiver_gets_a_message_of_their_own():
    message = EmailMultiAlternatives("News", "text", to=["a@example.org"], cc=["b@example.org"])
    message.attach_alternative("<p>html</p>", "text/html")

    assert message.send() == 2
    assert sorted(OutgoingMail.objects.values_list("to", "html")) == [
        ("a@example.org", "⟦1⟧"),
        ("b@example.org", "⟦1⟧"),
    ]


def test_line_breaks_do_not_reach_the_headers():
    send_mail("Code\r\nBcc: evil@example.org", "text", None, ["zoe@example.org"])

    assert OutgoingMail.objects.get().subject == "Code Bcc: evil@example.org"
