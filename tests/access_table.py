"""Tables of who may ask for what: read from a file, measured by asking, compared."""

import re
from collections.abc import Iterable
from copy import copy
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE")
WHOLE = ("GET", "POST")  # every address and column is asked; by the other methods, what is ours and who may most
Row = tuple[str, ...]


class AccessTable:
    """One part of a file: a line per address and method, an answer per column."""

    def __init__(self, path: Path, name: str, *, is_whole: bool = False) -> None:
        """``is_whole``: every address and column is asked by every method, and 405 alone refuses the rarer ones."""
        self.path, self.name, self.is_whole = path, name, is_whole

    def rows(self) -> list[Row]:
        """Where, how, and one answer per column."""
        part = self.path.read_text().partition(f"## {self.name}\n")[2].partition("\n## ")[0]
        return [tuple(line.split()) for line in part.splitlines() if line and not line.startswith("#")]

    def differing(self, method: str, measured: Iterable[Row]) -> list[Row]:
        """What was measured and stands otherwise in the table, and what stands there and was not measured.

        HEAD answers as GET; any other method is refused, leads elsewhere, or reads as GET does. “-” was not asked.
        """
        looked_up = {row[0]: row[2:] for row in self.rows() if row[1] == ("POST" if method == "POST" else "GET")}
        wrong = [
            (name, method, *row)
            for name, *row in measured
            if not self._fits(tuple(row), looked_up.pop(name, ()), method)
        ]
        if method in WHOLE or self.is_whole:
            wrong += [(name, method, "gone") for name in looked_up]
        return wrong

    def _fits(self, answers: Row, expected: Row, method: str) -> bool:
        besides = set() if self.is_whole else {"-"}
        if method not in {"GET", "HEAD", "POST"}:
            besides |= {"405"} if self.is_whole else {"405", "302"}
        return len(answers) == len(expected) and all(
            answer in {read, *besides} for answer, read in zip(answers, expected, strict=True)
        )


class Written:
    """Counts the rows that were written meanwhile, sessions apart."""

    WRITES = re.compile(r"(INSERT INTO|UPDATE|DELETE FROM) \"(?!django_session)")

    def __init__(self) -> None:
        self.rows = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        result = execute(sql, params, many, context)
        if self.WRITES.match(sql):
            self.rows += max(context["cursor"].cursor.rowcount, 0)
        return result


def ask(client: Client, method: str, where: str, values: dict[str, Any], **headers: str) -> str:
    """The status of an answer, with “!” where asking wrote something; all of it is undone."""
    written, cookies = Written(), copy(client.cookies)
    with transaction.atomic(), connection.execute_wrapper(written):
        data = values if method == "POST" else None
        response = getattr(client, method.lower())(where, data, **headers)
        answer = f"{response.status_code}{'!' if written.rows else ''}"
        if response.streaming:
            list(response)  # to the end, so that the file is closed
        transaction.set_rollback(True)
    client.cookies = cookies  # whoever asked is signed in as before
    return answer


def admin_addresses() -> dict[str, str]:
    """Name and route of every address of the admin."""
    [admin] = [part for part in get_resolver().url_patterns if getattr(part, "namespace", "") == "admin"]
    found = {}
    for part in admin.url_patterns:
        for pattern in getattr(part, "url_patterns", [part]):
            before = "/admin/" if pattern is part else f"/admin/{part.pattern}"
            if pattern.name:
                found[pattern.name] = f"{before}{pattern.pattern}"
    return found
