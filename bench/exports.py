"""The list of attendees as CSV and XLSX, against PostgreSQL's own COPY of the table in the same run.

Run: ``python -m bench.exports [number of people]``.
"""

import resource
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from django.db import connection
from django.db.models import QuerySet

import bench.inside  # noqa: F401 -- before the models
from bench.stage import say
from events.models import Edition
from registration.exports import attendee_list, csv_file, write_xlsx
from registration.models import CheckIn, Registration, Seat
from tests.registration import cast

TURNS = 3


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    people = fill(number)
    turns = [(copy(), *csv(people), xlsx(people)) for _ in range(TURNS)]
    copied, first, whole, workbook = (median(taken) for taken in zip(*turns, strict=True))
    say(f"{number} rows, COPY", f"{copied:.2f} s", "the baseline")
    say(f"{number} rows, CSV", f"{whole:.2f} s", f"{whole / copied:.1f} × COPY", "≤ 12")
    say("CSV, first byte", f"{1000 * first:.0f} ms", "", "< 50 ms")
    say(f"{number} rows, XLSX", f"{workbook:.2f} s", f"{workbook / copied:.1f} × COPY", "≤ 16")
    before = peak_megabytes()
    csv(people)
    xlsx(people)
    say("memory once more of each takes", f"{peak_megabytes() - before} MB", "", "0")


def fill(number: int) -> QuerySet[Registration]:
    dice, edition = Random(1), cast.make_edition()
    days = [
        cast.make_day(edition, city=city, on=edition.starts_on + timedelta(days=after), capacity=10 * number)
        for after, city in enumerate(["brussels", "paris", "paris"])
    ]
    people = Registration.objects.bulk_create(list(persons(edition, number)), batch_size=5000)
    seats = (
        Seat(registration=one, day=day, status=dice.choice(("confirmed", "confirmed", "waiting")), joined_at=cast.NOW)
        for one in people
        for day in dice.sample(days, dice.randint(1, 3))
    )
    Seat.objects.bulk_create(seats, batch_size=5000)
    entries = (
        CheckIn(registration=one, day=day, half=half, at=cast.NOW)
        for one in people
        for day in days[:2]
        for half in ("am", "pm")
        if dice.random() < 0.6
    )
    CheckIn.objects.bulk_create(entries, batch_size=5000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Registration.objects.filter(edition=edition)


def persons(edition: Edition, number: int) -> Iterator[Registration]:
    for i in range(number):
        yield Registration(
            edition=edition,
            first_name=f"Élodie{i}",
            last_name="Dupont-Martin",
            email=f"person{i}@example.org",
            email_identity=f"person{i}@example.org",
            organisation="Coopérative « L’Été »",
            registered_at=cast.NOW + timedelta(seconds=i),
            changed_at=cast.NOW,
        )


def copy() -> float:
    start = perf_counter()
    with connection.cursor() as cursor, cursor.copy("COPY registration_registration TO STDOUT (FORMAT csv)") as rows:
        for _rows in rows:
            pass
    return perf_counter() - start


def csv(people: QuerySet[Registration]) -> tuple[float, float]:
    """Seconds until the first byte, and until the last."""
    start = perf_counter()
    lines = csv_file(attendee_list(people))
    next(lines)
    first = perf_counter() - start
    for _lines in lines:
        pass
    return first, perf_counter() - start


def xlsx(people: QuerySet[Registration]) -> float:
    start = perf_counter()
    with TemporaryDirectory() as folder:
        write_xlsx(attendee_list(people), Path(folder) / "list.xlsx")
    return perf_counter() - start


def peak_megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
