"""Badges by the hundred: asked for from the list, printed by the worker, fetched when ready.

The batch is a row before it is a task: a task that is lost is found by the sweeper, a worker that dies leaves a lease
that runs out, and a batch that kills three workers is given up.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from tempfile import TemporaryFile

from django.core.files import File
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from registration.badge_choice import Order, Which, holders, in_order, narrowed, never_printed
from registration.badge_page import BADGE, LABEL, BadgeData, print_part
from registration.badges import badge_data, looks_of
from registration.models import BadgeBatch, PrintedBadge, Registration
from registration.printed_pages import PrintedPages

Layout, Status = BadgeBatch.Layout, BadgeBatch.Status

# Sixty pages laid out at a time still take little memory. Each part carries the letters it needs: with parts of
# twenty-five, a file of many scripts was twice as large.
PAGES_AT_A_TIME = 60
LEASE = timedelta(minutes=3)
MOST_ATTEMPTS = 3
KEPT = timedelta(days=7)


class NobodyToPrintError(Exception):
    """None of the people chosen holds a place."""


class ReasonMissingError(Exception):
    """Some badges were printed before: why again stays known."""


def ask(
    *,
    registrations: QuerySet[Registration],
    layout: BadgeBatch.Layout,
    selection: str,
    by: User,
    now: datetime,
    order: Order = Order.LIST,
    which: Which = Which.EVERYBODY,
    reason: str = "",
) -> BadgeBatch:
    """Keep a batch for the press: those of the people who hold a place.

    Raises ``NobodyToPrintError`` and ``ReasonMissingError``.
    """
    people = narrowed(holders(registrations), which)
    again = people.exclude(never_printed())
    with transaction.atomic():
        chosen = in_order(people, order)
        if not chosen:
            raise NobodyToPrintError
        if not reason and again.exists():
            raise ReasonMissingError
        batch = BadgeBatch.objects.create(
            asked_at=now, asked_by=by, layout=layout, selection=selection[:500], total=len(chosen), reason=reason[:200]
        )
        PrintedBadge.objects.bulk_create(
            (PrintedBadge(batch=batch, registration_id=pk, position=place) for place, pk in enumerate(chosen)),
            batch_size=1000,
        )
    return batch


def print_batch(*, batch_id: int) -> bool:
    """Print one batch if it is due and nobody else prints it; tell whether its file is ready. Safe to call twice."""
    if not _claim(batch_id, now=timezone.now()):
        return False
    batch = BadgeBatch.objects.select_related("asked_by").get(pk=batch_id)
    if batch.attempts > MOST_ATTEMPTS:
        BadgeBatch.objects.filter(pk=batch_id).update(status=Status.FAILED, finished_at=timezone.now())
        return False
    _write(batch)
    BadgeBatch.objects.filter(pk=batch_id).update(file=batch.file.name, status=Status.READY, finished_at=timezone.now())
    return True


def print_due(*, now: datetime) -> int:
    """Print what no task reached; returns how many files are ready."""
    due = list(BadgeBatch.objects.due(now=now).order_by("pk").values_list("pk", flat=True))
    return sum(print_batch(batch_id=batch_id) for batch_id in due)


def remove_old_files(*, now: datetime) -> int:
    """Delete files past their week: they hold names, and can be asked for again. What was printed stays known."""
    old = list(BadgeBatch.objects.filter(status=Status.READY, finished_at__lt=now - KEPT))
    for batch in old:
        batch.file.delete(save=False)
        BadgeBatch.objects.filter(pk=batch.pk).update(file="", status=Status.REMOVED)
    return len(old)


def _claim(batch_id: int, *, now: datetime) -> bool:
    """Take the batch for one lease; false when it is done or somebody else's."""
    due = BadgeBatch.objects.due(now=now).filter(pk=batch_id)
    return bool(due.update(status=Status.PRINTING, leased_until=now + LEASE, attempts=F("attempts") + 1, printed=0))


def _write(batch: BadgeBatch) -> None:
    """Put the file of the batch into the storage."""
    from registration import sheets  # noqa: PLC0415 - loads a PDF library that only the worker needs

    language = batch.asked_by.preferred_language
    sheet = sheets.SHEETS.get(batch.layout)
    with TemporaryFile() as file, translation.override(language):
        title = _("Badges")
        sheets.write_pages(_parts(batch, title, language), file, title=title, language=language, sheet=sheet)
        batch.file.save("badges.pdf", File(file), save=False)


def _parts(batch: BadgeBatch, title: str, language: str) -> Iterator[PrintedPages]:
    """The pages a few at a time, the lease and the progress renewed after each part."""
    design = LABEL if batch.layout == Layout.LABEL else BADGE
    for start in range(0, batch.total, PAGES_AT_A_TIME):
        badges = _badges(batch, start)
        if badges:
            yield print_part(badges, title=title, language=language, design=design)
        printed = min(start + PAGES_AT_A_TIME, batch.total)
        BadgeBatch.objects.filter(pk=batch.pk).update(printed=printed, leased_until=timezone.now() + LEASE)


def _badges(batch: BadgeBatch, start: int) -> list[BadgeData]:
    """What to print from one place of the file on; people who cancelled or were erased meanwhile are left out."""
    rows = batch.badges.filter(position__gte=start, position__lt=start + PAGES_AT_A_TIME).order_by("position")
    printed = {row.registration_id: row.position for row in rows}
    people = Registration.objects.live().filter(pk__in=printed).with_seats().prefetch_related("edition__venues")
    looks = looks_of(batch.badges.values("registration__edition"))
    return [
        badge_data(one, [seat.day for seat in one.live_seats if seat.is_confirmed], looks)
        for one in sorted(people, key=lambda one: printed[one.pk])
    ]
