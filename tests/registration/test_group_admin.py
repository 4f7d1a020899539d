"""The pages of messages to groups, as staff with and without the right meet them."""

import re

import pytest
from django.contrib.auth.models import Group as StaffGroup
from django.utils import translation

from accounts.models import User
from accounts.roles import ROLES
from outbox.models import OutgoingMail
from registration import news
from registration.lifecycle import register
from registration.models import GroupMessage, NewsRefusal, Registration
from tests.registration import cast

pytestmark = pytest.mark.django_db
LIST = "/admin/registration/groupmessage/"
TEXTS = {
    "subject_fr": "Venir à Paris", "body_fr": "Bonne route, {first_name}",
    "subject_en": "Coming to Paris", "body_en": "Safe travels, {first_name}",
}  # fmt: skip


def staff(role: str, email: str = "") -> User:
    user = User.objects.create_user(
        email or f"{role.replace(' ', '-')}@team.example.org", is_staff=True, preferred_language="en"
    )
    user.groups.set(StaffGroup.objects.filter(name=role))
    return user


@pytest.fixture
def desk(settings) -> User:
    settings.STAFF_MFA = False
    return staff("registration desk")


@pytest.fixture
def people(paris_26) -> list[Registration]:
    found = [cast.person("anna"), cast.person("boris", language="en")]
    return [register(edition=paris_26.edition, person=one, days=[paris_26], now=cast.NOW).registration for one in found]


@pytest.fixture
def message(edition, desk) -> GroupMessage:
    return GroupMessage.objects.create(edition=edition, written_by=desk, written_at=cast.NOW, **TEXTS)


def words(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def posted(edition, **changes):
    return {"edition": edition.pk, "kind": "practical", **TEXTS, **changes}


def test_a_message_is_written_read_counted_and_sent(client, desk, edition, people, paris_26):
    client.force_login(desk)
    answer = client.post(f"{LIST}add/", posted(edition, days=[paris_26.slug], place="confirmed"))
    message = GroupMessage.objects.get()
    assert answer["Location"] == f"{LIST}{message.pk}/send/"
    assert (message.group, message.written_by) == ({"days": [paris_26.slug], "place": "confirmed"}, desk)
    page = words(client.get(answer["Location"]))
    assert "2 people" in page
    assert "1 in French, 1 in English." in page
    assert "Safe travels" not in page  # the first one, Anna, reads French
    assert "Safe travels, Boris" in words(client.get(f"{answer['Location']}?n=2"))
    client.post(f"{LIST}{message.pk}/start/", {"seen": "2"})
    assert words(client.get(answer["Location"])).count("The message is being sent.") == 1
    message.refresh_from_db()
    assert (message.status, message.total, message.sent_by) == ("sending", 2, desk)


def test_a_message_that_left_is_read_only(client, desk, message, people):
    client.force_login(desk)
    client.post(f"{LIST}{message.pk}/start/", {"seen": "2"})
    assert client.post(f"{LIST}{message.pk}/change/", posted(message.edition, subject_fr="Autre")).status_code == 403
    assert client.post(f"{LIST}{message.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"body_fr": ""}, "body_fr", "Subject and text go together"),
        ({"body_en": "Hi {nom}"}, "body_en", "Unknown: {nom}"),
        (dict.fromkeys(TEXTS, ""), None, "Please write the message in one language at least."),
        ({"subject_fr": "x" * 151}, "subject_fr", "at most 150"),
        ({"body_fr": "x" * 10001}, "body_fr", "at most 10000"),
        ({"place": "9223372036854775808"}, "place", "Select a valid choice"),
        ({"days": ["nowhere"]}, "days", "Select a valid choice"),
        ({"roles": ["king"]}, "roles", "Select a valid choice"),
        ({"kind": ""}, "kind", "required"),
    ],
)
def test_a_wrong_message_is_refused_with_its_reason(client, desk, edition, changes, field, said):
    client.force_login(desk)
    answer = client.post(f"{LIST}add/", posted(edition, **changes))
    form = answer.context["adminform"].form
    errors = form.errors[field] if field else form.non_field_errors()
    with translation.override("en"):
        assert said in " ".join(map(str, errors))
    assert not GroupMessage.objects.exists()


def test_status_and_numbers_cannot_be_posted(client, desk, edition):
    client.force_login(desk)
    client.post(f"{LIST}add/", posted(edition, status="sent", total="5", sent_by=desk.pk, reached="5"))
    message = GroupMessage.objects.get()
    assert (message.status, message.total, message.sent_by, message.reached) == ("draft", 0, None, None)


def test_a_missing_language_is_said_and_the_button_is_not_there(client, desk, message, people):
    GroupMessage.objects.update(subject_en="", body_en="")
    client.force_login(desk)
    page = client.get(f"{LIST}{message.pk}/send/").content.decode()
    assert "write it for those who read: English" in page
    assert f"{LIST}{message.pk}/start/" not in page
    client.post(f"{LIST}{message.pk}/start/", {"seen": "2"})
    assert GroupMessage.objects.get().is_draft


@pytest.mark.parametrize("seen", ["1", "", "x", "9" * 30, "-2", "٢"])
def test_another_number_than_shown_sends_nothing(client, desk, message, people, seen):
    client.force_login(desk)
    client.post(f"{LIST}{message.pk}/start/", {"seen": seen})
    assert GroupMessage.objects.get().is_draft


