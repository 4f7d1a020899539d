"""Scenes of the door: two scanners, one badge; the same scans sent twice at once; many walk-ins for the last places."""

from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from events.models import EventDay
from registration import check_in, device_scans, walk_ins
from registration.models import CheckIn, DeviceScan, Registration
from tests.concurrency.crowd import day_of, enter, play
from tests.registration.cast import paris, person

MORNING, LATE = paris(2025, 11, 26, 9, 12), paris(2025, 11, 26, 12, 0)
SCANNERS = 10


def entries() -> dict[str, Any]:
    """What the database holds in the end."""
    return {"entries": CheckIn.objects.valid().count(), "people": Registration.objects.count()}


def one_badge(*, guarded: bool) -> dict[str, Any]:
    """Ten scanners read one badge in the same second."""
    day = day_of(50)
    enter(day, "marie")
    marie = Registration.objects.get()
    # The control scans as if each door had a half-day of its own: nothing compares their entries.
    seen = [check_in.preview(badge_code=marie.badge_code, day=day, now=MORNING) for _scanner in range(SCANNERS)]

    def act(number: int) -> str:
        if guarded:
            verdict = check_in.check_in(badge_code=marie.badge_code, day=day, now=MORNING, lane=f"door {number}")
            return str(verdict.answer)
        return let_in_unguarded(marie, day, number) if seen[number].lets_in else "already"

    answers, _seconds = play(act, SCANNERS)
    return {"answers": answers, **entries()}


def let_in_unguarded(registration: Registration, day: EventDay, number: int) -> str:
    """What the unique constraint is for: look first, then write what was seen, outside its reach."""
    with transaction.atomic():
        CheckIn.objects.create(
            registration=registration, day=day, half=f"{number % 10}", at=timezone.now(), lane=f"door {number}"
        )
    return "welcome"


def same_scans_sent_at_once() -> dict[str, Any]:
    """A telephone sends its fifty scans again and again: the answer was lost each time."""
    day = day_of(60)
    for number in range(50):
        enter(day, f"person{number}")
    codes = Registration.objects.order_by("pk").values_list("badge_code", flat=True)
    kept = [device_scans.Kept(uuid4(), code, at) for at, code in enumerate(codes)]

    def act(number: int) -> str:
        received = device_scans.receive(kept=kept, sent_at=60_000, day=day, now=MORNING)
        return str(dict(Counter(str(one.verdict.answer) for one in received)))

    answers, _seconds = play(act, 6)
    return {"answers": answers, "scans": DeviceScan.objects.count(), **entries()}


def last_places_at_the_door() -> dict[str, Any]:
    """Twenty people come unregistered; the room holds five more."""
    day = day_of(10)
    EventDay.objects.filter(pk=day.pk).update(room_limit=5)

    def act(number: int) -> str:
        scan = UUID(int=number + 1)
        try:
            walk_ins.walk_in(person=person(f"walker{number}"), day=day, now=LATE, scan=scan)
        except walk_ins.NoRoomError:
            return "no room"
        return "welcome"

    answers, _seconds = play(act, 20)
    return {"answers": answers, "taken": EventDay.objects.get().taken, **entries()}


DOOR_SCENES: dict[str, Callable[[], dict[str, Any]]] = {
    "one_badge": lambda: one_badge(guarded=True),
    "one_badge_unguarded": lambda: one_badge(guarded=False),
    "same_scans_sent_at_once": same_scans_sent_at_once,
    "last_places_at_the_door": last_places_at_the_door,
}
