"""Every change leaves who, when and what: each one is made through its real page, then its row is read."""

from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from events import clock
from events.models import Edition, EventDay
from registration import lifecycle
from registration.models import (
    BadgeBatch,
    CapChange,
    CheckIn,
    ExportLog,
    GroupRecipient,
    HistoryEntry,
    ImportLog,
    Invitation,
)
from tests.registration import acts
from tests.registration.cast import NOW, person
from tests.registration.staff import colleague

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


@pytest.fixture
def world(client, settings, paris_26, paris_27):
    settings.STAFF_MFA = False
    EventDay.objects.filter(pk=paris_26.pk).update(capacity=1)
    marie = lifecycle.register(edition=paris_26.edition, person=person(), days=[paris_26, paris_27], now=NOW)
    paul = lifecycle.register(edition=paris_26.edition, person=person("paul"), days=[paris_26], now=NOW)
    ada = colleague("administrator", "ada")
    client.force_login(ada)
    return acts.World(client, ada, marie.registration, paul.registration, paris_26, paris_27)


PERSON, ADA = None, "ada@example.org"


CHANGES = [
    (acts.register, [("registered", PERSON, "")]),
    (acts.register_by_invitation, [("registered", PERSON, "invitation {invitation}")]),
    (acts.add_a_day, [("confirmed", PERSON, "")]),
    (acts.join_a_line, [("registered", PERSON, ""), ("waiting", PERSON, "")]),
    (acts.free_a_day, [("freed", PERSON, ""), ("offered", PERSON, "")]),
    (acts.leave_a_line, [("confirmed", PERSON, ""), ("declined", PERSON, "")]),
    (acts.accept_an_offer, [("freed", PERSON, ""), ("offered", PERSON, ""), ("accepted", PERSON, "")]),
    (acts.let_an_offer_pass, [("freed", PERSON, ""), ("offered", PERSON, ""), ("expired", PERSON, "")]),
    (acts.cancel, [("cancelled", PERSON, ""), ("offered", PERSON, "")]),
    (acts.correct_oneself, [("amended", PERSON, "first_name")]),
    (acts.ask_again, [("resent", PERSON, "")]),
    (acts.say_yes, [("reconfirmed", PERSON, "")]),
    (acts.take_ones_data, [("exported", PERSON, "")]),
    (acts.erase_oneself, [("cancelled", PERSON, ""), ("erased", PERSON, ""), ("offered", PERSON, "")]),
    (acts.join_a_workshop, [("joined", PERSON, "commons")]),
    (acts.leave_a_workshop, [("joined", PERSON, "commons"), ("left", PERSON, "commons")]),
    (acts.send_again, [("resent", ADA, "")]),
    (acts.send_to_many, [("resent", ADA, "")]),
    (acts.cancel_for_somebody, [("cancelled", ADA, ""), ("offered", PERSON, "")]),
    (acts.promote, [("promoted", ADA, "speaks at ten")]),
    (acts.set_a_role, [("role", ADA, "attendee → speaker")]),
    (acts.erase_somebody, [("cancelled", ADA, ""), ("erased", ADA, "asked by e-mail"), ("offered", PERSON, "")]),
    (acts.scan, [("checked_in", ADA, "")]),
    (acts.undo, [("checked_in", ADA, ""), ("undone", ADA, "")]),
    (acts.print_at_the_door, [("checked_in", ADA, ""), ("printed", ADA, "")]),
    (acts.let_a_waiting_person_in, [("confirmed", ADA, ""), ("checked_in", ADA, "")]),
    (acts.walk_in, [("registered", ADA, ""), ("confirmed", ADA, ""), ("checked_in", ADA, "")]),
    (acts.type_paper_back, [("checked_in", ADA, "paper list")]),
]
ABOUT_A_DAY = {
    "confirmed", "waiting", "offered", "accepted", "declined", "expired", "promoted", "freed", "checked_in", "printed",
    "joined", "left",
}  # fmt: skip


def called(value: object) -> str:
    return value.__name__ if callable(value) else ""


@pytest.mark.parametrize(("act", "rows"), CHANGES, ids=called)
def test_a_change_of_a_registration_leaves_its_row(world, act, rows):
    before = HistoryEntry.objects.order_by("pk").last().pk
    with clock.at(NOW):
        act(world)
    found = HistoryEntry.objects.filter(pk__gt=before).select_related("by")
    written = sorted((entry.kind, (entry.by and entry.by.email) or "", entry.detail) for entry in found)
    invitation = Invitation.objects.last()
    number = invitation.pk if invitation else ""
    assert written == sorted((kind, by or "", detail.format(invitation=number)) for kind, by, detail in rows)
    assert [entry.kind for entry in found if entry.kind in ABOUT_A_DAY and entry.day_id is None] == []
    with clock.at(NOW):
        pages = {one.registration_id: page_of(world, one.registration_id) for one in found}
    with translation.override("en"):
        unseen = [one.kind for one in found if str(one.get_kind_display()) not in pages[one.registration_id]]
    assert unseen == []


