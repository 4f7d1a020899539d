"""The paper list comes back: ticked lines typed in, looked at, then entered like scans."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from events.models import EventDay
from registration import check_in
from registration.check_in import NOON, Answer
from registration.models import CheckIn, PaperCode, Registration, Seat
from registration.paper_codes import check_letter, paper_code, typed_codes

Half = CheckIn.Half


class Finding(StrEnum):
    """What one typed code means."""

    NEW = "new"
    ALREADY = "already"
    NO_PLACE = "no_place"
    CANCELLED = "cancelled"
    MISTYPED = "mistyped"


@dataclass(frozen=True)
class Line:
    """One ticked line as it was understood."""

    typed: str
    half: Half
    finding: Finding
    registration: Registration | None = None
    entry: CheckIn | None = None


def give_numbers(*, day: EventDay, people: Sequence[Registration]) -> None:
    """Give everybody who has none the next numbers of the day; those of earlier prints stay."""
    with transaction.atomic():
        EventDay.objects.select_for_update(no_key=True).get(pk=day.pk)
        mine = PaperCode.objects.filter(day=day)
        numbered = set(mine.values_list("registration_id", flat=True))
        last = mine.aggregate(last=Max("number"))["last"] or 0
        new = [one for one in people if one.pk not in numbered]
        PaperCode.objects.bulk_create(
            PaperCode(day=day, registration=one, number=number) for number, one in enumerate(new, last + 1)
        )


def codes(*, day: EventDay) -> dict[int, str]:
    """The short code of everybody numbered, by the key of their registration."""
    numbers = PaperCode.objects.filter(day=day).values_list("registration_id", "number")
    return {registration: paper_code(number, day.date) for registration, number in numbers}


def look(*, day: EventDay, typed: dict[Half, str]) -> list[Line]:
    """What the typed codes mean, conflicts with scans included; changes nothing."""
    understood = {half: typed_codes(text) for half, text in typed.items()}
    people = _people(day, understood)
    confirmed = set(Seat.objects.confirmed().filter(day=day).values_list("registration_id", flat=True))
    came = CheckIn.objects.valid().filter(day=day).select_related("by")
    entries = {(entry.registration_id, entry.half): entry for entry in came}
    return [
        _line(word, half, people.get(word), confirmed, entries)
        for half, (numbers, references, rest) in understood.items()
        for word in [*(_written(day, *number) for number in numbers), *references, *rest]
    ]


def save(*, day: EventDay, typed: dict[Half, str], by: User) -> int:
    """Enter the lines that ``look`` calls new, and return how many; saved twice they are entered once."""
    answers = [
        check_in.check_in(
            badge_code=line.registration.badge_code,
            day=day,
            now=_moment(day, line.half),
            by=by,
            lane=_("paper list"),
            from_paper=True,
        )
        for line in look(day=day, typed=typed)
        if line.registration and line.finding is Finding.NEW
    ]
    return sum(verdict.answer is Answer.WELCOME for verdict in answers)


def _written(day: EventDay, number: int, letter: str) -> str:
    """As on the list when the letter fits, as typed when not."""
    right = paper_code(number, day.date)
    return right if letter == check_letter(number, day.date) else f"{number} {letter}"


def _people(
    day: EventDay, understood: dict[Half, tuple[list[tuple[int, str]], list[str], list[str]]]
) -> dict[str, Registration]:
    """Everybody meant, by what stands for them; two queries."""
    numbers = {number for found, _references, _rest in understood.values() for number, _letter in found}
    references = {one for _numbers, found, _rest in understood.values() for one in found}
    lines = PaperCode.objects.filter(day=day, number__in=numbers).select_related("registration")
    people = {paper_code(line.number, day.date): line.registration for line in lines}
    named = Registration.objects.filter(edition_id=day.edition_id, reference__in=references)
    return people | {one.reference: one for one in named}


def _line(
    word: str,
    half: Half,
    registration: Registration | None,
    confirmed: set[int],
    entries: dict[tuple[int, str], CheckIn],
) -> Line:
    if registration is None:
        return Line(word, half, Finding.MISTYPED)
    if entry := entries.get((registration.pk, half)):
        return Line(word, half, Finding.ALREADY, registration, entry)
    if not registration.is_live:
        return Line(word, half, Finding.CANCELLED, registration)
    came_today = any(who == registration.pk for who, _half in entries)
    holds = registration.pk in confirmed or came_today
    return Line(word, half, Finding.NEW if holds else Finding.NO_PLACE, registration)


def _moment(day: EventDay, half: Half) -> datetime:
    """Paper has no clock: the morning counts from the opening, the afternoon from its first minute."""
    begins: time = day.opens_at if half is Half.MORNING else max(NOON, day.opens_at)
    return datetime.combine(day.date, begins, tzinfo=timezone.get_default_timezone())
