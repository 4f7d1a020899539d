"""The door: a person comes in, once per half-day."""

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from events.models import EventDay
from registration.codes import normalise_reference
from registration.contention import retried
from registration.history import note
from registration.models import CheckIn, HistoryEntry, Registration, Seat

NOON = time(13)
# What the door says or needs of somebody; the rest stays in the database.
SHOWN = (
    "badge_code", "reference", "first_name", "last_name", "organisation", "role", "edition", "cancelled_at",
    "erased_at",
)  # fmt: skip


class Answer(StrEnum):
    """What the door says, in one word each."""

    WELCOME = "welcome"
    ALREADY = "already"
    NOT_TODAY = "not_today"
    WAITING = "waiting"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"
    OTHER_EVENT = "other_event"


@dataclass(frozen=True)
class Verdict:
    """The answer to one scan, with what the volunteer needs to say it.

    ``days`` are those of somebody who is not expected today.
    """

    answer: Answer
    registration: Registration | None = None
    entry: CheckIn | None = None
    days: tuple[EventDay, ...] = ()

    @property
    def lets_in(self) -> bool:
        return self.answer is Answer.WELCOME


def half_of(moment: datetime) -> CheckIn.Half:
    """The half-day of the event an instant falls in."""
    local = timezone.localtime(moment, timezone.get_default_timezone())
    return CheckIn.Half.MORNING if local.time() < NOON else CheckIn.Half.AFTERNOON


def scanned_code(scanned: str) -> str:
    """The code in what a scanner or a person hands in: the address of the QR, the code itself, a reference."""
    return scanned.strip().rstrip("/").rpartition("/")[2]


def preview(*, badge_code: str, day: EventDay, now: datetime) -> Verdict:
    """What a scan would answer now; changes nothing."""
    verdict = look_up(badge_code=badge_code, day=day)
    if not verdict.lets_in:
        return verdict
    entries = CheckIn.objects.valid().select_related("by")
    entry = entries.filter(registration=verdict.registration, day=day, half=half_of(now)).first()
    return Verdict(Answer.ALREADY, verdict.registration, entry) if entry else verdict


def look_up(*, badge_code: str, day: EventDay) -> Verdict:
    """What a badge, or a reference typed from paper, means at the door of ``day``; changes nothing."""
    code = scanned_code(badge_code.replace("\0", ""))
    known = Q(badge_code=code) | Q(reference=normalise_reference(code))
    place = Seat.objects.confirmed().filter(registration=OuterRef("pk"), day=day)
    found = Registration.objects.filter(known).annotate(is_expected=Exists(place)).only(*SHOWN).order_by()
    registration = next(iter(found[:1]), None)
    if registration is None:
        return Verdict(Answer.UNKNOWN)
    if registration.edition_id != day.edition_id:
        return Verdict(Answer.OTHER_EVENT, registration)
    if not registration.is_live:
        return Verdict(Answer.CANCELLED, registration)
    is_expected: bool = registration.is_expected  # type: ignore[attr-defined]  # annotated above
    return Verdict(Answer.WELCOME, registration) if is_expected else _without_a_place(registration, day)


def _without_a_place(registration: Registration, day: EventDay) -> Verdict:
    """Somebody let in beyond the cap this morning comes back after lunch; others wait, or come on other days."""
    if CheckIn.objects.valid().filter(registration=registration, day=day).exists():
        return Verdict(Answer.WELCOME, registration)
    if Seat.objects.in_line().filter(registration=registration, day=day).exists():
        return Verdict(Answer.WAITING, registration)
    return Verdict(Answer.NOT_TODAY, registration, days=tuple(registration.confirmed_days()))


@retried
def check_in(
    *,
    badge_code: str,
    day: EventDay,
    now: datetime,
    by: User | None = None,
    lane: str = "",
    scan: UUID | None = None,
    from_paper: bool = False,
) -> Verdict:
    """Let the bearer of a badge in, once per half-day; the second scan learns who was first and when.

    ``scan`` is the device's own identifier of the scan: sent twice, it gets the same answer twice.
    """
    verdict = look_up(badge_code=badge_code, day=day)
    if verdict.registration is None or not verdict.lets_in:
        return verdict
    entry = CheckIn(
        registration=verdict.registration,
        day=day,
        half=half_of(now),
        at=now,
        by=by,
        lane=lane,
        scan=scan or uuid4(),
        from_paper=from_paper,
    )
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
            kind = HistoryEntry.Kind.CHECKED_IN
            note(registration=verdict.registration, kind=kind, day=day, now=now, by=by, detail=lane)
    except IntegrityError:
        return _already(verdict, entry)
    return Verdict(Answer.WELCOME, verdict.registration, entry)


@retried
def undo(*, entry: CheckIn, now: datetime, by: User | None = None, lane: str = "") -> bool:
    """Take an entry back; False when somebody else already did."""
    with transaction.atomic():
        undone = CheckIn.objects.valid().filter(pk=entry.pk).update(undone_at=now)
        if undone:
            kind = HistoryEntry.Kind.UNDONE
            note(registration=entry.registration, kind=kind, day=entry.day, now=now, by=by, detail=lane)
    return bool(undone)


def badge_printed(*, entry: CheckIn, now: datetime, by: User | None = None, lane: str = "") -> None:
    """Leave a trace that the door printed the badge of somebody who came in; a second one is a reprint."""
    kind = HistoryEntry.Kind.PRINTED
    note(registration=entry.registration, kind=kind, day=entry.day, now=now, by=by, detail=lane)


def _already(verdict: Verdict, entry: CheckIn) -> Verdict:
    """The entry that was first: this very scan sent again, or somebody else's."""
    entries = CheckIn.objects.select_related("by")
    same_scan = entries.filter(scan=entry.scan).first()
    if same_scan is not None:
        answer = Answer.WELCOME if same_scan.undone_at is None else Answer.ALREADY
        return Verdict(answer, verdict.registration, same_scan)
    first = entries.valid().filter(registration=entry.registration, day=entry.day, half=entry.half).first()
    return Verdict(Answer.ALREADY, verdict.registration, first)
