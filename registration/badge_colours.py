"""The colours of the house on paper, and how well one is read on another."""

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
    darker, lighter = sorted((_luminance(TOKENS[one]), _luminance(TOKENS[other])))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in bytes.fromhex(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
