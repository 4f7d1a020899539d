"""Scenes of a workshop: forty people want its last five places; ``crowd.py`` plays them."""

from datetime import time
from typing import Any

from django.db import transaction

from events.models import Session
from registration import workshops
from registration.models import Registration, WorkshopPlace
from tests.concurrency.crowd import day_of, enter, play
from tests.registration.cast import NOW


def last_places(*, guarded: bool) -> dict[str, Any]:
    """Everybody asks at once."""
    day = day_of(40)
    for number in range(40):
        enter(day, f"person{number}")
    session = Session.objects.create(
        day=day, slug="commons", kind="workshop", starts_at=time(14), ends_at=time(15), capacity=5
    )
    people = list(Registration.objects.order_by("pk"))
    seen = [workshops.left_in(session) for _person in people]

    def act(number: int) -> str:
        if not guarded:
            return join_unguarded(people[number], session, left=seen[number])
        try:
            workshops.join(registration=people[number], session=session, now=NOW)
        except workshops.FullError:
            return "full"
        return "joined"

    answers, _seconds = play(act, len(people))
    return {"answers": answers, "places": WorkshopPlace.objects.count()}


def join_unguarded(registration: Registration, session: Session, *, left: int) -> str:
    """What the lock is for: everybody looks first, then writes."""
    if not left:
        return "full"
    with transaction.atomic():
        WorkshopPlace.objects.create(registration=registration, session=session, taken_at=NOW)
    return "joined"


WORKSHOP_SCENES = {
    "workshop": lambda: last_places(guarded=True),
    "workshop_unguarded": lambda: last_places(guarded=False),
}
