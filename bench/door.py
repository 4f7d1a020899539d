"""Check-ins at the door: scanners of volunteers against a page that only says that nobody is logged in."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from statistics import median, quantiles
from urllib.parse import urlencode
from uuid import uuid4

import psycopg

from bench.stage import database_url, running_site, say, web_seconds
from bench.visitor import Visitor

CLIENTS, ROUNDS, SECONDS = 8, 3, 3
DAY = "paris-2025-11-26"
NINE_TWELVE = 1764144720  # 26 November 2025, 9:12 in Paris
PEOPLE = 10_000
PREPARE = f"""
from django.db.models import F
from events import clock
from events.models import EventDay
from registration.models import DoorLink, Registration, Seat
day, now = EventDay.objects.get(slug="{DAY}"), clock.now()
EventDay.objects.filter(pk=day.pk).update(capacity=20_000, taken=F("taken") + {PEOPLE})
people = Registration.objects.bulk_create(
    Registration(
        edition_id=day.edition_id, reference=f"B{{n}}", badge_code=f"benchbadge{{n:06}}", last_name=f"Visitor {{n}}",
        email=f"{{n}}@example.org", email_identity=f"{{n}}@example.org", registered_at=now, changed_at=now,
    )
    for n in range(1, {PEOPLE} + 1)
)
Seat.objects.bulk_create(Seat(registration=one, day=day, status="confirmed", joined_at=now) for one in people)
link, token = DoorLink.unsaved(day=day, label="bench", now=now)
link.save()
print(token)
"""


class Scanner(Visitor):
    """A volunteer's telephone with one kept connection."""

    def enter(self, token: str) -> None:
        _status, _location, page = self.ask("GET", f"/door/with/{token}/")
        self.hidden = {"csrfmiddlewaretoken": re.search(r'csrfmiddlewaretoken" value="([^"]+)"', page)[1]}
        self.ask("POST", f"/door/with/{token}/", urlencode(self.hidden))

    def scan(self, code: str) -> None:
        body = urlencode({**self.hidden, "code": code, "scan": str(uuid4())})
        self.headers = {"Accept": "application/json"}
        status, _location, answer = self.ask("POST", f"/door/on/{DAY}/scan/", body)
        assert (status, '"welcome"' in answer) == (200, True), (status, answer[:500])


def run(scanner: Scanner, numbers: "count[int]", until: float) -> list[float]:
    """Scan one badge after the other until an instant; return how long each took in seconds."""
    durations = []
    while time.monotonic() < until:
        began = time.monotonic()
        scanner.scan(f"benchbadge{next(numbers):06}")
        durations.append(time.monotonic() - began)
    return durations


def measured(scanners: list[Scanner], numbers: "count[int]") -> tuple[float, float]:
    """Return scans per second and the 95th percentile in milliseconds."""
    until = time.monotonic() + SECONDS
    with ThreadPoolExecutor(CLIENTS) as pool:
        runs = list(pool.map(lambda scanner: run(scanner, numbers, until), scanners))
    durations = [duration for one in runs for duration in one]
    return len(durations) / SECONDS, quantiles(durations, n=20)[-1] * 1000


def baseline(scanners: list[Scanner]) -> float:
    """Requests per second of the page for a link that opens nothing: one query, one small page."""
    until = time.monotonic() + SECONDS

    def ask(scanner: Scanner) -> int:
        asked = 0
        while time.monotonic() < until:
            scanner.ask("GET", "/door/with/nobody/")
            asked += 1
        return asked

    with ThreadPoolExecutor(CLIENTS) as pool:
        return sum(pool.map(ask, scanners)) / SECONDS


def main() -> None:
    clock = {"NECESS_CLOCK_OFFSET": str(NINE_TWELVE - int(time.time()))}
    with running_site(**clock) as site, psycopg.connect(database_url("bench"), autocommit=True) as connection:
        token = site.manage("shell", "--no-imports", "--command", PREPARE).split()[-1]
        connection.execute("ANALYZE")
        scanners = [Scanner(site.port, number) for number in range(CLIENTS)]
        for scanner in scanners:
            scanner.enter(token)
        numbers = count(1)
        for scanner in scanners:
            scanner.scan(f"benchbadge{next(numbers):06}")
        rounds = []
        for _ in range(ROUNDS):
            best, before = baseline(scanners), web_seconds(site)
            rate, slow = measured(scanners, numbers)
            used = 1000 * (web_seconds(site) - before) / (rate * SECONDS)
            rounds.append((rate, slow, used, rate / best))
        rate, slow, used, ratio = (median(column) for column in zip(*rounds, strict=True))
        say(
            f"check-ins, {CLIENTS} scanners, {PEOPLE} people",
            f"{rate:.0f}/s, p95 {slow:.0f} ms, CPU {used:.1f} ms",
            f"{ratio:.2f} × a refusal",
            "goal 300/s, p95 < 50 ms, CPU ≤ 5 ms",
        )


if __name__ == "__main__":
    main()
