"""A crowd: two processes of many threads, each with its own connection, doing one thing at the same moment.

    DATABASE_URL=… python tests/concurrency/crowd.py

reads names of scenes, one a line, plays each in a process of its own, and prints what became of it as a line of JSON.
Whoever asks makes the tables empty in between. ``tests/concurrency`` plays the scenes on PostgreSQL and on SQLite.
"""

import json
import multiprocessing
import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import django
from django.conf import settings

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
django.setup()
if pool := settings.DATABASES["default"]["OPTIONS"].get("pool"):
    # More threads than a web process has: they wait their turn for a connection.
    pool.update(max_size=20, timeout=60)

from django.db import connection, transaction  # noqa: E402 - Django has to be set up first
from django.template.loader import get_template  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import translation  # noqa: E402

from accounts.models import User  # noqa: E402
from events.models import EventDay  # noqa: E402
from outbox.models import OutgoingMail  # noqa: E402
from registration import lifecycle, seat_allocation, waiting_list  # noqa: E402
from registration.identity import identity  # noqa: E402
from registration.models import Registration, Seat  # noqa: E402
from tests.registration.cast import NOW, make_day, make_edition, person  # noqa: E402

PROCESSES = 2
Act = Callable[[int], str]


def play(act: Act, times: int) -> tuple[Counter[str], float]:
    """Let everybody do ``act`` at once; count the answers, exceptions by their name, and take the seconds."""
    connection.close_pool() if connection.vendor == "postgresql" else connection.close()
    context = multiprocessing.get_context("fork")
    start, answers = context.Barrier(times + 1), context.SimpleQueue()
    shares = [range(process, times, PROCESSES) for process in range(PROCESSES)]
    processes = [context.Process(target=_share, args=(act, share, start, answers)) for share in shares]
    for process in processes:
        process.start()
    start.wait()
    began = time.perf_counter()
    counted = Counter(answers.get() for _ in range(times))
    seconds = time.perf_counter() - began
    for process in processes:
        process.join()
    return counted, seconds


def _share(act: Act, share: range, start: Any, answers: Any) -> None:
    def one(number: int) -> None:
        start.wait()
        try:
            answer = act(number)
        except Exception as error:  # noqa: BLE001 - whatever happened is the answer
            answer = f"{type(error).__name__}: {error}"
        finally:
            connection.close()
        answers.put(answer)

    threads = [threading.Thread(target=one, args=(number,)) for number in share]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def day_of(capacity: int) -> EventDay:
    """A day of an installation that is warm: addresses and templates are loaded."""
    day = make_day(make_edition(), city="paris", on=date(2025, 11, 26), capacity=capacity)
    with transaction.atomic():
        enter(day, "warm")
        transaction.set_rollback(True)
    return day


def enter(day: EventDay, name: str, now: datetime = NOW) -> str:
    outcome = lifecycle.register(edition=day.edition, person=person(name), days=[day], now=now)
    return "confirmed" if outcome.confirmed else "waiting"


def enter_unguarded(day: EventDay, name: str) -> str:
    """What the guard is for: look first, then write what was seen."""
    seen = EventDay.objects.get(pk=day.pk).taken
    status = "confirmed" if seen < day.capacity else "waiting"
    with transaction.atomic():
        about = {"email": f"{name}@example.org", "email_identity": identity(f"{name}@example.org"), "last_name": name}
        marie = Registration.objects.create(edition=day.edition, registered_at=NOW, changed_at=NOW, **about)
        Seat.objects.create(registration=marie, day=day, status=status, joined_at=NOW)
        if status == "confirmed":
            EventDay.objects.filter(pk=day.pk).update(taken=seen + 1)
    return status


def state(day: EventDay) -> dict[str, Any]:
    line = Seat.objects.waiting().with_position().by_arrival().values_list("position", flat=True)
    return {
        "seats": dict(Counter(Seat.objects.values_list("status", flat=True))),
        "taken": EventDay.objects.get(pk=day.pk).taken,
        "miscounted": [true for _day, true in seat_allocation.miscounted(EventDay.objects.all())],
        "line_is_whole": list(line) == list(range(1, len(line) + 1)),
        "registrations": Registration.objects.count(),
        "mails": dict(
            Counter(name.rpartition("/")[2] for name in OutgoingMail.objects.values_list("template", flat=True))
        ),
    }


