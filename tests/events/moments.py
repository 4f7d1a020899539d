"""Instants in the life of the 2025 edition."""

from datetime import datetime
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


def paris(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=PARIS)


ANNOUNCED = paris(2025, 9, 1, 12)
OPEN = paris(2025, 10, 15, 9)
CLOSED = paris(2025, 11, 25, 8)
DURING = paris(2025, 11, 26, 14)
OVER = paris(2025, 11, 27, 17, 30)
