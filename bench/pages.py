"""Public pages under 8 clients with kept connections, against an empty Django view on the same server program."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.request import urlopen

from bench.stage import running_site, say, web_seconds
from necess.supervision import Program
from tests.live import Site, eventually, free_port, listens

ROUNDS, SECONDS, FRESH = 3, 2, 12
PAGES = {"home": "/fr/", "programme": "/en/programme/", "questions": "/fr/faq/", "form": "/fr/inscription/"}


@contextmanager
def empty_view() -> Iterator[str]:
    """Run the baseline and yield its address."""
    port = free_port()
    server = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--host", "127.0.0.1"]
    with TemporaryDirectory() as folder:
        options = ["--port", str(port), "--workers", "2", "bench.empty:application"]
        program = Program("baseline", [*server, *options], Path(folder) / "empty.log")
        program.start()
        try:
            eventually(lambda: listens(port))
            yield f"http://127.0.0.1:{port}/"
        finally:
            program.stop()


def load(address: str) -> tuple[float, float]:
    """Return answers per second and the 99th percentile of their time in milliseconds, after a second to warm up."""
    command = ["wrk", "--threads", "1", "--connections", "8", "--duration", f"{SECONDS}s", "--latency"]
    subprocess.check_output([*command[:5], "--duration", "1s", "--header", "Accept-Encoding: gzip", address])
    said = subprocess.check_output([*command, "--header", "Accept-Encoding: gzip", address], text=True)
    refused = re.search(r"Non-2xx.*: (\d+)", said)
    if refused:
        raise RuntimeError(f"{address}: {refused[0]}")
    value, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", said).groups()
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]), float(value) * {"us": 0.001, "ms": 1, "s": 1000}[
        unit
    ]


def fresh(site: Site, path: str) -> float:
    """Processor milliseconds of a page that is not kept: one with a query never is."""
    before = web_seconds(site)
    for number in range(FRESH):
        urlopen(f"{site.url}{path}?{number}").read()
    return 1000 * (web_seconds(site) - before) / FRESH


def main() -> None:
    if not shutil.which("wrk"):
        sys.exit("wrk is missing: apt-get install wrk")
    with running_site() as site, empty_view() as baseline:
        measured: dict[str, list[tuple[float, float, float]]] = {name: [] for name in PAGES}
        for _ in range(ROUNDS):
            empty, _ = load(baseline)
            for name, path in PAGES.items():
                rate, slowest = load(site.url + path)
                measured[name].append((rate, rate / empty, slowest))
        for name, rounds in measured.items():
            rate, ratio, slowest = (median(column) for column in zip(*rounds, strict=True))
            say(
                f"{name}, 8 clients",
                f"{rate:.0f}/s, p99 {slowest:.1f} ms",
                f"{ratio:.2f} × the empty view",
                "" if name == "form" else "goal 0.7 ×",
            )
        for name, path in PAGES.items():
            fresh(site, path)
            say(f"{name}, rendered anew", f"CPU {fresh(site, path):.0f} ms", "", "≤ 25 ms")


if __name__ == "__main__":
    main()
