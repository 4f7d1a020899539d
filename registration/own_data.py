"""Everything held about one person, for that person: the page, the JSON and the readable document say the same.

Applications above register what they keep (``register``), so that one button gives it all.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.tokens import digest
from events import countries
from events.dates import date_in_words, time_in_words
from events.house import name_of
from outbox.models import OutgoingMail
from outbox.queue import about
from registration import retention
from registration.history import note
from registration.models import Answer, HistoryEntry, Invitation, NewsRefusal, PastParticipant, Registration, Seat

Value = str | int | bool | datetime | date | None
Row = tuple["Item", ...]
BY_US = gettext_noop("the organising team")


@dataclass(frozen=True)
class Item:
    """One fact: ``name`` for programs, ``label`` for people."""

    name: str
    label: str
    value: Value

    @property
    def in_words(self) -> str:
        """The value in the active language, instants in the time of the event."""
        if isinstance(self.value, bool):
            return _("yes") if self.value else _("no")
        if isinstance(self.value, datetime):
            local = timezone.localtime(self.value, timezone.get_default_timezone())
            return f"{date_in_words(local.date())}, {time_in_words(local.time())}"
        if isinstance(self.value, date):
            return date_in_words(self.value)
        return "–" if self.value in (None, "") else str(self.value)


@dataclass(frozen=True)
class Part:
    """One kind of data, row by row. ``until``: the first day without it, None while somebody has to settle it."""

    name: str
    title: str
    rows: tuple[Row, ...]
    until: date | None


Source = Callable[[Registration], Iterable[Part]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Let an application above tell what it holds about the person of a registration."""
    _sources.append(source)


def held_about(registration: Registration) -> list[Part]:
    """Everything we hold, in the active language; the same number of queries whatever its size."""
    parts = [*_ours(registration), *(part for source in _sources for part in source(registration))]
    return [part for part in parts if part.rows]


def file_name(registration: Registration) -> str:
    """The name of the archive: plain ASCII, nothing personal but the reference."""
    return f"{registration.edition.slug}-{registration.reference}.zip"


@transaction.atomic
def take_away(*, registration: Registration, now: datetime) -> bytes:
    """Everything as an archive of two files, for programs and for people, in the person's language; noted."""
    note(registration=registration, kind=HistoryEntry.Kind.EXPORTED, now=now)
    with translation.override(registration.language):
        parts = held_about(registration)
        page = {"registration": registration, "edition": registration.edition, "parts": parts, "made_at": now}
        page["event"] = name_of(registration.edition)
        archive = BytesIO()
        with ZipFile(archive, "w", ZIP_DEFLATED) as files:
            files.writestr("data.json", _json(registration, parts, now))
            files.writestr("data.html", render_to_string("registration/own_data_file.html", page))
    return archive.getvalue()


