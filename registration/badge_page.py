"""One badge as a page: its data, and how they are set. Knows paper, not people."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zlib import crc32

from django.conf import settings

from registration import lettering
from registration.badge_colours import ink
from registration.badge_drawing import Box, Picture, picture_drawing, qr_drawing, weave_drawing, weft_of
from registration.lettering import Line
from registration.pdf import press
from registration.printed_pages import PrintedPages

if TYPE_CHECKING:
    from weasyprint import Document


@dataclass(frozen=True)
class BadgeDay:
    """One day on a badge, in words, with the strand of its city."""

    city: str
    date: str
    strand: str


@dataclass(frozen=True)
class Look:
    """What the design of an edition adds: a band in two tokens behind the role, and a logo."""

    ground: str = ""
    lettering: str = ""
    logo: Picture | None = None


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
    look: Look = Look()
    accent: str = ""  # of the edition; empty: that of the house

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
    logo: Box | None
    names_width: float
    names_height: float
    between_names: float
    role_height: float
    band_height: float
    day_height: float
    dense_day_height: float
    most_days: int
    largest: tuple[float, float, float]
    comfortable: tuple[float, float, float]
    shares: bool

    def room_for_names(self, badge: BadgeData) -> float:
        """What the days and the role leave. A name that needs more makes a second page."""
        day = self.dense_day_height if self.is_dense(badge) else self.day_height
        role = (self.band_height if badge.look.ground else self.role_height) if badge.role_name else 0
        return self.names_height - len(badge.days) * day - self.between_names - role

    def is_dense(self, badge: BadgeData) -> bool:
        return len(badge.days) > self.most_days


BADGE = Design(
    style="badge",
    height=148,
    qr=Box(61.6, 104.4, 41, 41),
    weave=Box(0, 5, 105, 14),
    logo=Box(7, 136.6, 45, 8),
    names_width=91,
    names_height=80,
    between_names=4,
    role_height=7,
    band_height=14,
    day_height=9.6,
    dense_day_height=5.6,
    most_days=5,
    largest=(68, 30, 16),
    comfortable=(20, 16, 10.5),
    shares=True,
)
LABEL = Design(
    style="label",
    height=62,
    qr=Box(66, 2, 32, 32),
    weave=None,
    logo=None,
    names_width=60,
    names_height=54,
    between_names=2,
    role_height=5,
    band_height=7,
    day_height=5.2,
    dense_day_height=4,
    most_days=4,
    largest=(43, 20, 12),
    comfortable=(16, 12, 9),
    shares=False,
)


def print_badges(
    badges: Sequence[BadgeData], *, title: str, language: str, design: Design = BADGE, tagged: bool = True
) -> bytes:
    """One badge per page, as PDF/UA unless they are only to be printed."""
    document = lay_out(badges, title=title, language=language, design=design)
    drawings = [f"{_drawing(badge, design)} {_logo(badge, design)}".strip() for badge in badges]
    return press().ink(document, under=drawings, pictures=_pictures(badges), tagged=tagged)


def print_part(badges: Sequence[BadgeData], *, title: str, language: str, design: Design = BADGE) -> PrintedPages:
    """The same for a file of hundreds, without tags: what many badges share is set once and lies under each of them.

    It takes half the time: days, edition, cities and logo are two thirds of the text of a badge.
    """
    if not design.shares:
        return PrintedPages(print_badges(badges, title=title, language=language, design=design, tagged=False))
    document = lay_out(badges, title=title, language=language, design=design, part="person")
    pages = press().ink(document, under=[_drawing(badge, design) for badge in badges], tagged=False)
    return PrintedPages(pages, tuple(_ground(_nobody(badge), design) for badge in badges))


def _nobody(badge: BadgeData) -> BadgeData:
    """The badge without what is one person's own."""
    return replace(badge, first_name="", last_name="", organisation="", role_name="", reference="", code="")


@lru_cache(maxsize=64)
def _ground(badge: BadgeData, design: Design) -> bytes:
    """What badges of the same days and design share, as one page."""
    document = _set([badge], [0], "", badge.language, design, "ground")
    return press().ink(document, under=[_logo(badge, design)], pictures=_pictures([badge]), tagged=False)


def lay_out(
    badges: Sequence[BadgeData], *, title: str, language: str, design: Design = BADGE, part: str = ""
) -> "Document":
    """Set one badge per page. Where an estimate was too large, each is tried alone, smaller and smaller."""
    document = _set(badges, [0] * len(badges), title, language, design, part)
    if len(document.pages) == len(badges):
        return document
    return _set(badges, [_steps_back(badge, design) for badge in badges], title, language, design, part)


def _steps_back(badge: BadgeData, design: Design) -> int:
    """How many steps below the estimate this badge is one page; at the last, all is written as small as can be."""
    tried = range(lettering.LAST_STEP)
    fits = (steps for steps in tried if len(_set([badge], [steps], "", badge.language, design).pages) == 1)
    return next(fits, lettering.LAST_STEP)


def _set(
    badges: Sequence[BadgeData], smaller: Sequence[int], title: str, language: str, design: Design, part: str = ""
) -> "Document":
    """``part`` is empty for whole badges, ``person`` or ``ground`` for the halves of ``print_part``."""
    pages = [_page(badge, steps, design) for badge, steps in zip(badges, smaller, strict=True)]
    accents = {badge.accent: ink(badge.accent) for badge in badges if badge.accent and design.weave}
    context = {"pages": pages, "title": title, "language": language, "part": part, "accents": accents}
    return press().lay_out("registration/badges/badges.html", context, style=design.style)


def _page(badge: BadgeData, smaller: int, design: Design) -> dict[str, Any]:
    """What the template needs beyond the data: how large each name is, and from which side it is read."""
    lines = _lines(badge, design)
    steps = lettering.steps(lines, width=design.names_width, height=design.room_for_names(badge))
    return {
        "badge": badge,
        "names": [
            (_classes(line), lettering.direction(line.text), min(step + smaller, lettering.LAST_STEP), line.text)
            for line, step in zip(lines, steps, strict=True)
        ],
        "dense": design.is_dense(badge),
    }


def _classes(line: Line) -> str:
    return f"{line.kind} tall" if line.is_tall else line.kind


def _lines(badge: BadgeData, design: Design) -> list[Line]:
    """What is read from afar first; people with one name get it as large as a first name."""
    huge, second = (badge.first_name, badge.last_name) if badge.first_name else (badge.last_name, "")
    texts = ((huge, "given", 2), (second, "family", 2), (badge.organisation, "organisation", 3))
    return [
        Line(text, kind, largest, comfortable, rows)
        for (text, kind, rows), largest, comfortable in zip(texts, design.largest, design.comfortable, strict=True)
        if text
    ]


def _pictures(badges: Sequence[BadgeData]) -> dict[str, Picture]:
    return {_named(badge.look.logo): badge.look.logo for badge in badges if badge.look.logo}


def _named(picture: Picture) -> str:
    return f"Logo{crc32(picture.content)}"


def _logo(badge: BadgeData, design: Design) -> str:
    logo = badge.look.logo
    return picture_drawing(_named(logo), logo, design.logo, design.height) if logo and design.logo else ""


def _drawing(badge: BadgeData, design: Design) -> str:
    """What is drawn for one person under the text."""
    drawings = [qr_drawing(badge.address, design.qr, design.height)]
    if design.weave:
        weft = badge.look.ground or weft_of(badge.role, badge.accent)
        drawings.append(weave_drawing(badge.code, weft, design.weave, design.height))
    return "\n".join(drawings)
