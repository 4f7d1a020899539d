"""The business clock: what time it is for registrations, offers, deadlines and the state of the home page.

Views and tasks ask it once and hand ``now=`` down; rules never read it. In production it is the real clock. A
demonstration runs with a fixed offset (``NECESS_CLOCK_OFFSET``), and a member of staff may look at pages as of another
instant for their own requests. Security (sessions, tokens, rate limits) and delivery stay on real time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.conf import settings
from django.utils import timezone

_handed_in: ContextVar[datetime | None] = ContextVar("business_clock", default=None)


def now() -> datetime:
    """Return the business instant, aware, in UTC unless one was handed in."""
    return _handed_in.get() or timezone.now() + settings.CLOCK_OFFSET


def is_moved() -> bool:
    """Tell whether business time differs from real time here."""
    return bool(settings.CLOCK_OFFSET) or _handed_in.get() is not None


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Stop the business clock at an aware ``moment`` for the code inside; raises ValueError for a naive one."""
    if timezone.is_naive(moment):
        raise ValueError("the business clock needs an aware instant")
    token = _handed_in.set(moment)
    try:
        yield
    finally:
        _handed_in.reset(token)
