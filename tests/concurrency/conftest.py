"""Plays the scenes of ``crowd.py``, each on an empty database of either kind."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]
CROWD = Path(__file__).with_name("crowd.py")
Scene = Callable[[str], dict[str, Any]]


class Stage:
    """One process in which Django is ready, for all the scenes on a database."""

    def __init__(self, database: str) -> None:
        environment = os.environ | {"DATABASE_URL": database, "LOG_LEVEL": "ERROR"}
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            [sys.executable, str(CROWD)], cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, text=True
        )

    def play(self, name: str) -> dict[str, Any]:
        self.process.stdin.write(f"{name}\n")
        self.process.stdin.flush()
        found = json.loads(self.process.stdout.readline())
        assert found is not None, "the scene broke: its error stands in the captured output"
        return found

    def close(self) -> None:
        self.process.communicate()


@pytest.fixture(scope="session")
def on_sqlite(tmp_path_factory, migrated_sqlite) -> Iterator[Scene]:
    """Plays a scene on a fresh copy of the empty tables."""
    file = tmp_path_factory.mktemp("crowd") / "crowd.sqlite3"
    stage = Stage(f"sqlite:///{file}")

    def play(name: str) -> dict[str, Any]:
        for leftover in file.parent.glob(f"{file.name}*"):
            leftover.unlink()
        shutil.copy(migrated_sqlite, file)
        return stage.play(name)

    yield play
    stage.close()


@pytest.fixture(scope="session")
def on_postgresql(migrated_postgresql, worker_id) -> Iterator[Scene]:
    """Plays a scene on a fresh copy of the empty tables."""
    address, name = os.environ["DATABASE_URL"], f"crowd_{worker_id}"
    stage = Stage(urlsplit(address)._replace(path=f"/{name}").geturl())
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(migrated_postgresql))

    def play(scene: str) -> dict[str, Any]:
        with psycopg.connect(address, dbname="postgres", autocommit=True) as server:
            server.execute(drop)
            server.execute(copy)
        return stage.play(scene)

    yield play
    stage.close()


@pytest.fixture(params=["postgresql", "sqlite"])
def scene(request) -> Scene:
    """Plays a scene of ``crowd.py`` on an empty database and returns what became of it."""
    if request.param == "postgresql" and not os.environ["DATABASE_URL"].startswith("postgres"):
        pytest.skip("these tests run on another engine")
    return request.getfixturevalue(f"on_{request.param}")
