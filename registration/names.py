"""What may be a name of a person or an organisation: all that people are called, nothing that breaks a page."""

import unicodedata

# Direction overrides turn the rest of a line around, on the screen and on paper.
DIRECTION_CONTROLS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Joiners make emoji families and Persian spelling: kept inside a name, but not a name by themselves.
JOINERS = frozenset("\u200c\u200d")
INVISIBLE = frozenset("\u00ad\u200b\u2060\u2061\u2062\u2063\u2064\ufeff\u3164\u115f\u1160\u2800")
MOST_MARKS_ON_A_LETTER = 6
LETTERS_WITHOUT_ACCENT = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "œ": "oe", "æ": "ae", "ı": "i", "’": "'"})


class UnwritableError(ValueError):
    """The text holds characters no name is made of: control characters, heaps of accents."""


def tidy(text: str) -> str:
    """The text in composed form, with invisible characters and repeated spaces removed; empty if nothing shows.

    Raises ``UnwritableError`` for control characters (line breaks included) and for more accents on one
    letter than any script uses.
    """
    composed = unicodedata.normalize("NFC", text)
    if any(_is_control(character) for character in composed.strip()):
        raise UnwritableError("control character")
    if _most_marks(composed) > MOST_MARKS_ON_A_LETTER:
        raise UnwritableError("heap of accents")
    shown = "".join(c for c in composed if c not in DIRECTION_CONTROLS and c not in INVISIBLE)
    spaced = " ".join(shown.split())
    return spaced if any(_shows(character) for character in spaced) else ""


def _is_control(character: str) -> bool:
    return character in "\ufffe\uffff" or unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}


def _shows(character: str) -> bool:
    return character not in JOINERS and unicodedata.category(character)[0] in "LNPS"


def _most_marks(text: str) -> int:
    longest = run = 0
    for character in text:
        run = run + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        longest = max(longest, run)
    return longest


def folded(text: str) -> str:
    """The text as people search for it: without case or accents, ligatures taken apart.

    >>> folded("Nguyễn Thị Ánh, Emmaüs Œuvre Łódź")
    'nguyen thi anh, emmaus oeuvre lodz'
    """
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(character for character in apart if not unicodedata.combining(character))
    return " ".join(bare.translate(LETTERS_WITHOUT_ACCENT).split())
