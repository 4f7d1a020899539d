from datetime import date

import pytest

from accounts.models import User
from events.models import EventDay
from outbox.masking import unseal_all
from outbox.models import OutgoingMail
from registration import invitations, lifecycle, reserves, seat_allocation
from registration.invitations import Guest
from registration.lifecycle import Application
from registration.models import Invitation, Registration, Seat
from tests.registration.cast import NOW, OPENS, make_day, paris, person, text, url

pytestmark = pytest.mark.django_db
UNTIL = date(2025, 11, 10)
BEFORE = paris(2025, 8, 1, 9, 0)


@pytest.fixture
def desk():
    return User.objects.create_user("desk@example.org")


@pytest.fixture
def reserve(paris_26, desk):
    return reserves.make(day=paris_26, name="Speakers", places=3, until=UNTIL, by=desk, now=BEFORE)


def prepare(reserve, **about):
    guest = Guest(**{"name": "Ada", "email": "ada@example.org", "language": "fr", "role": "speaker", **about})
    return invitations.prepare(edition=reserve.day.edition, guest=guest, reserves=[reserve], by=None, now=BEFORE)


def accept(invitation, *names, now=BEFORE):
    days = tuple(reserve.day for reserve in invitation.reserves.all())
    applications = [Application(person(name), days) for name in names]
    return lifecycle.register_group(
        edition=invitation.edition, applications=applications, now=now, invitation=invitation, origin="invitation"
    )


def counted(day):
    day.refresh_from_db()
    assert seat_allocation.miskept(EventDay.objects.all()) == []
    return day.taken, day.reserved


def test_invited_speaker_takes_from_the_reserve_before_the_opening(reserve, paris_26):
    [outcome] = accept(prepare(reserve), "ada")

    assert outcome.confirmed == (paris_26,)
    ada = Registration.objects.get()
    assert (ada.role, ada.origin, Seat.objects.get().reserve) == ("speaker", "invitation", reserve)
    assert (counted(paris_26), Invitation.objects.get().used) == ((1, 2), 1)


def test_invited_speaker_passes_the_line(reserve, paris_26):
    EventDay.objects.update(capacity=3)
    lifecycle.register(edition=paris_26.edition, person=person("ann"), days=[paris_26], now=NOW)
    accept(prepare(reserve), "ada", now=NOW)
    assert sorted(Seat.objects.values_list("registration__first_name", "status")) == [
        ("Ada", "confirmed"),
        ("Ann", "waiting"),
    ]


def test_personal_link_is_used_once(reserve, paris_26):
    invitation = prepare(reserve)
    accept(invitation, "ada")
    with pytest.raises(invitations.UsedUpError):
        accept(invitation, "bob")
    assert (Registration.objects.count(), counted(paris_26)) == (1, (1, 2))


def test_link_for_several_counts_each_person(reserve, paris_26):
    invitation = prepare(reserve, places=5)
    accept(invitation, "ada", "bob")
    with pytest.raises(invitations.NothingKeptError):
        accept(invitation, "cem", "dan")
    assert (Registration.objects.count(), counted(paris_26), Invitation.objects.get().used) == (2, (2, 1), 2)


def test_link_after_the_fall_back_opens_nothing(reserve, paris_26):
    invitation = prepare(reserve)
    reserves.release(reserve=reserve, now=NOW)
    with pytest.raises(invitations.NothingKeptError):
        accept(invitation, "ada", now=NOW)


def test_withdrawn_link_opens_nothing(reserve, client):
    invitation = prepare(reserve)
    token = invitations.send(invitation=invitation, now=BEFORE)
    invitations.revoke(invitation=invitation, now=BEFORE)
    with pytest.raises(invitations.UsedUpError):
        accept(invitation, "ada")
    with pytest.raises(invitations.WithdrawnError):
        invitations.send(invitation=invitation, now=BEFORE)
    assert client.get(url("invited", token)).status_code == 404


