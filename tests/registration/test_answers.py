"""The optional questions: asked for a purpose, read by one group, gone on their day."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from events import clock
from events.models import FormQuestion
from registration import answers, lifecycle, retention
from registration.models import Answer, PersonalLink, Registration
from tests.registration.cast import NOW, paris, person, text, url

pytestmark = [pytest.mark.django_db, pytest.mark.pages]
Kind = FormQuestion.Kind


@pytest.fixture(autouse=True)
def autumn():
    with clock.at(NOW):
        yield


def ask(edition, slug, kind, *, seen_by="registration desk", keep_days=30, options=("", "")):
    return FormQuestion.objects.create(
        edition=edition, slug=slug, kind=kind, seen_by=seen_by, keep_days=keep_days,
        label_fr=f"{slug} ?", label_en=f"{slug}?", purpose_fr=f"Pour {slug} <b>.", purpose_en=f"For {slug} <b>.",
        options_fr=options[0], options_en=options[1],
    )  # fmt: skip


@pytest.fixture
def access(edition):
    return ask(edition, "access", Kind.TEXT)


@pytest.fixture
def diet(edition):
    return ask(edition, "diet", Kind.SEVERAL, options=("Végétarien\nSans gluten", "Vegetarian\nGluten-free"))


@pytest.fixture
def heard(edition):
    return ask(edition, "heard", Kind.CHOICE, seen_by="editor", options=("Ami\nLettre", "Friend\nNewsletter"))


def send(client, day, **more):
    data = {
        "days": [day.slug], "first_name": "Marie", "last_name": "Curie", "email": "marie@example.org", "privacy": "on",
    }  # fmt: skip
    return client.post(url(), data | more)


def told():
    return {answer.question.slug: answer.value for answer in Answer.objects.select_related("question")}


def member(role):
    user = User.objects.create_user(f"{role.replace(' ', '.')}@example.org", is_staff=True)
    user.groups.set([Group.objects.get(name=role)])
    return user


def test_form_says_the_purpose_the_readers_and_the_end_of_each_question(client, access, paris_26):
    page = client.get(url()).content.decode().replace("\u00a0", " ")
    assert "For access &lt;b&gt;. Seen only by the group “registration desk”, deleted on 28 December 2025." in page
    assert '<span class="optional">(optional)</span>' in page


def test_form_without_answers_registers_and_keeps_none(client, access, diet, heard, paris_26):
    assert send(client, paris_26).status_code == 302
    assert told() == {}


def test_form_keeps_what_was_answered(client, access, diet, heard, paris_26):
    chosen = {"question-diet": ["vegetarian", "gluten-free"], "question-heard": "friend"}
    send(client, paris_26, **{"question-access": " a ramp ", **chosen})
    assert told() == {"access": "a ramp", "diet": "vegetarian\ngluten-free", "heard": "friend"}
    with translation.override("fr"):
        assert Answer.objects.select_related("question").get(question=diet).in_words == "Végétarien, Sans gluten"


@pytest.mark.parametrize(
    ("name", "value"),
    [("access", "x" * 1001), ("access", "a\x00b"), ("diet", ["meat"]), ("heard", "9223372036854775808")],
)
def test_form_refuses_wrong_answers_beside_the_question(client, access, diet, heard, paris_26, name, value):
    page = send(client, paris_26, **{f"question-{name}": value})
    assert (page.status_code, Registration.objects.count()) == (200, 0)
    assert f'<a href="#id_question-{name}' in page.content.decode()
    assert '<details class="question" open>' in page.content.decode()


def test_adding_a_colleague_keeps_the_answers(client, access, diet, paris_26):
    page = send(client, paris_26, add="1", **{"question-access": "a ramp", "question-diet": ["vegetarian"]})
    assert ">\na ramp</textarea>" in page.content.decode()
    assert re.search(r'<input[^>]* name="question-diet" value="vegetarian"[^>]* checked>', page.content.decode())


def test_same_address_again_changes_no_answer(client, access, paris_26):
    send(client, paris_26, **{"question-access": "a ramp"})
    send(client, paris_26, **{"question-access": "something else"})
    assert told() == {"access": "a ramp"}


def test_answers_are_changed_and_taken_back_on_the_personal_page(client, access, diet, paris_26):
    send(client, paris_26, **{"question-access": "a ramp", "question-diet": ["vegetarian"]})
    marie = Registration.objects.get()
    token = PersonalLink.objects.issue(registration_id=marie.pk, scope=PersonalLink.Scope.MANAGE)
    page = client.get(url("answers", token)).content.decode()
    assert (">\na ramp</textarea>" in page, "checked" in page) == (True, True)
    assert "Your answers are kept." in text(client.post(url("answers", token), {"question-access": ""}, follow=True))
    assert told() == {}
    assert marie.history.get(kind="amended").detail == "answers"


def test_page_of_an_edition_that_asks_nothing_is_not_found(client, paris_26):
    send(client, paris_26)
    token = PersonalLink.objects.issue(registration_id=Registration.objects.get().pk, scope=PersonalLink.Scope.MANAGE)
    assert client.get(url("answers", token)).status_code == 404
    assert url("answers", token) not in client.get(url("personal", token)).content.decode()


def test_answers_are_read_by_their_group_alone(client, access, heard, paris_26):
    send(client, paris_26, **{"question-access": "a ramp", "question-heard": "friend"})
    seen = {
        role: [answer.value for answer in answers.answers_visible_to(member(role))]
        for role in ("registration desk", "editor", "administrator", "door")
    }
    assert seen == {"registration desk": ["a ramp"], "editor": ["friend"], "administrator": [], "door": []}
    assert list(answers.answers_visible_to(User.objects.create_superuser("root@example.org"))) == []
    assert list(answers.questions_visible_to(User.objects.get(email="editor@example.org"), edition=access.edition)) == [
        heard
    ]


@pytest.mark.parametrize(("role", "shown"), [("registration desk", True), ("administrator", False)])
def test_admin_shows_an_answer_to_its_group_alone(client, access, paris_26, role, shown, settings):
    settings.STAFF_MFA = False
    send(client, paris_26, **{"question-access": "a ramp"})
    client.force_login(member(role))
    page = client.get(reverse("admin:registration_registration_change", args=[Registration.objects.get().pk]))
    assert (page.status_code, "a ramp" in page.content.decode()) == (200, shown)


def test_answers_go_on_the_day_of_their_question(client, access, heard, paris_26):
    FormQuestion.objects.filter(pk=heard.pk).update(keep_days=90)
    send(client, paris_26, **{"question-access": "a ramp", "question-heard": "friend"})
    assert retention.erase_due(now=paris(2025, 12, 27, 23, 59)).answers == 0
    assert retention.erase_due(now=paris(2025, 12, 28, 0, 1)).answers == 1
    assert told() == {"heard": "friend"}
    assert sum(answers.departures().values()) == 1


def test_answers_go_with_a_cancellation_and_with_the_person(client, access, paris_26):
    send(client, paris_26, **{"question-access": "a ramp"})
    lifecycle.cancel(registration=Registration.objects.get(), now=NOW)
    assert told() == {}
    again = lifecycle.Application(person(), (paris_26,), {access.pk: "a ramp"})
    lifecycle.register_group(edition=access.edition, applications=[again], now=NOW + timedelta(days=1))
    retention.erase(registrations=Registration.objects.live(), now=NOW)
    assert told() == {}


@pytest.mark.parametrize(
    "options", [("", ""), ("Un", "One"), ("Un\nDeux", "One"), ("Un\nDeux", "One\none"), ("Un\nDeux", "")]
)
def test_a_question_with_answers_to_choose_from_has_them_in_both_languages(edition, options):
    with pytest.raises(ValidationError):
        ask(edition, "broken", Kind.CHOICE, options=options).full_clean()


@pytest.mark.parametrize("number", [1, 3])
def test_form_asks_the_same_number_of_questions_to_the_database(client, paris_26, number, django_assert_num_queries):
    for each in range(number):
        ask(paris_26.edition, f"q{each}", Kind.TEXT)
    with django_assert_num_queries(5):
        client.get(url())
