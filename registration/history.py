"""Every change leaves who, when and what."""

from datetime import datetime

from accounts.models import User
from events.models import EventDay
from registration.models import HistoryEntry, Registration

# Between what something was and what it is, in the detail of an entry.
BECAME = " → "


def note(
    *,
    registration: Registration,
    kind: HistoryEntry.Kind,
    now: datetime,
    day: EventDay | None = None,
    by: User | None = None,
    detail: str = "",
) -> None:
    """Leave a trace of something that did not change the registration."""
    HistoryEntry.objects.create(registration=registration, at=now, kind=kind, day=day, by=by, detail=detail)


def changed(
    *,
    registration: Registration,
    kind: HistoryEntry.Kind,
    now: datetime,
    day: EventDay | None = None,
    by: User | None = None,
    detail: str = "",
) -> None:
    """Leave a trace of a change; badges and calendars made before are out of date from now on."""
    registration.changed_at = now
    registration.save(update_fields=["changed_at"])
    note(registration=registration, kind=kind, now=now, day=day, by=by, detail=detail)
