"""People who registered in the weeks before the demonstration starts."""

import csv
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from django.utils.text import slugify

from events.models import Edition, EventDay, Session
from registration import lifecycle, workshops
from registration.lifecycle import Person
from registration.models import Registration

PEOPLE = Path(__file__).with_name("people.csv")
# Small rooms, so that a demonstration with sixty people shows a waiting list and last places.
CAPACITIES = {"brussels-2025-11-25": 20, "paris-2025-11-26": 52}
DAYS = {"brussels": "brussels-2025-11-25", "paris-26": "paris-2025-11-26", "paris-27": "paris-2025-11-27"}
BETWEEN_REGISTRATIONS = timedelta(hours=7)


def register_people(*, edition: Edition, now: datetime) -> None:
    """Register everybody of the list, one after the other until a little before ``now``."""
    for slug, capacity in CAPACITIES.items():
        EventDay.objects.filter(edition=edition, slug=slug).update(capacity=capacity)
    days = {day.slug: day for day in edition.days.select_related("venue")}
    people = list(read_people())
    for number, (person, chosen) in enumerate(people):
        lifecycle.register(
            edition=edition,
            person=person,
            days=[days[slug] for slug in chosen],
            now=now - (len(people) - number) * BETWEEN_REGISTRATIONS,
        )


def sign_up_for_workshops(*, edition: Edition, now: datetime) -> None:
    """Fill the first workshop of each day, and leave places in the others."""
    for day in edition.days.order_by("date"):
        people = Registration.objects.live().filter(seats__in=day.seats.confirmed()).order_by("pk")
        first, *others = Session.objects.filter(day=day, capacity__isnull=False).select_related("day")
        first.capacity = min(12, people.count())
        first.save(update_fields=["capacity"])
        for number, person in enumerate(people):
            chosen = first if number < first.capacity else others[number % len(others)]
            with suppress(workshops.FullError):
                workshops.join(registration=person, session=chosen, now=now)


def read_people() -> Iterator[tuple[Person, list[str]]]:
    """Yield each invented person with the slugs of their days."""
    with PEOPLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            name = slugify(f"{row['first_name']} {row['last_name']}").replace("-", ".")
            place = slugify(row["organisation"]) or "home"
            person = Person(
                first_name=row["first_name"],
                last_name=row["last_name"],
                email=f"{name}@{place[:40].strip('-')}.example.org",
                organisation=row["organisation"],
                language=row["language"],
            )
            yield person, [DAYS[day] for day in row["days"].split()]
