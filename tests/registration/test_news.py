"""“Do not write to me again”: offered in every invitation, honoured by what is sent and brought in later."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from events import clock
from events.models import Edition
from outbox.masking import unseal_all
from outbox.models import OutgoingMail
from registration import imports, invitations, news, reserves, retention, tables
from registration.invitations import Guest
from registration.models import Invitation, NewsRefusal, PastParticipant
from tests.registration.cast import NOW, paris
from tests.registration.staff import colleague

pytestmark = pytest.mark.django_db
LIST = "Nom;Prénom;Courriel\nLovelace;Ada;Ada+old@Example.org\nCurie;Marie;marie@example.org\n"


@pytest.fixture(autouse=True)
def autumn(settings):
    settings.STAFF_MFA = False
    with clock.at(NOW):
        yield


@pytest.fixture
def past_edition(edition):
    return Edition.objects.create(
        slug="2024", title_fr="2024", title_en="2024", starts_on=date(2024, 11, 20), ends_on=date(2024, 11, 21)
    )


@pytest.fixture
def reserve(paris_26):
    return reserves.make(day=paris_26, name="Fair", places=9, until=date(2025, 11, 1), by=None, now=NOW)


def prepare(reserve, email="ada@example.org", **about):
    guest = Guest(name="Ada", email=email, **about)
    return invitations.prepare(edition=reserve.day.edition, guest=guest, reserves=[reserve], by=None, now=NOW)


def bring(kind, edition, kept=()):
    table = tables.read(LIST.encode())
    about = {"kind": kind, "edition": edition, "table": table, "default_language": "fr"}
    about["mapping"] = imports.guess(kind=kind, headers=table.headers)
    trial = imports.try_out(**about)
    return trial, imports.commit(
        **about, reserves=list(kept), content=LIST.encode(), by=colleague("registration desk"), now=NOW
    )


def link_in(mail):
    """The link to refuse, with its token put back."""
    _place, token = unseal_all(mail.sealed)
    return token, reverse("registration:news", args=[token])


@pytest.mark.parametrize(("language", "words"), [("en", "Do not write to me again"), ("fr", "Ne plus m’écrire")])
def test_invitation_carries_the_link_for_people_and_for_mail_programs(reserve, language, words):
    invitations.send(invitation=prepare(reserve, language=language), now=NOW)
    mail = OutgoingMail.objects.get()
    token, _address = link_in(mail)
    assert (words in mail.text, words in mail.html) == (True, True)
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.headers["List-Unsubscribe"].startswith("<http")
    assert token not in mail.text + mail.html + str(mail.headers)


@pytest.mark.pages
def test_the_link_asks_and_the_button_refuses_every_later_invitation(reserve):
    invitation = prepare(reserve)
    invitations.send(invitation=invitation, now=NOW)
    _token, address = link_in(OutgoingMail.objects.get())
    mail_program = Client(enforce_csrf_checks=True)

    assert mail_program.get(address).status_code == 200
    assert mail_program.head(address).status_code == 200
    assert not NewsRefusal.objects.exists()
    assert mail_program.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200

    other_spelling = prepare(reserve, email="ADA+conference@example.org")
    for each in (invitation, other_spelling):
        with pytest.raises(invitations.RefusedError):
            invitations.send(invitation=each, now=NOW)
    prepare(reserve, email="bob@example.org")
    assert len(invitations.release_held(edition=reserve.day.edition, now=NOW)) == 1
    assert list(OutgoingMail.objects.order_by("pk").values_list("to", flat=True)) == [
        "ada@example.org",
        "bob@example.org",
    ]
    assert "ada" not in str(list(NewsRefusal.objects.values()))


def test_an_import_invites_nobody_who_refused(reserve):
    news.refuse_for(identities=["ada@example.org"], now=NOW)
    trial, log = bring("invitations", reserve.day.edition, [reserve])
    assert ([person.email for person in trial.new], trial.refused, trial.known) == (["marie@example.org"], 1, 0)
    assert (log.added, list(Invitation.objects.values_list("email", flat=True))) == (1, ["marie@example.org"])


def test_a_past_participant_who_refused_stays_marked_on_the_next_list(past_edition):
    since = NOW - timedelta(days=100)
    news.refuse_for(identities=["ada@example.org"], now=since)
    bring("past", past_edition)
    marked = PastParticipant.objects.order_by("last_name").values_list("last_name", "opted_out_at")
    assert list(marked) == [("Curie", None), ("Lovelace", since)]


def test_a_refusal_marks_the_lists_that_are_there_and_taking_it_back_unmarks_them(past_edition):
    bring("past", past_edition)
    token = news.refusal_token("ada@example.org")
    news.refuse(token=token, now=NOW)
    news.refuse(token=token, now=NOW + timedelta(days=1))
    assert set(PastParticipant.objects.values_list("last_name", "opted_out_at")) == {("Curie", None), ("Lovelace", NOW)}
    news.accept(token=token)
    assert set(PastParticipant.objects.values_list("opted_out_at", flat=True)) == {None}


@pytest.mark.pages
def test_what_the_desk_notes_outlives_the_list(client, past_edition, reserve):
    bring("past", past_edition)
    client.force_login(colleague("administrator"))
    ada = PastParticipant.objects.get(last_name="Lovelace")
    client.post(
        reverse("admin:registration_pastparticipant_changelist"), {"action": "opt_out", "_selected_action": ada.pk}
    )
    retention.erase_due(now=paris(2026, 11, 30, 12))
    assert not PastParticipant.objects.exists()
    with pytest.raises(invitations.RefusedError):
        invitations.send(invitation=prepare(reserve), now=NOW)


@pytest.mark.pages
def test_the_desk_is_told_why_nothing_was_sent(client, reserve):
    news.refuse_for(identities=["ada@example.org"], now=NOW)
    invitation = prepare(reserve)
    client.force_login(colleague("registration desk"))
    page = client.post(
        reverse("admin:registration_invitation_changelist"),
        {"action": "send", "_selected_action": invitation.pk},
        follow=True,
    )
    [said] = [str(message) for message in page.context["messages"]]
    assert said.startswith("Ada asked not to be written to: nothing was sent.")
    assert not OutgoingMail.objects.exists()


def test_a_refusal_goes_on_its_day(db):
    news.refuse_for(identities=["ada@example.org"], now=NOW)
    assert retention.erase_due(now=paris(2028, 10, 15, 12)).refusals == 0
    assert retention.erase_due(now=paris(2028, 10, 16, 12)).refusals == 1
