"""Claim a message, send it, record what happened, plan the next try."""

from collections.abc import Callable
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.encoding import force_str

from accounts.sealing import InvalidToken
from outbox import attachments, masking
from outbox.models import OutgoingMail
from outbox.plain_text import set_lines

log = structlog.get_logger(__name__)

# Waits between tries: quick for a greylisting server (asks to come back), then patient for one that is down.
WAITS = [timedelta(minutes=minutes) for minutes in (1, 3, 8, 15, 30, 60, 120, 240, 480, 720)]


class PermanentFailure(Exception):
    """The message will never be accepted as it is."""


def deliver(mail_id: int, *, now: datetime) -> bool:
    """Send one message if it is due and nobody else has it; tell whether the mail server took it.

    May be called any number of times by any number of workers. Only a crash between the server's answer and the
    record of it sends a message twice, with the same Message-ID.
    """
    one = OutgoingMail.objects.filter(pk=mail_id)
    if not one.claim(now=now, lease=settings.MAIL_LEASE):
        return False
    mail = one.get()
    try:
        _compose(mail).send()
    except PermanentFailure as error:
        _record(mail, status=OutgoingMail.Status.FAILED, error=str(error))
    except (SMTPException, OSError) as error:
        _record_refusal(mail, error)
    else:
        _record(mail, status=OutgoingMail.Status.SENT, sent_at=timezone.now(), error=mail.last_error)
        return True
    return False


def deliver_due(*, now: datetime, budget: timedelta, clock: Callable[[], datetime] = timezone.now) -> int:
    """Deliver what is due, most urgent first, until nothing is left or ``budget`` is used; return how many left.

    ``clock`` says what time it is after each mail: a mail server may take long to answer.
    """
    started, sent = clock(), 0
    # Asked anew each time: a confirmation stored meanwhile goes before the rest of a message to a group.
    while now - started <= budget and (
        mail_id := OutgoingMail.objects.due(now=now).values_list("pk", flat=True).first()
    ):
        sent += deliver(mail_id, now=now)
        now = clock()
    return sent


def _compose(mail: OutgoingMail) -> EmailMultiAlternatives:
    """Return the whole message with its links and files; raises PermanentFailure when it never can leave."""
    if mail.attempts > len(WAITS):
        raise PermanentFailure(mail.last_error or "given up: the worker died each time")
    try:
        secrets = masking.unseal_all(mail.sealed)
    except InvalidToken as error:
        raise PermanentFailure("the links of this message cannot be decrypted any more") from error
    files, missing = _build_attachments(mail)
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=set_lines(masking.reveal(mail.text, secrets) + missing),
        to=[mail.to],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers=_headers(mail, secrets),
        connection=get_connection(settings.MAIL_TRANSPORT["BACKEND"], **settings.MAIL_TRANSPORT["OPTIONS"]),
    )
    if mail.html:
        message.attach_alternative(masking.reveal(mail.html, secrets), "text/html")
    for file in files:
        message.attach(file.filename, file.content, file.mimetype)
    return message


def _headers(mail: OutgoingMail, secrets: list[str]) -> dict[str, str]:
    """Those of every message, then its own: a machine wrote it, in this language, and no absence answers it."""
    return {
        "Message-ID": mail.message_id,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": mail.language,
        **{name: masking.reveal(value, secrets) for name, value in mail.headers.items()},
    }


def _build_attachments(mail: OutgoingMail) -> tuple[list[attachments.Attachment], str]:
    """Make the files; one that fails is left out, said in the text and shown to staff, and the message leaves."""
    files, failed = [], []
    for kind, identifier in mail.attachments:
        try:
            files.append(attachments.build(kind, identifier, mail.language))
        except Exception as error:  # a broken badge must not keep the confirmation back, whatever broke
            log.exception("attachment failed", mail=mail.pk, kind=kind)
            failed.append(f"{kind}: {type(error).__name__}")
    mail.last_error = "; ".join(failed)[:500]
    if not failed:
        return files, ""
    with translation.override(mail.language):
        return files, "\n" + render_to_string("outbox/attachment_missing.txt")


def _record_refusal(mail: OutgoingMail, error: Exception) -> None:
    """Fail for good on a refused receiver or content (5xx), otherwise plan the next try."""
    code, reason = 0, str(error)
    if isinstance(error, SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()))
        reason = answer.decode(errors="replace")
    elif isinstance(error, SMTPDataError):
        code, reason = error.smtp_code, force_str(error.smtp_error, errors="replace")
    said = f"{code or type(error).__name__} {reason}"
    if code >= 500:
        _record(mail, status=OutgoingMail.Status.FAILED, error=said)
        return
    wait = WAITS[min(mail.attempts, len(WAITS)) - 1]
    _record(mail, status=OutgoingMail.Status.QUEUED, send_after=timezone.now() + wait, error=said)


def _record(mail: OutgoingMail, *, status: str, error: str = "", **fields: datetime) -> None:
    """Write the outcome unless the lease was lost to another worker meanwhile."""
    mine = OutgoingMail.objects.filter(pk=mail.pk, status=OutgoingMail.Status.SENDING, lease_until=mail.lease_until)
    mine.update(status=status, lease_until=None, last_error=error[:500], **fields)
    log.info("mail", mail=mail.pk, template=mail.template, status=status, attempt=mail.attempts)
