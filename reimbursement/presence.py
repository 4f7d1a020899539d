"""Who tells that an organisation came: a scan at the door, or two people who read the paper list of a day.

A list typed back at the door is what one person read. A second account has to say the same before it counts.
"""

from collections import defaultdict
from dataclasses import dataclass

from accounts.models import User
from events.models import EventDay
from registration.models import CheckIn
from reimbursement.case import people_of
from reimbursement.four_eyes import belongs_to_claimant
from reimbursement.models import WITNESSES_NEEDED, Claim


@dataclass(frozen=True)
class PresentDay:
    """A day on which somebody of a claim came, as far as it is told; ``witnesses`` have read the paper list."""

    day: EventDay
    is_scanned: bool
    witnesses: tuple[User, ...]

    @property
    def counts(self) -> bool:
        return self.is_scanned or len(self.witnesses) >= WITNESSES_NEEDED


def days_present(claim: Claim) -> list[PresentDay]:
    """Return the days on which somebody says that ``claim`` came, whether it counts or not."""
    days: dict[int, EventDay] = {}
    scanned: set[int] = set()
    witnesses: dict[int, dict[int, User]] = defaultdict(dict)
    entries = CheckIn.objects.valid().filter(registration__in=people_of(claim)).select_related("day__venue", "by")
    for entry in entries:
        days[entry.day_id] = entry.day
        if not entry.from_paper:
            scanned.add(entry.day_id)
        elif entry.by is not None and not belongs_to_claimant(claim=claim, user=entry.by):
            witnesses[entry.day_id][entry.by.pk] = entry.by
    for read in claim.paper_presences.select_related("day__venue", "by"):
        days[read.day_id] = read.day
        witnesses[read.day_id][read.by_id] = read.by
    ordered = sorted(days.values(), key=lambda day: (day.date, day.pk))
    return [PresentDay(day, day.pk in scanned, tuple(witnesses[day.pk].values())) for day in ordered]


def venues_seen(claim: Claim) -> set[int]:
    """Return the venues of the days on which somebody of the claim was seen: scanned, or read off a list by two."""
    return {present.day.venue_id for present in days_present(claim) if present.counts}


def lacks_second_reader(claim: Claim) -> bool:
    """Tell whether all that speaks for the presence of ``claim`` is what one person read on paper."""
    days = days_present(claim)
    return bool(days) and not any(present.counts for present in days)


def is_proved(claim: Claim) -> bool:
    """Tell whether ``claim`` may be paid for having come. Of an erased registration the sealed history alone tells."""
    return not claim.rule.attendance_required or claim.registration is None or bool(venues_seen(claim))
