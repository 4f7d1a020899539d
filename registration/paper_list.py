"""The door on paper: everybody expected on a day, by name, to be ticked when the network is gone."""

from datetime import datetime
from itertools import groupby

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from events.models import EventDay
from registration import paper_return
from registration.models import ExportLog, Registration
from registration.names import folded
from registration.pdf import press


def take(*, day: EventDay, by: User, now: datetime) -> bytes:
    """The list of ``day`` as a PDF in the active language; noted like every list that leaves the system."""
    with transaction.atomic():
        people = list(Registration.objects.expected_on(day))
        paper_return.give_numbers(day=day, people=people)
        ExportLog.objects.create(
            at=now, by=by, format=ExportLog.Format.PDF, rows=len(people), selection=f"day={day.slug}"
        )
    return paper_list(day, people, now=now)


def paper_list(day: EventDay, people: list[Registration], *, now: datetime) -> bytes:
    """One line per person: a box per half-day, name, organisation, and the short code to type back afterwards."""
    ordered = sorted(people, key=lambda one: (_sorting(one), one.pk))
    context = {
        "title": _("Attendance: %(day)s") % {"day": day.label},
        "language": get_language(),
        "day": day,
        "now": now,
        "total": len(ordered),
        "codes": paper_return.codes(day=day),
        "letters": [(letter, list(group)) for letter, group in groupby(ordered, key=lambda one: _sorting(one)[:1])],
    }
    return press().ink(press().lay_out("registration/badges/paper_list.html", context, style="paper_list"))


def _sorting(person: Registration) -> str:
    """Last name first, without accents or case: where a volunteer looks."""
    return folded(f"{person.last_name} {person.first_name}").upper()
