"""Which links of our texts lead nowhere: read from the texts, followed, noted; what is left as it is, and why."""

import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Protocol
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Count, F
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from events import facts, links_in_texts, retention_calendar
from events.models import TextLink
from events.other_sites import Answer, Outcome
from events.own_pages import OwnSite

State = TextLink.State
IGNORED_FOR = timedelta(days=365)
LONGEST = 480.0  # seconds of a run for other sites; the rest is asked the next night, the oldest first
FAILS = {State.BROKEN, State.SILENT}


class Asks(Protocol):
    """Whoever follows addresses of other sites."""

    def ask(self, address: str) -> Answer:
        """What is found there."""


def check(*, now: datetime, visitor: Asks | None) -> None:
    """Read every link anew and follow it; those of other sites only with a ``visitor``."""
    read_texts()
    follow_ours(now=now)
    if visitor is not None:
        follow_others(visitor, now=now)


@transaction.atomic
def read_texts() -> None:
    """Bring the list in line with the texts: results of links that are still there are kept."""
    known = {(each.kind, each.row, each.field, each.address): each for each in TextLink.objects.all()}
    found = {}
    for link in links_in_texts.links():
        key = (str(link.row._meta.model_name), link.row.pk, link.field, link.address)
        found[key] = TextLink(
            kind=key[0],
            row=key[1],
            field=key[2],
            address=key[3],
            language=link.language,
            where=str(link.row)[:200],
            is_ours=link.is_ours,
        )
    TextLink.objects.filter(pk__in=[known[key].pk for key in known.keys() - found.keys()]).delete()
    TextLink.objects.bulk_create([found[key] for key in found.keys() - known.keys()])
    renamed = [key for key in found.keys() & known.keys() if found[key].where != known[key].where]
    for key in renamed:
        known[key].where = found[key].where
    TextLink.objects.bulk_update([known[key] for key in renamed], ["where"])


def follow_ours(*, now: datetime) -> None:
    """Follow the links to our own pages, parts of pages too."""
    site = OwnSite()
    for address in _addresses(is_ours=True):
        page, part = site.page(address), urlsplit(address).fragment
        if page.status != HTTPStatus.OK:
            note(address, Answer(Outcome.BROKEN, str(page.status)), now=now)
        elif not site.has_part(page, part):
            note(address, Answer(Outcome.BROKEN, f"#{part}"[:300]), now=now)
        else:
            note(address, Answer(Outcome.FINE), now=now)


def follow_others(visitor: Asks, *, now: datetime) -> None:
    """Follow the links to other sites, those asked longest ago first, each address once."""
    until = time.monotonic() + LONGEST
    for address in _addresses(is_ours=False):
        if time.monotonic() > until:
            return
        note(address, visitor.ask(address), now=now)


def note(address: str, answer: Answer, *, now: datetime) -> None:
    """Keep what was found at ``address``, for every text that leads there; a site that asks to wait changes nothing."""
    if answer.outcome == Outcome.LATER:
        return
    rows = TextLink.objects.filter(address=address)
    state = State(answer.outcome.value)
    rows.update(state=state, detail=answer.detail, checked_at=now)
    if state in FAILS:
        rows.filter(failing_since=None).update(failing_since=now)
    else:
        rows.update(failing_since=None)


def ignore(*, link: TextLink, reason: str, by: User, now: datetime) -> None:
    """Leave a link as it is for a year, with the reason."""
    link.ignored_because, link.ignored_by, link.ignored_at = reason, by, now
    link.save(update_fields=["ignored_because", "ignored_by", "ignored_at"])


def heed(*, link: TextLink) -> None:
    """List a link again."""
    link.ignored_because, link.ignored_by, link.ignored_at = "", None, None
    link.save(update_fields=["ignored_because", "ignored_by", "ignored_at"])


def forget(*, now: datetime) -> int:
    """List again what was left as it is a year ago, and forget who did so."""
    past = TextLink.objects.filter(ignored_at__lt=now - IGNORED_FOR)
    return past.update(ignored_because="", ignored_by=None, ignored_at=None)


def offer() -> None:
    """Put the names of those who leave links as they are on the calendar."""
    facts.register("keep_ignored_links", lambda _edition, _argument: facts.number(IGNORED_FOR.days))
    retention_calendar.register(
        retention_calendar.Keeping(
            _("names of editors beside links left as they are"),
            "events.TextLink",
            ("keep_ignored_links",),
            _departures,
        )
    )


def _addresses(*, is_ours: bool) -> Iterable[str]:
    rows = TextLink.objects.filter(is_ours=is_ours).order_by(F("checked_at").asc(nulls_first=True), "address")
    return list(dict.fromkeys(rows.values_list("address", flat=True)))


def _departures() -> retention_calendar.Departures:
    ignored = TextLink.objects.exclude(ignored_at=None).order_by()
    days = ignored.annotate(day=TruncDate("ignored_at")).values_list("day")
    return {day + IGNORED_FOR: number for day, number in days.annotate(Count("pk"))}
