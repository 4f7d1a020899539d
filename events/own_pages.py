"""Our own pages asked as a reader would, inside this process: nothing goes over the network."""

import io
import re
from contextvars import copy_context
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.utils.translation import override

USER_AGENT = "NecessLinkCheck/1.0 (robot)"
IDENTIFIER = re.compile(rb'\sid="([^"]+)"')
MOST_STEPS = 5


@dataclass(frozen=True)
class OwnPage:
    """The status of an answer, where it leads on, and the parts of the page that a link may name."""

    status: int
    location: str = ""
    parts: frozenset[str] = frozenset()


@dataclass
class OwnSite:
    """This site for a while: each page is made once however many links lead to it."""

    handler: BaseHandler = field(default_factory=BaseHandler)
    seen: dict[str, OwnPage] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.handler.load_middleware()

    def page(self, address: str) -> OwnPage:
        """The page at an absolute address of ours, after its redirections."""
        for _step in range(MOST_STEPS):
            found = self._asked(address.partition("#")[0])
            if not found.location:
                return found
            address = urljoin(address, found.location)
            if urlsplit(address).netloc != urlsplit(settings.SITE_URL).netloc:
                return OwnPage(HTTPStatus.OK)
        return OwnPage(HTTPStatus.LOOP_DETECTED)

    def has_part(self, page: OwnPage, name: str) -> bool:
        """Whether ``#name`` leads to a part of the page; the beginning always is one."""
        return not name or unquote(name) in page.parts or name == "top"

    def _asked(self, address: str) -> OwnPage:
        if address not in self.seen:
            self.seen[address] = self._answer(address)
        return self.seen[address]

    def _answer(self, address: str) -> OwnPage:
        """What the site answers, without the signals of a request: connections stay open, contexts are left alone."""
        with override(None):
            response = copy_context().run(self.handler.get_response, WSGIRequest(_environ(address)))
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        content = response.getvalue() if is_page and not response.streaming else b""
        for close in response._resource_closers:  # type: ignore[attr-defined] # close() would also end a request
            close()
        location = response.headers.get("Location", "") if response.status_code in range(300, 400) else ""
        return OwnPage(response.status_code, location, frozenset(each.decode() for each in IDENTIFIER.findall(content)))


def _environ(address: str) -> dict[str, Any]:
    parts = urlsplit(address)
    site = urlsplit(settings.SITE_URL)
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(parts.path or "/").encode().decode("latin-1"),
        "QUERY_STRING": parts.query,
        "SERVER_NAME": site.hostname or "",
        "SERVER_PORT": str(site.port or (443 if site.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": site.netloc,
        "HTTP_USER_AGENT": USER_AGENT,
        "HTTP_X_FORWARDED_PROTO": site.scheme,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": site.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.version": (1, 0),
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
