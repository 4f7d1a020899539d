"""Connections to PostgreSQL as the pool lends them to requests."""

import select
from time import monotonic
from typing import Any

from psycopg import Connection, Cursor

# Seconds for which an answer of the server is believed, as long as its line is quiet.
BELIEVED = 1.0


class LentConnection(Connection[Any]):
    """Spares most requests the question whether the server is still there.

    The pool asks with an empty statement before it lends a connection. A server that ends closes the line, and that
    can be seen without asking; what cannot be seen, a line cut silently, is asked for once a second.
    """

    _answered_at = 0.0

    def execute(self, query: Any, params: Any = None, **options: Any) -> Cursor[Any]:
        """Run a statement; an empty one only when the server was not heard of lately, or has something to say."""
        if query != "":
            return super().execute(query, params, **options)
        if monotonic() - self._answered_at < BELIEVED and self._is_quiet():
            return self.cursor()
        answer = super().execute("")
        self._answered_at = monotonic()
        return answer

    def _is_quiet(self) -> bool:
        line = select.poll()
        line.register(self.fileno(), select.POLLIN)
        return not line.poll(0)
