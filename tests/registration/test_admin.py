"""The registration desk at its list and at one person."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from events import clock
from events.models import EventDay
from outbox.models import OutgoingMail
from registration import lifecycle
from registration.models import CheckIn, HistoryEntry, Registration, Seat
from tests.registration.cast import NOW, person

pytestmark = [pytest.mark.django_db, pytest.mark.pages]
LIST = "admin:registration_registration_changelist"


@pytest.fixture(autouse=True)
def autumn():
    with clock.at(NOW):
        yield


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.STAFF_MFA = False


@pytest.fixture
def desk(client):
    user = User.objects.create_user("desk@example.org", is_staff=True, preferred_language="en")
    user.groups.add(Group.objects.get(name="registration desk"))
    client.force_login(user)
    return client


def register(day, name="marie", **about):
    days = day if isinstance(day, list) else [day]
    return lifecycle.register(edition=days[0].edition, person=person(name, **about), days=days, now=NOW).registration


def found(client, **filters):
    response = client.get(reverse(LIST), filters)
    assert response.status_code == 200
    return sorted(registration.first_name for registration in response.context["cl"].result_list)


def page_of(registration):
    return reverse("admin:registration_registration_change", args=[registration.pk])


def save(client, registration, **changes):
    """Send the form of one person, with its read-only tables."""
    tables = {
        f"{name}-{count}": 0
        for name in ("seats", "answers", "check_ins", "printed_badges", "group_messages", "history")
        for count in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    fields = {
        name: getattr(registration, name) for name in ("first_name", "last_name", "organisation", "language", "role")
    }
    return client.post(page_of(registration), fields | tables | changes)


def press(client, registration, button, *arguments, **data):
    address = reverse(f"admin:registration_registration_{button}", args=[registration.pk, *arguments])
    return client.post(address, data, follow=True)


def told(response, words):
    return any(words in str(message) for message in response.context["messages"])


@pytest.fixture
def people(paris_26, paris_27):
    """Marie comes both days, paul waits for the first, anna cancelled."""
    EventDay.objects.filter(pk=paris_26.pk).update(capacity=2)
    marie, anna = register([paris_26, paris_27], "marie"), register(paris_26, "anna")
    paul = register(paris_26, "paul", language="en")
    Registration.objects.filter(pk=anna.pk).update(cancelled_at=NOW)
    return {"marie": marie, "paul": paul, "anna": anna}


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({}, ["Marie", "Paul"]),
        ({"state": "all"}, ["Anna", "Marie", "Paul"]),
        ({"state": "cancelled"}, ["Anna"]),
        ({"day": "paris-2025-11-26"}, ["Marie", "Paul"]),
        ({"day": "paris-2025-11-26", "place": "waiting"}, ["Paul"]),
        ({"day": "paris-2025-11-27", "place": "waiting"}, []),
        ({"place": "confirmed"}, ["Marie"]),
        ({"language": "en"}, ["Paul"]),
        ({"presence": "yes"}, ["Marie"]),
        ({"presence": "no"}, ["Paul"]),
        ({"presence": "yes", "day": "paris-2025-11-27"}, []),
        ({"q": "paul@example.org"}, ["Paul"]),
        ({"q": "marie example"}, ["Marie"]),
        ({"q": "nobody"}, []),
        ({"place": "zz"}, ["Marie", "Paul"]),
    ],
)
def test_list_narrows_down(desk, people, paris_26, filters, names):
    CheckIn.objects.create(registration=people["marie"], day=paris_26, half="am", at=NOW)
    assert found(desk, **filters) == names


def test_list_finds_a_name_however_it_is_typed(desk, paris_26):
    marie = register(paris_26)
    marie.last_name = "Curié"
    marie.save()
    assert [found(desk, q=typed) for typed in ("curie\u0301", "CURIE", "curié")] == [["Marie"]] * 3


@pytest.mark.parametrize(
    "query", ["o=zz", "q=%00", "q='", "q=%0d%0a", "id__in=x", "registered_at__gte=x", "p=99", "day=%00"]
)
def test_list_survives_nonsense(desk, people, query):
    assert desk.get(f"{reverse(LIST)}?{query}", follow=True).status_code in {200, 400}


def test_list_asks_the_same_number_of_questions_for_any_length(desk, paris_26, django_assert_num_queries):
    register(paris_26)
    desk.get(reverse(LIST))
    with CaptureQueriesContext(connection) as questions:
        desk.get(reverse(LIST))
    register(paris_26, "paul")
    register(paris_26, "anna")
    with django_assert_num_queries(len(questions)):
        desk.get(reverse(LIST))


def test_list_shows_markup_as_text(desk, paris_26):
    Registration.objects.filter(pk=register(paris_26).pk).update(last_name="<script>alert(1)</script>")
    pages = [desk.get(reverse(LIST)), desk.get(page_of(Registration.objects.get()))]
    assert [b"<script>alert" in page.content for page in pages] == [False, False]


def test_person_is_corrected_with_a_trace(desk, people):
    marie = people["marie"]
    assert save(desk, marie, first_name="Marya", language="en", role="speaker").status_code == 302
    marie.refresh_from_db()
    assert (marie.first_name, marie.language, marie.role) == ("Marya", "en", "speaker")
    entry = HistoryEntry.objects.get(kind="amended")
    assert (entry.detail, entry.by.email) == ("first_name, language", "desk@example.org")
    entry = HistoryEntry.objects.get(kind="role")
    assert (entry.detail, entry.by.email) == ("attendee → speaker", "desk@example.org")


def test_person_saved_without_a_change_leaves_no_trace(desk, people):
    save(desk, people["marie"])
    assert HistoryEntry.objects.filter(kind="amended").count() == 0


def test_person_cannot_be_given_another_address_or_state(desk, people):
    marie = people["marie"]
    save(desk, marie, last_name="X", email="x@y.org", email_identity="z", cancelled_at="2025-01-01", edition="9")
    marie.refresh_from_db()
    assert (marie.last_name, marie.email, marie.email_identity) == ("X", "marie@example.org", "marie@example.org")
    assert marie.cancelled_at is None


@pytest.mark.parametrize("pk", ["0", "999999", "9223372036854775808", "x", "1'"])
def test_person_unknown_is_sent_back_to_the_list(desk, pk):
    assert desk.get(f"/admin/registration/registration/{pk}/change/").status_code == 302


def test_again_sends_and_leaves_who(desk, people):
    assert told(press(desk, people["marie"], "again"), "will be sent again")
    assert OutgoingMail.objects.filter(template="registration/emails/sent_again").count() == 1
    assert HistoryEntry.objects.get(kind="resent").by.email == "desk@example.org"


def test_cancel_gives_back_and_tells_the_second_time(desk, people):
    assert told(press(desk, people["marie"], "cancel"), "the person is told")
    assert told(press(desk, people["marie"], "cancel"), "had already been cancelled")
    assert told(press(desk, people["marie"], "again"), "had already been cancelled")


def test_promote_needs_a_reason_a_place_and_somebody_waiting(desk, people, paris_26):
    paul = people["paul"]
    seat = paul.seats.get()
    assert b"number 1 on the waiting list" in desk.get(page_of(paul)).content
    assert told(press(desk, paul, "promote", seat.pk, reason=" "), "give the reason")
    assert told(press(desk, paul, "promote", seat.pk, reason="speaker"), "The day is full")
    EventDay.objects.filter(pk=paris_26.pk).update(capacity=3)
    assert b"Add one place" not in desk.get(page_of(paul)).content
    assert told(press(desk, paul, "promote", seat.pk, reason="speaker"), "The place is given")
    assert told(press(desk, paul, "promote", seat.pk, reason="speaker"), "served meanwhile")
    assert Seat.objects.get(pk=seat.pk).status == "confirmed"


def test_promote_on_a_full_day_adds_the_place_when_asked(desk, people, paris_26):
    paul = people["paul"]
    seat, cap = paul.seats.get(), EventDay.objects.get(pk=paris_26.pk).capacity
    assert f"from {cap} to {cap + 1}".encode() in desk.get(page_of(paul)).content
    EventDay.objects.filter(pk=paris_26.pk).update(room_limit=cap)
    asked = {"reason": "speaker", "one_more": "on"}
    assert told(press(desk, paul, "promote", seat.pk, **asked), f"The room holds {cap} people")
    EventDay.objects.filter(pk=paris_26.pk).update(room_limit=None)
    assert told(press(desk, paul, "promote", seat.pk, **asked), "The place is given")
    assert EventDay.objects.get(pk=paris_26.pk).capacity == cap + 1
    assert Seat.objects.get(pk=seat.pk).status == "confirmed"


def test_action_sends_to_those_who_have_not_cancelled(desk, people):
    chosen = [registration.pk for registration in people.values()]
    desk.post(reverse(LIST) + "?state=all", {"action": "send_again", "_selected_action": chosen})
    assert OutgoingMail.objects.filter(template="registration/emails/sent_again").count() == 2


@pytest.mark.parametrize("button", ["again", "cancel"])
def test_buttons_are_for_the_desk_only(client, people, button):
    editor = User.objects.create_user("editor@example.org", is_staff=True)
    editor.groups.add(Group.objects.get(name="editor"))
    client.force_login(editor)
    assert press(client, people["marie"], button).status_code == 403
    client.logout()
    assert press(client, people["marie"], button).redirect_chain != []
    assert Registration.objects.live().count() == 2


@pytest.mark.parametrize("button", ["again", "cancel"])
def test_buttons_refuse_get(desk, people, button):
    address = reverse(f"admin:registration_registration_{button}", args=[people["marie"].pk])
    assert desk.get(address).status_code == 405
