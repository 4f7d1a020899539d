"""Text for bank files: the SEPA character set, which knows neither accents nor other alphabets."""

import re
import unicodedata

from reimbursement.folding import open_letter

# EPC217-08, SEPA requirements for an extended character set: what every bank must accept.
_ALLOWED = re.compile(r"[A-Za-z0-9/\-?:().,'+ ]")
_NOT_ALLOWED = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]")
_SIGNS = str.maketrans(
    {
        "&": "+", "_": "-", "’": "'", "‘": "'", "“": "'", "”": "'", '"': "'", "«": "'", "»": "'", "–": "-", "—": "-",
        "@": "(at)", "€": "EUR", ";": ",", "!": ".", "[": "(", "]": ")", "{": "(", "}": ")", "|": "/", "\\": "/",
    }
)  # fmt: skip


def is_sepa_text(text: str) -> bool:
    """Whether every character may stand in a SEPA file."""
    return not _NOT_ALLOWED.search(text)


def sepa_text(text: str, limit: int) -> str:
    """The text in SEPA characters, at most `limit` of them; empty where nothing of it can be written."""
    composed = unicodedata.normalize("NFKC", text).translate(_SIGNS)
    written = "".join(_written(character) for character in composed)
    # Neither a slash at an end nor two in a row: banks read them as the beginning of a code.
    tidy = re.sub(r"/{2,}", "/", " ".join(written.split())).strip("/ ")
    return tidy[:limit].strip("/ ")


def _written(character: str) -> str:
    if _ALLOWED.fullmatch(character):
        return character
    if character.isspace():
        return " "
    letters = open_letter(character.lower())
    if character != character.lower():
        letters = letters.capitalize()
    return "".join(letter for letter in letters if _ALLOWED.fullmatch(letter))
