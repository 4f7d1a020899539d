"""Publishing an edition: what stands in the way, what is advised, and the moment itself, now or by itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.models import Edition, EventDay, Partnership, Question, Session, Venue
from events.models.bilingual import Bilingual
from events.untranslated import Gap, gaps_of, own_gaps

COUNTED: tuple[tuple[type[Bilingual], str, Promise, Promise], ...] = (
    (Venue, "edition", _("A venue"), _("Where it happens: address, access, position.")),
    (EventDay, "edition", _("A day with its places"), _("What people register for, and how many.")),
    (Session, "day__edition", _("The programme"), _("At least one session.")),
    (Question, "edition", _("Frequent questions"), _("At least one; the home page shows the first four.")),
    (Partnership, "edition", _("Partners"), _("Who makes it possible, by role; with their logos.")),
)


class NotReady(Exception):
    """The edition lacks texts in one of its languages."""


@dataclass(frozen=True)
class Step:
    """One line of the check list: what to write, how many there are, or the one row to change."""

    model: type[Bilingual]
    words: Promise
    hint: Promise
    is_done: bool
    row: Bilingual | None = None
    number: int | None = None


def steps(edition: Edition) -> list[Step]:
    """What an edition usually has, in the order in which it is quickest to fill in."""
    counted = [
        Step(model, words, hint, number > 0, number=number)
        for model, path, words, hint in COUNTED
        for number in [model._default_manager.filter(**{path: edition}).count()]
    ]
    return [*counted, *_settings_of(edition)]


def gaps(edition: Edition) -> list[Gap]:
    """Every text of ``edition`` that lacks a language, or is older in one: these stand in the way."""
    return [*own_gaps(edition), *gaps_of(edition)]


@transaction.atomic
def publish(*, edition: Edition, takes_home_page: bool) -> None:
    """Make ``edition`` public at once, and the home page about it if asked for; raises ``NotReady``."""
    if gaps(edition):
        raise NotReady
    if takes_home_page:
        Edition.objects.filter(is_current=True).exclude(pk=edition.pk).update(is_current=False)
        edition.is_current = True
    edition.status = Edition.Status.PUBLISHED
    edition.publishes_at, edition.takes_home_page = None, False
    edition.save()


def plan(*, edition: Edition, at: datetime | None, takes_home_page: bool) -> None:
    """Let a draft become public by itself at an instant, or no more; until then its texts may still change."""
    edition.publishes_at, edition.takes_home_page = at, takes_home_page
    edition.save(update_fields=["publishes_at", "takes_home_page"])


def publish_due(*, now: datetime) -> list[Edition]:
    """Publish every draft whose moment has come; one that is not complete waits, and its check list says so."""
    published = []
    for edition in Edition.objects.filter(status=Edition.Status.DRAFT, publishes_at__lte=now):
        try:
            publish(edition=edition, takes_home_page=edition.takes_home_page)
        except NotReady:
            continue
        published.append(edition)
    return published


def _settings_of(edition: Edition) -> Iterator[Step]:
    venues = list(edition.venues.all())
    without = next((venue for venue in venues if venue.latitude is None), None)
    if venues:
        words, hint = _("The position of each venue"), _("Draws the map, and measures the 20 km of the allowance.")
        yield Step(Venue, words, hint, without is None, without or venues[0])
    words, hint = _("Opening of registration"), _("Without an instant, registration is not announced.")
    yield Step(Edition, words, hint, edition.registration_opens_at is not None, edition)
    words, hint = _("Colours and logo"), _("Green and the mark of the house, until you choose others.")
    yield Step(Edition, words, hint, edition.palette != "commons" or edition.logo_id is not None, edition)
