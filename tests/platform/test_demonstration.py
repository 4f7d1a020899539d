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

    os.killpg(one.make.pid, signal.SIGINT)  # what a terminal does on Ctrl-C

    one.wait_for_end()
    assert "Stopped." in one.said
    assert one.processes() == []
    assert not listens(one.port)


def files_once_made(tree: Path) -> dict[str, int]:
    """When what a first start prepares was written."""
    demo = tree / "var" / "demo"
    return {name: (demo / name).stat().st_mtime_ns for name in ("environment", "static.state")}


def test_second_start_is_quick_and_goes_on_in_time(run, tree):
    first = run()
    seconds = first.wait_until_ready()
    os.kill(first.make.pid, signal.SIGTERM)
    first.wait_for_end()
    assert first.processes() == []
    made = files_once_made(tree)

    second = run()

    # On a machine that does other things too, twice the time of a start beside it says the same as ten seconds.
    assert second.wait_until_ready() < max(10, 2 * seconds)
    assert files_once_made(tree) == made
    assert "15 October 2025" in second.said
    assert "Installing" not in second.said


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM], ids=["terminal closed", "kill"])
def test_run_leaves_nothing_when_asked_to_end(run, number):
    one = run()
    one.wait_until_ready()

    os.killpg(one.make.pid, number)

    one.wait_for_end()
    eventually(lambda: one.processes() == [])
    assert not listens(one.port)


def test_killed_run_leaves_nothing_that_breaks_the_next(run):
    one = run()
    one.wait_until_ready()

    os.kill(one.make.pid, signal.SIGKILL)

    eventually(lambda: one.processes() == [])
    again = run(one.port)
    again.wait_until_ready()
    assert 'lang="fr"' in page(one.port, "/fr/")


def test_killed_servers_leave_nothing_that_breaks_the_next(run):
    one = run()
    one.wait_until_ready()

    for pid in one.processes():
        kill(pid)

    one.wait_for_end()
    again = run(one.port)
    again.wait_until_ready()
    assert 'lang="en"' in page(one.port, "/en/")


def test_taken_port_is_said_clearly(run):
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = other.getsockname()[1]
        one = run(port)
        assert one.wait_for_end() != 0
    assert f"Port {port} cannot be used" in one.said
    assert f"make run PORT={port + 1}" in one.said
    assert "Traceback" not in one.said


def test_second_run_of_the_same_folder_is_refused(run):
    one = run()
    one.wait_until_ready()
    other = run()
    assert other.wait_for_end() != 0
    assert "already runs here" in other.said
    assert listens(one.port)
