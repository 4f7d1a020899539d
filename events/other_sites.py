"""Other sites asked whether a page is there: one short request, no content read, never inside a private network.

Sockets rather than a library: the address that was judged is the one that is connected to (a name may change between
two look-ups), and one limit holds for the whole answer, however slowly it drips.
"""

import ipaddress
import re
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesHeaderParser
from enum import StrEnum
from http import HTTPStatus
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.conf import settings

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
PORTS = {"http": 80, "https": 443}
STATUS_LINE = re.compile(rb"HTTP/1\.[01] (\d{3})")
MOST_BYTES = 32_768
MOST_STEPS = 5
SAFE = "/%:@!$&'()*+,;=~-._?"
LASTING = {HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT}
# Statuses with which some servers answer a question without content, though the page is there.
ASK_AGAIN = range(400, 600)
CLOSED = {401, 403, 405, 406, 407, 451, 999}
GONE = {404, 410}


class Outcome(StrEnum):
    FINE = "fine"
    MOVED = "moved"
    UNCERTAIN = "uncertain"
    SILENT = "silent"
    BROKEN = "broken"
    LATER = "later"  # the site asked us to wait


@dataclass(frozen=True)
class Answer:
    """What was found. ``detail`` is a status, the new address, or a word for what went wrong."""

    outcome: Outcome
    detail: str = ""


class NoAnswer(Exception):
    """Why there is none: ``name``, ``private``, ``refused``, ``timeout``, ``tls``, ``unreadable``."""


@dataclass
class Visitor:
    """One polite visitor: a pause between two questions to a host, and none after a host asked to wait."""

    connect_seconds: float = 5.0
    answer_seconds: float = 10.0
    pause_seconds: float = 2.0
    last: dict[str, float] = field(default_factory=dict)
    resting: set[str] = field(default_factory=set)

    def ask(self, address: str) -> Answer:
        """Follow an address to its end."""
        lasting, first = True, address
        for _step in range(MOST_STEPS):
            try:
                status, headers = self._status(address)
            except NoAnswer as error:
                reason = str(error)
                return Answer(Outcome.BROKEN if reason in {"name", "private"} else Outcome.SILENT, reason)
            location = headers.get("Location", "") if status in range(300, 400) else ""
            if not location:
                return _judged(status, address if lasting and address != first else "")
            lasting = lasting and status in LASTING
            address = urljoin(address, location)
        return Answer(Outcome.BROKEN, "redirections")

    def _status(self, address: str) -> tuple[int, Message]:
        host = urlsplit(address).hostname or ""
        if host in self.resting:
            return HTTPStatus.TOO_MANY_REQUESTS, Message()
        status, headers = self._request("HEAD", address)
        if status in ASK_AGAIN and status != HTTPStatus.TOO_MANY_REQUESTS:
            status, headers = self._request("GET", address)
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            self.resting.add(host)
        return status, headers

    def _request(self, method: str, address: str) -> tuple[int, Message]:
        parts = urlsplit(address)
        self._wait_for(parts.hostname or "")
        with _reasons(), self._connected(parts) as connection:
            target = quote(parts.path or "/", safe=SAFE) + (f"?{quote(parts.query, safe=SAFE)}" if parts.query else "")
            lines = [
                f"{method} {target} HTTP/1.1",
                f"Host: {_host_of(parts)}",
                f"User-Agent: NecessLinkCheck/1.0 (+{settings.SITE_URL}; robot)",
                "Accept: */*",
                "Connection: close",
            ]
            connection.sendall("\r\n".join([*lines, "", ""]).encode("ascii"))
            return _read(connection, until=time.monotonic() + self.answer_seconds)

    @contextmanager
    def _connected(self, parts: SplitResult) -> Iterator[socket.socket]:
        if parts.scheme not in PORTS or not parts.hostname:
            raise NoAnswer("unreadable")
        port = parts.port or PORTS[parts.scheme]
        where = _public_address(parts.hostname, port)
        with socket.create_connection((where, port), timeout=self.connect_seconds) as plain:
            if parts.scheme == "http":
                yield plain
                return
            name = parts.hostname.encode("idna").decode()
            with ssl.create_default_context().wrap_socket(plain, server_hostname=name) as secured:
                yield secured

    def _wait_for(self, host: str) -> None:
        due = self.last.get(host, 0) + self.pause_seconds - time.monotonic()
        if host in self.last and due > 0:
            time.sleep(due)
        self.last[host] = time.monotonic()


def _judged(status: int, moved_to: str) -> Answer:
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Answer(Outcome.LATER, str(status))
    if status in GONE:
        return Answer(Outcome.BROKEN, str(status))
    if status in CLOSED:
        return Answer(Outcome.UNCERTAIN, str(status))
    if status in range(200, 300):
        return Answer(Outcome.MOVED, moved_to[:300]) if moved_to else Answer(Outcome.FINE, str(status))
    return Answer(Outcome.SILENT if status in range(500, 600) else Outcome.BROKEN, str(status))


def _public_address(host: str, port: int) -> str:
    """The first address of a name, if all of them are on the public network; raises ``NoAnswer``."""
    addresses = _addresses_of(host, port)
    if not all(_is_public(each) or str(each) in settings.LINK_CHECK_PRIVATE for each in addresses):
        raise NoAnswer("private")
    return str(addresses[0])


def _addresses_of(host: str, port: int) -> list[Address]:
    try:
        return [ipaddress.ip_address(host)]
    except ValueError:
        pass  # a name: look it up
    try:
        found = {str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (socket.gaierror, UnicodeError) as error:
        raise NoAnswer("name") from error
    return [ipaddress.ip_address(each.partition("%")[0]) for each in sorted(found)]


def _is_public(address: Address) -> bool:
    mapped = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    return address.is_global and not address.is_multicast and (mapped is None or _is_public(mapped))


def _host_of(parts: SplitResult) -> str:
    name = (parts.hostname or "").encode("idna").decode()
    name = f"[{name}]" if ":" in name else name
    return name if parts.port in {None, PORTS[parts.scheme]} else f"{name}:{parts.port}"


def _read(connection: socket.socket, *, until: float) -> tuple[int, Message]:
    """The status and the headers, within one limit; answers on the way (1xx) are passed over."""
    data = b""
    while True:
        head, end, rest = data.partition(b"\r\n\r\n")
        if end:
            first, _line_end, headers = head.partition(b"\r\n")
            match = STATUS_LINE.match(first)
            if match is None:
                raise NoAnswer("unreadable")
            if int(match[1]) >= HTTPStatus.OK:
                return int(match[1]), BytesHeaderParser().parsebytes(headers)
            data = rest
            continue
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        connection.settimeout(left)
        chunk = connection.recv(4096)
        if not chunk or len(data) > MOST_BYTES:
            raise NoAnswer("unreadable")
        data += chunk


@contextmanager
def _reasons() -> Iterator[None]:
    try:
        yield
    except TimeoutError as error:
        raise NoAnswer("timeout") from error
    except ssl.SSLError as error:
        raise NoAnswer("tls") from error
    except (OSError, ValueError) as error:
        raise NoAnswer("refused") from error
