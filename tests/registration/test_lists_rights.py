"""Role × address × method for everything about lists and figures."""

import pytest
from django.urls import reverse

from accounts.roles import ROLES
from events import clock
from events.models import FormQuestion
from registration import columns, exports, saved_views, scheduled_exports
from registration.models import Answer, ExportReader, ExportSchedule, Registration, SavedView
from registration.saved_views import Wishes
from tests.registration.cast import NOW
from tests.registration.staff import colleague
from tests.registration.test_exports import add

pytestmark = [pytest.mark.django_db, pytest.mark.pages]
DESK, ALSO_FIGURES = {"registration desk", "administrator"}, {"editor", "treasurer"}


@pytest.fixture(autouse=True)
def office(settings):
    settings.STAFF_MFA = False
    with clock.at(NOW):
        yield


@pytest.fixture
def scene(edition, paris_26) -> dict[str, int]:
    """A person, a shared view of the administrator, somebody who receives it."""
    owner = colleague("administrator", "owner")
    view = saved_views.make(wishes=Wishes("Ours", True, "", ["last_name"]), by=owner, now=NOW)
    planned = scheduled_exports.schedule(planned=ExportSchedule(view=view), readers=[owner], by=owner, now=NOW)
    person = add(edition, 1, seats=[(paris_26, "confirmed")])
    return {"view": view.pk, "reader": planned.readers.get().pk, "person": person.pk}


# Address, method, who may, and what they are answered.
ADDRESSES = [
    ("registration_registration_changelist", None, "get", DESK, 200),
    ("registration_registration_export", "csv", "post", DESK, 200),
    ("registration_registration_export", "csv", "get", set(), 405),
    ("registration_savedview_add", None, "get", DESK, 200),
    ("registration_savedview_add", None, "post", DESK, 200),
    ("registration_savedview_open", "view", "get", DESK, 302),
    ("registration_savedview_open", "view", "post", set(), 405),
    ("registration_savedview_change", "view", "get", DESK, 200),
    ("registration_savedview_change", "view", "post", DESK, 200),
    ("registration_savedview_delete", "view", "get", set(), 405),
    ("registration_savedview_delete", "view", "post", set(), 403),  # not even colleagues: its owner alone
    ("registration_savedview_export", "view", "get", DESK, 200),
    ("registration_savedview_export", "view", "post", DESK, 200),
    ("registration_exportreader_leave", "reader", "get", set(), 405),
    ("registration_exportreader_leave", "reader", "post", set(), 403),
    ("registration_exportlog_changelist", None, "get", DESK, 200),
    ("registration_historyentry_changelist", None, "get", DESK, 200),
    ("registration_registration_erase", "person", "get", {"administrator"}, 200),
    ("registration_registration_erase", "person", "post", {"administrator"}, 200),
    ("registration_figures", None, "get", DESK | ALSO_FIGURES, 200),
    ("registration_figures", None, "post", set(), 405),
    ("registration_report", None, "get", DESK | ALSO_FIGURES, 200),
]


@pytest.mark.parametrize("role", ["", *ROLES])
def test_every_role_at_every_address(client, scene, role):
    client.force_login(colleague(role, "visitor"))
    answers = {}
    for name, argument, method, allowed, answer in ADDRESSES:
        arguments = [scene.get(argument, argument)] if argument else []
        status = getattr(client, method)(reverse(f"admin:{name}", args=arguments)).status_code
        expected = answer if role in allowed or answer == 405 else (302 if not role else 403)
        if status != expected and not (answer == 405 and status in {302, 403, 405}):
            answers[name, method] = (status, expected)
    assert answers == {}
    assert (SavedView.objects.count(), ExportReader.objects.running().count()) == (1, 1)
    assert Registration.objects.filter(erased_at=None).count() == 1


def test_nobody_without_login_gets_further_than_the_login(client, scene):
    for name, argument, method, _allowed, _answer in ADDRESSES:
        arguments = [scene.get(argument, argument)] if argument else []
        response = getattr(client, method)(reverse(f"admin:{name}", args=arguments))
        assert (response.status_code, "login" in response.get("Location", "")) == (302, True), name


# Answers to optional questions


def test_answers_are_columns_for_those_who_read_them(edition, paris_26):
    person = add(edition, 1, seats=[(paris_26, "confirmed")])
    asked = FormQuestion.objects.create(
        edition=edition, slug="diet", kind="several", label_fr="Repas", label_en="Meals", purpose_fr="p",
        purpose_en="p", options_fr="Végétarien\nSans gluten", options_en="Vegetarian\nGluten-free",
        seen_by="registration desk",
    )  # fmt: skip
    names = [name for name, _words in asked.choices()]
    Answer.objects.create(registration=person, question=asked, value="\n".join(names))
    keys = ["last_name", f"answer-{asked.pk}"]
    people = Registration.objects.all()
    told = {
        role: list(exports.attendee_list(people, columns.chosen(keys, colleague(role))).rows)
        for role in ("registration desk", "administrator", "editor")
    }
    assert told == {
        "registration desk": [("Dupont", "Végétarien, Sans gluten")], "administrator": [("Dupont",)],
        "editor": [("Dupont",)],
    }  # fmt: skip
