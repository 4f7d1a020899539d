import pytest
from model_bakery import baker

from accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    user = baker.make(User, email="desk@example.org", is_staff=True, preferred_language="en")
    client.force_login(user)
    return user


def test_staff_without_second_factor_must_set_one_up(client, staff, settings):
    settings.STAFF_MFA = True

    response = client.get("/admin/")

    assert (response.status_code, response.headers["Location"]) == (302, "/accounts/2fa/totp/activate/")


def test_staff_enter_with_their_factor_not_asked_for_in_the_demonstration(client, staff, settings):
    settings.STAFF_MFA = False

    assert client.get("/admin/").status_code == 200


def test_tools_speak_the_preferred_language(client, staff, settings):
    settings.STAFF_MFA = False

    response = client.get("/admin/", headers={"accept-language": "fr"})

    assert response.headers["Content-Language"] == "en"


def test_login_continues_in_the_language_of_the_page_before(client):
    client.get("/accounts/login/?lang=en", headers={"accept-language": "fr"})

    response = client.get("/accounts/login/", headers={"accept-language": "fr"})

    assert 'lang="en"' in response.content.decode()


def test_refusal_speaks_the_preferred_language(client, staff, settings):
    settings.STAFF_MFA = False

    response = client.get("/admin/outbox/outgoingmail/", headers={"accept-language": "fr"})

    assert response.status_code == 403
    assert 'lang="en"' in response.content.decode()
