"""What happens when the database breaks a tie against us."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection

P = ParamSpec("P")
R = TypeVar("R")

ATTEMPTS = 3
SERIALIZATION_FAILURE, DEADLOCK = "40001", "40P01"


class TooBusyError(Exception):
    """Nothing was written; the person is asked to try again."""


def retried(action: Callable[P, R]) -> Callable[P, R]:
    """Run a whole transaction again when it lost a deadlock, three times at most; then raise ``TooBusyError``.

    SQLite has already waited its full timeout when it reports a locked database, so that is final.  Inside
    somebody else's transaction nothing can be run again: the error goes up to whoever owns it.
    """

    @wraps(action)
    def attempt(*args: P.args, **kwargs: P.kwargs) -> R:
        for left in reversed(range(ATTEMPTS)):
            try:
                return action(*args, **kwargs)
            except OperationalError as error:
                if connection.in_atomic_block or not (_lost_a_tie(error) or _locked(error)):
                    raise
                if not left or _locked(error):
                    raise TooBusyError from error
        raise AssertionError("unreachable")

    return attempt


def _lost_a_tie(error: OperationalError) -> bool:
    return getattr(error.__cause__, "sqlstate", None) in {SERIALIZATION_FAILURE, DEADLOCK}


def _locked(error: OperationalError) -> bool:
    return getattr(error.__cause__, "sqlite_errorname", "").startswith("SQLITE_BUSY")
