"""Plays the scenes of ``crowd.py``, each on an empty database of either kind."""

import json
import os
import shutil
import subprocess
import sys
import uuid
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


@pytest.fixture(params=["postgresql", "sqlite"])
def scene(request, tmp_path) -> Iterator[Scene]:
    """Plays a scene of ``crowd.py`` on an empty database and returns what became of it."""
    if request.param == "sqlite":
        file = shutil.copy(request.getfixturevalue("migrated_sqlite"), tmp_path)
        yield lambda name: _play(name, f"sqlite:///{file}")
        return
    address = os.environ["DATABASE_URL"]
    if not address.startswith("postgres"):
        pytest.skip("these tests run on another engine")
    name, template = f"crowd_{uuid.uuid4().hex[:12]}", request.getfixturevalue("migrated_postgresql")
    with psycopg.connect(address, dbname="postgres", autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))
        yield lambda scene: _play(scene, urlsplit(address)._replace(path=f"/{name}").geturl())
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _play(name: str, database: str) -> dict[str, Any]:
    environment = os.environ | {"DATABASE_URL": database, "LOG_LEVEL": "ERROR"}
    played = subprocess.run(
        [sys.executable, str(CROWD), name], cwd=ROOT, env=environment, check=False, capture_output=True, text=True
    )
    assert played.returncode == 0, played.stderr
    return json.loads(played.stdout)