def test_a_test_copy_goes_to_its_author_in_both_languages(client, desk, message, people):
    client.force_login(desk)
    OutgoingMail.objects.all().delete()
    client.post(f"{LIST}{message.pk}/test/")
    sent = OutgoingMail.objects.order_by("language").values_list("to", "language", "subject")
    assert list(sent) == [
        ("registration-desk@team.example.org", "en", "[Test] Coming to Paris"),
        ("registration-desk@team.example.org", "fr", "[Essai] Venir à Paris"),
    ]
    assert GroupMessage.objects.get().is_draft


def test_stop_and_resume_say_what_was_sent(client, desk, message, people):
    client.force_login(desk)
    client.post(f"{LIST}{message.pk}/start/", {"seen": "2"})
    stopped = client.post(f"{LIST}{message.pk}/stop/", follow=True)
    assert "Stopped: 0 mails of 2 have left, the others are kept back." in words(stopped)
    assert "Send to the 2 people who have not received it" in words(stopped)
    again = client.post(f"{LIST}{message.pk}/stop/", follow=True)
    assert "Somebody else was quicker" in words(again)
    client.post(f"{LIST}{message.pk}/resume/")
    progress = client.get(f"{LIST}{message.pk}/progress/").json()
    assert progress == {"done": 0, "total": 2, "under_way": True}


def test_preview_runs_nothing_and_opens_nobodys_page(client, desk, message, people):
    GroupMessage.objects.update(body_en="See {my_page}")
    client.force_login(desk)
    before = people[1].links.count()
    answer = client.get(f"{LIST}{message.pk}/html/?person={people[1].pk}")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "/my/…/" in answer.content.decode()
    assert people[1].links.count() == before


@pytest.mark.parametrize("person", ["", "0", "x", "999999", "9" * 30])
def test_preview_of_nobody(client, desk, message, people, person):
    client.force_login(desk)
    assert client.get(f"{LIST}{message.pk}/html/?person={person}").status_code == 404


GET, POST = "get", "post"
ADDRESSES = [
    (GET, ""), (GET, "add/"), (GET, "{pk}/change/"), (GET, "{pk}/send/"), (GET, "{pk}/html/?person={person}"),
    (GET, "{pk}/progress/"), (POST, "{pk}/test/"), (POST, "{pk}/start/"), (POST, "{pk}/stop/"), (POST, "{pk}/resume/"),
]  # fmt: skip


@pytest.mark.parametrize("role", [*ROLES, "nobody", "stranger"])
def test_each_role_meets_each_address_as_it_should(client, settings, message, people, role):
    settings.STAFF_MFA = False
    if role != "stranger":
        client.force_login(staff(role, f"{role.replace(' ', '')}@x.example.org"))
    may = role in {"registration desk", "administrator"}
    for method, address in ADDRESSES:
        url = LIST + address.format(pk=message.pk, person=people[0].pk)
        found = getattr(client, method)(url).status_code
        refused = 302 if role == "stranger" else 403
        assert (address, found) == (address, (200 if method == GET else 302) if may else refused)
    assert GroupMessage.objects.get().is_draft or may


@pytest.mark.parametrize("verb", ["test", "start", "stop", "resume"])
def test_following_a_link_does_nothing(client, desk, message, people, verb):
    client.force_login(desk)
    assert client.get(f"{LIST}{message.pk}/{verb}/").status_code == 405


def test_who_may_read_but_not_send_has_no_button(client, desk, message, people):
    StaffGroup.objects.get(name="registration desk").permissions.filter(codename="send_groupmessage").delete()
    client.force_login(User.objects.get(pk=desk.pk))
    page = client.get(f"{LIST}{message.pk}/send/").content.decode()
    assert "You may read this message, not send it." in page
    assert client.post(f"{LIST}{message.pk}/start/", {"seen": "2"}).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_list_and_page_take_the_same_queries(client, desk, edition, paris_26, rows, django_assert_max_num_queries):
    for number in range(rows):
        register(edition=edition, person=cast.person(f"p{number}"), days=[paris_26], now=cast.NOW)
    message = GroupMessage.objects.create(edition=edition, written_by=desk, written_at=cast.NOW, **TEXTS)
    client.force_login(desk)
    with django_assert_max_num_queries(16):
        client.get(f"{LIST}{message.pk}/send/")


def refusal(language: str = "en") -> str:
    return news.refusal_address("anna@example.org", language).partition(":8000")[2]


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "No more news or invitations?"), ("fr", "Ne plus recevoir nos nouvelles et invitations ?")],
)
def test_following_the_link_of_the_mail_changes_nothing(client, edition, language, said):
    answer = client.get(refusal(language))
    assert said in words(answer).replace("\u202f", " ")
    assert (answer.status_code, client.head(refusal()).status_code) == (200, 200)
    assert not NewsRefusal.objects.exists()


def test_the_button_of_a_mail_program_refuses_without_cookies(edition, client):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(refusal(), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert news.is_refused(token=news.refusal_token("anna@example.org"))
    strict.post(refusal(), {"List-Unsubscribe": "One-Click"})
    assert NewsRefusal.objects.count() == 1
    client.post(refusal(), {"accept": "1"})
    assert not NewsRefusal.objects.exists()


def test_a_changed_link_is_unknown(client, edition):
    address = refusal()
    for wrong in (address[:-2] + "/", address.replace("/news/", "/news/0"), address.upper()[:-1].lower() + "A/"):
        assert client.get(wrong).status_code == 404
        assert client.post(wrong).status_code == 404
    assert not NewsRefusal.objects.exists()


def test_the_refusal_page_in_the_other_language_is_the_same_link(edition):
    with translation.override("fr"):
        assert refusal("fr").split("/")[-2] == refusal("en").split("/")[-2]
