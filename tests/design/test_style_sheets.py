"""The style sheets: their weight, and the contrast of every pair of colours that is used."""

import gzip
import re
from pathlib import Path

import pytest

from necess.colour_tokens import PAIRS, contrast, schemes

ROOT = Path(__file__).resolve().parents[2]
PUBLIC = [ROOT / "static" / "css" / name for name in ("site.css", "components.css")]
SCHEMES = dict(zip(("light", "dark"), schemes(), strict=True))


def test_public_style_sheets_weigh_at_most_12_kb():
    weight = sum(len(gzip.compress(path.read_bytes(), 9)) for path in PUBLIC)
    assert weight <= 12_000


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_pair_of_colours_is_readable(scheme):
    colours = SCHEMES[scheme]
    weak = [
        f"{text} on {ground}: {contrast(colours[text], colours[ground]):.2f}"
        for text, ground, least in PAIRS
        if contrast(colours[text], colours[ground]) < least
    ]
    assert weak == []


def test_the_dark_scheme_redefines_known_tokens_only():
    assert set(SCHEMES["dark"]) == set(SCHEMES["light"])


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
