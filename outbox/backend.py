"""Django's e-mail backend: whatever calls ``send_mail`` (allauth, Django itself) goes through the outbox too."""

from collections.abc import Sequence

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import translation

from outbox import masking, queue
from outbox.models import OutgoingMail, Priority
from outbox.rendering import one_line


class OutboxBackend(BaseEmailBackend):
    """Stores one message per receiver. The text is sealed whole: it may be a login code."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Store every message and return how many."""
        return sum(self._store(message, to) for message in email_messages for to in message.recipients())

    def _store(self, message: EmailMessage, to: str) -> int:
        html = ""
        if isinstance(message, EmailMultiAlternatives):
            html = next((str(content) for content, mimetype in message.alternatives if mimetype == "text/html"), "")
        secrets = [str(message.body), html]
        queue.store(
            OutgoingMail(
                template=getattr(message, "template", "account"),
                to=to,
                language=translation.get_language() or "fr",
                subject=one_line(str(message.subject))[:250],
                text=masking.MARK.format(0),
                html=masking.MARK.format(1) if html else "",
                sealed=masking.seal_all(secrets),
                priority=Priority.URGENT,
            )
        )
        return 1
