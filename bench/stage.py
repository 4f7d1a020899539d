"""A site on PostgreSQL with two web processes, as in production, for measures that need one."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

import tests.environment  # noqa: F401 -- starts PostgreSQL and prepares the variables
from tests.live import Site, eventually, listens


def say(what: str, value: str, ratio: str = "", goal: str = "") -> None:
    """Print one line of the table."""
    print(f"{what:<44} {value:>22} {ratio:>28}   {goal}", flush=True)


@contextmanager
def running_site(*, worker: bool = False, **variables: str) -> Iterator[Site]:
    """Yield a running site with demo data in a database of its own; rate limits are off."""
    with psycopg.connect(administration_url(), autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS bench WITH (FORCE)")
        connection.execute("CREATE DATABASE bench")
    with TemporaryDirectory(prefix="necess-bench-") as folder:
        as_in_production = {"LOG_LEVEL": "WARNING", "NECESS_PAGE_CACHE_SECONDS": "2"}
        site = Site(Path(folder), DATABASE_URL=database_url("bench"), **as_in_production)
        site.manage("demo", "--prepare-only")
        site.variables |= variables
        try:
            site.start(site.web, *([site.worker] if worker else []))
            eventually(lambda: listens(site.port))
            yield site
        except Exception:
            print(site.web.log.read_text()[-4000:])
            raise
        finally:
            site.stop()


def database_url(name: str) -> str:
    """Return the address of a database of the run's PostgreSQL."""
    return os.environ["DATABASE_URL"].replace("/necess?", f"/{name}?")


def administration_url() -> str:
    """Return the address of the database that always exists."""
    return database_url("postgres")
