"""Lists announced by e-mail: a link on a day and an hour, for colleagues who may take the list that day.

The message holds no person and no file.  Its link asks for login; the file is made there, for whoever still has the
right, and logged like every list that leaves the system.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from outbox.models import Priority
from outbox.queue import enqueue
from registration.models import ExportReader, ExportSchedule, SavedView

EXPORT, SEE = "registration.export_registration", "registration.view_registration"
Ending = ExportReader.Ending
MESSAGE = "list_ready"


class NobodyToWriteToError(Exception):
    """None of the colleagues named may take this list."""


class NotYoursError(Exception):
    """This message is somebody else's to stop."""


def may_take(*, user: User, view: SavedView) -> bool:
    """Whether somebody may take this view as a file today."""
    sees = view.is_shared or view.owner_id == user.pk
    return user.is_active and user.is_staff and sees and user.has_perms([EXPORT, SEE])


def colleagues(view: SavedView) -> QuerySet[User]:
    """Who could be written to about this view."""
    able = Q(is_superuser=True)
    holders = Q(groups__permissions__codename="export_registration") | Q(
        user_permissions__codename="export_registration"
    )
    staff = User.objects.filter(is_active=True, is_staff=True)
    if not view.is_shared:
        staff = staff.filter(pk=view.owner_id)
    return staff.filter(able | holders).distinct().order_by("full_name", "email")


@transaction.atomic
def schedule(*, planned: ExportSchedule, readers: Sequence[User], by: User, now: datetime) -> ExportSchedule:
    """Begin to announce a view to those of ``readers`` who may take it; raises ``NobodyToWriteToError``."""
    able = [reader for reader in readers if may_take(user=reader, view=planned.view)]
    if not able:
        raise NobodyToWriteToError
    planned.created_by, planned.created_at = by, now
    planned.save()
    ExportReader.objects.bulk_create(ExportReader(schedule=planned, user=reader) for reader in able)
    return planned


def leave(*, reader: ExportReader, by: User, now: datetime) -> None:
    """Unsubscribe oneself, or stop a message one set up oneself; raises ``NotYoursError``."""
    if by.pk == reader.user_id:
        _end(reader, Ending.UNSUBSCRIBED, now=now)
    elif by.pk == reader.schedule.created_by_id or by.is_superuser:
        _end(reader, Ending.STOPPED, now=now)
    else:
        raise NotYoursError


def send_due(*, now: datetime) -> int:
    """Write to everybody whose hour has come and was not written to for it, and return how many.

    A day missed because nothing ran is made up for within the day of a daily, the week of a weekly message.
    """
    readers = ExportReader.objects.running().select_related("schedule__view", "user").order_by("pk")
    return sum(_announce(reader, now=now) for reader in readers)


def last_due(planned: ExportSchedule, *, now: datetime) -> date | None:
    """The latest day on which a message was due, since it was set up."""
    zone = timezone.get_default_timezone()
    today = now.astimezone(zone).date()
    for back in range(7 if planned.frequency == ExportSchedule.Frequency.WEEKLY else 1):
        day = today - timedelta(days=back)
        due_at = datetime.combine(day, time(planned.hour), zone)
        if planned.falls_on(day) and planned.created_at <= due_at <= now:
            return day
    return None


def _announce(reader: ExportReader, *, now: datetime) -> bool:
    planned = reader.schedule
    if not may_take(user=reader.user, view=planned.view):
        _end(reader, Ending.NO_RIGHT, now=now)
        return False
    day = last_due(planned, now=now)
    if day is None or (reader.last_sent_for and reader.last_sent_for >= day):
        if planned.until and timezone.localdate(now, timezone.get_default_timezone()) > planned.until:
            _end(reader, Ending.OVER, now=now)
        return False
    with transaction.atomic():
        not_yet = Q(last_sent_for=None) | Q(last_sent_for__lt=day)
        if not ExportReader.objects.running().filter(not_yet, pk=reader.pk).update(last_sent_for=day):
            return False
        _write(reader, day)
    return True


def _write(reader: ExportReader, day: date) -> None:
    view = reader.schedule.view
    address = settings.SITE_URL + reverse("admin:registration_savedview_export", args=[view.pk])
    enqueue(
        template=f"registration/emails/{MESSAGE}",
        to=reader.user.email,
        language=reader.user.preferred_language,
        context={"view": view, "planned": reader.schedule, "address": address},
        priority=Priority.NORMAL,
        headers={"List-Unsubscribe": f"<{address}>"},
        key=f"export:{reader.pk}:{day:%Y%m%d}",
    )


def _end(reader: ExportReader, ending: str, *, now: datetime) -> None:
    ExportReader.objects.running().filter(pk=reader.pk).update(ended_at=now, ending=ending)
