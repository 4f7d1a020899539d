"""How well one colour is read on another, and the accents that can be read made out of any one colour."""

from colorsys import hls_to_rgb, rgb_to_hls
from functools import lru_cache

# The grounds of the style sheet that accents stand on, by day and by night (a test compares).
LIGHT_GROUNDS, DARK_GROUNDS = ("#fbf8f1", "#ffffff"), ("#12142a", "#1c1f3d")
GOOD, ENOUGH = 7.0, 4.5  # AAA and AA of WCAG, for text
STEP = 0.01

Scheme = tuple[str, str, str, str]  # accent, deeper, what is written on both, tint


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21, as WCAG defines it.

    >>> round(contrast("#fff", "#000000"))
    21
    """
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@lru_cache(maxsize=64)
def accents_from(colour: str) -> tuple[Scheme, Scheme]:
    """The accents by day and by night nearest to ``colour`` (“#c1272d”) that are read as well as those of the house."""
    hue, lightness, depth = rgb_to_hls(*_parts(colour))
    tint = _hexadecimal(hue, 0.93, min(depth, 0.6))
    accent = _until(hue, min(lightness, 0.5), depth, -STEP, [(*LIGHT_GROUNDS, "#ffffff"), (tint,)])
    deep = _until(hue, _lightness(accent) - 0.08, depth, -STEP, [(*LIGHT_GROUNDS, tint), ()])
    ground = _hexadecimal(hue, 0.16, min(depth, 0.4))
    shone = _until(hue, max(lightness, 0.6), depth, STEP, [DARK_GROUNDS, (ground,)])
    bright = _until(hue, _lightness(shone) + 0.08, depth, STEP, [(*DARK_GROUNDS, ground), ()])
    return (accent, deep, "#ffffff", tint), (shone, bright, _hexadecimal(hue, 0.08, min(depth, 0.5)), ground)


def _until(hue: float, lightness: float, depth: float, step: float, grounds: list[tuple[str, ...]]) -> str:
    """The first colour, going darker or lighter, that is read well on the first grounds, enough on the second."""
    well, enough = grounds
    while True:
        colour = _hexadecimal(hue, min(max(lightness, 0), 1), depth)
        read = all(contrast(colour, each) >= GOOD for each in well)
        if (read and all(contrast(colour, each) >= ENOUGH for each in enough)) or not 0 <= lightness <= 1:
            return colour
        lightness += step


def _parts(colour: str) -> tuple[float, float, float]:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def _lightness(colour: str) -> float:
    return rgb_to_hls(*_parts(colour))[1]


def _hexadecimal(hue: float, lightness: float, depth: float) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in hls_to_rgb(hue, lightness, depth))


def _luminance(colour: str) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
