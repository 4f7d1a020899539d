"""What stands about a registered person: corrected, answered, sent to them once more.  Their days do not change.

Every function is one thing a person or the desk does, in one transaction; those who cancelled raise
``lifecycle.CancelledError``.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from registration import answers as answers_kept
from registration import emails
from registration.answers import Answers
from registration.contention import retried
from registration.history import BECAME, changed, note
from registration.lifecycle import hold
from registration.models import HistoryEntry, Registration

Kind = HistoryEntry.Kind
# What stands on no badge and in no calendar.
FOR_FIGURES = {"country", "organisation_kind"}


@retried
def amend(*, registration: Registration, details: Mapping[str, str], now: datetime, by: User | None = None) -> None:
    """Correct what stands on the badge, the language or the role; the history names the fields, not the values.

    Raises ``CancelledError``.
    """
    with transaction.atomic():
        locked = hold(registration)
        new = {name: value for name, value in details.items() if getattr(locked, name) != value}
        if not new:
            return
        roles = f"{locked.role}{BECAME}{new.get('role', '')}"
        for name, value in new.items():
            setattr(locked, name, value)
        locked.save(update_fields=list(new))
        if fields := new.keys() - {"role"}:
            trace = note if fields <= FOR_FIGURES else changed
            trace(registration=locked, kind=Kind.AMENDED, now=now, by=by, detail=", ".join(sorted(fields)))
        if "role" in new:
            changed(registration=locked, kind=Kind.ROLE, now=now, by=by, detail=roles)


@retried
def set_roles(*, registrations: QuerySet[Registration], role: Registration.Role, by: User, now: datetime) -> int:
    """Give all of these people a role; return to how many it was new.  Who cancelled stays as they were."""
    with transaction.atomic():
        live = registrations.filter(cancelled_at=None, erased_at=None).exclude(role=role).values("pk")
        people = Registration.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=live).order_by("pk")
        before = dict(people.values_list("pk", "role"))
        Registration.objects.filter(pk__in=before).update(role=role, changed_at=now)
        HistoryEntry.objects.bulk_create(
            HistoryEntry(registration_id=pk, at=now, kind=Kind.ROLE, by=by, detail=f"{was}{BECAME}{role}")
            for pk, was in before.items()
        )
    return len(before)


@retried
def answer(*, registration: Registration, answers: Answers, now: datetime) -> None:
    """Let these be the answers to the optional questions; the history says that, not what.

    Raises ``CancelledError``.
    """
    with transaction.atomic():
        locked = hold(registration)
        answers_kept.replace(registration=locked, answers=answers)
        note(registration=locked, kind=Kind.AMENDED, now=now, detail="answers")


@retried
def send_again(*, registration: Registration, now: datetime, by: User | None = None) -> None:
    """Send badge, calendar and a new link.  Raises ``CancelledError``."""
    with transaction.atomic():
        locked = hold(registration)
        note(registration=locked, kind=Kind.RESENT, now=now, by=by)
        emails.send_again(registration=locked)
