"""A thousand badges through a real worker: all there, every code read, in little memory, the site beside it at work."""

import io
import os
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path
from urllib.request import urlopen

import pypdf
import pypdfium2
import pytest
import zxingcpp

from tests.live import eventually

pytestmark = pytest.mark.live

NUMBER = 1000
MEGABYTE = 1_000_000

ASK = f"""
from random import Random
from accounts.models import User
from django.utils import timezone
from events.models import Edition
from registration import badge_batches, tasks
from registration.models import BadgeBatch, Registration, Seat
edition, dice, now = Edition.objects.current(), Random(1), timezone.now()
days, names = list(edition.days.all()), ["Clémentine", "Jean-Baptiste", "Nguyễn Thị Ánh", "Ольга", "Ø"]
people = Registration.objects.bulk_create(
    Registration(edition=edition, first_name=dice.choice(names), last_name=f"Nom {{n}}", email=f"p{{n}}@example.org",
        organisation="Coopérative" * (n % 3), email_identity=f"p{{n}}@example.org", registered_at=now, changed_at=now,
        language=dice.choice(["fr", "en"]), role=dice.choice(["attendee", "attendee", "speaker"]))
    for n in range({NUMBER})
)
Seat.objects.bulk_create(
    Seat(registration=person, day=day, status="confirmed", joined_at=now)
    for n, person in enumerate(people) for day in days[n % len(days):]
)
batch = badge_batches.ask(
    registrations=Registration.objects.filter(pk__in=[person.pk for person in people]), layout=BadgeBatch.Layout.A6,
    order=badge_batches.Order.REFERENCE, selection="", by=User.objects.filter(is_staff=True).first(), now=now,
)
tasks.wake_press(batch.pk)
print("codes", *batch.badges.order_by("position").values_list("registration__badge_code", flat=True))
"""


def megabytes(group: int) -> list[int]:
    """What each living process of a process group holds, with its part of what they share."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(ProcessLookupError, FileNotFoundError):
            if os.getpgid(int(entry.name)) == group:
                lines = (entry / "smaps_rollup").read_text().splitlines()
                [line] = [line for line in lines if line.startswith("Pss:")]
                found.append(int(line.split()[1]) // 1024)
    return found


class Watch:
    """Looks at a site while its worker prints: how far it is, how large it grows, whether pages still come."""

    def __init__(self, site) -> None:
        self.site = site
        self.memory, self.slowest, self.progress = 0, 0.0, set()

    def ended(self) -> tuple[str, str] | None:
        """How it ended and the file, once it has."""
        self.memory = max(self.memory, *megabytes(self.site.worker.process.pid))
        began = time.monotonic()
        with urlopen(f"{self.site.url}/fr/inscription/") as page:
            assert b"<h1" in page.read()
        self.slowest = max(self.slowest, time.monotonic() - began)
        status, path, printed = batch_of(self.site)
        self.progress.add(printed)
        return (status, path) if status in {"ready", "failed"} else None


def test_a_thousand_badges_come_out_of_a_real_worker(make_site):
    site = make_site()
    site.start()
    eventually(lambda: (site.folder / "broker").exists() or "ready" in (site.folder / "worker.log").read_text())
    codes = site.manage("shell", "--no-imports", "-c", ASK).split("codes ")[1].split()
    watch = Watch(site)
    status, path = eventually(watch.ended, seconds=160)

    content = Path(path).read_bytes()
    assert status == "ready"
    assert len(watch.progress) > 3, watch.progress
    assert watch.slowest < 3, watch.slowest
    assert len(content) <= 2 * MEGABYTE
    assert len(pypdf.PdfReader(io.BytesIO(content)).pages) == NUMBER == len(codes)
    with pypdfium2.PdfDocument(content) as document:
        for place in range(0, NUMBER, 17):
            [code] = zxingcpp.read_barcodes(document[place].render(scale=2).to_pil())
            assert code.text.endswith(f"/door/{codes[place]}/")
    assert watch.memory <= 150, watch.memory


def batch_of(site) -> tuple[str, str, int]:
    """How the batch stands, its file, and how many badges are set."""
    with closing(sqlite3.connect(site.folder / "necess.sqlite3")) as database:
        asked = database.execute("SELECT status, file, printed FROM registration_badgebatch ORDER BY id DESC")
        status, file, printed = asked.fetchone()
    return status, str(site.folder / "files" / file), printed
