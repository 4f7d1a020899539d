"""Fixtures that start real programs: an SMTP server, Redis, the site with its worker, a browser."""

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from necess.supervision import Program
from tests.databases import Once

ROOT = Path(__file__).resolve().parent.parent
# Debian's Chromium without a window around the page, which takes a sixth of the time less than the one with it.
BROWSER = shutil.which("chromium-headless-shell") or "chromium-headless-shell"
# Runs what it is given, a line of JSON each, and answers with what that printed.
SHELL = """
import contextlib, io, json, sys
for line in sys.stdin:
    with contextlib.redirect_stdout(io.StringIO()) as said:
        exec(json.loads(line), {})
    print(json.dumps(said.getvalue()), flush=True)
"""


# Each process of a run has ports of its own: two that were given the same free one a moment before they listen would
# share it without a word, since the server of the site lets its processes listen together.
_worker = int("".join(filter(str.isdigit, os.environ.get("PYTEST_XDIST_WORKER", ""))) or 0)
_ports = iter(range(20_000 + 1_000 * _worker, 21_000 + 1_000 * _worker))


def free_port() -> int:
    """Return a port on which nobody listens, another one each time."""
    for port in _ports:
        with closing(socket.socket()) as attempt, suppress(OSError):
            attempt.bind(("127.0.0.1", port))
            return port
    pytest.fail("a thousand ports were not enough")


def eventually(check: Callable, seconds: float = 30):
    """Return the first true answer of ``check``, asked ten times a second; fail after ``seconds``."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if answer := check():
            return answer
        time.sleep(0.1)
    pytest.fail(f"nothing after {seconds} s: {check}")


def listens(port: int) -> bool:
    """Tell whether something accepts connections there."""
    with closing(socket.socket()) as attempt:
        return attempt.connect_ex(("127.0.0.1", port)) == 0


class PostOffice:
    """A real SMTP server on this machine. It keeps what it takes, and answers what a test wants it to answer."""

    def __init__(self, port: int) -> None:
        self.url = f"smtp://127.0.0.1:{port}"
        self.port = port
        self.messages: list[EmailMessage] = []
        self.seconds_per_message = 0.0
        self.answers: dict[str, list[str]] = {"RCPT": [], "DATA": []}

    def will_answer(self, command: str, *answers: str) -> None:
        """Give these answers to the next commands, e.g. ``will_answer("RCPT", "450 4.2.0 later")``."""
        self.answers[command].extend(answers)

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        if self.answers["RCPT"]:
            return self.answers["RCPT"].pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        if self.answers["DATA"]:
            return self.answers["DATA"].pop(0)
        await asyncio.sleep(self.seconds_per_message)
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def smtp_server() -> Iterator[PostOffice]:
    """An SMTP server that takes every message unless told otherwise."""
    from aiosmtpd.controller import Controller

    office = PostOffice(free_port())
    controller = Controller(office, hostname="127.0.0.1", port=office.port, ready_timeout=10)
    controller.start()
    yield office
    controller.stop()


class Redis:
    """A Redis server that a test may stop and start again."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
        self.program = Program("Redis", ["redis-server", *options], folder / "redis.log")

    def start(self) -> None:
        self.program.start()
        eventually(lambda: listens(self.port))

    def stop(self) -> None:
        self.program.stop()


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[Redis]:
    """An empty Redis server."""
    server = Redis(tmp_path)
    server.start()
    yield server
    server.stop()


