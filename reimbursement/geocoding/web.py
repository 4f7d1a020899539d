"""One GET with two timeouts and a ceiling, and one exception for whatever may go wrong.

http.client rather than a library: no redirects, no proxies, no cookies, and a limit on the connection, on silence and
on the whole answer, in sixty lines.
"""

import http.client
import ssl
import time
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

CONNECT_SECONDS = 3.0
READ_SECONDS = 10.0
MOST_BYTES = 2_000_000
USER_AGENT = "Necess (registration office of a conference)"
HTTP_OK = 200
HTTP_TOO_MANY = 429
MOST_RETRY_SECONDS = 3_600


class Failure(StrEnum):
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    BUSY = "busy"
    STATUS = "status"
    UNREADABLE = "unreadable"


class ServiceFailed(Exception):
    """A service did not answer as it should. `retry_after` is in seconds, zero where it said nothing."""

    def __init__(self, failure: Failure, *, retry_after: int = 0) -> None:
        super().__init__(failure.value)
        self.failure = failure
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for the connection and for the answer, in seconds."""

    connect: float = CONNECT_SECONDS
    read: float = READ_SECONDS


def get(url: str, *, patience: Patience = Patience()) -> bytes:
    """The body of a 200 answer; ServiceFailed for anything else."""
    parts = urlsplit(url)
    connection = _connection(parts.scheme, parts.netloc, patience)
    try:
        connection.connect()
        connection.sock.settimeout(patience.read)
        path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        connection.request("GET", path, headers={"Accept": "application/json", "User-Agent": USER_AGENT})
        # An answer that ends with its connection owns the socket: closing the connection would not close it.
        with connection.getresponse() as response:
            return _body(response, until=time.monotonic() + patience.read)
    except TimeoutError as error:
        raise ServiceFailed(Failure.TIMEOUT) from error
    except (OSError, http.client.HTTPException) as error:
        raise ServiceFailed(Failure.UNREACHABLE) from error
    finally:
        connection.close()


def _connection(scheme: str, netloc: str, patience: Patience) -> http.client.HTTPConnection:
    if scheme == "https":
        return http.client.HTTPSConnection(netloc, timeout=patience.connect, context=ssl.create_default_context())
    return http.client.HTTPConnection(netloc, timeout=patience.connect)


def _body(response: http.client.HTTPResponse, *, until: float) -> bytes:
    if response.status == HTTP_TOO_MANY:
        raise ServiceFailed(Failure.BUSY, retry_after=_seconds(response.getheader("Retry-After")))
    if response.status != HTTP_OK:
        raise ServiceFailed(Failure.STATUS)
    body = bytearray()
    # A server that sends one byte at a time is never silent: the whole answer has a limit too.
    while chunk := response.read1(65_536):
        body += chunk
        if time.monotonic() > until:
            raise ServiceFailed(Failure.TIMEOUT)
        if len(body) > MOST_BYTES:
            raise ServiceFailed(Failure.UNREADABLE)
    if response.length:
        # The connection ended before the promised length.
        raise ServiceFailed(Failure.UNREADABLE)
    return bytes(body)


def _seconds(retry_after: str | None) -> int:
    """Retry-After in seconds; the form with a date counts as one minute."""
    text = (retry_after or "").strip()
    if not text:
        return 0
    return min(int(text), MOST_RETRY_SECONDS) if text.isascii() and text.isdigit() else 60
