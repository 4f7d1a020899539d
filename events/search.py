"""Search over a few hundred short texts: accents and case do not matter, typing errors are forgiven.

Pure, and the same on every database: the whole public site is some hundred kilobytes, read and compared in
milliseconds. A thousand times more would ask for an index of the database; this site will not have it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

WORD = re.compile(r"[^\W_]+")
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "’": "'"})
MOST_WORDS = 8
EXACT, START, NEAR = 4, 2, 1
TITLE = 3
AROUND = 90  # characters on each side of the first hit


@dataclass(frozen=True)
class Document:
    """Something a reader can open: ``text`` is plain, ``kind`` says what it is in the reader's language."""

    kind: str
    title: str
    text: str
    url: str
    language: str = ""  # when it is not the language of the page

    @cached_property
    def title_words(self) -> set[str]:
        return set(WORD.findall(fold(self.title)))

    @cached_property
    def text_words(self) -> set[str]:
        return set(WORD.findall(fold(self.text)))


@dataclass(frozen=True)
class Hit:
    """A document and the part of it that answers; ``excerpt`` alternates (text, is a hit)."""

    document: Document
    score: int
    excerpt: list[tuple[str, bool]] = field(compare=False)


def fold(text: str) -> str:
    """Return ``text`` without case, accents and ligatures; positions are kept for the usual letters."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(LIGATURES))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def find(query: str, documents: Iterable[Document], *, most: int = 30) -> list[Hit]:
    """Return the documents that have every word of ``query``, or failing that any of them, the best first."""
    wanted = list(dict.fromkeys(WORD.findall(fold(query))))[:MOST_WORDS]
    if not wanted:
        return []
    scored = [(document, [_score(word, document) for word in wanted]) for document in documents]
    whole = [(document, sum(scores)) for document, scores in scored if all(scores)]
    chosen = whole or [(document, sum(scores)) for document, scores in scored if any(scores)]
    chosen.sort(key=lambda each: -each[1])
    return [Hit(document, score, _excerpt(document.text, wanted)) for document, score in chosen[:most]]


def _score(word: str, document: Document) -> int:
    in_title = max((_likeness(word, other) for other in document.title_words), default=0)
    in_text = max((_likeness(word, other) for other in document.text_words), default=0)
    return max(in_title * TITLE, in_text)


def _likeness(word: str, other: str) -> int:
    if word == other:
        return EXACT
    if len(word) > 2 and other.startswith(word):
        return START
    return NEAR if _within(word, other, errors=_forgiven(word)) else 0


def _forgiven(word: str) -> int:
    """Nothing in short words, one error from five letters, two from nine."""
    return (len(word) >= 5) + (len(word) >= 9)


def _within(word: str, other: str, *, errors: int) -> bool:
    """Tell whether at most ``errors`` letters were added, forgotten, changed or swapped."""
    if not errors or abs(len(word) - len(other)) > errors:
        return False
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(word, start=1):
        last, before, row = before, row, [i]
        for j, facing in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != facing))
            if i > 1 and j > 1 and letter == other[j - 2] and word[i - 2] == facing:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > errors:
            return False
    return row[-1] <= errors


def _excerpt(text: str, wanted: list[str]) -> list[tuple[str, bool]]:
    """The surroundings of the first hit, with every hit marked."""
    spans = [match.span() for match in WORD.finditer(text) if any(_likeness(w, fold(match.group())) for w in wanted)]
    start, end = _window(text, spans[0][0] if spans else 0)
    pieces = list(_cut(text, [span for span in spans if start <= span[0] and span[1] <= end], start, end))
    opening = [("… ", False)] if start else []
    closing = [(" …", False)] if end < len(text) else []
    return [*opening, *pieces, *closing]


def _window(text: str, middle: int) -> tuple[int, int]:
    """Whole words around ``middle``."""
    start = text.rfind(" ", 0, max(middle - AROUND, 0)) + 1 if middle > AROUND else 0
    end = text.find(" ", min(middle + AROUND, len(text)))
    return start, len(text) if end == -1 else end


def _cut(text: str, spans: list[tuple[int, int]], start: int, end: int) -> Iterator[tuple[str, bool]]:
    for span_start, span_end in spans:
        if start < span_start:
            yield text[start:span_start], False
        yield text[span_start:span_end], True
        start = span_end
    if start < end:
        yield text[start:end], False