class Site:
    """The demonstration as `make run` prepares it, on a free port, with its own data."""

    def __init__(self, folder: Path, **variables: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.variables = os.environ | {
            "SITE_URL": self.url,
            "PORT": str(self.port),
            "ALLOWED_HOSTS": "",
            "DATABASE_URL": f"sqlite:///{folder}/necess.sqlite3",
            "EMAIL_URL": f"file://{folder}/mail",
            "NECESS_VAR": str(folder),
            "NECESS_DEMO": "1",
            "NECESS_CLOCK_OFFSET": str(1760511600 - int(time.time())),  # 15 October 2025, 9:00 in Paris
            **variables,
        }
        self.web = self.program("web")
        self.worker = self.program("worker", "-B")
        self.open_shell: subprocess.Popen | None = None

    def program(self, *command: str) -> Program:
        return Program(command[0], [str(ROOT / "scripts" / "serve.sh"), *command], self.folder / f"{command[0]}.log")

    def manage(self, *command: str) -> str:
        """Run a command of manage.py with the variables of this site and return what it prints."""
        return subprocess.check_output(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=self.variables, text=True, stdin=subprocess.DEVNULL
        )

    def shell(self, code: str) -> str:
        """Run Python beside this site and return what it prints; one process serves all calls of a site."""
        if self.open_shell is None:
            command = [sys.executable, "manage.py", "shell", "--no-imports", "-v0", "-c", SHELL]
            pipe = subprocess.PIPE
            self.open_shell = subprocess.Popen(
                command, cwd=ROOT, env=self.variables, text=True, stdin=pipe, stdout=pipe
            )
        self.open_shell.stdin.write(json.dumps(code) + "\n")
        self.open_shell.stdin.flush()
        if not (answer := self.open_shell.stdout.readline()):
            self.close_shell()
            pytest.fail("the shell of the site ended: its error stands in the captured output")
        return json.loads(answer)

    def close_shell(self) -> None:
        if self.open_shell:
            self.open_shell.communicate()
            self.open_shell = None

    def start(self, *programs: Program) -> None:
        for program in programs or (self.web, self.worker):
            program.start(self.variables)
        if self.web.process:
            eventually(lambda: listens(self.port))

    def stop(self) -> None:
        self.close_shell()
        for program in (self.web, self.worker):
            program.stop()

    def mails(self, to: str = "") -> list[EmailMessage]:
        """Return the mails written so far, oldest first; only those ``to`` an address if given."""
        files = sorted((self.folder / "mail").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in files]
        return [mail for mail in mails if to in mail["To"]]

    def wait_for_mail(self, to: str, count: int = 1) -> EmailMessage:
        """Return the ``count``-th mail to an address once the worker has sent it."""
        return eventually(lambda: len(self.mails(to)) >= count and self.mails(to)[count - 1])


@pytest.fixture(scope="session")
def prepared_data(once: Once) -> Path:
    """The folder of a demonstration with database, editions, invented people and static files; to be copied."""
    return once("prepared", lambda folder: Site(folder).manage("demo", "--prepare-only"))


@pytest.fixture
def make_site(prepared_data: Path, tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """Return a function that makes a site with data of its own, not started yet."""
    sites: list[Site] = []

    def make(**variables: str) -> Site:
        folder = tmp_path / f"site-{len(sites)}"
        shutil.copytree(prepared_data, folder)
        sites.append(Site(folder, **variables))
        return sites[-1]

    yield make
    for site in sites:
        site.stop()


@pytest.fixture(scope="session")
def live_site(prepared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A running site with its worker, shared by the stories: each of them uses people of its own."""
    folder = tmp_path_factory.mktemp("site") / "data"
    shutil.copytree(prepared_data, folder)
    site = Site(folder)
    site.start()
    yield site
    site.stop()


@pytest.fixture(scope="session")
def playwright_driver():
    """What drives browsers: one for the whole run."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield playwright


def launch(playwright, *switches: str):
    """A real browser, without its calls home."""
    quiet = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=BROWSER, args=[*quiet, *as_root, *switches])


@pytest.fixture(scope="session")
def browser(playwright_driver):
    """The browser of the stories."""
    with closing(launch(playwright_driver)) as chromium:
        yield chromium


@pytest.fixture
def open_page(browser, live_site: Site) -> Iterator[Callable]:
    """Return a function that opens a page with cookies of its own.

    The test fails if any page asked another host, broke the content security policy or logged an error.
    """
    contexts, faults = [], []

    def note(kind: str, text: str) -> None:
        faults.append(f"{kind}: {text}")

    def open_one(**options):
        context = browser.new_context(base_url=live_site.url, **{"locale": "fr-FR", **options})
        context.on(
            "request", lambda r: r.url.startswith((live_site.url, "blob:", "data:")) or note("other host", r.url)
        )
        context.on("console", lambda m: m.type == "error" and note("console", f"{m.text} ({m.location['url']})"))
        context.on("weberror", lambda e: note("script", str(e.error)))
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.faults = faults
        return page

    yield open_one
    for context in contexts:
        with suppress(Exception):
            context.close()
    assert faults == []


@pytest.fixture
def page(open_page):
    """A page of a French visitor on a wide screen."""
    return open_page(viewport={"width": 1280, "height": 900})


@pytest.fixture(scope="session")
def known_browsers() -> dict[tuple[str, str], dict]:
    """Cookies of the staff who signed in before, by site and address."""
    return {}


@pytest.fixture
def staff_page(open_page, live_site: Site, known_browsers) -> Callable:
    """Return a function that opens a page of the member of the team with a role, signed in, in a language."""

    from necess.demonstration.staff import ACCOUNTS, PASSWORD

    def open_one(role: str, language: str = "fr", path: str = "/admin/", **options):
        email = ACCOUNTS[role].email
        change = f"User.objects.filter(email={email!r}).update(preferred_language={language!r})"
        live_site.shell(f"from accounts.models import User; {change}")
        page = open_page(**{"locale": language, "storage_state": known_browsers.get((live_site.url, email)), **options})
        page.goto(path)
        if page.locator("input[name=login]").count():
            page.fill("input[name=login]", email)
            page.fill("input[name=password]", PASSWORD)
            page.press("input[name=password]", "Enter")
            page.wait_for_url(f"**{path}")
            known_browsers[live_site.url, email] = page.context.storage_state()
        return page

    return open_one
