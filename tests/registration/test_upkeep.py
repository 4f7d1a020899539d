"""What stands about people, changed by them or by the desk: one by one, or the role of many at once."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.roles import ROLES
from events import clock
from registration import badge_batches, lifecycle, upkeep
from registration.badge_choice import Stock, Which, narrowed, stock
from registration.models import BadgeBatch, HistoryEntry, Registration
from tests.registration.cast import NOW, person
from tests.registration.staff import colleague

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
LIST = "/admin/registration/registration/"


@pytest.fixture(autouse=True)
def afternoon(settings):
    settings.STAFF_MFA = False
    with clock.at(LATER):
        yield


@pytest.fixture
def desk():
    return colleague("registration desk")


@pytest.fixture
def people(paris_26):
    names = ("ann", "bob", "cem")
    return [
        lifecycle.register(edition=paris_26.edition, person=person(name), days=[paris_26], now=NOW).registration
        for name in names
    ]


def printed(by):
    everybody = Registration.objects.all()
    return badge_batches.ask(
        registrations=everybody, layout=BadgeBatch.Layout.A6, selection="", by=by, now=NOW + timedelta(minutes=1)
    )


def to_print():
    return list(narrowed(Registration.objects.all(), Which.NEW_OR_CHANGED).values_list("first_name", flat=True))


def test_a_changed_role_is_a_badge_to_print_again(people, desk):
    printed(desk)
    assert (to_print(), stock(Registration.objects.all())) == ([], Stock(3, 0, 0))
    some = Registration.objects.filter(first_name__in=["Ann", "Bob"])
    assert upkeep.set_roles(registrations=some, role=Registration.Role.SPEAKER, by=desk, now=LATER) == 2
    assert sorted(to_print()) == ["Ann", "Bob"]
    assert upkeep.set_roles(registrations=some, role=Registration.Role.SPEAKER, by=desk, now=LATER) == 0


def test_what_stands_on_no_badge_is_none_to_print_again(people, desk):
    printed(desk)
    told = {"country": "BE", "organisation_kind": "cooperative"}
    upkeep.amend(registration=people[0], details=told, now=LATER)
    assert to_print() == []
    assert (
        HistoryEntry.objects.filter(kind="amended").values_list("detail", flat=True)[0] == "country, organisation_kind"
    )
    upkeep.amend(registration=people[0], details={**told, "organisation": "Radium"}, now=LATER)
    assert to_print() == ["Ann"]


def test_role_of_who_cancelled_stays(people, desk):
    lifecycle.cancel(registration=people[0], now=NOW)
    assert upkeep.set_roles(registrations=Registration.objects.all(), role="press", by=desk, now=LATER) == 2
    roles = Registration.objects.order_by("pk").values_list("role", flat=True)
    assert list(roles) == ["attendee", "press", "press"]


def test_roles_are_set_in_the_same_number_of_queries(people, desk, django_assert_num_queries):
    everybody = Registration.objects.all()
    for role, some in (("press", everybody.filter(pk=people[0].pk)), ("partner", everybody)):
        with django_assert_num_queries(5):
            upkeep.set_roles(registrations=some, role=role, by=desk, now=LATER)


@pytest.mark.pages
def test_desk_sets_the_role_of_many_and_each_history_says_so(client, people, desk):
    client.force_login(desk)
    chosen = {"action": "set_role", "_selected_action": [one.pk for one in people[:2]]}
    asked = client.post(LIST, chosen).content.decode()
    assert ("2 people chosen" in asked, "<dt>Participant</dt><dd>2</dd>" in asked) == (True, True)
    wrong = client.post(LIST, {**chosen, "set": "1", "role": "king"}).content.decode()
    assert "king is not one of the available choices" in wrong
    assert not HistoryEntry.objects.filter(kind="role").exists()

    done = client.post(LIST, {**chosen, "set": "1", "role": "speaker"}, follow=True)

    assert [str(each) for each in done.context["messages"]] == [
        "The role of 2 people is changed; their badges are to print again."
    ]
    traces = HistoryEntry.objects.filter(kind="role").order_by("registration")
    assert list(traces.values_list("registration", "at", "by", "detail")) == [
        (one.pk, LATER, desk.pk, "attendee → speaker") for one in people[:2]
    ]
    shown = client.get(reverse("admin:registration_registration_change", args=[people[0].pk])).content.decode()
    assert "participant → speaker" in shown


@pytest.mark.pages
@pytest.mark.parametrize("role", ROLES)
def test_roles_are_set_by_those_who_may_change_registrations(client, people, role):
    client.force_login(colleague(role))
    client.post(LIST, {"action": "set_role", "_selected_action": people[0].pk, "set": "1", "role": "press"})
    may = role in {"registration desk", "administrator"}
    assert Registration.objects.filter(role="press").exists() == may
