"""Days, places and moments in the words of the reader."""

import re
import uuid
from datetime import datetime, timedelta

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.timesince import timeuntil
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from events import clock, facts
from events.dates import moment_in_words, time_in_words
from events.models import Edition, EventDay
from events.typography import set_text
from registration import day_hours
from registration.models import CheckIn, DeviceScan, Registration, Seat
from registration.seat_allocation import Availability, State

register = template.Library()

LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]*)\)")
MINUTE = timedelta(minutes=1)

TAG_STATES = {
    State.OPEN: "ok",
    State.LAST: "warn",
    State.LINE: "full",
    State.KEPT: "ok",
    State.LATER: "info",
    State.CLOSED: "full",
}
CONFLICTS = {
    "welcome": gettext_lazy("sent away, yet a place is theirs"),
    "already": gettext_lazy("already in through another door"),
    "cancelled": gettext_lazy("registration cancelled"),
    "waiting": gettext_lazy("on the waiting list, without a place"),
    "not_today": gettext_lazy("holds no place today"),
    "other_event": gettext_lazy("a badge of another event"),
}
SEAT_STATES = {Seat.Status.CONFIRMED: "ok", Seat.Status.OFFERED: "warn", Seat.Status.WAITING: "full"}


register.filter(moment_in_words)


@register.filter
def day_in_short(day: EventDay) -> str:
    """“Paris 26/11”, for tables."""
    return f"{day.venue.city} {day.date:%d/%m}"


@register.filter
def clock_time(moment: datetime) -> str:
    """“9:12”, in the time of the event."""
    return time_in_words(timezone.localtime(moment, timezone.get_default_timezone()).time())


@register.filter
def welcomed_by(entry: CheckIn) -> str:
    """Who let somebody in: a colleague, a volunteer's link, or nobody we can name."""
    return str(entry.by) if entry.by else entry.lane or _("a colleague")


@register.simple_tag
def new_scan() -> uuid.UUID:
    """The identifier of a scan that may be made from this page."""
    return uuid.uuid4()


@register.filter
def conflict_in_words(one: DeviceScan) -> str:
    """“9:12 · Marie Example · already in”: for whoever has to look."""
    name = one.registration.full_name if one.registration else one.code
    return f"{clock_time(one.at)} · {name} · {CONFLICTS.get(one.answer, one.answer)}"


@register.filter
def code_of(codes: dict[int, str], person: Registration) -> str:
    """The short code of one person on a paper list."""
    return codes.get(person.pk, "")


@register.filter
def places_in_words(availability: Availability) -> str:
    """“212 places”, “last 3 places”, “waiting list”; outside the hours of the day, the instant that counts."""
    opens_at = availability.day.registration_opens_at
    if availability.state is State.LATER and opens_at:
        return _("Opens on %(moment)s") % {"moment": moment_in_words(opens_at)}
    if availability.state is State.CLOSED:
        return _("Closed since %(moment)s") % {"moment": moment_in_words(availability.day.registration_ends_at)}
    if availability.state is State.LINE:
        return _("Full: waiting list")
    if availability.state is State.KEPT:
        return _("Kept for you")
    if availability.state is State.LAST:
        return ngettext("Last place", "Last %(count)d places", availability.left) % {"count": availability.left}
    return ngettext("%(count)d place", "%(count)d places", availability.left) % {"count": availability.left}


@register.filter
def as_of_now(availability: Availability) -> Availability:
    """The same day, marked when it is outside its hours."""
    return day_hours.mark(availability, now=clock.now())


@register.filter
def of_slug(availability: dict[str, Availability], slug: str) -> Availability:
    """The day an option of the form stands for."""
    return availability[slug]


@register.filter
def tag_state(availability: Availability) -> str:
    """The look of the tag beside a day of the form."""
    return TAG_STATES[availability.state]


@register.filter
def seat_state(seat: Seat) -> str:
    """The look of the tag beside a day of one's own."""
    return SEAT_STATES.get(Seat.Status(seat.status), "info")


@register.filter
def share(part: float) -> str:
    """A share between 0 and 1 in percent: “12 %”, “0.4 %”, “less than 0.1 %”."""
    if part == 0:
        return _("none")
    if part < 0.001:
        return _("less than 0.1 %")
    if part > 0.999:
        return _("over 99.9 %")
    return f"{number_format(part * 100, 1 if part < 0.1 else 0)} %"


@register.filter
def time_until(moment: datetime) -> str:
    """“3 days, 4 hours”, “12 minutes”: how far an instant is, by the business clock."""
    now = clock.now()
    return timeuntil(moment, now) if moment - now >= MINUTE else _("less than a minute")


@register.filter
def as_plain(text: str, edition: Edition) -> str:
    """A long text of an editor for a plain message: facts filled in, emphasis gone, links with their address."""
    plain = LINK.sub(_written_out, facts.fill(text or "", edition).replace("**", ""))
    return set_text(plain, (get_language() or "fr")[:2])


def _written_out(link: re.Match[str]) -> str:
    words, address = link[1], link[2]
    if address.startswith("mailto:"):
        return words
    return f"{words} ({settings.SITE_URL if address.startswith('/') else ''}{address})"
