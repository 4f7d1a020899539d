"""The colours of the house on paper, and how well one is read on another."""

from events import contrasts
from events.palettes import accent_of

TOKENS = {
    "paper": "ffffff",
    "ink": "1b1f3b",
    "ink-soft": "4a4f6a",
    "commons": "0a5c45",
    "ember": "b3273e",
    "saffron": "f6c453",
}
# What WCAG asks of text.
LEAST_CONTRAST = 4.5


def contrast(one: str, other: str) -> float:
    """The contrast of two tokens, from 1 to 21, as WCAG defines it.

    >>> round(contrast("paper", "commons"), 1), round(contrast("saffron", "paper"), 1)
    (8.0, 1.6)
    """
    return contrasts.contrast(f"#{TOKENS[one]}", f"#{TOKENS[other]}")


def ink(name: str) -> str:
    """The colour of a token, or of the accents of an edition; the green of the house for an empty name.

    >>> ink("ember"), ink("lake"), ink("")
    ('b3273e', '124c85', '0a5c45')
    """
    return TOKENS.get(name) or accent_of(name) or TOKENS["commons"]
