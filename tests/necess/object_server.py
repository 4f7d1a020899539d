"""A store that speaks the four requests of S3 that we use, and takes none whose signature does not fit it."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from necess.object_store import ObjectStore, signed

KEY, SECRET, REGION, BUCKET = "key", "a secret/+", "fr-par", "necess"


class ObjectServer(ThreadingHTTPServer):
    """Keeps what is put under its path; ``failing`` is the status it answers with instead."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Requests)
        self.objects: dict[str, bytes] = {}
        self.failing = 0

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    def options(self, **changes) -> dict[str, object]:
        usual = {"host": self.host, "bucket": BUCKET, "key": KEY, "secret": SECRET, "region": REGION}
        return {**usual, "secure": False, "timeout": 5, **changes}

    def store(self, **changes) -> ObjectStore:
        return ObjectStore(**self.options(**changes))


class _Requests(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status: int, content: bytes = b"") -> None:
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def handle_any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.server.failing:
            self.answer(self.server.failing)
        elif not self.is_signed(body):
            self.answer(403, b"<Error><Code>SignatureDoesNotMatch</Code></Error>")
        elif self.command == "PUT":
            self.server.objects[self.path] = body
            self.answer(200)
        elif self.command == "DELETE":
            self.server.objects.pop(self.path, None)
            self.answer(204)
        else:
            found = self.server.objects.get(self.path)
            self.answer(404) if found is None else self.answer(200, found)

    def do_GET(self) -> None:
        self.handle_any()

    def do_HEAD(self) -> None:
        self.handle_any()

    def do_PUT(self) -> None:
        self.handle_any()

    def do_DELETE(self) -> None:
        self.handle_any()

    def is_signed(self, body: bytes) -> bool:
        """What arrived, byte for byte, is what was signed, within the last minutes."""
        headers = {name: self.headers[name] for name in ("host", "x-amz-content-sha256", "x-amz-date")}
        moment = datetime.strptime(headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        expected = signed(self.command, self.path, headers, key=KEY, secret=SECRET, region=REGION, moment=moment)
        is_whole = headers["x-amz-content-sha256"] == hashlib.sha256(body).hexdigest()
        is_fresh = abs((datetime.now(UTC) - moment).total_seconds()) < 300
        return is_whole and is_fresh and self.headers["Authorization"] == expected

    def log_message(self, *parts: object) -> None:
        """Say nothing."""


@contextmanager
def object_server() -> Iterator[ObjectServer]:
    """A store on a free port."""
    server = ObjectServer()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()
