"""Scenes of places kept, caps moved and lists imported while people register; ``crowd.py`` plays them."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F

from accounts.models import User
from events.models import EventDay
from registration import caps, invitations, lifecycle, reserves, seat_allocation
from registration.caps import Places
from registration.invitations import Guest
from registration.lifecycle import Application
from registration.models import CapChange, Invitation, Reserve
from tests.concurrency.crowd import day_of, enter, enter_unguarded, play, state
from tests.registration.cast import NOW, paris, person

UNTIL = date(2025, 11, 10)
AFTER = paris(2025, 11, 11, 8, 0)


def desk(name: str = "desk") -> User:
    return User.objects.create_user(f"{name}@example.org")


def keep(day: EventDay, places: int) -> Reserve:
    return reserves.make(day=day, name="Speakers", places=places, until=UNTIL, by=desk(), now=NOW)


def counters(day: EventDay) -> dict[str, Any]:
    day.refresh_from_db()
    kept = [true for _day, true in seat_allocation.miskept(EventDay.objects.all())]
    return {"reserved": day.reserved, "capacity": day.capacity, "miskept": kept, **state(day)}


def rush_with_reserve(enters: Callable[[EventDay, str], str]) -> dict[str, Any]:
    """Eighty newcomers on fifty public places, fifteen invited people on ten kept ones, all at once."""
    day = day_of(60)
    reserve = keep(day, 10)
    guest = Guest(name="Fair", places=15)
    invitation = invitations.prepare(edition=day.edition, guest=guest, reserves=[reserve], by=None, now=NOW)
    day.refresh_from_db()

    def act(number: int) -> str:
        if number < 80:
            return enters(day, f"person{number}")
        [outcome] = lifecycle.register_group(
            edition=day.edition,
            applications=[Application(person(f"guest{number}"), (day,))],
            now=NOW,
            invitation=invitation,
        )
        return "invited" if outcome.confirmed else "waiting"

    answers, _seconds = play(act, 95)
    return {"answers": answers, "used": Invitation.objects.get().used, **counters(day)}


def lower_while_people_register(*, guarded: bool) -> dict[str, Any]:
    """Eighty people on a hundred places while the desk lowers the cap to forty, from what it saw before."""
    day, by = day_of(100), desk()

    def act(number: int) -> str:
        if number < 80:
            return (enter if guarded else enter_unguarded)(day, f"person{number}")
        if guarded:
            caps.change(day=day, places=Places(cap=40), seen=100, reason="smaller room", by=by, now=NOW)
        else:
            EventDay.objects.filter(pk=day.pk).update(capacity=40)
        return "lowered"

    answers, _seconds = play(act, 81)
    return {"answers": answers, **counters(day)}


def fall_back_while_people_register(*, guarded: bool) -> dict[str, Any]:
    """Sixty people on thirty public places while three workers, who all saw it due, give back a reserve of twenty."""
    day = day_of(50)
    reserve = keep(day, 20)

    def act(number: int) -> str:
        if number < 60:
            return enter(day, f"person{number}")
        if guarded:
            return f"released {reserves.release(reserve=reserve, now=AFTER)}"
        with transaction.atomic():
            Reserve.objects.filter(pk=reserve.pk).update(ended_at=AFTER)
            EventDay.objects.filter(pk=day.pk).update(reserved=F("reserved") - (reserve.places - reserve.used))
        return "released 20"

    answers, _seconds = play(act, 63)
    return {"answers": answers, "logged": CapChange.objects.filter(kind="fell_back").count(), **counters(day)}


def two_raise() -> dict[str, Any]:
    """Two members of staff raise the same cap from what both saw, with three people waiting."""
    day = day_of(1)
    for number in range(4):
        enter(day, f"early{number}")
    by = [desk("one"), desk("two")]

    def act(number: int) -> str:
        offered = caps.change(
            day=day, places=Places(cap=2 + number), seen=1, reason="bigger room", by=by[number], now=NOW
        )
        return "raised" if offered == 1 + number else f"offered {offered}"

    answers, _seconds = play(act, 2)
    return {"answers": answers, **counters(day)}


CAP_SCENES: dict[str, Callable[[], dict[str, Any]]] = {
    "rush_with_reserve": lambda: rush_with_reserve(enter),
    "rush_with_reserve_unguarded": lambda: rush_with_reserve(enter_unguarded),
    "lower": lambda: lower_while_people_register(guarded=True),
    "lower_unguarded": lambda: lower_while_people_register(guarded=False),
    "fall_back": lambda: fall_back_while_people_register(guarded=True),
    "fall_back_unguarded": lambda: fall_back_while_people_register(guarded=False),
    "two_raise": two_raise,
}
