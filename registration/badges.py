"""The badge: what is on it, and its PDF on A6."""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import segno
from django.conf import settings
from django.utils import translation
from django.utils.text import capfirst

from events import weave
from events.dates import day_in_words, range_in_words
from events.models import EventDay
from outbox.attachments import Attachment
from registration import lettering
from registration.lettering import Line
from registration.models import Registration
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

# Millimetres, as in static/css/badge.css. A name that needs more pushes the foot over to a second page.
NAMES_WIDTH, NAMES_HEIGHT = 91, 80
BETWEEN_NAMES, ROLE_HEIGHT = 4, 7
DAY_HEIGHT, DENSE_DAY_HEIGHT, MOST_DAYS = 9.6, 5.6, 5


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


def badge_data(registration: Registration, days: Iterable[EventDay] | None = None) -> BadgeData:
    """What to print for ``registration``; hand in its confirmed ``days`` (with venues) when they are at hand."""
    edition, attendee = registration.edition, registration.role == Registration.Role.ATTENDEE
    with translation.override(registration.language):
        return BadgeData(
            first_name=registration.first_name,
            last_name=registration.last_name,
            organisation=registration.organisation,
            role=registration.role,
            role_name="" if attendee else capfirst(registration.get_role_display()),
            days=tuple(
                BadgeDay(day.venue.city, day_in_words(day.date), day.venue.strand)
                for day in (registration.confirmed_days() if days is None else days)
            ),
            edition=edition.title,
            cities=" · ".join(dict.fromkeys(venue.city for venue in edition.venues.all())),
            dates=range_in_words(edition.starts_on, edition.ends_on),
            reference=registration.reference,
            code=registration.badge_code,
            language=registration.language,
        )


def badge_pdf(badge: BadgeData) -> bytes:
    """One badge as PDF/UA: tagged, titled, in the language of who wears it."""
    return press().ink(lay_out([badge], title=badge.title, language=badge.language))


def attach_badge(identifier: str, language: str) -> Attachment:
    """The badge as the worker attaches it to a message; ``identifier`` is the key of the registration."""
    registration = Registration.objects.select_related("edition").get(pk=int(identifier))
    return Attachment(f"badge-{registration.reference}.pdf", badge_pdf(badge_data(registration)), "application/pdf")


def lay_out(badges: Sequence[BadgeData], *, title: str, language: str) -> "Document":
    """Set one badge per page. Where an estimate was too large, each is tried alone, smaller and smaller."""
    pages = _lay_out(badges, [0] * len(badges), title, language)
    if len(pages.pages) == len(badges):
        return pages
    return _lay_out(badges, [_steps_back(badge) for badge in badges], title, language)


def _steps_back(badge: BadgeData) -> int:
    """How many steps below the estimate this badge is one page; at the last, all is written as small as can be."""
    tried = range(lettering.LAST_STEP)
    return next(
        (steps for steps in tried if len(_lay_out([badge], [steps], badge.title, badge.language).pages) == 1),
        lettering.LAST_STEP,
    )


def _lay_out(badges: Sequence[BadgeData], smaller: Sequence[int], title: str, language: str) -> "Document":
    set_badges = [_setting(badge, steps) for badge, steps in zip(badges, smaller, strict=True)]
    context = {"settings": set_badges, "title": title, "language": language}
    return press().lay_out("registration/badges/badges.html", context, style="badge")


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


def _setting(badge: BadgeData, smaller: int) -> dict[str, Any]:
    """What the template needs beyond the data: steps, directions, the weave of the code and the QR code."""
    dense = len(badge.days) > MOST_DAYS
    days_height = len(badge.days) * (DENSE_DAY_HEIGHT if dense else DAY_HEIGHT)
    spent = days_height + BETWEEN_NAMES + (ROLE_HEIGHT if badge.role_name else 0)
    lines = _lines(badge)
    steps = lettering.steps(lines, width=NAMES_WIDTH, height=NAMES_HEIGHT - spent)
    return {
        "badge": badge,
        "names": [
            (line.kind, lettering.direction(line.text), min(step + smaller, lettering.LAST_STEP), line.text)
            for line, step in zip(lines, steps, strict=True)
        ],
        "dense": dense,
        "weave": weave_picture(badge.code, WEFT_OF_ROLE.get(badge.role, WEFT)),
        "qr": qr_picture(badge.address),
    }


def _lines(badge: BadgeData) -> list[Line]:
    """What is read from afar first; people with one name get it as large as a first name."""
    huge, second = (badge.first_name, badge.last_name) if badge.first_name else (badge.last_name, "")
    lines = (
        Line(huge, "given", largest=68, comfortable=20, lines=2),
        Line(second, "family", largest=30, comfortable=16, lines=2),
        Line(badge.organisation, "organisation", largest=16, comfortable=10.5, lines=3),
    )
    return [line for line in lines if line.text]
