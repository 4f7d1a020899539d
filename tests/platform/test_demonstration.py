"""`make run`, as somebody types it: in a copy of the tree, with a real terminal's signals."""

import os
import re
import signal
import socket
import subprocess
import time
import urllib.request
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.live import ROOT, eventually, free_port, listens

pytestmark = pytest.mark.live


class Demonstration:
    """One `make run` in its own process group, as a terminal starts it."""

    def __init__(self, tree: Path, port: int) -> None:
        self.tree, self.port = tree, port
        self.started = time.monotonic()
        hidden = {"DATABASE_URL", "SECRET_KEY", "SITE_URL", "EMAIL_URL", "NECESS_VAR", "NECESS_DATA_KEYS"}
        variables = {name: value for name, value in os.environ.items() if name not in hidden}
        self.log = tree / "make-run.log"
        with self.log.open("w") as log:
            self.make = subprocess.Popen(
                ["make", "run", f"PORT={port}"],
                cwd=tree,
                env=variables,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        return self.log.read_text()

    def wait_until_ready(self) -> float:
        """Return after how many seconds it said that it is ready."""
        eventually(lambda: "Logs" in self.said or self.make.poll() is not None, seconds=150)
        if "Necess is ready" not in self.said:
            pytest.fail(f"make run ended with {self.make.returncode}: {self.said[-1000:]}")
        return time.monotonic() - self.started

    def wait_for_end(self) -> int:
        return self.make.wait(timeout=60)

    def end(self) -> None:
        """Leave nothing of it, whatever the test did."""
        for pid in [self.make.pid, *self.processes()] if self.make.poll() is None else self.processes():
            kill(pid)
        self.make.wait()

    def processes(self) -> list[int]:
        """Return every living process that works on the data of this tree."""
        return [pid for pid in processes() if str(self.tree) in environment(pid)]


def kill(pid: int) -> None:
    with suppress(ProcessLookupError):  # it ended by itself meanwhile
        os.kill(pid, signal.SIGKILL)


def processes() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def environment(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes().decode(errors="replace")
    except OSError:
        return ""


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A copy of the project as git knows it; the environment is shared, everything else begins from nothing."""
    copy = tmp_path_factory.mktemp("fresh") / "necess"
    names = subprocess.check_output(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, text=True)
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_bytes((ROOT / name).read_bytes())
            (copy / name).chmod((ROOT / name).stat().st_mode)
    (copy / ".venv").symlink_to(ROOT / ".venv")
    return copy


@pytest.fixture
def run(tree):
    running = []

    def start(port: int | None = None) -> Demonstration:
        running.append(Demonstration(tree, port or free_port()))
        return running[-1]

    yield start
    for one in running:
        one.end()


def page(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as response:
        return response.read().decode()


def test_run_says_all_that_is_needed_and_ends_with_one_ctrl_c(run, tree):
    one = run()
    assert one.wait_until_ready() < 90
    said = one.said
    assert f"http://127.0.0.1:{one.port}/" in said
    assert re.search(r"15 October 2025, 09:\d\d in Paris", said)
    assert str(tree / "var" / "demo" / "mail") in said
    assert "reviewer" in said
    assert "@team.example.org" in said
    assert 'lang="fr"' in page(one.port, "/fr/")
    assert 'lang="en"' in page(one.port, "/en/")

    other = run()
    assert other.wait_for_end() != 0
    assert "already runs here" in other.said
    assert listens(one.port)

    os.killpg(one.make.pid, signal.SIGINT)  # what a terminal does on Ctrl-C

    one.wait_for_end()
    assert "Stopped." in one.said
    assert one.processes() == []
    assert not listens(one.port)


def assert_it_ended(one: Demonstration) -> None:
    one.wait_for_end()
    eventually(lambda: one.processes() == [])
    assert not listens(one.port)


def files_once_made(tree: Path) -> dict[str, int]:
    """When what a first start prepares was written."""
    demo = tree / "var" / "demo"
    return {name: (demo / name).stat().st_mtime_ns for name in ("environment", "static.state")}


def test_run_goes_on_after_every_end(run, tree):
    first = run()
    seconds = first.wait_until_ready()
    made = files_once_made(tree)
    os.kill(first.make.pid, signal.SIGTERM)
    first.wait_for_end()
    assert first.processes() == []

    # On a machine that does other things too, twice the time of a start beside it says the same as ten seconds.
    second = run()
    assert second.wait_until_ready() < max(10, 2 * seconds)
    assert files_once_made(tree) == made
    assert "15 October 2025" in second.said
    assert "Installing" not in second.said
    os.killpg(second.make.pid, signal.SIGHUP)  # the terminal was closed
    assert_it_ended(second)

    third = run(second.port)
    third.wait_until_ready()
    os.kill(third.make.pid, signal.SIGKILL)
    assert_it_ended(third)

    fourth = run(second.port)
    fourth.wait_until_ready()
    assert 'lang="fr"' in page(fourth.port, "/fr/")
    for pid in fourth.processes():
        kill(pid)
    fourth.wait_for_end()

    fifth = run(second.port)
    fifth.wait_until_ready()
    assert 'lang="en"' in page(fifth.port, "/en/")
    os.killpg(fifth.make.pid, signal.SIGTERM)
    assert_it_ended(fifth)


def test_taken_port_is_said_clearly(run):
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = other.getsockname()[1]
        one = run(port)
        assert one.wait_for_end() != 0
    assert f"Port {port} cannot be used" in one.said
    assert f"make run PORT={port + 1}" in one.said
    assert "Traceback" not in one.said
