"""Who, when, what: every act leaves it, and it is found again; erasing at the desk asks twice."""

import re

import pytest
from django.urls import reverse

from events import clock
from events.models import EventDay
from outbox.models import OutgoingMail
from registration import check_in, erasure, lifecycle, upkeep, waiting_list
from registration.models import HistoryEntry, Registration, Seat
from tests.registration.cast import NOW, paris, person
from tests.registration.staff import colleague

pytestmark = pytest.mark.django_db
LIST = reverse("admin:registration_registration_changelist")
HISTORY = reverse("admin:registration_historyentry_changelist")


@pytest.fixture(autouse=True)
def office(settings):
    settings.STAFF_MFA = False
    with clock.at(NOW):
        yield


@pytest.fixture
def ada(db):
    return colleague("registration desk", "ada")


@pytest.fixture
def chief(db):
    return colleague("administrator", "chief")


@pytest.fixture
def marie(paris_26, paris_27) -> Registration:
    outcome = lifecycle.register(edition=paris_26.edition, person=person(), days=[paris_26, paris_27], now=NOW)
    return outcome.registration


@pytest.fixture
def paul(marie, paris_26) -> Registration:
    """Waits for the day that is full."""
    EventDay.objects.filter(pk=paris_26.pk).update(capacity=1)
    days = [EventDay.objects.get(pk=paris_26.pk)]
    return lifecycle.register(edition=paris_26.edition, person=person("paul"), days=days, now=NOW).registration


def left(registration) -> list[tuple[str, str | None, str]]:
    """What the history of somebody says since they registered: what, who, on what."""
    entries = HistoryEntry.objects.filter(registration=registration).exclude(kind="registered").select_related("by")
    return [(entry.kind, entry.by and entry.by.email, entry.detail) for entry in entries]


def test_acts_of_the_desk_on_one_person(marie, ada, paris_27):
    upkeep.amend(registration=marie, details={"organisation": "X", "role": "press"}, now=NOW, by=ada)
    upkeep.send_again(registration=marie, now=NOW, by=ada)
    lifecycle.free_day(registration=marie, day=paris_27, now=NOW, by=ada)
    lifecycle.cancel(registration=marie, now=NOW, by=ada)
    assert left(marie) == [
        ("amended", "ada@example.org", "organisation"), ("role", "ada@example.org", "attendee → press"),
        ("resent", "ada@example.org", ""), ("freed", "ada@example.org", ""), ("cancelled", "ada@example.org", ""),
    ]  # fmt: skip


def test_acts_of_the_person(marie, paris_27):
    lifecycle.free_day(registration=marie, day=paris_27, now=NOW)
    lifecycle.add_day(registration=marie, day=paris_27, now=NOW)
    upkeep.amend(registration=marie, details={"last_name": "Martin"}, now=NOW)
    assert left(marie) == [("freed", None, ""), ("confirmed", None, ""), ("amended", None, "last_name")]


def test_acts_of_the_line(marie, paul, ada, paris_26):
    lifecycle.free_day(registration=marie, day=paris_26, now=NOW)
    seat = Seat.objects.get(registration=paul)
    waiting_list.accept(seat=seat, now=NOW)
    assert left(paul) == [("offered", None, ""), ("accepted", None, "")]
    EventDay.objects.filter(pk=paris_26.pk).update(capacity=2)
    anna = lifecycle.register(edition=marie.edition, person=person("anna"), days=[paris_26], now=NOW).registration
    EventDay.objects.filter(pk=paris_26.pk).update(capacity=3)
    bob = lifecycle.register(edition=marie.edition, person=person("bob"), days=[paris_26], now=NOW).registration
    assert left(anna) == []
    assert left(bob) == []


def test_promotion_keeps_its_reason(marie, paul, ada, paris_26):
    EventDay.objects.filter(pk=paris_26.pk).update(capacity=2)
    waiting_list.promote(seat=Seat.objects.get(registration=paul), by=ada, reason="speaks at ten", now=NOW)
    assert left(paul) == [("promoted", "ada@example.org", "speaks at ten")]


def test_acts_of_the_door(marie, ada, paris_26):
    at = paris(2025, 11, 26, 9, 0)
    verdict = check_in.check_in(badge_code=marie.badge_code, day=paris_26, now=at, by=ada)
    check_in.undo(entry=verdict.entry, now=at, by=ada)
    assert left(marie) == [("checked_in", "ada@example.org", ""), ("undone", "ada@example.org", "")]


