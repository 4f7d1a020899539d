"""What is drawn on a badge rather than set: the weave of its code and the QR code, as operators of PDF.

As pictures they would pass through the image and SVG machinery of WeasyPrint, a quarter of the time of a badge. Drawn
under the page they are marked as decoration: the reference stands next to the QR code in letters.
"""

import re
from dataclasses import dataclass, field

import segno

from events import weave
from registration.badge_colours import ink

POINTS_PER_MM = 72 / 25.4

# The mask is fixed: choosing the best one takes longer than all the rest of the code. Any scanner reads any mask; the
# tests read this one with two.
QR_MASK = 3
# Modules of white around the code, without which scanners do not find it.
QUIET_ZONE = 4

# The third strand of the weave takes the colour of the role, which is also written in words.
WEFT_OF_ROLE = {"speaker": "ember", "partner": "saffron", "press": "saffron", "organiser": "ink-soft"}

STEP = re.compile("([MHC])([^MHC]+)")


@dataclass(frozen=True)
class Picture:
    """A picture as PDF holds it: rows of red, green and blue, deflated."""

    width: int
    height: int
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Box:
    """A place on the page, in millimetres from its upper left corner."""

    left: float
    top: float
    width: float
    height: float


def weft_of(role: str, accent: str) -> str:
    """The colour of the third strand for badges without a design: that of the role, or the accent of the edition."""
    return WEFT_OF_ROLE.get(role, accent)


def weave_drawing(seed: str, weft: str, box: Box, page_height: float) -> str:
    """The weave of one code, as wide as its box: two strands in ink and a third in the colour ``weft``."""
    woven = weave.band(seed, turns=6, width=10 * box.width, height=10 * box.height, thickness=22, gap=8)
    tenth = POINTS_PER_MM / 10
    left, top = box.left * POINTS_PER_MM, (page_height - box.top) * POINTS_PER_MM
    return (
        f"q {tenth:.5f} 0 0 {-tenth:.5f} {left:.2f} {top:.2f} cm {woven.thickness:g} w "
        f"{_colour(ink('ink'))} RG {_path(woven.warp)} S {_colour(ink(weft))} RG {_path(woven.weft)} S Q"
    )


def qr_drawing(address: str, box: Box, page_height: float) -> str:
    """The QR code of ``address`` in its box, quiet zone included: one bit per module, sharp at any size."""
    modules = segno.make_qr(address, error="m", mask=QR_MASK, boost_error=False).matrix
    side = len(modules)
    bits = "".join(
        f"{int(bytes(48 + dark for dark in row), 2) << -side % 8:0{(side + 7) // 8 * 2}x}" for row in modules
    )
    size = box.width * side / (side + 2 * QUIET_ZONE)
    margin = (box.width - size) / 2
    left, bottom = (box.left + margin) * POINTS_PER_MM, (page_height - box.top - margin - size) * POINTS_PER_MM
    points = size * POINTS_PER_MM
    return (
        f"q {points:.3f} 0 0 {points:.3f} {left:.3f} {bottom:.3f} cm "
        f"BI /W {side} /H {side} /IM true /D [1 0] /F /AHx ID {bits}> EI Q"
    )


def picture_drawing(name: str, picture: Picture, box: Box, page_height: float) -> str:
    """The picture called ``name`` in its box: as large as fits, at the left, at the bottom."""
    scale = min(box.width / picture.width, box.height / picture.height) * POINTS_PER_MM
    left, bottom = box.left * POINTS_PER_MM, (page_height - box.top - box.height) * POINTS_PER_MM
    return f"q {picture.width * scale:.2f} 0 0 {picture.height * scale:.2f} {left:.2f} {bottom:.2f} cm /{name} Do Q"


def _path(data: str) -> str:
    """The path of an SVG drawing in the operators of PDF; the weave knows only M, H and C."""
    height, steps = "0", []
    for command, numbers in STEP.findall(data):
        if command == "H":
            steps.append(f"{numbers} {height} l")
        else:
            height = numbers.rsplit(" ", 1)[-1]
            steps.append(f"{numbers} {command.lower()}")
    return " ".join(steps)


def _colour(hexadecimal: str) -> str:
    return " ".join(f"{part / 255:.3f}" for part in bytes.fromhex(hexadecimal))