def _json(registration: Registration, parts: Sequence[Part], now: datetime) -> str:
    content = {
        "made_at": now.isoformat(),
        "edition": registration.edition.slug,
        "reference": registration.reference,
        "data": {
            part.name: {
                "kept_until": part.until.isoformat() if part.until else None,
                "rows": [{item.name: _plain(item.value) for item in row} for row in part.rows],
            }
            for part in parts
        },
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


def _plain(value: Value) -> Value:
    return value.isoformat() if isinstance(value, date) else value


def _ours(registration: Registration) -> Iterator[Part]:
    until = retention.person_goes_on(registration)
    yield Part("registration", _("Your registration"), (_person(registration),), until)
    yield Part("days", _("Your days"), tuple(_seats(registration)), until)
    yield Part("workshops", _("Your workshops"), tuple(_workshops(registration)), until)
    yield Part("answers", _("Your answers"), tuple(_answers(registration)), until)
    yield Part("entries", _("Your entries at the door"), tuple(_entries(registration)), until)
    yield Part("offline_scans", _("Scans of your badge made without network"), tuple(_scans(registration)), until)
    yield Part("paper_codes", _("Your numbers on lists on paper"), tuple(_paper_codes(registration)), until)
    yield Part("history", _("What happened"), tuple(_history(registration)), until)
    yield Part("colleagues", _("Colleagues you registered"), tuple(_colleagues(registration)), until)
    yield Part("badges", _("Badges printed for you"), tuple(_badges(registration)), until)
    yield Part("messages", _("Messages we sent you"), tuple(_mails(registration)), until)
    yield Part("group_messages", _("Messages to groups you were in"), tuple(_group_messages(registration)), until)
    yield Part("news", _("News you refused"), tuple(_refusals(registration)), None)
    yield Part("links", _("Links we gave you"), tuple(_links(registration)), retention.links_go_on(registration))
    yield Part("invitations", _("Invitations"), tuple(_invitations(registration)), until)
    yield Part("past", _("Earlier editions"), tuple(_past(registration)), None)
    yield Part("account", _("Your account"), tuple(_accounts(registration)), None)


def _person(person: Registration) -> Row:
    return (
        Item("reference", _("Reference"), person.reference),
        Item("first_name", _("First name"), person.first_name),
        Item("last_name", _("Last name"), person.last_name),
        Item("email", _("E-mail address"), person.email),
        Item("organisation", _("Organisation"), person.organisation),
        Item("country", _("Country"), countries.name_of(person.country) if person.country else ""),
        Item("organisation_kind", _("Kind of organisation"), person.get_organisation_kind_display()),
        Item("language", _("Language"), person.get_language_display()),
        Item("role", _("Role"), str(person.get_role_display())),
        Item("origin", _("How you were registered"), str(person.get_origin_display())),
        Item("registered_by", _("Registered by"), person.registered_by),
        Item("badge_code", _("Code of your badge"), person.badge_code),
        Item("registered_at", _("Registered at"), person.registered_at),
        Item("privacy_accepted_at", _("Privacy notice read"), person.privacy_accepted_at),
        Item("changed_at", _("Last changed"), person.changed_at),
        Item("cancelled_at", _("Cancelled at"), person.cancelled_at),
    )


def _seats(person: Registration) -> Iterator[Row]:
    for seat in Seat.objects.filter(registration=person).select_related("day__venue").order_by("day__date", "pk"):
        yield (
            Item("day", _("Day"), seat.day.label),
            Item("status", _("Place"), str(seat.get_status_display())),
            Item("joined_at", _("Asked for"), seat.joined_at),
            Item("offered_at", _("Offered"), seat.offered_at),
            Item("ended_at", _("Ended"), seat.ended_at),
        )


def _workshops(person: Registration) -> Iterator[Row]:
    for place in person.workshop_places.select_related("session__day__venue"):
        yield (
            Item("workshop", _("Workshop"), place.session.title),
            Item("day", _("Day"), place.session.day.label),
            Item("taken_at", _("Signed up"), place.taken_at),
        )


def _answers(person: Registration) -> Iterator[Row]:
    for answer in Answer.objects.filter(registration=person).select_related("question__edition"):
        yield (
            Item("question", _("Question"), answer.question.label),
            Item("answer", _("Answer"), answer.in_words),
            Item("purpose", _("What it is for"), answer.question.purpose),
            Item("seen_by", _("Seen by"), str(answer.question.get_seen_by_display())),
            Item("deleted_on", _("Deleted on"), answer.question.goes_on),
        )


def _entries(person: Registration) -> Iterator[Row]:
    for entry in person.check_ins.select_related("day__venue"):
        yield (
            Item("day", _("Day"), entry.day.label),
            Item("half", _("Half-day"), str(entry.get_half_display())),
            Item("at", _("Came in"), entry.at),
            Item("undone_at", _("Taken back"), entry.undone_at),
        )


def _scans(person: Registration) -> Iterator[Row]:
    for scan in person.device_scans.select_related("day__venue"):
        yield (
            Item("day", _("Day"), scan.day.label),
            Item("at", _("Scanned"), scan.at),
            Item("received_at", _("Received"), scan.received_at),
            Item("answer", _("Answer"), scan.answer),
        )


def _paper_codes(person: Registration) -> Iterator[Row]:
    for code in person.paper_codes.select_related("day__venue"):
        yield (Item("day", _("Day"), code.day.label), Item("number", _("Number"), code.number))


def _history(person: Registration) -> Iterator[Row]:
    for entry in person.history.select_related("day__venue"):
        yield (
            Item("at", _("When"), entry.at),
            Item("kind", _("What"), str(entry.get_kind_display())),
            Item("day", _("Day"), entry.day.label if entry.day else ""),
            Item("by", _("By"), _(BY_US) if entry.by_id else ""),
            Item("detail", _("Detail"), entry.detail),
        )


def _colleagues(person: Registration) -> Iterator[Row]:
    for member in person.typed_colleagues.all():
        yield (Item("name", _("Name"), member.name),)


def _badges(person: Registration) -> Iterator[Row]:
    for printed in person.printed_badges.select_related("batch"):
        yield (Item("printed_at", _("Printed"), printed.batch.asked_at),)


def _mails(person: Registration) -> Iterator[Row]:
    for mail in OutgoingMail.objects.filter(related=about(person)).order_by("pk"):
        yield (
            Item("stored_at", _("Written"), mail.created_at),
            Item("sent_at", _("Sent"), mail.sent_at),
            Item("to", _("To"), mail.to),
            Item("subject", _("Subject"), mail.subject),
            Item("text", _("Text"), mail.text),
        )


def _group_messages(person: Registration) -> Iterator[Row]:
    for received in person.group_messages.select_related("message").order_by("pk"):
        yield (
            Item("subject", _("Subject"), received.message.subject(person.language)),
            Item("handed_at", _("Sent"), received.handed_at),
            Item("left_out", _("Left out"), str(received.get_left_out_display())),
        )


def _refusals(person: Registration) -> Iterator[Row]:
    for refusal in NewsRefusal.objects.filter(digest=digest(person.email_identity)):
        yield (Item("at", _("When"), refusal.at),)


def _links(person: Registration) -> Iterator[Row]:
    for link in person.links.order_by("pk"):
        yield (
            Item("scope", _("What it opens"), str(link.get_scope_display())),
            Item("created_at", _("Made"), link.created_at),
            Item("expires_at", _("Works until"), link.expires_at),
        )


def _invitations(person: Registration) -> Iterator[Row]:
    for invitation in Invitation.objects.filter(email__iexact=person.email).select_related("edition").order_by("pk"):
        yield (
            Item("edition", _("Edition"), invitation.edition.title),
            Item("name", _("Name"), invitation.name),
            Item("email", _("E-mail address"), invitation.email),
        )


def _past(person: Registration) -> Iterator[Row]:
    for past in PastParticipant.objects.filter(email_identity=person.email_identity).select_related("edition"):
        yield (
            Item("edition", _("Edition"), past.edition.title),
            Item("name", _("Name"), str(past)),
            Item("email", _("E-mail address"), past.email),
            Item("organisation", _("Organisation"), past.organisation),
        )


def _accounts(person: Registration) -> Iterator[Row]:
    for user in User.objects.filter(email__iexact=person.email):
        yield (
            Item("email", _("E-mail address"), user.email),
            Item("name", _("Name"), user.full_name),
            Item("language", _("Language"), user.get_preferred_language_display()),
            Item("joined_at", _("Made"), user.date_joined),
            Item("last_login", _("Last sign-in"), user.last_login),
        )
