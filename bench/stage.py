"""A site on PostgreSQL with two web processes, as in production, for measures that need one."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

import psycopg

import tests.environment  # noqa: F401 -- starts PostgreSQL and prepares the variables
from tests.live import Site, eventually, listens

# Where the demonstration lies that every measure starts from: prepared once, in a database of the same name.
PREPARED = "NECESS_BENCH_PREPARED"
TICKS = os.sysconf("SC_CLK_TCK")


def say(what: str, value: str, ratio: str = "", goal: str = "") -> None:
    """Print one line of the table."""
    print(f"{what:<44} {value:>34} {ratio:>30}   {goal}", flush=True)


@contextmanager
def running_site(*, worker: bool = False, **variables: str) -> Iterator[Site]:
    """Yield a running site with demo data in a database of its own; rate limits are off."""
    prepared = fresh_database("bench")
    with TemporaryDirectory(prefix="necess-bench-") as folder:
        shutil.copytree(prepared, folder, dirs_exist_ok=True)
        as_in_production = {"LOG_LEVEL": "WARNING", "NECESS_PAGE_CACHE_SECONDS": "2"}
        site = Site(Path(folder), DATABASE_URL=database_url("bench"), **as_in_production, **variables)
        try:
            site.start(site.web, *([site.worker] if worker else []))
            eventually(lambda: listens(site.port))
            yield site
        except Exception:
            print(site.web.log.read_text()[-4000:])
            raise
        finally:
            site.stop()


def fresh_database(name: str) -> Path:
    """Make a database with the demonstration in it; return the folder that belongs to it."""
    folder = prepared()
    with psycopg.connect(database_url("postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE prepared")
    return folder


def prepared() -> Path:
    """Prepare the demonstration once for all measures of a run."""
    if PREPARED not in os.environ:
        folder = Path(mkdtemp(prefix="bench-", dir=os.environ["NECESS_VAR"]))
        with psycopg.connect(database_url("postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE prepared")
        Site(folder, DATABASE_URL=database_url("prepared")).manage("demo", "--prepare-only")
        os.environ[PREPARED] = str(folder)
    return Path(os.environ[PREPARED])


def database_url(name: str) -> str:
    """Return the address of a database of the run's PostgreSQL."""
    return os.environ["DATABASE_URL"].replace("/necess?", f"/{name}?")


def web_seconds(site: Site) -> float:
    """Processor seconds that the web processes of the site have used so far: what noise disturbs least."""
    parents, used = {}, {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        parents[int(path.parent.name)] = int(fields[1])
        used[int(path.parent.name)] = (int(fields[11]) + int(fields[12])) / TICKS
    family = {site.web.process.pid}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    return sum(used.get(pid, 0) for pid in family)
