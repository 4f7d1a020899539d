import pytest
from django.contrib import messages
from django.http import HttpResponse
from django.test import override_settings
from django.urls import path
from django.utils.translation import gettext_lazy as _
from model_bakery import baker

from accounts.models import User


def say_something(request):
    messages.success(request, _("The message will be sent again."))
    return HttpResponse()


urlpatterns = [path("say/", say_something)]


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize(
    ("language", "sentence"), [("fr", "Le message va être renvoyé."), ("en", "The message will be sent again.")]
)
def test_sentence_said_on_the_way_out_speaks_the_preferred_language(client, language, sentence):
    client.force_login(baker.make(User, email="desk@example.org", preferred_language=language))

    request = client.get("/say/", headers={"accept-language": "en" if language == "fr" else "fr"}).wsgi_request

    assert [str(message) for message in messages.get_messages(request)] == [sentence]
