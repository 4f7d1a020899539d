"""The short codes of a paper list: a number and a letter that tells a slip of the finger.

The remainder by a prime number larger than ten changes with every wrong digit and with every two neighbours swapped;
each day begins its letters elsewhere, so that a line of another day's list is mostly noticed too.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import TypeVar

T = TypeVar("T")

# Twenty-three letters, without I, L and O.
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ"
TYPED = re.compile(r"(?<![A-Z0-9])(\d{1,5})[\s.-]?([A-Z])(?![A-Z0-9])")
REFERENCE = re.compile(r"(?<![A-Z0-9])([A-Z0-9]{4})-?([A-Z0-9]{4})(?![A-Z0-9])")


def paper_code(number: int, on: date) -> str:
    """“042 K”."""
    return f"{number:03} {check_letter(number, on)}"


def check_letter(number: int, on: date) -> str:
    return LETTERS[(number + 7 * on.toordinal()) % len(LETTERS)]


def typed_codes(text: str) -> tuple[list[tuple[int, str]], list[str], list[str]]:
    """Numbers with their letter, references, and what is neither, in the order typed, each once."""
    rest = text.upper()
    references = [f"{one}-{two}" for one, two in REFERENCE.findall(rest) if not f"{one}{two}".isdecimal()]
    rest = REFERENCE.sub(lambda found: found[0] if (found[1] + found[2]).isdecimal() else " ", rest)
    numbers = [(int(number), letter) for number, letter in TYPED.findall(rest)]
    left = re.split(r"[\s,;.]+", TYPED.sub(" ", rest))
    return _once(numbers), _once(references), _once(word for word in left if word)


def _once(things: Iterable[T]) -> list[T]:
    return list(dict.fromkeys(things))
