"""The one cookie of a choice about optional services: what was allowed, of which list, when, under which number."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest

NAME = "consent"
# Half a year, as the French authority advises; then people are asked again.
LASTS = timedelta(days=182)
FORM = re.compile(r"(?P<version>[0-9a-f]{8})\.(?P<letters>p?s?m?)\.(?P<day>\d{8})\.(?P<number>[A-Za-z0-9_-]{16})")
LETTERS = {"preferences": "p", "statistics": "s", "marketing": "m"}


@dataclass(frozen=True)
class Choice:
    """``allowed`` names the categories; ``version`` the list of services they were chosen for."""

    version: str
    allowed: frozenset[str]
    day: date
    number: str

    @property
    def letters(self) -> str:
        """The allowed categories in one short word, the same for the same choice."""
        return "".join(letter for category, letter in LETTERS.items() if category in self.allowed)

    def __str__(self) -> str:
        return f"{self.version}.{self.letters}.{self.day:%Y%m%d}.{self.number}"


def read(request: HttpRequest) -> Choice | None:
    """The choice this reader brings along; None for none, and for what we did not write."""
    found = FORM.fullmatch(request.COOKIES.get(NAME, ""))
    if found is None:
        return None
    try:
        day = date.fromisoformat(found["day"])
    except ValueError:
        return None
    allowed = frozenset(category for category, letter in LETTERS.items() if letter in found["letters"])
    return Choice(found["version"], allowed, day, found["number"])


def state(request: HttpRequest) -> str:
    """What of the choice changes a page: readers who share it may share kept pages, nobody else."""
    choice = read(request)
    return f"{choice.version}.{choice.letters}" if choice else ""
