"""“Erase me”: what goes at once, what has to stay, why and until when.

Applications above register what they hold (``register``): they delete what they may, and tell what they must keep.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from registration import lifecycle, retention
from registration.contention import retried
from registration.models import CheckIn, HistoryEntry, Registration


@dataclass(frozen=True)
class Staying:
    """Something that has to stay. ``until``: the first day without it; None while it is not settled, or for ever."""

    what: str
    why: str
    until: date | None = None
    is_nameless: bool = False


@dataclass(frozen=True)
class Holder:
    """What an application above does when a person asks to be erased.

    ``staying`` tells what it must keep, ``going`` names what ``erase`` deletes in the transaction of the erasure.
    """

    staying: Callable[[Registration], Iterable[Staying]]
    going: Callable[[Registration], Iterable[str]]
    erase: Callable[[Registration], None]


_holders: list[Holder] = []


def register(holder: Holder) -> None:
    """Let an application above take part."""
    _holders.append(holder)


def going(registration: Registration) -> list[str]:
    """What is deleted at once, in words."""
    ours = [
        _("your name, your e-mail address and your organisation"),
        _("your places, in workshops and waiting lists too, which go to other people"),
        _("your badge, your personal links and your calendar"),
        _("your answers to the optional questions"),
        _("your invitation, and that you took part in earlier editions"),
        _("every message we wrote to you"),
    ]
    return [*ours, *(thing for holder in _holders for thing in holder.going(registration))]


def staying(registration: Registration) -> list[Staying]:
    """What has to stay, with its reason and its day."""
    kept = [
        Staying(
            _("the number of people registered and present on each day"),
            _("We report them to those who fund the conference. Nothing leads from them to you any more."),
            is_nameless=True,
        )
    ]
    return [*kept, *(thing for holder in _holders for thing in holder.staying(registration))]


def loses_attestation(registration: Registration) -> bool:
    """Whether an attestation of attendance stops being shown as valid."""
    return CheckIn.objects.valid().filter(registration=registration).exists()


@retried
def erase(*, registration: Registration, now: datetime, by: User | None = None, reason: str = "") -> None:
    """Give back what the person holds, then erase them, in one transaction.  Nobody is written to afterwards.

    ``by`` is the member of staff who did it for the person, with a ``reason``.  Doing it twice does it once.
    """
    with transaction.atomic():
        with suppress(lifecycle.CancelledError):
            lifecycle.cancel(registration=registration, now=now, by=by)
        for holder in _holders:
            holder.erase(registration)
        retention.forget_elsewhere(registration)
        people = Registration.objects.filter(pk=registration.pk)
        if retention.erase(registrations=people, now=now):
            trace = HistoryEntry.objects.filter(registration=registration, kind=HistoryEntry.Kind.ERASED)
            trace.update(by=by, detail=reason)
