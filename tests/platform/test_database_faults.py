"""A database that crashes under load, and one that has no connection left: said while it lasts, over by itself."""

import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from bench.visitor import HIDDEN, Visitor
from necess import env
from tests.live import ROOT, Site, eventually
from tests.platform.database_server import DatabaseServer, database_server, every_connection_of
from tests.platform.processes import processes_of_group

pytestmark = pytest.mark.live

DAY = "paris-2025-11-27"
AWAY = HTTPStatus.SERVICE_UNAVAILABLE
# Long enough for a pool that waits twice as long after each failure to be far from the next try.
OUTAGE_SECONDS = 16
# The goal of the project for a restart of PostgreSQL under load.
BACK_WITHIN_SECONDS = 10


@dataclass(frozen=True)
class Answer:
    """What somebody who registers was answered, and when."""

    at: float
    status: int
    email: str


class Crowd:
    """Four people at a time who register without a pause, until told to stop."""

    numbers = count()

    def __init__(self, site: Site) -> None:
        self.site, self.answers = site, list[Answer]()
        self.enough = threading.Event()
        self.threads = [threading.Thread(target=self._go_on) for _ in range(4)]

    def _go_on(self) -> None:
        while not self.enough.is_set():
            number = next(self.numbers)
            visitor = Visitor(self.site.port, number)
            try:
                self._answered(self._register(visitor), number)
            except (OSError, HTTPException) as error:
                self._answered(f"{type(error).__name__}: {error}", number)
            finally:
                visitor.connection.close()

    def _register(self, visitor: Visitor) -> int:
        status, _, page = visitor.ask("GET", "/en/registration/")
        if status != HTTPStatus.OK:
            return status
        person = {"first_name": "Ada", "last_name": "Visitor", "email": email_of(visitor.number), "website": ""}
        answers = {**dict(HIDDEN.findall(page)), **person, "days": DAY, "privacy": "on"}
        return visitor.ask("POST", "/en/registration/", urlencode(answers))[0]

    def _answered(self, status: int, number: int) -> None:
        self.answers.append(Answer(time.monotonic(), status, email_of(number)))

    def since(self, moment: float) -> list[int]:
        return [answer.status for answer in self.answers if answer.at > moment]

    def accepted(self) -> set[str]:
        return {answer.email for answer in self.answers if answer.status == HTTPStatus.FOUND}


def email_of(number: int) -> str:
    return f"visitor{number}@visitors.example.org"


@contextmanager
def crowd_at(site: Site) -> Iterator[Crowd]:
    crowd = Crowd(site)
    for thread in crowd.threads:
        thread.start()
    try:
        yield crowd
    finally:
        crowd.enough.set()
        for thread in crowd.threads:
            thread.join()


@pytest.fixture(scope="module")
def server() -> Iterator[DatabaseServer]:
    """As many connections as two web processes, a worker and a few curious people need."""
    with database_server(connections=16) as running:
        yield running


@pytest.fixture(scope="module")
def installed(server, tmp_path_factory) -> Path:
    """The folder of an installation with one edition, whose data lie in that server."""
    folder = tmp_path_factory.mktemp("installed")
    for name in ("mail", "files"):
        (folder / name).mkdir()
    site = Site(folder, DATABASE_URL=server.url)
    subprocess.run([ROOT / "scripts" / "serve.sh", "setup"], env=site.variables, check=True)
    site.manage("load_edition", str(ROOT / "events" / "data" / "2025.yaml"))
    with server.connect() as connection:
        connection.execute("UPDATE events_eventday SET capacity = 1000000 WHERE slug = %s", [DAY])
    return folder


@pytest.fixture
def site(server, installed) -> Iterator[Site]:
    """The installation, not started yet."""
    installation = Site(installed, DATABASE_URL=server.url, LOG_LEVEL="WARNING")
    yield installation
    installation.stop()


def ask(site: Site, path: str) -> tuple[int, str, str]:
    """Return status, Retry-After and page."""
    try:
        with urllib.request.urlopen(f"{site.url}{path}", timeout=30) as response:
            return response.status, "", response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers.get("Retry-After", ""), error.read().decode()


def is_ready(site: Site) -> bool:
    return ask(site, "/health/ready")[0] == HTTPStatus.OK


