"""Private files in an S3-compatible store: four requests, each signed (AWS Signature Version 4).

Nothing else of S3 is needed: names are made up by us, nobody outside ever gets an address into the store, and every
byte goes through the site, to those entitled.
"""

import hashlib
import hmac
import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from urllib.parse import quote

from django.core.files.base import File
from django.core.files.storage import Storage
from django.utils import timezone

EMPTY = hashlib.sha256(b"").hexdigest()
IN_MEMORY = 2 * 1024 * 1024


class StoreFailed(OSError):
    """The store cannot be reached, or refuses: as a full disk does."""


class ObjectStore(Storage):
    """A bucket of an S3-compatible store, addressed by path."""

    def __init__(
        self, *, host: str, bucket: str, key: str, secret: str, region: str, secure: bool = True, timeout: float = 20
    ) -> None:
        self.host, self.bucket, self.region = host, bucket, region
        self._key, self._secret = key, secret
        self._secure, self._timeout = secure, timeout

    def exists(self, name: str) -> bool:
        """Tell whether the store has a file of this name."""
        with self._asked("HEAD", name, allowed=(200, 404)) as answer:
            return answer.status == 200

    def size(self, name: str) -> int:
        """Return its length in bytes; raises FileNotFoundError."""
        with self._asked("HEAD", name, allowed=(200, 404)) as answer:
            if answer.status == 404:
                raise FileNotFoundError(name)
            return int(answer.headers["Content-Length"])

    def delete(self, name: str) -> None:
        """Forget a file; one that is not there is forgotten already."""
        with self._asked("DELETE", name, allowed=(200, 204, 404)):
            pass

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        with self._asked("GET", name, allowed=(200, 404)) as answer:
            if answer.status == 404:
                raise FileNotFoundError(name)
            content: Any = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 -- the caller closes it
            shutil.copyfileobj(answer, content)
        content.seek(0)
        return File(content, name)

    def _save(self, name: str, content: File[bytes]) -> str:
        digest, length = hashlib.sha256(), 0
        for chunk in content.chunks():
            digest.update(chunk)
            length += len(chunk)
        content.seek(0)
        with self._asked("PUT", name, content, length, digest.hexdigest(), allowed=(200, 201)):
            return name

    @contextmanager
    def _asked(
        self,
        method: str,
        name: str,
        body: IO[bytes] | None = None,
        length: int = 0,
        digest: str = EMPTY,
        *,
        allowed: tuple[int, ...],
    ) -> Iterator[HTTPResponse]:
        """Send one signed request; raises StoreFailed for any answer but ``allowed``, never naming what was sent."""
        path = f"/{quote(self.bucket)}/{quote(name, safe='/-_.~')}"
        moment = timezone.now()
        headers = {"host": self.host, "x-amz-content-sha256": digest, "x-amz-date": _stamp(moment)}
        authorization = signed(
            method, path, headers, key=self._key, secret=self._secret, region=self.region, moment=moment
        )
        kind = HTTPSConnection if self._secure else HTTPConnection
        with closing(kind(self.host, timeout=self._timeout)) as connection:
            sent = {**headers, "Authorization": authorization, "Content-Length": str(length)}
            try:
                connection.request(method, path, body=body, headers=sent)
                answer = connection.getresponse()
            except (OSError, HTTPException) as error:
                raise StoreFailed(type(error).__name__) from error
            with answer:
                if answer.status not in allowed:
                    raise StoreFailed(f"{method} answered {answer.status}")
                yield answer


def signed(
    method: str, path: str, headers: Mapping[str, str], *, key: str, secret: str, region: str, moment: datetime
) -> str:
    """Return the Authorization header of a request without query; ``headers`` are all signed, in lower case."""
    names = ";".join(sorted(headers))
    listed = "".join(f"{name}:{headers[name].strip()}\n" for name in sorted(headers))
    canonical = "\n".join([method, path, "", listed, names, headers["x-amz-content-sha256"]])
    stamp = _stamp(moment)
    scope = f"{stamp[:8]}/{region}/s3/aws4_request"
    to_sign = "\n".join(["AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    chain = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        chain = hmac.digest(chain, part.encode(), "sha256")
    signature = hmac.digest(chain, to_sign.encode(), "sha256").hex()
    return f"AWS4-HMAC-SHA256 Credential={key}/{scope},SignedHeaders={names},Signature={signature}"


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
