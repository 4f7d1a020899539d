"""Redis dies while people read and register: nobody notices, and every mail leaves once it is back, without a hand."""

import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from http.client import HTTPException
from typing import Self

import pytest

from bench.visitor import Visitor
from tests.live import eventually

pytestmark = pytest.mark.live

SECONDS_TO_RECOVER = 10
PAGES = ("/fr/", "/en/programme/", "/fr/inscription/")
DAY = "paris-2025-11-26"


class Load:
    """Readers and people who register, one after the other, until told to stop."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.answers: list[tuple[float, int]] = []  # when, and the status; 0 is no answer
        self.accepted: list[str] = []
        self._over = threading.Event()
        works = (self._read, self._read, self._register)
        self._threads = [threading.Thread(target=work, args=(number,)) for number, work in enumerate(works)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def since(self, moment: float) -> list[int]:
        return [status for at, status in self.answers if at >= moment]

    def _read(self, number: int) -> None:
        turn = number
        while not self._over.is_set():
            turn += 1
            self._note(lambda turn=turn: self._seen(PAGES[turn % len(PAGES)]))

    def _seen(self, page: str) -> int:
        visitor = Visitor(self.port, 0)
        with closing(visitor.connection):
            return visitor.ask("GET", page)[0]

    def _register(self, _number: int) -> None:
        turn = 0
        while not self._over.is_set():
            turn += 1
            self._note(lambda turn=turn: self._registered(turn))

    def _registered(self, number: int) -> int:
        """Register one person; what the visitor did not expect is told by its status."""
        visitor = Visitor(self.port, number)
        with closing(visitor.connection):
            try:
                visitor.read_form()
                visitor.send_form(DAY)
            except AssertionError as refused:
                told = refused.args[0]
                return told if isinstance(told, int) else told[0]
        self.accepted.append(f"visitor{number}@visitors.example.org")
        return 302

    def _note(self, ask: Callable[[], int]) -> None:
        status = 0
        with suppress(OSError, HTTPException):
            status = ask()
        self.answers.append((time.monotonic(), status))


def test_redis_that_dies_under_load_is_back_without_a_hand(make_site, redis_server):
    site = make_site(REDIS_URL=redis_server.url, NECESS_PAGE_CACHE_SECONDS="0", NECESS_RATE_LIMITS="off")
    site.start()
    with Load(site.port) as load:
        began = time.monotonic()
        eventually(lambda: len(load.accepted) > 2)
        site.wait_for_mail(load.accepted[0])
        usual = time.monotonic() - began
        redis_server.stop()
        without = time.monotonic()
        eventually(lambda: load.since(without).count(302) > 1)
        redis_server.start()
        again = time.monotonic()
        eventually(lambda: load.since(again).count(302) > 1)
    last = time.monotonic()

    assert {status for _at, status in load.answers} == {200, 302}
    for address in load.accepted:
        site.wait_for_mail(address)
    # On a machine that does other things too, a mail takes its time as it did before.
    assert time.monotonic() - last < SECONDS_TO_RECOVER + usual
