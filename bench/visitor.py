"""A visitor without a browser: one kept connection, a cookie jar, the public form."""

import re
from http.client import HTTPConnection
from urllib.parse import urlencode

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


class Visitor:
    """Registers as a person does: reads the form, sends it, reads the answer."""

    def __init__(self, port: int, number: int) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.number = number
        self.cookies: dict[str, str] = {}
        self.hidden: dict[str, str] = {}
        self.headers: dict[str, str] = {}

    def ask(self, method: str, path: str, body: str = "") -> tuple[int, str, str]:
        """Return status, address of a redirect, and page."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, **self.headers}
        if body:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        self.connection.request(method, path, body or None, headers)
        response = self.connection.getresponse()
        page = response.read().decode()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return response.status, response.headers.get("Location", ""), page

    def read_form(self) -> None:
        status, _, page = self.ask("GET", "/en/registration/")
        assert status == 200, status
        self.hidden = dict(HIDDEN.findall(page))

    def send_form(self, *days: str) -> str:
        """Send the form and return the address of the answer."""
        answers = {
            **self.hidden,
            "days": list(days),
            "first_name": "Ada",
            "last_name": f"Visitor {self.number}",
            "email": f"visitor{self.number}@visitors.example.org",
            "organisation": "Bench",
            "website": "",
            "privacy": "on",
        }
        status, location, page = self.ask("POST", "/en/registration/", urlencode(answers, doseq=True))
        assert status == 302, (status, page[:2000])
        return location

    def register(self, *days: str) -> None:
        """The whole of it, in three requests."""
        self.read_form()
        status, _, _ = self.ask("GET", self.send_form(*days))
        assert status == 200, status
