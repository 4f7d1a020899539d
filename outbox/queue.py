"""Store a message in the caller's transaction; wake the worker after the commit."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from email.utils import make_msgid
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from outbox import masking, rendering, tasks
from outbox.models import OutgoingMail, Priority

log = structlog.get_logger(__name__)


def compose(
    *,
    template: str,
    to: str,
    language: str,
    context: Mapping[str, Any],
    secrets: Iterable[str] = (),
    attachments: Iterable[tuple[str, str]] = (),
    related: models.Model | None = None,
    priority: int = Priority.NORMAL,
    reply_to: str = "",
    headers: Mapping[str, str] | None = None,
    key: str = "",
    send_after: datetime | None = None,
) -> OutgoingMail:
    """Render one message for ``store``: the slow half, for callers who must not hold a lock meanwhile.

    ``secrets`` are tokens that the templates wrote into links: they are stored encrypted, apart from the text.
    ``attachments`` are kinds and identifiers; the worker makes the files. ``send_after`` is an instant of real time.
    """
    message = rendering.render(template=template, language=language, context=context)
    hidden = list(secrets)
    return OutgoingMail(
        template=template,
        to=to,
        language=language,
        subject=message.subject[:250],
        text=masking.mask(message.text, hidden),
        html=masking.mask(message.html, hidden),
        sealed=masking.seal_all(hidden),
        attachments=[list(item) for item in attachments],
        related=about(related) if related else "",
        priority=priority,
        reply_to=reply_to,
        headers={name: masking.mask(value, hidden) for name, value in (headers or {}).items()},
        key=key or None,
        send_after=send_after or timezone.now(),
    )


def enqueue(*, template: str, to: str, language: str, context: Mapping[str, Any], **about_it: Any) -> OutgoingMail:
    """Compose and store one message, and return it (the stored one when ``key`` was used before).

    Nothing is sent when the caller's transaction is rolled back. Takes what ``compose`` takes.
    """
    return store(compose(template=template, to=to, language=language, context=context, **about_it))


def store(mail: OutgoingMail) -> OutgoingMail:
    """Store an unsaved message once per key and wake the worker after the commit."""
    mail.message_id = make_msgid(domain=urlsplit(settings.SITE_URL).hostname)
    if mail.key:
        OutgoingMail.objects.bulk_create([mail], ignore_conflicts=True)
        stored = OutgoingMail.objects.get(key=mail.key)
    else:
        mail.save()
        stored = mail
    if mail.priority < Priority.BULK:  # those to a group wait for the sweeper: none of them stands before another mail
        transaction.on_commit(lambda: wake(stored.pk))
    return stored


def about(record: models.Model) -> str:
    """Return how a mail names the record it is about: ``app.model:id``."""
    return f"{record._meta.label_lower}:{record.pk}"


def wake(mail_id: int) -> None:
    """Tell a worker to deliver now. Without a broker nothing is lost: the sweeper finds the message."""
    try:
        tasks.deliver.apply_async((mail_id,), retry=False)
    except (OperationalError, OSError) as error:
        log.warning("worker not woken", mail=mail_id, error=type(error).__name__)


_held_too: list[Callable[[], None]] = []


def hold_too(hold: Callable[[], None]) -> None:
    """Let an application stop what it would still hand over, whenever everything is held."""
    _held_too.append(hold)


def hold_waiting() -> int:
    """Stop every message that has not left, and return how many: after a restore they may have left already."""
    for hold in _held_too:
        hold()
    waiting = [OutgoingMail.Status.QUEUED, OutgoingMail.Status.SENDING]
    return OutgoingMail.objects.filter(status__in=waiting).update(status=OutgoingMail.Status.STOPPED, lease_until=None)


def send_again(*, mail: OutgoingMail, now: datetime) -> None:
    """Queue a message once more at a person's wish, as a new message for the receiver's mail program.

    Does nothing while the message is waiting or being sent.
    """
    done = [OutgoingMail.Status.SENT, OutgoingMail.Status.FAILED, OutgoingMail.Status.STOPPED]
    OutgoingMail.objects.filter(pk=mail.pk, status__in=done).update(
        status=OutgoingMail.Status.QUEUED,
        attempts=0,
        send_after=now,
        last_error="",
        message_id=make_msgid(domain=urlsplit(settings.SITE_URL).hostname),
    )
    transaction.on_commit(lambda: wake(mail.pk))
