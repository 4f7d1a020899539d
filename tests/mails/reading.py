"""Every mail there is: played by the verbs, delivered by the code of the worker, read as its receiver reads it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from django.core import mail as django_mail
from django.test import override_settings
from django.utils import timezone

from outbox import delivery
from outbox.models import OutgoingMail
from tests.mails import accounts, claims, office
from tests.reimbursement import cast

TO_MEMORY = {"BACKEND": "django.core.mail.backends.locmem.EmailBackend", "OPTIONS": {}}


@dataclass(frozen=True)
class Letter:
    """One delivered mail."""

    number: int
    template: str
    language: str
    priority: int
    message: EmailMessage

    @property
    def name(self) -> str:
        return f"{self.template.rpartition('/')[2]}-{self.language}-{self.number}"

    @property
    def subject(self) -> str:
        return str(self.message["Subject"]).strip(" ")

    @property
    def text(self) -> str:
        return self.message.get_body(("plain",)).get_content()

    @property
    def html(self) -> str:
        return self.message.get_body(("html",)).get_content()


def play_everything(language: str) -> list[Letter]:
    """Play every story in one language and deliver what was written. Part of the caller's transaction."""
    edition = cast.make_edition()
    cast.make_rule(edition, envelope_cents=20 * 94_800)
    office.dress(edition)
    with override_settings(EMAIL_BACKEND="outbox.backend.OutboxBackend"):
        accounts.play(language)
        claims.play(edition, language)
        office.play(edition, language)
    return deliver_everything()


def deliver_everything() -> list[Letter]:
    """Hand every stored mail to a transport in memory. Files are left out: they have tests of their own."""
    with override_settings(MAIL_TRANSPORT=TO_MEMORY):
        return [_delivered(row) for row in first_of_each(OutgoingMail.objects.order_by("pk"))]


def _delivered(row: OutgoingMail) -> Letter:
    django_mail.outbox = []
    OutgoingMail.objects.filter(pk=row.pk).update(send_after=timezone.now(), attachments=[])
    assert delivery.deliver(row.pk, now=timezone.now()), row.template
    [sent] = django_mail.outbox
    message = message_from_bytes(sent.message().as_bytes(), policy=policy.default)
    return Letter(row.pk, row.template, row.language, row.priority, message)


def first_of_each(rows: Iterable[OutgoingMail]) -> list[OutgoingMail]:
    """Each message once per language and shape: the same words to ten people are looked at once."""
    kept: dict[tuple, OutgoingMail] = {}
    for row in rows:
        shape = tuple(re.findall(r"<(?:h\d|li|tr|td class=\"tile|blockquote|p class=\"notice)\b", row.html))
        kept.setdefault((row.template, row.language, shape), row)
    return list(kept.values())
