"""When what people told us goes: every registration becomes a number, and stays one for the figures.

The periods are on the privacy page (``events.retention_calendar``); the table of tasks runs ``erase_due`` every night.
A claim for the travel allowance copies what it needs from a registration and is kept by its own rules.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Count, Model, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.tokens import new_token
from events import facts
from events.models import Edition
from events.retention_calendar import Departures, Keeping, goes_on, months_in_words, register, total
from outbox.models import OutgoingMail
from outbox.queue import about
from registration import answers
from registration.codes import new_badge_code, new_reference
from registration.models import (
    Answer,
    BadgeBatch,
    CheckIn,
    Colleague,
    DeviceScan,
    DoorLink,
    ExportLog,
    GroupMessage,
    GroupRecipient,
    HistoryEntry,
    Invitation,
    NewsRefusal,
    PaperCode,
    PastParticipant,
    PersonalLink,
    PrintedBadge,
    Registration,
    WorkshopPlace,
)

# In months: after the last day of the edition; for the export log, after the export.
KEEP_REGISTRATIONS = 12
KEEP_CANCELLED = 3
KEEP_LINKS = 1
KEEP_INVITATIONS = 3
KEEP_PAST = 24
KEEP_EXPORTS = 36
KEEP_GROUP_MESSAGES = 36
KEEP_REFUSALS = 36

AT_A_TIME = 200
NOBODY = "—"
FORGOTTEN = (
    "reference", "badge_code", "leader", "registered_by", "first_name", "last_name", "email", "email_identity",
    "organisation", "folded", "submission", "erased_at",
)  # fmt: skip


@dataclass(frozen=True)
class Erased:
    """How much went."""

    registrations: int = 0
    links: int = 0
    exports: int = 0
    invitations: int = 0
    past_participants: int = 0
    answers: int = 0
    group_messages: int = 0
    refusals: int = 0


def offer() -> None:
    """Let texts name the periods, and put what we keep on the calendar."""
    calendar = (
        (_("registrations"), Registration, "keep_registrations", KEEP_REGISTRATIONS, _live),
        (_("cancelled registrations"), Registration, "keep_cancelled", KEEP_CANCELLED, _cancelled),
        (_("places in workshops"), WorkshopPlace, "keep_registrations", KEEP_REGISTRATIONS, _workshop_places),
        (_("personal links"), PersonalLink, "keep_links", KEEP_LINKS, _links),
        (_("volunteers’ links"), DoorLink, "keep_links", KEEP_LINKS, _door_links),
        (_("invitations"), Invitation, "keep_invitations", KEEP_INVITATIONS, _invitations),
        (_("past participants"), PastParticipant, "keep_past", KEEP_PAST, _past),
        (_("log of exports"), ExportLog, "keep_exports", KEEP_EXPORTS, _exports),
        (_("messages to groups"), GroupMessage, "keep_group_messages", KEEP_GROUP_MESSAGES, _group_messages),
        (_("refusals of news and invitations"), NewsRefusal, "keep_refusals", KEEP_REFUSALS, _refusals),
    )
    facts.register("keep_answers", _longest_answer)
    register(Keeping(_("answers to optional questions"), Answer._meta.label, ("keep_answers",), answers.departures))
    for what, model, fact, months, departures in calendar:
        facts.register(fact, _in_words(months))
        register(Keeping(what, model._meta.label, (fact,), departures))


def _longest_answer(edition: Edition, argument: str) -> str:
    return facts.number(answers.longest_kept(edition))


def _in_words(months: int) -> facts.Value:
    return lambda _edition, _argument: months_in_words(months)


def person_goes_on(registration: Registration) -> date:
    """Return the first day without this person."""
    months = KEEP_CANCELLED if registration.cancelled_at else KEEP_REGISTRATIONS
    return goes_on(registration.edition.ends_on, months=months)


def links_go_on(registration: Registration) -> date:
    """Return the first day without the links of this person."""
    return goes_on(registration.edition.ends_on, months=KEEP_LINKS)


def erase_due(*, now: datetime) -> Erased:
    """Erase all that has reached its day; what is gone already is not touched again."""
    today = timezone.localdate(now, timezone.get_default_timezone())
    people = Registration.objects.filter(erased_at=None)
    over = people.live().filter(edition__in=_editions_over(KEEP_REGISTRATIONS, today))
    cancelled = people.cancelled().filter(edition__in=_editions_over(KEEP_CANCELLED, today))
    links = PersonalLink.objects.filter(registration__edition__in=_editions_over(KEEP_LINKS, today))
    door_links = DoorLink.objects.filter(day__edition__in=_editions_over(KEEP_LINKS, today))
    return Erased(
        registrations=erase(registrations=over, now=now) + erase(registrations=cancelled, now=now),
        links=links.delete()[0] + door_links.delete()[0],
        invitations=_forget_invitations(today),
        past_participants=_forget_past(PastParticipant.objects.filter(edition__in=_editions_over(KEEP_PAST, today))),
        answers=answers.delete_due(today=today),
        exports=_old(ExportLog.objects.all(), "at", KEEP_EXPORTS, today).delete()[0],
        group_messages=_delete_group_messages(today),
        refusals=_old(NewsRefusal.objects.all(), "at", KEEP_REFUSALS, today).delete()[0],
    )


def erase(*, registrations: QuerySet[Registration], now: datetime) -> int:
    """Erase these people, whatever their day, and return how many; who still holds a place cancels first."""
    keys = list(registrations.filter(erased_at=None).order_by("pk").values_list("pk", flat=True))
    return sum(_erase(keys[start : start + AT_A_TIME], now) for start in range(0, len(keys), AT_A_TIME))


@transaction.atomic
def _erase(keys: Sequence[int], now: datetime) -> int:
    """Put nobody in the place of people: seats, entries and moves stay for the figures, and lead to no one."""
    people = list(Registration.objects.select_for_update(no_key=True).filter(pk__in=keys, erased_at=None))
    for person in people:
        person.reference, person.badge_code = new_reference(), new_badge_code()
        person.first_name, person.last_name, person.organisation, person.folded = "", NOBODY, "", ""
        person.email, person.email_identity = "", new_token()
        person.leader, person.registered_by, person.submission, person.erased_at = None, "", "", now
    Registration.objects.bulk_update(people, FORGOTTEN)
    Registration.objects.filter(leader__in=people).update(leader=None, registered_by="")
    answers.forget(registrations=people)
    Colleague.objects.filter(Q(leader__in=people) | Q(registration__in=people)).delete()
    PersonalLink.objects.filter(registration__in=people).delete()
    OutgoingMail.objects.filter(related__in=[about(person) for person in people]).delete()
    BadgeBatch.objects.filter(badges__registration__in=people).update(selection="")
    PrintedBadge.objects.filter(registration__in=people).delete()
    GroupRecipient.objects.filter(registration__in=people).delete()
    CheckIn.objects.filter(registration__in=people).update(lane="")
    DeviceScan.objects.filter(registration__in=people).update(lane="")
    PaperCode.objects.filter(registration__in=people).delete()
    WorkshopPlace.objects.filter(registration__in=people).delete()
    HistoryEntry.objects.filter(registration__in=people).update(detail="")
    HistoryEntry.objects.bulk_create(
        HistoryEntry(registration=person, at=now, kind=HistoryEntry.Kind.ERASED) for person in people
    )
    _forget_in_log(Registration, [person.pk for person in people])
    return len(people)


def _forget_in_log(model: type[Model], keys: Iterable[int]) -> None:
    """The log of the admin keeps what was done, not on whom."""
    log = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model))
    log.filter(object_id__in=[str(key) for key in keys]).update(object_repr=NOBODY)


def keeps_past(edition: Edition, *, now: datetime) -> bool:
    """Whether people who took part in this edition may still be kept."""
    today = timezone.localdate(now, timezone.get_default_timezone())
    return goes_on(edition.ends_on, months=KEEP_PAST) > today


def _editions_over(months: int, today: date) -> list[Edition]:
    return [edition for edition in Edition.objects.all() if goes_on(edition.ends_on, months=months) <= today]


def _forget_invitations(today: date) -> int:
    """Take names and addresses out, and the messages; how many were used stays for the figures."""
    return _forget(Invitation.objects.filter(edition__in=_editions_over(KEEP_INVITATIONS, today)))


def forget_elsewhere(registration: Registration) -> None:
    """Take this person out of invitations and of the lists of past editions, before they are erased."""
    _forget(Invitation.objects.filter(email__iexact=registration.email))
    _forget_past(PastParticipant.objects.filter(email_identity=registration.email_identity))


def _forget(invitations: QuerySet[Invitation]) -> int:
    keys = list(invitations.exclude(name=NOBODY).values_list("pk", flat=True))
    related = [f"{Invitation._meta.label_lower}:{key}" for key in keys]
    OutgoingMail.objects.filter(related__in=related).delete()
    _forget_in_log(Invitation, keys)
    return Invitation.objects.filter(pk__in=keys).update(name=NOBODY, email="", digest=None)


def _forget_past(people: QuerySet[PastParticipant]) -> int:
    _forget_in_log(PastParticipant, people.values_list("pk", flat=True))
    return people.delete()[0]


def _old(rows: QuerySet[Any], moment: str, months: int, today: date) -> QuerySet[Any]:
    dated = rows.annotate(day=TruncDate(moment)).values_list("pk", "day")
    return rows.filter(pk__in=[key for key, day in dated if goes_on(day, months=months) <= today])


def _delete_group_messages(today: date) -> int:
    """Drafts too: what was never sent is of no use to anybody by then."""
    old = _old(GroupMessage.objects.all(), "written_at", KEEP_GROUP_MESSAGES, today)
    number = old.count()
    old.delete()
    return number


def _live() -> Departures:
    return _departures(Registration.objects.live().filter(erased_at=None), "edition__ends_on", KEEP_REGISTRATIONS)


def _cancelled() -> Departures:
    return _departures(Registration.objects.cancelled().filter(erased_at=None), "edition__ends_on", KEEP_CANCELLED)


def _workshop_places() -> Departures:
    return _departures(WorkshopPlace.objects.all(), "registration__edition__ends_on", KEEP_REGISTRATIONS)


def _links() -> Departures:
    return _departures(PersonalLink.objects.all(), "registration__edition__ends_on", KEEP_LINKS)


def _invitations() -> Departures:
    return _departures(Invitation.objects.exclude(name=NOBODY), "edition__ends_on", KEEP_INVITATIONS)


def _past() -> Departures:
    return _departures(PastParticipant.objects.all(), "edition__ends_on", KEEP_PAST)


def _door_links() -> Departures:
    return _departures(DoorLink.objects.all(), "day__edition__ends_on", KEEP_LINKS)


def _exports() -> Departures:
    return _departures(ExportLog.objects.annotate(day=TruncDate("at")), "day", KEEP_EXPORTS)


def _group_messages() -> Departures:
    return _departures(GroupMessage.objects.annotate(day=TruncDate("written_at")), "day", KEEP_GROUP_MESSAGES)


def _refusals() -> Departures:
    return _departures(NewsRefusal.objects.annotate(day=TruncDate("at")), "day", KEEP_REFUSALS)


def _departures(rows: QuerySet[Any], day: str, months: int) -> Departures:
    days = rows.order_by().values_list(day).annotate(Count("pk"))
    return total((goes_on(last_day, months=months), number) for last_day, number in days)
