"""What people are written about their account: asked for by the pages of allauth, as somebody in a browser does."""

import re

from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client

from accounts.models import User
from outbox import masking
from outbox.models import OutgoingMail

PASSWORD = "une-troisième-voie-2025"


def play(language: str) -> None:
    """Everything an account can be told in one language."""
    client = Client(headers={"accept-language": language})
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    address = f"camille.{language}@example.org"
    sign_up(client, address)
    ask(client, "/accounts/confirm-email/", code=last_code(address))
    sign_up(Client(headers={"accept-language": language}), address)
    user = User.objects.get(email=address)
    User.objects.filter(pk=user.pk).update(preferred_language=language, full_name="Camille 🌿")
    EmailAddress.objects.filter(user=user).update(verified=True)
    ask(Client(headers={"accept-language": language}), "/accounts/login/code/", email=address)
    ask(Client(headers={"accept-language": language}), "/accounts/password/reset/", email=address)
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[1])
    ask(client, "/accounts/email/", action_add="", email=f"other.{address}")
    ask(client, "/accounts/password/change/", oldpassword=PASSWORD, password1=PASSWORD + "!", password2=PASSWORD + "!")


def sign_up(client: Client, address: str) -> None:
    ask(client, "/accounts/signup/", email=address, password1=PASSWORD)


def ask(client: Client, path: str, **values: str) -> None:
    response = client.post(path, values)
    assert response.status_code == 302, (path, response.status_code, response.content.decode()[:3000])


def last_code(address: str) -> str:
    """The code of the last message, as its reader types it."""
    mail = OutgoingMail.objects.filter(to=address).latest("pk")
    [text, _html] = masking.unseal_all(mail.sealed)
    return re.findall(r"^[A-Z0-9]{3,}(?:-[A-Z0-9]+)?$", text, re.MULTILINE)[0]
