"""Messages to groups: counted, sent slower than everything else, stopped and taken up again.

The group is fixed when sending begins. A feeder hands the mails of the next minute to the outbox, at a set pace and
with the lowest priority; what is not handed over can be stopped, and nobody stands on the list twice.
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.tokens import digest
from outbox.models import OutgoingMail
from registration import news
from registration.group_mails import store_group_mail
from registration.groups import Group, Receiver, in_languages, people, receivers
from registration.models import GroupMessage, GroupRecipient, Registration

Status, LeftOut = GroupMessage.Status, GroupRecipient.LeftOut
MailStatus = OutgoingMail.Status

# Mails of so much time stand in the outbox; the rest of the group waits in the list.
AHEAD = timedelta(minutes=1)
AT_A_TIME = 20


class NobodyError(Exception):
    """The group is empty, or everybody in it refused news."""


class NotWrittenError(Exception):
    """Somebody of the group reads a language the message is not written in."""

    def __init__(self, languages: Sequence[str]) -> None:
        super().__init__(*languages)
        self.languages = languages


class GroupChangedError(Exception):
    """The group is not as large as it was when it was shown."""


class SecondPersonError(Exception):
    """So many people are written to by two of the team: one writes, another one sends."""


class NotNowError(Exception):
    """The message is not in a state in which this can be done: somebody else was quicker."""


@dataclass(frozen=True)
class Reach:
    """Who would be written to now, and how many would not because they refused news."""

    receivers: tuple[Receiver, ...]
    refused: int

    @property
    def total(self) -> int:
        return len(self.receivers)

    @property
    def languages(self) -> dict[str, int]:
        return in_languages(self.receivers)


@dataclass(frozen=True)
class Progress:
    """Where the mails of a message are."""

    total: int
    sent: int = 0
    failed: int = 0
    left_out: int = 0
    waiting: int = 0

    @property
    def done(self) -> int:
        return self.total - self.waiting


def reach(*, message: GroupMessage) -> Reach:
    """Who the message would go to now."""
    found = receivers(people(edition=message.edition, group=Group.from_json(message.group)))
    refused = news.refused() if message.is_news else {}
    kept = tuple(one for one in found if digest(one.identity) not in refused)
    return Reach(kept, len(found) - len(kept))


def missing_languages(*, message: GroupMessage, reached: Reach) -> list[str]:
    """Languages that somebody of the group reads and the message is not written in."""
    return [language for language in sorted(reached.languages) if not message.is_written_in(language)]


def start(*, message: GroupMessage, seen: int, by: User, now: datetime) -> None:
    """Fix the group and begin to send. ``seen`` is the number of people that was shown.

    Raises ``NobodyError``, ``NotWrittenError``, ``GroupChangedError``, ``SecondPersonError`` and ``NotNowError``.
    """
    with transaction.atomic():
        taken = GroupMessage.objects.filter(pk=message.pk, status=Status.DRAFT).update(
            status=Status.SENDING, sent_by=by, sent_at=now, next_at=timezone.now()
        )
        if not taken:
            raise NotNowError
        message.refresh_from_db()
        reached = reach(message=message)
        if not reached.total:
            raise NobodyError
        if reached.total != seen:
            raise GroupChangedError
        if missing := missing_languages(message=message, reached=reached):
            raise NotWrittenError(missing)
        if needs_second_person(total=reached.total) and message.written_by_id == by.pk:
            raise SecondPersonError
        GroupMessage.objects.filter(pk=message.pk).update(total=reached.total)
        GroupRecipient.objects.bulk_create(
            (
                GroupRecipient(message=message, registration_id=one.registration_id, position=place)
                for place, one in enumerate(reached.receivers)
            ),
            batch_size=5000,
        )


def needs_second_person(*, total: int) -> bool:
    """Whether so many people are only written to by two of the team."""
    return 0 < settings.GROUP_TWO_PEOPLE_ABOVE < total


def stop(*, message: GroupMessage, by: User, now: datetime) -> Progress:
    """Keep back what has not left; returns how many were sent. Raises ``NotNowError``."""
    with transaction.atomic():
        sending = GroupMessage.objects.filter(pk=message.pk, status=Status.SENDING)
        if not sending.update(status=Status.STOPPED, stopped_by=by, stopped_at=now):
            raise NotNowError
        _mails(message).filter(status=MailStatus.QUEUED).update(status=MailStatus.STOPPED)
    return progress(message=message)


def resume(*, message: GroupMessage) -> None:
    """Go on where it was stopped, with the same group. Raises ``NotNowError``."""
    with transaction.atomic():
        stopped = GroupMessage.objects.filter(pk=message.pk, status=Status.STOPPED)
        if not stopped.update(status=Status.SENDING, next_at=timezone.now()):
            raise NotNowError
        _mails(message).filter(status=MailStatus.STOPPED).update(status=MailStatus.QUEUED, send_after=timezone.now())


def hold() -> None:
    """Stop every message under way: after a restore it may have gone on already."""
    GroupMessage.objects.filter(status=Status.SENDING).update(status=Status.STOPPED, stopped_at=timezone.now())


def progress(*, message: GroupMessage) -> Progress:
    """Where the mails are, exactly; in one query whatever the number."""
    counted = message.recipients.aggregate(
        sent=Count("pk", filter=Q(mail__status=MailStatus.SENT)),
        failed=Count("pk", filter=Q(mail__status=MailStatus.FAILED)),
        left_out=Count("pk", filter=~Q(left_out="")),
        waiting=Count(
            "pk",
            filter=Q(handed_at=None) | Q(mail__status__in=[MailStatus.QUEUED, MailStatus.SENDING, MailStatus.STOPPED]),
        ),
    )
    total = GroupMessage.objects.values_list("total", flat=True).get(pk=message.pk)
    return Progress(total=total, **counted)


def feed_due() -> int:
    """Hand over the mails of the next minute of every message being sent; returns how many. Safe to call twice."""
    sending = GroupMessage.objects.filter(status=Status.SENDING).values_list("pk", flat=True)
    return sum(feed(message_id=pk) for pk in list(sending))


def feed(*, message_id: int) -> int:
    """Hand over the mails of the next minute of one message, a few in each transaction."""
    handed = 0
    while some := _feed_some(message_id):
        handed += some
    _finish(message_id)
    return handed


def _feed_some(message_id: int) -> int:
    """Hand over a few; nothing when the message was stopped, has no more people, or is a minute ahead."""
    with transaction.atomic():
        # The row is held until the end of the transaction: another feeder and the stop button wait for it.
        if not GroupMessage.objects.filter(pk=message_id, status=Status.SENDING).update(total=F("total")):
            return 0
        message = GroupMessage.objects.select_related("edition").get(pk=message_id)
        now = timezone.now()
        leaves = max(message.next_at or now, now)
        if leaves > now + AHEAD:
            return 0
        some = list(message.recipients.filter(handed_at=None).order_by("position")[:AT_A_TIME])
        pause = timedelta(minutes=1) / settings.GROUP_MAILS_PER_MINUTE
        persons = (
            Registration.objects.select_related("edition").with_seats().in_bulk([one.registration_id for one in some])
        )
        refused = news.refused() if message.is_news and some else {}
        for one in some:
            person = persons[one.registration_id]
            one.handed_at, one.left_out = now, _left_out(message, person, refused)
            if not one.left_out:
                one.mail = store_group_mail(message=message, registration=person, send_after=leaves)
                leaves += pause
        GroupRecipient.objects.bulk_update(some, ["handed_at", "left_out", "mail"])
        GroupMessage.objects.filter(pk=message_id).update(next_at=leaves)
    return len(some)


def _left_out(message: GroupMessage, person: Registration, refused: Container[str]) -> str:
    """What changed since the group was fixed and makes the message pointless; empty when nothing did."""
    if person.cancelled_at and message.sent_at and person.cancelled_at > message.sent_at:
        return LeftOut.CANCELLED
    return LeftOut.REFUSED if digest(person.email_identity) in refused else ""


def _finish(message_id: int) -> None:
    """Call it sent once nothing waits any more, and keep the number: the mails are forgotten before the message."""
    message = GroupMessage.objects.get(pk=message_id)
    now = progress(message=message)
    if not now.waiting:
        sending = GroupMessage.objects.filter(pk=message_id, status=Status.SENDING)
        sending.update(status=Status.SENT, reached=now.sent, next_at=None)


def _mails(message: GroupMessage) -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.filter(pk__in=message.recipients.exclude(mail=None).values("mail"))
