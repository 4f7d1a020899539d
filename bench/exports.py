"""The list of attendees as CSV and XLSX, against PostgreSQL's own COPY of the table in the same run.

Run: ``python -m bench.exports [number of people]``.
"""

import resource
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from django.db import connection
from django.db.models import QuerySet

import bench.inside  # noqa: F401 -- before the models
from bench.stage import fresh_database, say
from events import clock
from events.models import Edition
from registration.exports import attendee_list, csv_file, write_xlsx
from registration.models import CheckIn, Registration, Seat

TURNS = 3
# A row as often as wanted, each with values of its own, whatever other columns the table has.
MANY = """
INSERT INTO {table}
SELECT (jsonb_populate_record(one, jsonb_build_object('id', 1000000 + n, {values}))).*
FROM {table} one, generate_series(1, %s) n WHERE one.id = %s
"""


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    fresh_database("bench")
    connection.settings_dict["NAME"] = "bench"
    people = fill(number)
    for rows in (number // 10, number):
        chosen = people.filter(pk__lte=1_000_000 + rows)
        turns = [(copy(rows), *csv(chosen), *xlsx(chosen)) for _ in range(TURNS)]
        copied, first, whole, used, workbook, worked = (median(taken) for taken in zip(*turns, strict=True))
        goals = ("≤ 1.5 s", "≤ 2 s") if rows > 10_000 else ("≤ 0.3 s", "")
        say(f"{rows} rows, COPY", f"{copied:.2f} s", "the baseline")
        say(f"{rows} rows, CSV", f"{whole:.2f} s, CPU {used:.2f} s", f"{whole / copied:.1f} × COPY", goals[0])
        say("its first byte", f"{1000 * first:.0f} ms", "", "< 50 ms")
        say(f"{rows} rows, XLSX", f"{workbook:.2f} s, CPU {worked:.2f} s", f"{workbook / copied:.1f} × COPY", goals[1])
    before = peak_megabytes()
    csv(people)
    xlsx(people)
    say("memory once more of each takes", f"{peak_megabytes() - before} MB", "", "0")


def fill(number: int) -> QuerySet[Registration]:
    """So many people beside the invented ones, each with a place, half of them seen at the door."""
    edition, now = Edition.objects.current(), clock.now()
    day = edition.days.first()
    one = Registration.objects.create(
        edition=edition, first_name="Élodie", last_name="Dupont-Martin", email="one@example.org",
        email_identity="one@example.org", organisation="Coopérative « L’Été »", registered_at=now, changed_at=now,
    )  # fmt: skip
    seat = Seat.objects.create(registration=one, day=day, status=Seat.Status.CONFIRMED, joined_at=now)
    entry = CheckIn.objects.create(registration=one, day=day, half="am", at=now)
    address = "'email', 'p' || n || '@example.org', 'email_identity', 'p' || n || '@example.org'"
    codes = "'reference', 'B' || n, 'badge_code', 'bench' || n, 'first_name', 'Élodie' || n"
    theirs = "'registration_id', 1000000 + n"
    with connection.cursor() as cursor:
        for row, values, times in (
            (one, f"{address}, {codes}", number),
            (seat, theirs, number),
            (entry, f"{theirs}, 'scan', gen_random_uuid()", number // 2),
        ):
            cursor.execute(MANY.format(table=row._meta.db_table, values=values), [times, row.pk])
        cursor.execute("ANALYZE")
    return Registration.objects.filter(edition=edition, pk__gt=1_000_000)


def copy(rows: int) -> float:
    start = perf_counter()
    query = f"SELECT * FROM registration_registration WHERE id > 1000000 AND id <= {1_000_000 + rows}"
    with connection.cursor() as cursor, cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT csv)") as lines:
        for _lines in lines:
            pass
    return perf_counter() - start


def csv(people: QuerySet[Registration]) -> tuple[float, float, float]:
    """Seconds until the first byte and until the last, and processor seconds."""
    start, before = perf_counter(), process_time()
    lines = csv_file(attendee_list(people))
    next(lines)
    first = perf_counter() - start
    for _lines in lines:
        pass
    return first, perf_counter() - start, process_time() - before


def xlsx(people: QuerySet[Registration]) -> tuple[float, float]:
    """Seconds, and processor seconds."""
    start, before = perf_counter(), process_time()
    with TemporaryDirectory() as folder:
        write_xlsx(attendee_list(people), Path(folder) / "list.xlsx")
    return perf_counter() - start, process_time() - before


def peak_megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
