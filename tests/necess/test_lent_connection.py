"""What the pool learns of a connection before it lends it, against a real server."""

import os

import psycopg
import pytest

from necess import lent_connection
from necess.lent_connection import LentConnection

ADDRESS = os.environ["DATABASE_URL"]
pytestmark = pytest.mark.skipif(not ADDRESS.startswith("postgres"), reason="these tests run on another engine")


@pytest.fixture
def lent():
    with LentConnection.connect(ADDRESS, dbname="postgres", autocommit=True) as connection:
        yield connection


@pytest.fixture
def server():
    with psycopg.connect(ADDRESS, dbname="postgres", autocommit=True) as connection:
        yield connection


def last_heard(server, lent):
    query = "SELECT state_change FROM pg_stat_activity WHERE pid = %s"
    return server.execute(query, [lent.info.backend_pid]).fetchone()[0]


def test_server_is_asked_once_and_then_believed(server, lent):
    lent.execute("")
    asked = last_heard(server, lent)
    lent.execute("")
    assert last_heard(server, lent) == asked
    assert lent.execute("SELECT 1").fetchone() == (1,)


def test_server_is_asked_again_after_a_while(server, lent, monkeypatch):
    monkeypatch.setattr(lent_connection, "BELIEVED", 0)
    lent.execute("")
    asked = last_heard(server, lent)
    lent.execute("")
    assert last_heard(server, lent) > asked


def test_connection_that_the_server_closed_is_noticed_at_once(server, lent):
    lent.execute("")
    server.execute("SELECT pg_terminate_backend(%s, 5000)", [lent.info.backend_pid])
    with pytest.raises(psycopg.OperationalError):
        lent.execute("")
