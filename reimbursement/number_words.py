"""Amounts in words, as people sign them: “nine hundred and forty-eight euros”, « neuf cent quarante-huit euros »."""

_ENGLISH = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_ENGLISH_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_FRENCH = (
    *("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"),
    *("treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf"),
)
# Seventy is sixty and ten, ninety four twenties and ten.
_FRENCH_TENS = ("", "", "vingt", "trente", "quarante", "cinquante", *("soixante",) * 2, *("quatre-vingt",) * 2)
HIGHEST = 999_999_999


def euros_in_words(cents: int, language: str) -> str:
    """Return an amount in words, cents only where there are some; up to 999,999,999 euros."""
    euros, rest = divmod(cents, 100)
    parts = [] if rest and not euros else [_counted(euros, "euro", language)]
    if rest:
        parts.append(_counted(rest, "centime" if language == "fr" else "cent", language))
    return (" et " if language == "fr" else " and ").join(parts)


def in_words(number: int, language: str) -> str:
    """Return a whole number from 0 to 999,999,999 in words."""
    if not 0 <= number <= HIGHEST:
        raise ValueError("number out of range")
    return _french(number) if language == "fr" else _english(number)


def _counted(number: int, unit: str, language: str) -> str:
    words = in_words(number, language)
    if language == "fr":
        # « un million d’euros »: a million is a noun.
        link = " d’" if number and number % 1_000_000 == 0 else " "
        return f"{words}{link}{unit}{'s' if number > 1 else ''}"
    return f"{words} {unit}{'' if number == 1 else 's'}"


def _english(number: int) -> str:
    if number < 100:
        return _english_below_hundred(number)
    scale = ((1_000_000, "million"), (1_000, "thousand"), (100, "hundred"))
    size, name = next((size, name) for size, name in scale if number >= size)
    count, rest = divmod(number, size)
    joint = " and " if rest < 100 else " "
    return f"{_english(count)} {name}{joint + _english(rest) if rest else ''}"


def _english_below_hundred(number: int) -> str:
    if number < 20:
        return _ENGLISH[number]
    tens, units = divmod(number, 10)
    return f"{_ENGLISH_TENS[tens]}-{_ENGLISH[units]}" if units else _ENGLISH_TENS[tens]


def _french(number: int, *, followed: bool = False) -> str:
    """``followed``: by “mille”, before which cent and vingt take no s."""
    if number < 100:
        return _french_below_hundred(number, followed=followed)
    if number < 1_000:
        count, rest = divmod(number, 100)
        head = "cent" if count == 1 else f"{_FRENCH[count]} cent"
        if rest:
            return f"{head} {_french_below_hundred(rest, followed=followed)}"
        return head if count == 1 or followed else f"{head}s"
    if number < 1_000_000:
        count, rest = divmod(number, 1_000)
        head = "mille" if count == 1 else f"{_french(count, followed=True)} mille"
    else:
        count, rest = divmod(number, 1_000_000)
        head = f"{_french(count)} million{'s' if count > 1 else ''}"
    return f"{head} {_french(rest, followed=followed)}" if rest else head


def _french_below_hundred(number: int, *, followed: bool) -> str:
    if number < 20:
        return _FRENCH[number]
    tens, units = divmod(number, 10)
    if tens in {7, 9}:
        units += 10
    word = _FRENCH_TENS[tens]
    if not units:
        return "quatre-vingts" if tens == 8 and not followed else word
    # Only below eighty: « vingt et un », « soixante et onze », but « quatre-vingt-un ».
    joint = " et " if units in {1, 11} and tens < 8 else "-"
    return f"{word}{joint}{_FRENCH[units]}"
