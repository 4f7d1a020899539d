"""Scans that a telephone kept while it had no network, and the list it goes by meanwhile.

Each scan carries the identifier its device gave it.  It is stored once, with the answer it got, however often it is
sent; the entry itself stands in ``CheckIn`` like any other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.models import User
from events.models import EventDay
from registration import check_in
from registration.check_in import Answer, Verdict
from registration.models import CheckIn, DeviceScan, Registration, Seat

LONGEST_CUT = timedelta(hours=18)
MILLISECOND = timedelta(milliseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LET_IN = (Answer.WELCOME, "noted")
SENT_AWAY = (Answer.UNKNOWN, Answer.WAITING)


@dataclass(frozen=True)
class Kept:
    """One scan as the device kept it; times are milliseconds of its own clock, ``told`` is what it answered."""

    scan: UUID
    code: str
    at: int
    told: str = Answer.WELCOME
    undone: bool = False

    @property
    def let_in(self) -> bool:
        """Whether somebody came in: told welcome, or noted because the telephone had no list."""
        return self.told in LET_IN


@dataclass(frozen=True)
class Received:
    """The answer to one kept scan, and the moment we reckon it was made."""

    kept: Kept
    at: datetime
    verdict: Verdict

    @property
    def is_conflict(self) -> bool:
        """Somebody came in whom the server would not have let in, or was sent away with a place of theirs."""
        welcome = self.verdict.answer is Answer.WELCOME
        return not self.kept.undone and (
            (self.kept.let_in and not welcome) or (self.kept.told in SENT_AWAY and welcome)
        )


def receive(
    *, kept: Sequence[Kept], sent_at: int, day: EventDay, now: datetime, by: User | None = None, lane: str = ""
) -> list[Received]:
    """Enter what was scanned without network, in the order it was scanned; each scan on its own, so that none is lost.

    A scan whose bearer was not let in is kept too, and enters nobody.
    ``sent_at`` is the clock of the device at this moment: what counts is how long ago it scanned.
    """
    return [
        _receive(one, at=scanned_at(one.at, sent_at=sent_at, now=now), day=day, now=now, by=by, lane=lane)
        for one in sorted(kept, key=lambda one: one.at)
    ]


def scanned_at(at: int, *, sent_at: int, now: datetime) -> datetime:
    """The moment of a scan in our time: not after ``now``, not before the longest cut we believe."""
    ago = min(max(sent_at - at, 0), LONGEST_CUT // MILLISECOND)
    return now - ago * MILLISECOND


def _receive(kept: Kept, *, at: datetime, day: EventDay, now: datetime, by: User | None, lane: str) -> Received:
    try:
        with transaction.atomic():
            verdict = _answer(kept, at=at, day=day, by=by, lane=lane)
            known = DeviceScan.objects.filter(scan=kept.scan).first()
            if known is None:
                _store(kept, verdict, at=at, day=day, now=now, by=by, lane=lane)
    except IntegrityError:  # the same scan arrives twice at this moment: the other one stores it
        verdict = _answer(kept, at=at, day=day, by=by, lane=lane)
        known = DeviceScan.objects.filter(scan=kept.scan).first()
    if kept.undone:
        _undo(kept.scan, now=now, by=by, lane=lane)
    return Received(kept, known.at if known else at, verdict)


def _answer(kept: Kept, *, at: datetime, day: EventDay, by: User | None, lane: str) -> Verdict:
    if not kept.let_in:
        return check_in.preview(badge_code=kept.code, day=day, now=at)
    return check_in.check_in(badge_code=kept.code, day=day, now=at, by=by, lane=lane, scan=kept.scan)


def _store(
    kept: Kept, verdict: Verdict, *, at: datetime, day: EventDay, now: datetime, by: User | None, lane: str
) -> None:
    DeviceScan.objects.create(
        scan=kept.scan,
        registration=verdict.registration,
        day=day,
        code="" if verdict.registration else kept.code,
        device_at=_device_time(kept.at, otherwise=at),
        at=at,
        received_at=now,
        told="undone" if kept.undone else kept.told,
        answer=verdict.answer,
        by=by,
        lane=lane,
    )


def _undo(scan: UUID, *, now: datetime, by: User | None, lane: str) -> None:
    entry = CheckIn.objects.select_related("registration", "day").filter(scan=scan).first()
    if entry:
        check_in.undo(entry=entry, now=now, by=by, lane=lane)


def _device_time(milliseconds: int, *, otherwise: datetime) -> datetime:
    try:
        return EPOCH + milliseconds * MILLISECOND
    except OverflowError:
        return otherwise


def conflicts(*, day: EventDay) -> Iterable[DeviceScan]:
    """What somebody should look at, the latest first; see ``Received.is_conflict``."""
    let_in = Q(told__in=LET_IN) & ~Q(answer=Answer.WELCOME)
    sent_away = Q(told__in=SENT_AWAY, answer=Answer.WELCOME)
    scans = DeviceScan.objects.filter(let_in | sent_away, day=day).exclude(registration=None)
    return scans.select_related("registration", "by").order_by("-received_at", "-pk")[:20]


def list_for_device(*, day: EventDay) -> list[list[Any]]:
    """Who may come today and who waits: codes, name, organisation, whether a place is theirs, halves they came in.

    Nothing else leaves for a telephone.  Three queries, whatever the number of people.
    """
    halves: dict[int, dict[str, str]] = {}
    for entry in CheckIn.objects.valid().filter(day=day).order_by("at"):
        halves.setdefault(entry.registration_id, {})[entry.half] = entry.at.isoformat()
    mine = Seat.objects.live().filter(day=day)
    confirmed = dict(mine.values_list("registration_id", "status"))
    came = CheckIn.objects.valid().filter(day=day).values("registration_id")
    concerned = Q(pk__in=mine.values("registration_id")) | Q(pk__in=came)
    people = Registration.objects.live().filter(concerned, erased_at=None).order_by("pk")
    return [
        [
            one.badge_code,
            one.reference,
            one.full_name,
            one.organisation,
            confirmed.get(one.pk) == Seat.Status.CONFIRMED or one.pk in halves,
            halves.get(one.pk, {}),
        ]
        for one in people.only("badge_code", "reference", "first_name", "last_name", "organisation")
    ]