def rush(enters: Callable[[EventDay, str], str]) -> dict[str, Any]:
    """Three hundred people on the last fifty places."""
    day = day_of(50)
    answers, seconds = play(lambda number: enters(day, f"person{number}"), 300)
    return {"answers": answers, "seconds": seconds, **state(day)}


def same_person() -> dict[str, Any]:
    """One person thirty times."""
    day = day_of(50)
    answers, _seconds = play(lambda number: enter(day, "marie"), 30)
    return {"answers": answers, **state(day)}


def free_while_newcomers() -> dict[str, Any]:
    """A full day with a line; one person cancels while thirty register."""
    day = day_of(5)
    for number in range(10):
        enter(day, f"early{number}")
    leaving = Registration.objects.get(email="early0@example.org")

    def act(number: int) -> str:
        if number:
            return enter(day, f"late{number}")
        lifecycle.cancel(registration=leaving, now=NOW)
        return "cancelled"

    answers, _seconds = play(act, 31)
    offered = list(Seat.objects.offered().values_list("registration__email", flat=True))
    return {"answers": answers, "offered": offered, **state(day)}


def promote_the_last() -> dict[str, Any]:
    """Two members of staff promote different people on the one free place."""
    day = day_of(1)
    for number in range(3):
        enter(day, f"early{number}")
    EventDay.objects.update(capacity=2)
    desk = User.objects.create_user("desk@example.org")
    waiting = list(Seat.objects.waiting().select_related("registration__edition", "day__venue").by_arrival())

    def act(number: int) -> str:
        waiting_list.promote(seat=waiting[number], by=desk, reason="speaker", now=NOW)
        return "promoted"

    answers, _seconds = play(act, 2)
    return {"answers": answers, **state(day)}


def waves(*, guarded: bool) -> dict[str, Any]:
    """Two hundred wait; forty cancel while three workers sweep; who was offered, and was it in order?"""
    day = day_of(100)
    with transaction.atomic():
        for number in range(300):
            enter(day, f"person{number}")
    leaving = list(Registration.objects.filter(seats__status="confirmed").order_by("pk")[:40])
    sweep = waiting_list.expire_offers if guarded else _offer_unguarded

    def act(number: int) -> str:
        if number < 40:
            lifecycle.cancel(registration=leaving[number], now=NOW) if guarded else _cancel_unguarded(leaving[number])
            return "cancelled"
        for _round in range(15):
            sweep(day_id=day.pk, now=NOW)
        return "swept"

    answers, _seconds = play(act, 43)
    sweep(day_id=day.pk, now=NOW)
    line = Seat.objects.exclude(offered_at=None).order_by("pk").values_list("pk", flat=True)
    first = Seat.objects.filter(joined_at=NOW).exclude(status__in=["confirmed", "freed"]).order_by("pk")
    return {
        "answers": answers,
        "in_order": list(line) == list(first.values_list("pk", flat=True)[: len(line)]),
        "offers": OutgoingMail.objects.filter(template="registration/emails/place_offered").count(),
        **state(day),
    }


def late_answers(*, guarded: bool) -> dict[str, Any]:
    """Twenty accept in the last second of their offer, while three workers pass on what was not answered."""
    day = day_of(20)
    with transaction.atomic():
        for number in range(60):
            enter(day, f"person{number}")
        for leaving in Registration.objects.filter(seats__status="confirmed").order_by("pk"):
            lifecycle.cancel(registration=leaving, now=NOW)
    offered = list(Seat.objects.offered().select_related("registration__edition", "day__venue").by_arrival())
    until = max(seat.offer_expires_at for seat in offered)
    accept = waiting_list.accept if guarded else _accept_unguarded
    expire = waiting_list.expire_offers if guarded else _expire_unguarded

    def act(number: int) -> str:
        if number >= 20:
            expire(day_id=day.pk, now=until)
            return "swept"
        try:
            accept(seat=offered[number], now=until - timedelta(seconds=1))
        except waiting_list.OfferGoneError:
            return "gone"
        return "accepted"

    answers, _seconds = play(act, 23)
    told = OutgoingMail.objects.filter(template="registration/emails/place_offered")
    return {"answers": answers, "offers": told.count(), **state(day)}


