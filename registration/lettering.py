"""How large a name can be written on a badge: as large as its longest word allows, then on more lines, never cut.

Widths are estimated, a little generously, from the kind of each letter; the press tells when an estimate was too small.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

# Points. One scale for every badge, so that a thousand of them look like one family; the style has a class per step.
SCALE = (68, 60, 54, 48, 43, 38, 34, 30, 26, 23, 20, 18, 16, 14, 12, 10.5, 9, 7.5, 6.5, 5.5, 4.5)
LAST_STEP = len(SCALE) - 1
LINE_HEIGHT = 1.15
# Letters that reach far above and below the line make it higher; the last line keeps room before what stands below.
TALL_LINE_HEIGHT, ROOM_BELOW = 1.3, 0.45
POINTS_PER_MM = 72 / 25.4

NARROW = frozenset("fijlrtIJŁł1.,;:'’!|()[]-‐· \u00a0\u202f")
WIDE = frozenset("mwMWœæŒÆ@%&ЖЩЮШФМжщюшфм")
# Scripts whose letters reach far above and below the line: Arabic to Burmese, Khmer, and the joined forms of Arabic.
TALL = (("\u0600", "\u109f"), ("\u1780", "\u17ff"), ("\ufb50", "\ufdff"), ("\ufe70", "\ufefc"))
# One character that is written as a whole sentence.
SENTENCES = frozenset("\ufdfa\ufdfb\ufdfd")


@dataclass(frozen=True)
class Line:
    """A text and how it is written: sizes in points, and on how many lines before it is written smaller."""

    text: str
    kind: str
    largest: float
    comfortable: float
    lines: int

    @property
    def is_tall(self) -> bool:
        """Whether its letters need more room than those of Europe: they would run into what stands below."""
        return any(first <= character <= last for character in self.text for first, last in TALL)


def steps(lines: Sequence[Line], *, width: float, height: float) -> list[int]:
    """The step of ``SCALE`` for each line of text, so that all of them fit ``width`` × ``height`` millimetres."""
    chosen = [_alone(line, width) for line in lines]
    while True:
        heights = [_height(line, step, width) for line, step in zip(lines, chosen, strict=True)]
        reducible = [i for i, step in enumerate(chosen) if step < LAST_STEP]
        below = ROOM_BELOW * SCALE[chosen[-1]] / POINTS_PER_MM if lines and lines[-1].is_tall else 0
        if sum(heights) + below <= height or not reducible:
            return chosen
        chosen[max(reducible, key=heights.__getitem__)] += 1


def direction(text: str) -> str:
    """``rtl`` when the first letter that has a direction is Hebrew, Arabic or another script read from the right."""
    for character in text:
        bidirectional = unicodedata.bidirectional(character)
        if bidirectional in {"R", "AL"}:
            return "rtl"
        if bidirectional == "L":
            break
    return "ltr"


def _alone(line: Line, width: float) -> int:
    """The first step at which no word is broken and the text takes no more lines than it may.

    Under the comfortable size nothing is gained by going on: words are broken, lines are as many as needed.
    """
    for step, size in enumerate(SCALE):
        if size > line.largest:
            continue
        whole = all(_width(word, step) <= width for word in _words(line.text))
        if size <= line.comfortable or (whole and _rows(line.text, step, width) <= line.lines):
            return step
    return LAST_STEP


def _height(line: Line, step: int, width: float) -> float:
    leading = TALL_LINE_HEIGHT if line.is_tall else LINE_HEIGHT
    return _rows(line.text, step, width) * SCALE[step] * leading / POINTS_PER_MM


def _rows(text: str, step: int, width: float) -> int:
    """Rows needed when words are put one after the other and a word wider than the row is broken."""
    full, used = 0, 0.0
    for word in _words(text):
        needed = _width(word, step)
        if used and used + needed > width:
            full, used = full + 1, 0.0
        broken = max(ceil(needed / width) - 1, 0)
        full, used = full + broken, used + needed - broken * width
    return full + (1 if used else 0)


def _words(text: str) -> list[str]:
    """Pieces between which a line may break, each with the space or hyphen that ends it."""
    return text.replace("-", "-\n").replace(" ", " \n").split("\n")


def _width(text: str, step: int) -> float:
    return sum(map(_em, text)) * SCALE[step] / POINTS_PER_MM


def _em(character: str) -> float:
    """Width of a letter of the bold serif, in parts of its size."""
    category = unicodedata.category(character)
    if category in {"Mn", "Me", "Cf", "Sk"}:
        return 0
    if character in NARROW:
        return 0.42
    if character in WIDE or unicodedata.east_asian_width(character) in "WF":
        return 1.3 if category == "So" else 1.05
    if "\u0900" <= character <= "\u0dff":  # the scripts of India
        return 1.1
    if character in SENTENCES:
        return 4
    return 0.78 if character.isupper() else 0.66
