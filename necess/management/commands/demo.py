"""``make run``: the site, its worker and demo data on this machine."""

import fcntl
import socket
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPConnection
from io import StringIO
from pathlib import Path
from shutil import rmtree
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from events import clock
from events.models import Edition
from necess.celery import make_broker_folder
from necess.demonstration.staff import ACCOUNTS, PASSWORD
from necess.supervision import Program, ProgramEnded, run_together

EDITIONS = ("2023", "2024", "2025")


class Command(BaseCommand):
    """Prepares the demonstration and runs it until Ctrl-C."""

    help = "Run the demonstration: web server, worker and demo data. `make run` sets what it needs."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer to prepare only."""
        parser.add_argument("--prepare-only", action="store_true", help="Make the data and stop before the servers.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse what cannot work, prepare, run."""
        if not settings.DEMO:
            raise CommandError("This is not a demonstration (NECESS_DEMO is not set): use `make run`.")
        folder: Path = settings.VAR_DIR
        folder.mkdir(parents=True, exist_ok=True)
        with only_once(folder / "lock"):
            refuse_taken_port()
            self.prepare(folder)
            forget_broker(folder)
            if options["prepare_only"]:
                return
            try:
                run_together(programs(folder), ready=answers, announce=self.announce)
            except ProgramEnded as ended:
                raise CommandError(str(ended)) from ended
        self.stdout.write("\nStopped. `make run` goes on from here; remove var/demo to begin again.")

    def prepare(self, folder: Path) -> None:
        """Bring database and static files up to date; load the editions and invented people once."""
        for name in ("mail", "files", "log", "static"):
            (folder / name).mkdir(exist_ok=True)
        self.stdout.write("Preparing database, pages and demo data …")
        call_command("migrate", verbosity=0, interactive=False)
        collect_static_files(folder / "static.state")
        if not Edition.objects.exists():
            for slug in EDITIONS:
                call_command(
                    "load_edition", str(settings.BASE_DIR / "events" / "data" / f"{slug}.yaml"), stdout=StringIO()
                )
        make_broker_folder()
        call_command("create_demo_data", verbosity=0)

    def announce(self) -> None:
        """Say all that is needed to look around."""
        site, moment = settings.SITE_URL, clock.now().astimezone(ZoneInfo(settings.TIME_ZONE))
        mail = settings.MAIL_TRANSPORT["OPTIONS"]["folder"]
        width = max(map(len, ACCOUNTS))
        lines = [
            "",
            f"Necess is ready: {site}/    (Ctrl-C stops everything)",
            "",
            f"  Time     {moment:%A %d %B %Y, %H:%M} in Paris, and going on from there",
            f"  Mails    {mail}/*.eml, and {site}/admin/outbox/outgoingmail/",
            f"  Admin    {site}/admin/    password of every account: {PASSWORD}",
            *(f"           {role:<{width}}  {account.email}" for role, account in ACCOUNTS.items()),
            f"  Logs     {settings.VAR_DIR}/log/",
            "",
        ]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def programs(folder: Path) -> list[Program]:
    """Return the web server and the worker, the latter with the periodic table (``-B``)."""
    serve = str(settings.BASE_DIR / "scripts" / "serve.sh")
    return [
        Program("web server", [serve, "web"], folder / "log" / "web.log"),
        Program("worker", [serve, "worker", "-B"], folder / "log" / "worker.log"),
    ]


def port() -> int:
    """Return the port of SITE_URL."""
    return urlsplit(settings.SITE_URL).port or 80


@contextmanager
def only_once(path: Path) -> Iterator[None]:
    """Refuse a second demonstration on the same data; the lock goes with the process, however it ends."""
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CommandError("The demonstration already runs here. Stop it first (Ctrl-C there).") from error
        yield


def refuse_taken_port() -> None:
    """Raise CommandError when another program listens where we want to."""
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind(("127.0.0.1", port()))
        except OSError as error:
            raise CommandError(
                f"Port {port()} cannot be used ({error.strerror}). Stop the program that listens there, "
                f"or choose another port: make run PORT={port() + 1}"
            ) from error


def collect_static_files(stamp: Path) -> None:
    """Collect and compress the static files unless they are those of the last time."""
    files = ((path, storage) for finder in get_finders() for path, storage in finder.list([]))
    state = str(sorted((path, storage.get_modified_time(path).isoformat()) for path, storage in files))
    if not stamp.exists() or stamp.read_text() != state:
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(state)


def forget_broker(folder: Path) -> None:
    """Throw away what a killed run left in the broker: the database knows what is due."""
    rmtree(folder / "broker", ignore_errors=True)
    make_broker_folder()
    for leftover in folder.glob("celerybeat-schedule*"):
        leftover.unlink()


def answers() -> bool:
    """Tell whether the web server answers and reaches its database."""
    connection = HTTPConnection("127.0.0.1", port(), timeout=2)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()