def _accept_unguarded(*, seat: Seat, now: datetime) -> None:
    """Look whether the offer stands, then take it."""
    if Seat.objects.get(pk=seat.pk).status != "offered":
        raise waiting_list.OfferGoneError
    Seat.objects.filter(pk=seat.pk).update(status="confirmed")


def _expire_unguarded(*, day_id: int, now: datetime) -> None:
    """Look which offers are late first, then let them pass."""
    for seat in list(Seat.objects.offered().filter(offer_expires_at__lte=now)):
        with transaction.atomic():
            Seat.objects.filter(pk=seat.pk).update(status="expired", ended_at=now)
            seat_allocation.give_back(day_id=day_id)
    waiting_list.offer_free_places(day_id=day_id, now=now)


def _cancel_unguarded(leaving: Registration) -> None:
    with transaction.atomic():
        Seat.objects.filter(registration=leaving).update(status="freed", ended_at=NOW)
        seat_allocation.give_back(day_id=leaving.seats.get().day_id)


def _offer_unguarded(*, day_id: int, now: datetime) -> None:
    """Look at the places and the line first, then offer what was seen."""
    day = EventDay.objects.get(pk=day_id)
    for seat in Seat.objects.waiting().by_arrival()[: day.places_left]:
        with transaction.atomic():
            EventDay.objects.filter(pk=day_id, taken__lt=day.capacity).update(taken=day.taken + 1)
            Seat.objects.filter(pk=seat.pk).update(
                status="offered", offered_at=now, offer_expires_at=now + timedelta(days=1)
            )


SCENES: dict[str, Callable[[], dict[str, Any]]] = {
    "rush": lambda: rush(enter),
    "rush_unguarded": lambda: rush(enter_unguarded),
    "same_person": same_person,
    "free_while_newcomers": free_while_newcomers,
    "promote_the_last": promote_the_last,
    "waves": lambda: waves(guarded=True),
    "waves_unguarded": lambda: waves(guarded=False),
    "late_answers": lambda: late_answers(guarded=True),
    "late_answers_unguarded": lambda: late_answers(guarded=False),
}


def play_on_demand(scenes: dict[str, Callable[[], dict[str, Any]]]) -> None:
    """Play what is asked for, in a child each time: what one scene leaves in memory is not there for the next."""
    _warm()
    for line in sys.stdin:
        if child := os.fork():
            _child, status = os.waitpid(child, 0)
            if status:
                _tell(None)
            continue
        _tell(scenes[line.strip()]())
        return


def _warm() -> None:
    """Read once what nearly every scene needs: addresses, words, the templates of mails."""
    for language in ("fr", "en"):
        with translation.override(language):
            reverse("registration:register")
    for template in (settings.BASE_DIR / "templates").glob("*/emails/*.*"):
        get_template(f"{template.parts[-3]}/emails/{template.name}")


def _tell(found: dict[str, Any] | None) -> None:
    sys.stdout.write(f"{json.dumps(found)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    from tests.concurrency.cap_scenes import CAP_SCENES  # they take ``play`` from here
    from tests.concurrency.claim_scenes import CLAIM_SCENES
    from tests.concurrency.door_scenes import DOOR_SCENES
    from tests.concurrency.payment_scenes import PAYMENT_SCENES
    from tests.concurrency.workshop_scenes import WORKSHOP_SCENES

    play_on_demand(SCENES | CLAIM_SCENES | CAP_SCENES | DOOR_SCENES | PAYMENT_SCENES | WORKSHOP_SCENES)
