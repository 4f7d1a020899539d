"""The style sheets: their weight, and the contrast of every pair of colours that is used."""

import gzip
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PUBLIC = [ROOT / "static" / "css" / name for name in ("site.css", "components.css")]
LIGHT, DARK = re.findall(r":root \{\n\s+(?:color-scheme[^\n]+\n)?(.*?)\n\s+\}", PUBLIC[0].read_text(), re.DOTALL)[:2]

# text, ground, least contrast: 4.5 for text, 7 where one reads at length, 3 for shapes
PAIRS = [
    ("ink", "paper", 7),
    ("ink", "raised", 7),
    ("ink", "commons-tint", 7),
    ("ink", "ember-tint", 7),
    ("ink", "saffron-tint", 7),
    ("ink-soft", "paper", 7),
    ("ink-soft", "raised", 7),
    ("commons", "paper", 7),
    ("commons", "raised", 7),
    ("commons", "commons-tint", 4.5),
    ("commons-deep", "paper", 7),
    ("commons-deep", "commons-tint", 7),
    ("on-commons", "commons", 7),
    ("on-commons", "commons-deep", 7),
    ("ember", "paper", 4.5),
    ("ember", "raised", 4.5),
    ("ember", "ember-tint", 4.5),
    ("on-ember", "ember", 4.5),
    ("on-saffron", "saffron", 7),
    ("saffron-text", "paper", 4.5),
    ("saffron-text", "saffron-tint", 4.5),
    ("on-night", "night", 7),
    ("saffron", "night", 7),
]


def tokens(declarations: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", declarations))


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_public_style_sheets_weigh_at_most_12_kb():
    weight = sum(len(gzip.compress(path.read_bytes(), 9)) for path in PUBLIC)
    assert weight <= 12_000


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_pair_of_colours_is_readable(scheme):
    colours = tokens(LIGHT) | (tokens(DARK) if scheme == "dark" else {})
    weak = [
        f"{text} on {ground}: {contrast(colours[text], colours[ground]):.2f}"
        for text, ground, least in PAIRS
        if contrast(colours[text], colours[ground]) < least
    ]
    assert weak == []


def test_the_dark_scheme_redefines_known_tokens_only():
    assert set(tokens(DARK)) - set(tokens(LIGHT)) == set()


def test_style_sheets_load_nothing():
    sheets = (ROOT / "static" / "css").glob("*.css")
    assert [path.name for path in sheets if re.search(r"url\(|@import", path.read_text())] == []


def test_the_pictures_of_the_mark_are_those_of_the_generator():
    from events import weave

    mark = weave.mark()
    for name in ("mark.svg", "favicon.svg"):
        drawn = (ROOT / "static" / "img" / name).read_text()
        assert f'd="{mark.warp}"' in drawn
        assert f'd="{mark.weft}"' in drawn
