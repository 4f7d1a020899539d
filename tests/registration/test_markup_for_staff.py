"""Markup where a name is expected: text on every screen where staff meet it."""

import pytest
from django.urls import reverse

from events import clock
from registration import invitations, keepers, lifecycle, reserves
from registration.invitations import Guest
from registration.models import PastParticipant
from tests.registration import cast
from tests.registration.staff import colleague

pytestmark = [pytest.mark.django_db, pytest.mark.pages]
NAME = '"><img src=x onerror=alert(1)></title>'
SCREENS = [
    ("registration", "changelist"), ("registration", "change"), ("registration", "history"),
    ("registration", "erase"), ("historyentry", "changelist"), ("pastparticipant", "changelist"),
    ("pastparticipant", "change"), ("pastparticipant", "delete"), ("pastparticipant", "history"),
    ("invitation", "changelist"), ("invitation", "change"), ("doorlink", "changelist"), ("doorlink", "change"),
    ("reserve", "day"),
]  # fmt: skip


@pytest.fixture
def met(client, edition, paris_26, settings):
    """Everything staff may meet under this name, and who meets it."""
    settings.STAFF_MFA = False
    by = colleague("administrator", language="en")
    person = lifecycle.Person(NAME, NAME, "anna@example.org", NAME, "en")
    anna = lifecycle.register(edition=edition, person=person, days=[paris_26], now=cast.NOW).registration
    until = cast.NOW.date()
    kept = reserves.make(day=paris_26, name=NAME, places=2, until=until, by=by, now=cast.NOW)
    guest = Guest(name=NAME, email="", language="en", role="speaker")
    past = PastParticipant.objects.create(
        edition=edition, first_name=NAME, last_name=NAME, email="p@example.org", email_identity="p@example.org",
        organisation=NAME, language="en",
    )  # fmt: skip
    client.force_login(by)
    return {
        "registration": anna.pk, "pastparticipant": past.pk, "reserve": paris_26.slug,
        "doorlink": keepers.make_link(day=paris_26, label=NAME, now=cast.NOW, by=by)[0].pk,
        "invitation": invitations.prepare(edition=edition, guest=guest, reserves=[kept], by=by, now=cast.NOW).pk,
    }  # fmt: skip


def test_markup_is_text_wherever_staff_meet_a_name(client, met):
    """Also on the question before deleting, and in the message after it."""
    shown, wrong = 0, []
    with clock.at(cast.NOW):
        for model, screen in SCREENS:
            arguments = [] if screen == "changelist" else [met[model]]
            response = client.get(reverse(f"admin:registration_{model}_{screen}", args=arguments))
            page = response.content.decode()
            wrong += [(model, screen)] if response.status_code != 200 or "<img src=x" in page else []
            shown += "&lt;img src=x onerror=alert(1)&gt;" in page
        address = reverse("admin:registration_pastparticipant_delete", args=[met["pastparticipant"]])
        said = client.post(address, {"post": "yes"}, follow=True).content.decode()
    assert (wrong, "<img src=x" in said) == ([], False)
    assert shown >= len(SCREENS) - 2  # nearly everywhere the name is really there
