import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.urls import reverse
from model_bakery import baker

from accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def administrator(client, settings):
    settings.STAFF_MFA = False
    user = baker.make(User, email="adele@example.org", is_staff=True, preferred_language="fr")
    user.groups.add(Group.objects.get(name="administrator"))
    client.force_login(user)
    return user


def test_groups_are_named_in_the_language_of_the_reader(client):
    page = client.get(reverse("admin:accounts_user_add")).content.decode()

    assert "bureau des inscriptions" in page
    assert "registration desk" not in page


def test_new_member_of_staff_logs_in_by_code(client):
    data = {"email": "new@example.org", "preferred_language": "fr", "is_staff": "on"}

    assert client.post(reverse("admin:accounts_user_add"), data).status_code == 302
    assert not User.objects.get(email="new@example.org").has_usable_password()


def test_administrator_cannot_take_over_a_superuser(client):
    stronger = User.objects.create_superuser("root@example.org")

    response = client.post(reverse("admin:accounts_user_change", args=[stronger.pk]), {"email": "mine@example.org"})

    assert response.status_code == 403
    assert User.objects.get(pk=stronger.pk).email == "root@example.org"


def test_administrator_deletes_an_account_with_its_address_and_second_factor(client):
    leaving = User.objects.create_user("leaving@example.org")
    EmailAddress.objects.create(user=leaving, email=leaving.email, primary=True, verified=True)
    Authenticator.objects.create(user=leaving, type=Authenticator.Type.TOTP, data={})

    client.post(reverse("admin:accounts_user_delete", args=[leaving.pk]), {"post": "yes"})

    assert not User.objects.filter(email="leaving@example.org").exists()


def test_administrator_deletes_no_superuser(client):
    stronger = User.objects.create_superuser("root@example.org")

    client.post(reverse("admin:accounts_user_delete", args=[stronger.pk]), {"post": "yes"})
    data = {"action": "delete_selected", "_selected_action": [stronger.pk], "post": "yes"}
    client.post(reverse("admin:accounts_user_changelist"), data)

    assert User.objects.filter(pk=stronger.pk).exists()
