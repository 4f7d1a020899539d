"""Programs that run together and end together, however the first of them ends: Ctrl-C, a closed terminal, kill."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1
SECONDS_TO_END = 8


class ProgramEnded(Exception):
    """A program that should go on has ended; says which one and where its log is."""


@dataclass
class Program:
    """A command that runs until it is told to end, and writes what it says into ``log``."""

    name: str
    command: Sequence[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self, variables: Mapping[str, str] | None = None) -> None:
        """Start the command in a process group of its own, so that Ctrl-C reaches the supervisor alone."""
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(  # noqa: S603 -- our own commands, no shell
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=variables,
                start_new_session=True,
                preexec_fn=dying_with(os.getpid()),  # noqa: PLW1509 -- no thread has been started before this
            )

    def check(self) -> None:
        """Raise ProgramEnded unless the program runs."""
        if self.process is None or self.process.poll() is not None:
            raise ProgramEnded(f"The {self.name} has ended; its last words are in {self.log}")

    def ask_to_end(self) -> None:
        """Ask politely, and do not wait."""
        if self.process is not None:
            self.process.terminate()

    def stop(self) -> None:
        """Ask politely, wait, then end what is left."""
        self.ask_to_end()
        self.end()

    def end(self) -> None:
        """Wait a little, then end the whole group, children of a killed program included."""
        if self.process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(SECONDS_TO_END)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def dying_with(parent: int) -> Callable[[], None]:
    """Return a function that asks Linux to send SIGTERM to the calling process when its parent ends."""
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None

    def ask() -> None:
        if libc is None:
            return
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it ended before we could ask
            os.kill(os.getpid(), signal.SIGTERM)

    return ask


@contextmanager
def ending_signals() -> Iterator[list[int]]:
    """Hand out a list to which Ctrl-C, ``kill`` and the end of the terminal are added.

    Not an Event: the lock inside would never open again when a second signal comes while the first one holds it.
    """
    asked_to_end: list[int] = []
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, lambda number, _frame: asked_to_end.append(number)) for number in numbers}
    try:
        yield asked_to_end
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def run_together(programs: Sequence[Program], *, ready: Callable[[], bool], announce: Callable[[], None]) -> None:
    """Run ``programs`` until a signal asks to end; call ``announce`` once ``ready`` says so.

    Raises ProgramEnded when one of them ends by itself; the others are ended then.
    """
    dying_with(os.getppid())()
    announced = False
    with ending_signals() as asked_to_end:
        try:
            for program in programs:
                program.start()
            while not asked_to_end:
                for program in programs:
                    program.check()
                if not announced and ready():
                    announced = True
                    announce()
                time.sleep(0.2)
        finally:
            for program in programs:
                program.ask_to_end()
            for program in programs:
                program.end()
