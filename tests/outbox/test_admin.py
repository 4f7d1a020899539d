import pytest
from django.urls import reverse
from model_bakery import baker

from accounts.models import User
from outbox.models import OutgoingMail

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


@pytest.fixture
def mail():
    return baker.make(
        OutgoingMail,
        subject="Votre inscription",
        text="Lien ⟦0⟧",
        html="<style>p{color:red}</style><p>Lien ⟦0⟧</p>",
        status=OutgoingMail.Status.FAILED,
        key=None,
    )


@pytest.fixture
def desk(client, django_user_model):
    from django.contrib.auth.models import Group

    user = baker.make(User, email="desk@example.org", is_staff=True, preferred_language="en")
    user.groups.add(Group.objects.get(name="registration desk"))
    client.force_login(user)
    return user


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.STAFF_MFA = False


def test_staff_read_the_message_but_cannot_edit_it(client, desk, mail):
    page = client.get(reverse("admin:outbox_outgoingmail_change", args=[mail.pk])).content.decode()

    assert "Votre inscription" in page
    assert 'name="_save"' not in page
    assert client.post(reverse("admin:outbox_outgoingmail_change", args=[mail.pk]), {"subject": "x"}).status_code == 403


def test_html_part_is_shown_under_a_policy_of_its_own(client, desk, mail):
    response = client.get(reverse("admin:outbox_outgoingmail_html", args=[mail.pk]))

    policy = response.headers["Content-Security-Policy"]
    assert response.content.decode() == mail.html
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "style-src 'sha256-" in policy
    assert "sandbox" in policy
    assert "unsafe" not in policy


def test_send_again_queues_the_message(client, desk, mail):
    response = client.post(reverse("admin:outbox_outgoingmail_again", args=[mail.pk]))

    mail.refresh_from_db()
    assert (response.status_code, mail.status) == (302, OutgoingMail.Status.QUEUED)


def test_send_again_by_a_link_is_refused(client, desk, mail):
    assert client.get(reverse("admin:outbox_outgoingmail_again", args=[mail.pk])).status_code == 405


@pytest.mark.parametrize("name", ["admin:outbox_outgoingmail_html", "admin:outbox_outgoingmail_change"])
def test_staff_without_the_permission_see_nothing(client, mail, name):
    client.force_login(baker.make(User, email="door@example.org", is_staff=True))

    assert client.get(reverse(name, args=[mail.pk])).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_list_takes_the_same_number_of_queries(client, desk, rows, django_assert_max_num_queries):
    baker.make(OutgoingMail, rows, key=None, _fill_optional=False)

    with django_assert_max_num_queries(9):
        assert client.get(reverse("admin:outbox_outgoingmail_changelist")).status_code == 200