def test_database_that_crashes_under_load_is_back_without_a_hand(server, site):
    site.start()
    family = set(processes_of_group(site.web.process.pid))
    with crowd_at(site) as crowd:
        began = time.monotonic()
        eventually(lambda: len(crowd.accepted()) >= 20)
        usual = time.monotonic() - began
        server.crash()
        gone = time.monotonic()
        eventually(lambda: AWAY in crowd.since(gone))
        said = ask(site, "/en/registration/")
        while_away = [ask(site, "/health/ready")[0], ask(site, "/health/live")[0]]
        eventually(lambda: time.monotonic() > gone + OUTAGE_SECONDS)
        server.start()
        back = time.monotonic()
        # On a machine that does other things too, twenty answers take their time as they did before.
        limit = BACK_WITHIN_SECONDS + 2 * usual
        eventually(lambda: crowd.since(back).count(HTTPStatus.FOUND) >= 20, seconds=limit)
        calm = time.monotonic()
        eventually(lambda: len(crowd.since(calm)) >= 50)
    assert set(crowd.since(0)) == {HTTPStatus.FOUND, AWAY}, site.web.log.read_text()[-4000:]
    assert set(crowd.since(calm)) == {HTTPStatus.FOUND}
    assert (said[0], said[1], while_away) == (AWAY, "10", [AWAY, HTTPStatus.OK])
    assert 'lang="en"' in said[2]
    assert set(processes_of_group(site.web.process.pid)) == family
    assert_nothing_is_lost_or_half_written(server, crowd)
    # The worker went through the same and goes on.
    eventually(lambda: row(server, "SELECT count(*) FROM outbox_outgoingmail WHERE status = 'sent'")[0] >= 20, 60)


def test_pool_asks_at_once_for_a_server_that_is_back(server):
    """As the site has it: left alone, a pool that failed for sixteen seconds tries again after sixteen more."""
    options = env.database("NO_SUCH_VARIABLE", server.url)["OPTIONS"]["pool"]
    with ConnectionPool(server.url, **options, check=ConnectionPool.check_connection, open=True) as pool:

        def lends() -> bool:
            try:
                with pool.connection(timeout=1) as connection:
                    return connection.execute("SELECT 1").fetchone() == (1,)
            except psycopg.OperationalError:
                return False

        assert lends()
        server.crash()
        gone = time.monotonic()
        eventually(lambda: not lends() and time.monotonic() > gone + OUTAGE_SECONDS, seconds=2 * OUTAGE_SECONDS)
        server.start()
        eventually(lends, seconds=5)


def row(server: DatabaseServer, query: str) -> tuple:
    with server.connect() as connection:
        return connection.execute(query).fetchone()


def assert_nothing_is_lost_or_half_written(server: DatabaseServer, crowd: Crowd) -> None:
    """Whoever was told that they are in is in; whoever is in has a place and a message, told or not."""
    with server.connect() as connection:
        stored = {email for (email,) in connection.execute("SELECT email FROM registration_registration")}
        mails = {email for (email,) in connection.execute('SELECT "to" FROM outbox_outgoingmail')}
    seats = row(server, "SELECT count(*), count(DISTINCT registration_id) FROM registration_seat")
    taken = row(server, f"SELECT taken FROM events_eventday WHERE slug = '{DAY}'")
    assert crowd.accepted() <= stored == mails
    assert (seats, taken) == ((len(stored), len(stored)), (len(stored),))


def test_database_without_a_free_connection_is_said_and_over_by_itself(server, site):
    with every_connection_of(server):
        site.start(site.web)
        family = set(processes_of_group(site.web.process.pid))
        began = time.monotonic()
        status, retry_after, page = ask(site, "/fr/inscription/")
        seconds = time.monotonic() - began
        health = [ask(site, "/health/ready")[0], ask(site, "/health/live")[0]]
        eventually(lambda: time.monotonic() > began + OUTAGE_SECONDS)
        assert ask(site, "/fr/inscription/")[0] == AWAY
    assert (status, retry_after, health) == (AWAY, "10", [AWAY, HTTPStatus.OK])
    assert 'lang="fr"' in page
    assert seconds < 20
    eventually(lambda: is_ready(site), seconds=BACK_WITHIN_SECONDS)
    with crowd_at(site) as crowd:
        eventually(lambda: len(crowd.accepted()) >= 20)
    assert set(crowd.since(0)) == {HTTPStatus.FOUND}
    assert set(processes_of_group(site.web.process.pid)) >= family


def test_running_site_goes_on_with_the_connections_it_has(server, site):
    site.start(site.web)
    with crowd_at(site) as early:  # each process has connections of its own
        eventually(lambda: len(early.accepted()) >= 20)
    with every_connection_of(server):
        with pytest.raises(psycopg.OperationalError, match="too many clients"):
            server.connect()
        with crowd_at(site) as crowd:
            eventually(lambda: len(crowd.accepted()) >= 20)
    with crowd_at(site) as calm:
        eventually(lambda: len(calm.accepted()) >= 20)
    assert set(crowd.since(0)) <= {HTTPStatus.FOUND, AWAY}
    assert set(calm.since(0)) == {HTTPStatus.FOUND}
