"""One badge as a page: its data, and how they are set. Knows paper, not people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings

from registration import lettering
from registration.badge_drawing import Box, qr_drawing, weave_drawing
from registration.lettering import Line
from registration.pdf import press

if TYPE_CHECKING:
    from weasyprint import Document


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
    """A print style of static/css and its measures: millimetres for places and heights, points for letters."""

    style: str
    height: float
    qr: Box
    weave: Box | None
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


BADGE = Design(
    style="badge",
    height=148,
    qr=Box(61.6, 104.4, 41, 41),
    weave=Box(0, 5, 105, 14),
    names_width=91,
    names_height=80,
    between_names=4,
    role_height=7,
    day_height=9.6,
    dense_day_height=5.6,
    most_days=5,
    largest=(68, 30, 16),
    comfortable=(20, 16, 10.5),
)
LABEL = Design(
    style="label",
    height=62,
    qr=Box(66, 2, 32, 32),
    weave=None,
    names_width=60,
    names_height=54,
    between_names=2,
    role_height=5,
    day_height=5.2,
    dense_day_height=4,
    most_days=4,
    largest=(43, 20, 12),
    comfortable=(16, 12, 9),
)


def print_badges(
    badges: Sequence[BadgeData], *, title: str, language: str, design: Design = BADGE, tagged: bool = True
) -> bytes:
    """One badge per page, as PDF/UA unless they are only to be printed."""
    document = lay_out(badges, title=title, language=language, design=design)
    return press().ink(document, under=[_drawing(badge, design) for badge in badges], tagged=tagged)


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
    """What the template needs beyond the data: how large each name is, and from which side it is read."""
    lines = _lines(badge, design)
    steps = lettering.steps(lines, width=design.names_width, height=design.room_for_names(badge))
    return {
        "badge": badge,
        "names": [
            (line.kind, lettering.direction(line.text), min(step + smaller, lettering.LAST_STEP), line.text)
            for line, step in zip(lines, steps, strict=True)
        ],
        "dense": design.is_dense(badge),
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


def _drawing(badge: BadgeData, design: Design) -> str:
    """What lies under the text of one badge."""
    drawings = [qr_drawing(badge.address, design.qr, design.height)]
    if design.weave:
        drawings.append(weave_drawing(badge.code, badge.role, design.weave, design.height))
    return "\n".join(drawings)
