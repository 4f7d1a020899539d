"""One badge as a page: its data, and how they are set. Knows paper, not people."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import segno
from django.conf import settings

from events import weave
from registration import lettering
from registration.lettering import Line
from registration.pdf import press

if TYPE_CHECKING:
    from weasyprint import Document

# The mask is fixed: choosing the best one takes longer than all the rest of the code. Any scanner reads any mask; the
# tests read this one with two.
QR_MASK = 3
QUIET_ZONE = 4

# The weave of a badge: its third strand takes the colour of the role, which is also written in words.
WARP, WEFT = "#1b1f3b", "#0a5c45"
WEFT_OF_ROLE = {"speaker": "#b3273e", "partner": "#f6c453", "press": "#f6c453", "organiser": "#8d93b5"}


@dataclass(frozen=True)
class BadgeDay:
    """One day on a badge, in words, with the strand of its city."""

    city: str
    date: str
    strand: str


@dataclass(frozen=True)
class BadgeData:
    """Everything that is printed on one badge, in the language of who wears it."""

    first_name: str
    last_name: str
    organisation: str
    role: str
    role_name: str
    days: tuple[BadgeDay, ...]
    edition: str
    cities: str
    dates: str
    reference: str
    code: str
    language: str

    @property
    def address(self) -> str:
        """What the QR code says: the page at the door that knows this badge."""
        return f"{settings.SITE_URL}/door/{self.code}/"

    @property
    def title(self) -> str:
        """The title of the document; a name may be missing, the edition is not."""
        return " · ".join(filter(None, (self.first_name, self.last_name, self.edition)))


@dataclass(frozen=True)
class Design:
    """A print style of static/css and its measures: millimetres for room and heights, points for letters."""

    style: str
    names_width: float
    names_height: float
    between_names: float
    role_height: float
    day_height: float
    dense_day_height: float
    most_days: int
    largest: tuple[float, float, float]
    comfortable: tuple[float, float, float]

    def room_for_names(self, badge: BadgeData) -> float:
        """What the days and the role leave. A name that needs more makes a second page."""
        day = self.dense_day_height if self.is_dense(badge) else self.day_height
        role = self.role_height if badge.role_name else 0
        return self.names_height - len(badge.days) * day - self.between_names - role

    def is_dense(self, badge: BadgeData) -> bool:
        return len(badge.days) > self.most_days


BADGE = Design("badge", 91, 80, 4, 7, 9.6, 5.6, 5, largest=(68, 30, 16), comfortable=(20, 16, 10.5))
LABEL = Design("label", 60, 54, 2, 5, 5.2, 4, 4, largest=(43, 20, 12), comfortable=(16, 12, 9))


def lay_out(badges: Sequence[BadgeData], *, title: str, language: str, design: Design = BADGE) -> "Document":
    """Set one badge per page. Where an estimate was too large, each is tried alone, smaller and smaller."""
    document = _set(badges, [0] * len(badges), title, language, design)
    if len(document.pages) == len(badges):
        return document
    return _set(badges, [_steps_back(badge, design) for badge in badges], title, language, design)


def _steps_back(badge: BadgeData, design: Design) -> int:
    """How many steps below the estimate this badge is one page; at the last, all is written as small as can be."""
    tried = range(lettering.LAST_STEP)
    fits = (steps for steps in tried if len(_set([badge], [steps], "", badge.language, design).pages) == 1)
    return next(fits, lettering.LAST_STEP)


def _set(badges: Sequence[BadgeData], smaller: Sequence[int], title: str, language: str, design: Design) -> "Document":
    pages = [_page(badge, steps, design) for badge, steps in zip(badges, smaller, strict=True)]
    context = {"pages": pages, "title": title, "language": language}
    return press().lay_out("registration/badges/badges.html", context, style=design.style)


def _page(badge: BadgeData, smaller: int, design: Design) -> dict[str, Any]:
    """What the template needs beyond the data: steps, directions, the weave of the code and the QR code."""
    lines = _lines(badge, design)
    steps = lettering.steps(lines, width=design.names_width, height=design.room_for_names(badge))
    return {
        "badge": badge,
        "names": [
            (line.kind, lettering.direction(line.text), min(step + smaller, lettering.LAST_STEP), line.text)
            for line, step in zip(lines, steps, strict=True)
        ],
        "dense": design.is_dense(badge),
        "weave": weave_picture(badge.code, WEFT_OF_ROLE.get(badge.role, WEFT)),
        "qr": qr_picture(badge.address),
    }


def _lines(badge: BadgeData, design: Design) -> list[Line]:
    """What is read from afar first; people with one name get it as large as a first name."""
    huge, second = (badge.first_name, badge.last_name) if badge.first_name else (badge.last_name, "")
    texts = ((huge, "given", 2), (second, "family", 2), (badge.organisation, "organisation", 3))
    return [
        Line(text, kind, largest, comfortable, rows)
        for (text, kind, rows), largest, comfortable in zip(texts, design.largest, design.comfortable, strict=True)
        if text
    ]


def qr_picture(address: str) -> str:
    """The QR code of ``address`` as a data URI: one pixel per module, sharp at any size, with its quiet zone."""
    code = segno.make_qr(address, error="m", mask=QR_MASK, boost_error=False)
    picture: str = code.png_data_uri(scale=1, border=QUIET_ZONE)
    return picture


def weave_picture(seed: str, weft: str) -> str:
    """The weave of one badge as a data URI; as a picture it costs the press half of what it costs within the page."""
    woven = weave.band(seed, turns=6, width=1050, height=140, thickness=22, gap=8)
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {woven.width} {woven.height}" fill="none" '
        f'stroke-width="{woven.thickness}"><path stroke="{WARP}" d="{woven.warp}"/>'
        f'<path stroke="{weft}" d="{woven.weft}"/></svg>'
    )
    return f"data:image/svg+xml;base64,{b64encode(drawing.encode()).decode()}"
