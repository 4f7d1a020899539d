"""Many people at once, on PostgreSQL and on SQLite, through the real lifecycle; each race also without its guard."""

import json
import os
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

pytestmark = pytest.mark.live

ROOT = Path(__file__).resolve().parents[2]
CROWD = Path(__file__).with_name("crowd.py")
Scene = Callable[[str], dict[str, Any]]


@pytest.fixture(params=["postgresql", "sqlite"])
def scene(request, tmp_path) -> Iterator[Scene]:
    """Plays a scene of ``crowd.py`` on an empty database and returns what became of it."""
    if request.param == "sqlite":
        yield lambda name: _play(name, f"sqlite:///{tmp_path}/crowd.sqlite3")
        return
    address = os.environ["DATABASE_URL"]
    if not address.startswith("postgres"):
        pytest.skip("these tests run on another engine")
    name = f"crowd_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(address, dbname="postgres", autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield lambda scene: _play(scene, urlsplit(address)._replace(path=f"/{name}").geturl())
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _play(name: str, database: str) -> dict[str, Any]:
    environment = os.environ | {"DATABASE_URL": database, "LOG_LEVEL": "ERROR"}
    played = subprocess.run(
        [sys.executable, str(CROWD), name], cwd=ROOT, env=environment, check=False, capture_output=True, text=True
    )
    assert played.returncode == 0, played.stderr
    return json.loads(played.stdout)


def test_rush_fills_the_last_places_and_puts_everybody_else_in_line(scene):
    outcome = scene("rush")
    outcome.pop("seconds")
    assert outcome == {
        "answers": {"confirmed": 50, "waiting": 250},
        "seats": {"confirmed": 50, "waiting": 250},
        "taken": 50,
        "miscounted": [],
        "line_is_whole": True,
        "registrations": 300,
        "mails": {"confirmed": 50, "waiting": 250},
    }


def test_rush_without_the_guard_oversells(scene):
    outcome = scene("rush_unguarded")
    assert outcome["seats"]["confirmed"] > 50


def test_same_person_thirty_times_is_one_registration(scene):
    outcome = scene("same_person")
    assert (outcome["registrations"], outcome["taken"], outcome["answers"]) == (1, 1, {"confirmed": 30})
    assert outcome["mails"] == {"confirmed": 1, "already_registered": 1}


def test_freed_place_goes_to_the_line_not_to_newcomers(scene):
    outcome = scene("free_while_newcomers")
    assert (outcome["answers"], outcome["offered"]) == ({"cancelled": 1, "waiting": 30}, ["early5@example.org"])
    assert (outcome["taken"], outcome["miscounted"]) == (5, [])


def test_two_promotions_to_one_place_are_one(scene):
    outcome = scene("promote_the_last")
    assert outcome["answers"] == {"promoted": 1, "DayFullError: ": 1}
    assert (outcome["seats"], outcome["mails"]["offer_accepted"]) == ({"confirmed": 2, "waiting": 1}, 1)


def test_waves_of_cancellations_offer_each_place_once_and_in_order(scene):
    outcome = scene("waves")
    assert outcome["answers"] == {"cancelled": 40, "swept": 3}
    assert outcome["seats"] == {"confirmed": 60, "freed": 40, "offered": 40, "waiting": 160}
    assert (outcome["taken"], outcome["miscounted"], outcome["offers"], outcome["in_order"]) == (100, [], 40, True)


def test_waves_without_the_guard_go_wrong(scene):
    outcome = scene("waves_unguarded")
    assert outcome["miscounted"] or outcome["seats"].get("offered", 0) != 40
