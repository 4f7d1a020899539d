"""Databases with every migration applied once in a run, and copied from then on."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
Once = Callable[[str, Callable[[Path], object]], Path]


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Once:
    """Return a function that has one process of the run make a folder, while the others wait for it."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent

    def make(name: str, work: Callable[[Path], object]) -> Path:
        folder, done = shared / name, shared / f"{name}.done"
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                folder.mkdir()
                work(folder)
                done.touch()
        return folder

    return make


def _migrate(database: str) -> None:
    environment = os.environ | {"DATABASE_URL": database}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)


@pytest.fixture(scope="session")
def migrated_postgresql(once: Once) -> str:
    """The name of the database of ``DATABASE_URL``, with all its tables: a template for others."""
    address = os.environ["DATABASE_URL"]
    name = urlsplit(address).path.strip("/")

    def create(_folder: Path) -> None:
        with psycopg.connect(address, dbname="postgres", autocommit=True) as server:
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        _migrate(address)

    once("migrated-postgresql", create)
    return name


@pytest.fixture(scope="session")
def migrated_sqlite(once: Once) -> Path:
    """A file with all the tables, to be copied."""
    return once("migrated-sqlite", lambda folder: _migrate(f"sqlite:///{folder}/empty.sqlite3")) / "empty.sqlite3"
