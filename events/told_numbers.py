"""The numbers two texts tell, compared: an amount, a date or a cap is the same in every language."""

import re

ASIDE = re.compile(r"\{[^{}]*\}|\]\([^)]*\)|<[^>]*>|https?://\S+")  # facts, addresses
GROUPED = re.compile(r"(?<=\d)[\s,.\u00a0\u202f](?=\d{3}(?!\d))")
EVENING = re.compile(r"(?<!\d)(1[01]|[1-9])(?=(?::\d\d)? ?p\.?m\b)")  # 8 pm is 20 h
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


def differing(one: str, other: str) -> list[str]:
    """The numbers that stand in one of two texts only, however they are written.

    >>> differing("Le 27 novembre, 1 200 places à 2,5 km", "27 November, 1,200 places at 2.5 km")
    []
    >>> differing("948 € au plus", "€984 at most")
    ['948', '984']
    >>> differing("jusqu’à 20 h 30", "until 8:30 pm")
    []
    """
    return sorted(_told(one) ^ _told(other))


def _told(text: str) -> set[str]:
    plain = GROUPED.sub("", ASIDE.sub(" ", text))
    plain = EVENING.sub(lambda hour: str(int(hour[1]) + 12), plain)
    return {number.replace(",", ".").lstrip("0") or "0" for number in NUMBER.findall(plain)}