@pytest.mark.pages
def test_action_on_many_leaves_a_trace_on_each(client, marie, paul, ada):
    client.force_login(ada)
    client.post(LIST, {"action": "send_again", "_selected_action": [marie.pk, paul.pk]})
    assert [left(one) for one in (marie, paul)] == [[("resent", "ada@example.org", "")]] * 2


@pytest.mark.pages
def test_history_is_on_the_registration_in_words(client, marie, ada):
    upkeep.amend(registration=marie, details={"organisation": "X", "role": "press"}, now=NOW, by=ada)
    client.force_login(ada)
    shown = client.get(reverse("admin:registration_registration_change", args=[marie.pk])).content.decode()
    assert re.search(
        r"details changed.*ada@example.org.*organisation.*role set.*participant → press",
        shown,
        re.DOTALL,
    )


@pytest.mark.pages
@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ({}, ["cancelled", "amended", "registered", "registered"]),
        ({"kind__exact": "amended"}, ["amended"]),
        ({"whom": "team"}, ["cancelled", "amended"]),
        ({"whom": "mine"}, ["amended"]),
        ({"whom": "others"}, ["registered", "registered"]),
        ({"q": "paul"}, ["registered"]),
        ({"q": "organisation"}, ["amended"]),
        ({"q": "chief@"}, ["cancelled"]),
        ({"q": "nobody"}, []),
    ],
)
def test_history_is_filtered_and_searched(client, marie, paul, ada, chief, query, kinds):
    upkeep.amend(registration=marie, details={"organisation": "Press"}, now=NOW, by=ada)
    lifecycle.cancel(registration=marie, now=NOW, by=chief)
    HistoryEntry.objects.filter(kind="offered").delete()
    client.force_login(ada)
    response = client.get(HISTORY, query)
    assert [entry.kind for entry in response.context["cl"].result_list] == kinds


@pytest.mark.pages
def test_history_is_written_by_nobody(client, marie, chief):
    client.force_login(chief)
    entry = HistoryEntry.objects.first()
    change = reverse("admin:registration_historyentry_change", args=[entry.pk])
    delete = reverse("admin:registration_historyentry_delete", args=[entry.pk])
    add = reverse("admin:registration_historyentry_add")
    assert [client.post(address, {"detail": "x"}).status_code for address in (change, delete, add)] == [403] * 3


# Erasing at the desk


def erase_page(registration) -> str:
    return reverse("admin:registration_registration_erase", args=[registration.pk])


def test_erasure_says_who_and_why(marie, chief):
    erasure.erase(registration=marie, now=NOW, by=chief, reason="asked by e-mail")
    erasure.erase(registration=marie, now=NOW, by=None)
    assert left(marie) == [("cancelled", "chief@example.org", ""), ("erased", "chief@example.org", "asked by e-mail")]
    assert not OutgoingMail.objects.exists()


@pytest.mark.pages
def test_erasing_asks_why_then_whom(client, marie, chief):
    client.force_login(chief)
    page = erase_page(marie)
    assert page.encode() in client.get(reverse("admin:registration_registration_change", args=[marie.pk])).content
    assert client.get(page).status_code == 200
    assert b"This field is required" in client.post(page, {"reason": " "}).content
    asked = client.post(page, {"reason": "asked by e-mail"}).content.decode()
    assert 'type="hidden" name="reason" value="asked by e-mail"' in asked
    wrong = client.post(page, {"reason": "asked by e-mail", "reference": "7KQ4-ZZZZ"})
    assert b"not the reference of this person" in wrong.content
    assert Registration.objects.get(pk=marie.pk).erased_at is None
    typed = marie.reference.replace("-", " ").lower()
    assert client.post(page, {"reason": "asked by e-mail", "reference": typed}).status_code == 302
    erased = Registration.objects.get(pk=marie.pk)
    assert (erased.first_name, erased.email, erased.erased_at) == ("", "", NOW)
    assert client.get(page).status_code == 404


@pytest.mark.pages
def test_erasing_is_for_those_with_the_right(client, marie, ada):
    client.force_login(ada)
    sure = {"reason": "x", "reference": marie.reference}
    assert [client.get(erase_page(marie)).status_code, client.post(erase_page(marie), sure).status_code] == [403, 403]
    assert erase_page(marie).encode() not in client.get(LIST).content
    assert Registration.objects.get(pk=marie.pk).erased_at is None
