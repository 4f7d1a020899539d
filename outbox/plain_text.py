"""The plain part as it travels: lines that every program shows whole, one blank line at a time."""

import re
from textwrap import wrap

WIDTH = 76
# What a line begins with stays at its head; the lines it is folded into stand under its words.
BEGINNING = re.compile(r"((?:> ?)*)( *(?:- |\d+\. )?)")


def set_lines(text: str) -> str:
    """Return ``text`` folded at spaces, never inside an address or at a no-break space.

    >>> print(set_lines("- " + "word " * 20))
    - word word word word word word word word word word word word word word
      word word word word word word
    """
    folded = "\n".join(line for whole in text.split("\n") for line in _fold(whole))
    return re.sub(r"\n{3,}", "\n\n", folded)


def _fold(line: str) -> list[str]:
    if line == "-- ":  # mail programs know the signature by it
        return [line]
    if len(line) <= WIDTH:
        return [line.rstrip(" ")]
    beginning = BEGINNING.match(line)
    quote, mark = (beginning[1], beginning[2]) if beginning else ("", "")
    words = line[len(quote + mark) :]
    return wrap(
        words,
        WIDTH,
        initial_indent=quote + mark,
        subsequent_indent=quote + " " * len(mark),
        break_long_words=False,
        break_on_hyphens=False,
    )
