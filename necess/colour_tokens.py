"""The colours of the house as its style sheet declares them, and how well each is read on its ground."""

import re
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from events.contrasts import contrast

SHEET = Path(settings.BASE_DIR) / "static" / "css" / "site.css"
DECLARED = re.compile(r"--([a-z-]+): (#[0-9a-f]{3,6});")
# Text, ground, and the contrast it must have.
PAIRS = [
    ("ink", "paper", 7),
    ("ink", "raised", 7),
    ("ink", "commons-tint", 7),
    ("ink", "ember-tint", 7),
    ("ink", "saffron-tint", 7),
    ("ink-soft", "paper", 7),
    ("ink-soft", "raised", 7),
    ("commons", "paper", 7),
    ("commons", "raised", 7),
    ("commons", "commons-tint", 4.5),
    ("commons-deep", "paper", 7),
    ("commons-deep", "commons-tint", 7),
    ("on-commons", "commons", 7),
    ("on-commons", "commons-deep", 7),
    ("ember", "paper", 4.5),
    ("ember", "raised", 4.5),
    ("ember", "ember-tint", 4.5),
    ("on-ember", "ember", 4.5),
    ("on-saffron", "saffron", 7),
    ("saffron-text", "paper", 4.5),
    ("saffron-text", "saffron-tint", 4.5),
    ("on-night", "night", 7),
    ("saffron", "night", 7),
]


@dataclass(frozen=True)
class Pair:
    """One colour on another; by day and by night (text, ground, contrast)."""

    text: str
    ground: str
    least: float
    schemes: tuple[tuple[str, str, float], tuple[str, str, float]]


def schemes() -> tuple[dict[str, str], dict[str, str]]:
    """Every token by day and by night."""
    layer = SHEET.read_text().partition("@layer base {")[0]
    day, _query, night = layer.partition("@media (prefers-color-scheme: dark)")
    light = dict(DECLARED.findall(day))
    return light, light | dict(DECLARED.findall(night))


def pairs() -> list[Pair]:
    """Every pair that pages use, measured."""
    day, night = schemes()
    return [
        Pair(text, ground, least, (_of(day, text, ground), _of(night, text, ground))) for text, ground, least in PAIRS
    ]


def _of(colours: dict[str, str], text: str, ground: str) -> tuple[str, str, float]:
    return colours[text], colours[ground], contrast(colours[text], colours[ground])
