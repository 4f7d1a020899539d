"""Messages from readers: a question, something that resists, one's data, the press."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models import Edition
from outbox.queue import enqueue


class Topic(models.TextChoices):
    QUESTION = "question", _("A question about the event")
    ACCESSIBILITY = "accessibility", _("A page or a service that resists me")
    DATA = "data", _("My personal data")
    PRESS = "press", _("Press and partnership")


def write(*, topic: str, name: str, email: str, page: str, message: str, language: str, key: str) -> None:
    """Send a message to the team, to be answered to ``email``.

    It is kept in the outbox like every mail, and goes with it. ``key`` makes a form sent twice one message.
    """
    edition = Edition.objects.current()
    enqueue(
        template="events/emails/contact",
        to=edition.contact_email if edition else settings.DEFAULT_FROM_EMAIL,
        language=settings.LANGUAGE_CODE,
        context={
            "topic": Topic(topic).label,
            "name": name,
            "email": email,
            "page": page,
            "message": message,
            "language_name": dict(settings.LANGUAGES)[language],
            "message_language": language,
        },
        reply_to=email,
        key=f"contact:{key}",
    )
