"""The group of a leader, made in the public form and by more colleagues from their own page."""

import pytest

from events import clock
from events.models import EventDay
from outbox.models import OutgoingMail
from registration import lifecycle
from registration.models import Colleague, PersonalLink, Registration
from tests.registration.cast import CLOSES, NOW, person, text, url

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


@pytest.fixture(autouse=True)
def autumn():
    with clock.at(NOW):
        yield


@pytest.fixture
def marie(paris_26, paris_27):
    who = person(organisation="Radium Institute", language="en")
    return lifecycle.register(edition=paris_26.edition, person=who, days=[paris_27], now=NOW).registration


@pytest.fixture
def token(marie):
    return PersonalLink.objects.issue(registration_id=marie.pk, scope=PersonalLink.Scope.MANAGE)


def typed(day, *names, **changes):
    form = {"colleagues": str(len(names)), "privacy": "on"}
    for number, name in enumerate(names):
        about = {"first_name": name.capitalize(), "last_name": "P", "email": f"{name}@example.org", "language": "fr"}
        form |= {f"colleague-{number}-{key}": value for key, value in about.items()}
        form[f"colleague-{number}-days"] = [day.slug]
    return form | changes


def add(client, token, day, *names, **changes):
    return client.post(url("add_colleagues", token), typed(day, *names, **changes), follow=True)


def group(marie):
    return list(marie.typed_colleagues.values_list("number", "name"))


def test_page_begins_with_one_colleague_on_the_days_of_the_leader(client, token):
    assert url("add_colleagues", token) in client.get(url("personal", token)).content.decode()
    page = client.get(url("add_colleagues", token)).content.decode()
    assert 'name="colleague-0-days" value="paris-2025-11-27" id="id_colleague-0-days_1" checked' in page
    assert ('value="Radium Institute"' in page, 'name="remove"' in page) == (True, False)


def test_colleagues_added_later_join_the_group_and_are_written_to(client, token, marie, paris_26):
    page = add(client, token, paris_26, "paul", "anna")
    assert page.redirect_chain[-1][0].endswith("#group")
    for words in ("They are in your group.", "Paul P Paris 26/11 · confirmed", "Anna P Paris 26/11 · confirmed"):
        assert words in text(page)
    add(client, token, paris_26, "zoe")
    assert group(marie) == [(1, "Paul P"), (2, "Anna P"), (3, "Zoe P")]
    led = Registration.objects.filter(leader=marie).values_list("registered_by", "origin")
    assert set(led) == {("Marie Example", "colleague")}
    assert "Marie Example" in OutgoingMail.objects.get(to="zoe@example.org").text


def test_public_form_sent_again_by_a_leader_attaches_nobody_to_their_page(client, token, marie, paris_26):
    mine = {"days": [paris_26.slug], "first_name": "M", "last_name": "M", "email": marie.email}
    client.post(url(), {**mine, **typed(paris_26, "paul")})
    assert (Registration.objects.filter(email="paul@example.org").exists(), group(marie)) == (True, [])
    mail = OutgoingMail.objects.get(template__endswith="already_registered")
    assert (mail.to, "to register colleagues" in mail.text) == (marie.email, True)


def test_added_colleague_known_before_is_shown_as_a_new_one(client, token, marie, paris_26):
    lifecycle.register(edition=paris_26.edition, person=person("paul"), days=[paris_26], now=NOW)
    page = text(add(client, token, paris_26, "paul"))
    assert "Paul P Paris 26/11 · confirmed" in page
    assert Registration.objects.get(email="paul@example.org").leader is None
    # Typed once more, they are not there twice.
    add(client, token, paris_26, "paul")
    assert group(marie) == [(1, "Paul P")]


def test_same_form_twice_adds_once(client, token, marie, paris_26):
    for _ in range(2):
        add(client, token, paris_26, "paul", form_key="abc")
    assert group(marie) == [(1, "Paul P")]
    assert OutgoingMail.objects.filter(to="paul@example.org").count() == 1


def test_own_address_and_empty_fields_are_refused_with_what_was_typed(client, token, marie, paris_26):
    own = add(client, token, paris_26, "paul", **{"colleague-0-email": "Marie+x@example.org"})
    assert "already used above" in text(own)
    page = client.post(url("add_colleagues", token), typed(paris_26, "paul", privacy=""))
    assert "Nobody is registered yet" in text(page)
    assert 'value="paul@example.org"' in page.content.decode()
    assert client.post(url("add_colleagues", token), {"colleagues": "0"}).status_code == 200
    assert Registration.objects.count() == 1


def test_fields_are_added_and_removed_but_for_the_last(client, token, paris_26):
    page = client.post(url("add_colleagues", token), typed(paris_26, "paul", add="1")).content.decode()
    assert ('value="Paul"' in page, 'name="colleague-1-email"' in page, 'name="remove"' in page) == (True,) * 3
    page = client.post(url("add_colleagues", token), typed(paris_26, "paul", remove="0")).content.decode()
    assert ('value="Paul"' in page, Registration.objects.count()) == (True, 1)


def test_waiting_list_is_for_added_colleagues_too(client, token, paris_26):
    EventDay.objects.update(capacity=1)
    EventDay.objects.filter(pk=paris_26.pk).update(capacity=0)
    assert "Paul P Paris 26/11 · waiting list" in text(add(client, token, paris_26, "paul"))


def test_nobody_is_added_after_the_closing_or_by_somebody_who_cancelled(client, token, marie, paris_26):
    with clock.at(CLOSES):
        assert "can no longer be added" in text(add(client, token, paris_26, "paul"))
        assert url("add_colleagues", token) not in client.get(url("personal", token)).content.decode()
    lifecycle.cancel(registration=marie, now=NOW)
    assert "This registration was cancelled on" in text(add(client, token, paris_26, "paul"))
    assert client.get(url("add_colleagues", token)).headers["Location"] == url("personal", token)
    assert (Registration.objects.count(), Colleague.objects.count()) == (1, 0)
