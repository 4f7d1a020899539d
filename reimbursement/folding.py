"""Names reduced to what two spellings of one name share.

Used to compare organisations and to look up places; never shown to anyone.
"""

import re
import unicodedata

# Letters that Unicode does not decompose, each as it is usually written without its sign.
_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i", "ŀ": "l"}
)
# Greek and Cyrillic letter by letter: enough for a hint, never for a decision.
_TRANSLITERATION = str.maketrans(
    {
        "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k", "λ": "l",
        "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "y", "φ": "f",
        "χ": "ch", "ψ": "ps", "ω": "o",
        "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "ђ": "dj", "ѓ": "g", "е": "e", "є": "ie", "ж": "zh",
        "з": "z", "ѕ": "dz", "и": "i", "і": "i", "ј": "j", "к": "k", "ќ": "k", "л": "l", "љ": "lj", "м": "m", "н": "n",
        "њ": "nj", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "ћ": "c", "у": "u", "ў": "u", "ф": "f", "х": "h",
        "ц": "ts", "ч": "ch", "џ": "dz", "ш": "sh", "щ": "sht", "ъ": "a", "ы": "y", "ь": "", "э": "e", "ю": "yu",
        "я": "ya",
    }
)  # fmt: skip
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_NOT_A_WORD = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Lower case, no diacritics, ligatures opened, punctuation as single spaces: "L’Œuvre – Köln" → "l oeuvre koln"."""
    if text.isascii():
        return " ".join(_NOT_A_WORD.sub(" ", text.lower()).split())
    # Compatibility forms first, so that "ﬁ" and full-width letters are the letters they stand for.
    lowered = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    decomposed = unicodedata.normalize("NFD", lowered)
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    # Casefolding can uncover one more letter to open, as in "Ǿ": twice is always enough.
    return " ".join(_NOT_A_WORD.sub(" ", plain.translate(_LETTERS)).split())


def fold_variants(text: str) -> frozenset[str]:
    """The folded text, and the folded text with umlauts written out: "Köln" → {"koln", "koeln"}."""
    composed = unicodedata.normalize("NFKC", text).casefold()
    return frozenset({fold(text), fold(unicodedata.normalize("NFC", composed).translate(_UMLAUTS))})


def transliterate(folded: str) -> str:
    """Folded Greek or Cyrillic in Latin letters; Latin stays as it is."""
    return folded.translate(_TRANSLITERATION)


def open_letter(letter: str) -> str:
    """One lower-case letter of any of our scripts in plain Latin ones: "é" → "e", "œ" → "oe", "θ" → "th"."""
    decomposed = unicodedata.normalize("NFD", letter.translate(_LETTERS))
    return "".join(part for part in decomposed if not unicodedata.combining(part)).translate(_TRANSLITERATION)
