"""Typed readers of the environment. A missing or malformed variable stops the start, by name."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from environs import Env

from necess.lent_connection import LentConnection

env = Env()


def site_url(name: str) -> str:
    """Return an absolute http(s) origin without trailing slash, e.g. ``https://necess.example``.

    Raises ImproperlyConfigured when the variable is missing or is not an origin.
    """
    value: str = env.str(name).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path:
        raise ImproperlyConfigured(f"{name} must be an origin such as https://necess.example, not {value!r}")
    return value


def seconds(name: str, default: float) -> timedelta:
    """Return a duration given in seconds."""
    return timedelta(seconds=env.float(name, default))


def database(name: str, default: str) -> dict[str, Any]:
    """Return Django's settings of one database from its address.

    SQLite gets the folder it lives in, the write-ahead log and IMMEDIATE transactions (a writer waits at the start
    instead of failing in the middle); PostgreSQL gets a connection pool and health checks, so that a restarted server
    is survived.
    """
    config: dict[str, Any] = dict(env.dj_db_url(name, default))
    if config["ENGINE"].endswith("sqlite3"):
        Path(config["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;",
        }
    else:
        config["CONN_HEALTH_CHECKS"] = True
        pool = {"min_size": 1, "max_size": 4, "timeout": 5, "connection_class": LentConnection}
        # Left alone the pool waits twice as long after each failure: a server that was away for a minute would be
        # missed for another one. It gives up at once instead, and the next request tries again.
        pool["reconnect_timeout"] = 2
        config.setdefault("OPTIONS", {})["pool"] = pool
    return config


def email(name: str) -> dict[str, Any]:
    """Return the transport of outgoing mail from its address.

    ``smtp://``, ``smtp+tls://`` (STARTTLS), ``smtps://``; ``file:///folder`` writes one ``.eml`` per message.
    """
    parts = urlsplit(env.str(name))
    if parts.scheme == "file":
        return {"BACKEND": "outbox.files.EmlBackend", "OPTIONS": {"folder": Path(unquote(parts.path))}}
    if parts.scheme not in {"smtp", "smtps", "smtp+tls"} or not parts.hostname:
        raise ImproperlyConfigured(f"{name} must start with smtp://, smtp+tls://, smtps:// or file:///")
    secure, starttls = parts.scheme == "smtps", parts.scheme == "smtp+tls"
    options = {
        "host": parts.hostname,
        "port": parts.port or (465 if secure else 587 if starttls else 25),
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_ssl": secure,
        "use_tls": starttls,
        "timeout": int(dict(parse_qsl(parts.query)).get("timeout", 20)),
    }
    return {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}


def storage(name: str, default: str) -> dict[str, Any]:
    """Return Django's settings of the private file store from its address.

    ``file:///folder``, or ``s3://key:secret@host/bucket?region=…`` of an S3-compatible store (``s3+http://`` where it
    stands beside us, on a network of our own).
    """
    value = env.str(name, default)
    parts = urlsplit(value)
    if parts.scheme == "file":
        location = unquote(parts.path)
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": location}}
    bucket = unquote(parts.path.strip("/"))
    is_complete = parts.hostname and parts.username and parts.password and bucket and "/" not in bucket
    if parts.scheme not in {"s3", "s3+http"} or not is_complete:
        raise ImproperlyConfigured(f"{name} must be file:///folder or s3://key:secret@host/bucket?region=…")
    options = {
        "host": parts.netloc.rpartition("@")[2],
        "bucket": bucket,
        "key": unquote(parts.username or ""),
        "secret": unquote(parts.password or ""),
        "region": dict(parse_qsl(parts.query)).get("region", "us-east-1"),
        "secure": parts.scheme == "s3",
    }
    return {"BACKEND": "necess.object_store.ObjectStore", "OPTIONS": options}


def json_object(name: str) -> dict[str, str]:
    """Return a JSON object of strings, empty when the variable is not set."""
    value = env.json(name, {})
    if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
        raise ImproperlyConfigured(f"{name} must be a JSON object of strings")
    return value
