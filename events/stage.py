"""Where an edition stands at one moment: what the home page says and offers."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from enum import StrEnum, nonmember

from django.utils import timezone

from events.models import Edition
from events.places import LAST, LINE, DayPlaces


class Stage(StrEnum):
    ANNOUNCED = "announced"  # registration opens later
    OPEN = "open"
    LAST_PLACES = "last_places"
    WAITING_LIST = "waiting_list"
    CLOSED = "closed"
    DURING = "during"
    OVER = "over"

    do_not_call_in_templates = nonmember(True)  # a template compares with Stage.OPEN: it must not call the class

    @property
    def takes_registrations(self) -> bool:
        return self in {Stage.OPEN, Stage.LAST_PLACES, Stage.WAITING_LIST}


def stage_of(*, edition: Edition, places: Sequence[DayPlaces], now: datetime) -> Stage:
    """Tell the stage from the dates first, then from the places of the days to come."""
    starts, ends = _span(edition, places)
    if now >= ends:
        return Stage.OVER
    if now >= starts:
        return Stage.DURING
    if not places or edition.registration_opens_at is None or now < edition.registration_opens_at:
        return Stage.ANNOUNCED
    if edition.registration_closes_at and now >= edition.registration_closes_at:
        return Stage.CLOSED
    open_days = [each for each in places if each.day.takes_registrations(now)]
    if not open_days:
        return Stage.ANNOUNCED if any(each.day.opens_later(now) for each in places) else Stage.CLOSED
    free = [day for day in open_days if day.state != LINE]
    if not free:
        return Stage.WAITING_LIST
    return Stage.LAST_PLACES if all(day.state == LAST for day in free) else Stage.OPEN


def may_register(*, edition: Edition, places: Sequence[DayPlaces], now: datetime) -> bool:
    """During the event too, one may register for the days that are left."""
    opened = edition.registration_opens_at is not None and edition.registration_opens_at <= now
    closed = edition.registration_closes_at is not None and edition.registration_closes_at <= now
    return opened and not closed and any(each.day.takes_registrations(now) for each in places)


def opens_at(*, edition: Edition, places: Sequence[DayPlaces]) -> datetime | None:
    """When one may first register: with the edition, or later where every day opens later; None when not announced."""
    opens = edition.registration_opens_at
    firsts = [each.day.registration_opens_at for each in places]
    return max(opens, min((at for at in firsts if at), default=opens)) if opens and all(firsts) else opens


def _span(edition: Edition, places: Sequence[DayPlaces]) -> tuple[datetime, datetime]:
    """First door opened, last door closed; whole days where no opening hours are known."""
    if places:
        return min(each.day.starts_at for each in places), max(each.day.ends_at for each in places)
    paris = timezone.get_default_timezone()
    starts = datetime.combine(edition.starts_on, time.min, tzinfo=paris)
    return starts, datetime.combine(edition.ends_on, time.min, tzinfo=paris) + timedelta(days=1)