def test_every_kind_of_change_is_among_them():
    assert {kind for _act, rows in CHANGES for kind, _by, _detail in rows} == set(HistoryEntry.Kind.values)


def page_of(world, registration: int) -> str:
    address = reverse("admin:registration_registration_change", args=[registration])
    return world.client.get(address).content.decode()


# What is not about one registration: its own log, or the log of the admin


@pytest.mark.parametrize(
    ("act", "row"),
    [
        (acts.change_the_cap, ("cap", ADA, 1, 5, "second room")),
        (acts.change_the_hours, ("closes", ADA, None, None, "badges printed")),
        (acts.keep_places, ("reserve", ADA, 0, 2, "")),
        (acts.give_kept_places_back, ("fell_back", ADA, 2, 0, "")),
        (acts.let_kept_places_fall_back, ("fell_back", None, 2, 0, "")),
    ],
    ids=called,
)
def test_a_change_of_places_leaves_its_row(world, act, row):
    with clock.at(NOW):
        act(world)
    rows = CapChange.objects.values_list("kind", "by__email", "before", "after", "reason")
    assert (list(rows), CapChange.objects.filter(at__gte=NOW).count()) == ([row], 1)


@pytest.mark.parametrize(
    ("act", "model", "words"),
    [
        (acts.change_the_opening, "edition", ["not ready"]),
        (acts.prepare_an_invitation, "invitation", ["Link shown.", "added"]),
        (acts.send_an_invitation, "invitation", ["Sent."]),
        (acts.send_prepared_invitations, "invitation", ["Sent."]),
        (acts.withdraw_an_invitation, "invitation", ["Withdrawn."]),
        (acts.note_a_refusal, "pastparticipant", ["Wants no invitation."]),
        (acts.send_to_a_group, "groupmessage", ["Sent."]),
        (acts.stop_a_message, "groupmessage", ["Stopped."]),
        (acts.take_a_message_up_again, "groupmessage", ["Taken up again."]),
        (acts.revoke_a_door_link, "doorlink", ["Revoked."]),
    ],
    ids=called,
)
def test_an_act_of_the_team_leaves_its_row_in_the_log(world, act, model, words):
    with clock.at(NOW):
        act(world)
    log = LogEntry.objects.order_by("pk")
    assert [(entry.user.email, entry.content_type.model) for entry in log] == [(ADA, model)] * len(words)
    assert [word for word, entry in zip(words, log, strict=True) if word not in entry.change_message] == []


def test_what_was_printed_and_written_to_somebody_stands_on_their_registration(world):
    chosen = {"action": "print_badges", "_selected_action": [world.marie.pk], "print": "1", "layout": "a6"}
    printing = {**chosen, "which": "all", "order": "name"}
    with clock.at(NOW):
        world.post("admin:registration_registration_changelist", **printing, reason="")
        world.post("admin:registration_registration_changelist", **printing, reason="torn")
        acts.send_to_a_group(world)
        shown = page_of(world, world.marie.pk)
    batches = BadgeBatch.objects.order_by("pk").values_list("asked_by__email", "asked_at", "reason")
    assert list(batches) == [(ADA, NOW, ""), (ADA, NOW, "torn")]
    assert GroupRecipient.objects.filter(registration=world.marie, message__sent_by=world.ada).count() == 1
    assert [word for word in ("torn", "Come", "ada@example.org") if word not in shown] == []


def test_lists_taken_and_brought_in_leave_their_rows(world):
    past = Edition.objects.create(
        slug="2024", title_fr="2024", title_en="2024", starts_on=date(2024, 11, 20), ends_on=date(2024, 11, 21)
    )
    about = {"kind": "past", "edition": past.pk, "language": "fr"}
    with clock.at(NOW):
        page = world.post("admin:registration_importlog_new", **about, file=SimpleUploadedFile("list.csv", acts.CSV))
        columns = page.context["columns"]
        mapped = {columns.add_prefix(name): columns.initial.get(name, "") for name in columns.fields}
        carried = {"carried": page.context["carried"], "import": "1"}
        world.post("admin:registration_importlog_new", **about, **mapped, **carried)
        list(world.post("admin:registration_registration_export", "csv"))
    assert list(ImportLog.objects.values_list("by__email", "at", "kind", "added")) == [(ADA, NOW, "past", 1)]
    assert list(ExportLog.objects.values_list("by__email", "at", "rows")) == [(ADA, NOW, 2)]


def test_entries_say_who_let_people_in(world):
    acts.scan(world)
    assert list(CheckIn.objects.values_list("by__email", "at")) == [(ADA, acts.DOOR)]