@pytest.mark.parametrize("language", ["fr", "en"])
def test_invitation_is_written_in_the_language_of_the_person(reserve, language):
    token = invitations.send(invitation=prepare(reserve, language=language), now=BEFORE)

    mail = OutgoingMail.objects.get()
    assert (mail.to, mail.language, unseal_all(mail.sealed)[0]) == ("ada@example.org", language, token)
    assert {"fr": "invitation", "en": "invited"}[language] in mail.subject.lower()
    assert token not in mail.text + mail.html
    assert f"/{language}/" in mail.text


def test_second_sending_makes_the_first_link_useless(reserve):
    invitation = prepare(reserve)
    first, second = (invitations.send(invitation=invitation, now=BEFORE) for _ in range(2))
    assert Invitation.objects.for_token(second) == invitation
    with pytest.raises(Invitation.DoesNotExist):
        Invitation.objects.for_token(first)


def test_prepared_invitations_leave_once_when_released(reserve):
    prepare(reserve)
    prepare(reserve, name="Link", email="", places=10)
    assert len(invitations.release_held(edition=reserve.day.edition, now=BEFORE)) == 1
    assert len(invitations.release_held(edition=reserve.day.edition, now=BEFORE)) == 0
    assert OutgoingMail.objects.count() == 1


@pytest.fixture
def early():
    from events import clock

    with clock.at(OPENS.replace(month=8)):
        yield


def form(**changes):
    return {
        "first_name": "Ada",
        "last_name": "Lovelace",
        "email": "ada@example.org",
        "organisation": "",
        "days": ["paris-2025-11-26"],
        "privacy": "on",
        "form_key": "k",
        "colleagues": "0",
        **changes,
    }


@pytest.mark.pages
@pytest.mark.parametrize("language", ["fr", "en"])
def test_page_of_an_invitation_registers_before_the_opening(client, early, reserve, paris_27, language):
    token = invitations.send(invitation=prepare(reserve, language=language), now=BEFORE)
    page = client.get(url("invited", token, language=language))
    assert page.status_code == 200
    assert {"fr": "Gardée pour vous", "en": "Kept for you"}[language] in page.content.decode()
    assert "paris-2025-11-27" not in page.content.decode()  # only what is kept
    assert "ada@example.org" in page.content.decode()
    assert "X-Robots-Tag" in page

    refused = client.post(url("invited", token, language=language), form(last_name=""))
    assert (refused.status_code, Registration.objects.count()) == (200, 0)
    done = client.post(url("invited", token, language=language), form())
    assert (done.status_code, done.url) == (302, url("done", language=language))
    assert client.get(done.url).status_code == 200
    over = client.get(url("invited", token, language=language))
    assert {"fr": "Cette invitation", "en": "This invitation is used"}[language] in text(over)


@pytest.mark.pages
def test_same_form_twice_by_an_invitation_is_one_registration(client, early, reserve):
    token = invitations.send(invitation=prepare(reserve, places=2), now=BEFORE)
    answers = [client.post(url("invited", token), form()).status_code for _ in range(2)]
    assert (answers, Registration.objects.count(), Invitation.objects.get().used) == ([302, 302], 1, 1)


@pytest.mark.pages
def test_link_for_two_offers_one_colleague(client, early, reserve):
    token = invitations.send(invitation=prepare(reserve, places=2), now=BEFORE)
    assert 'name="add"' in client.get(url("invited", token)).content.decode()
    more = client.post(url("invited", token), form(add="1"))
    assert 'name="add"' not in more.content.decode()
    assert "colleague-0-email" in more.content.decode()


@pytest.mark.pages
@pytest.mark.parametrize("token", ["x", "A" * 43, "a" * 500])
def test_unknown_token_is_not_found(client, db, edition, token):
    make_day(edition, city="paris", on=date(2025, 11, 26))
    assert client.get(url("invited", token)).status_code == 404
