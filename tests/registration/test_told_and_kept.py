"""No data about a person is forgotten: each model is told to them, goes on a day, or is listed with its reason."""

from importlib import import_module
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import models

from accounts.tokens import digest
from events.models import EventDay
from events.retention_calendar import keepings
from outbox.models import OutgoingMail
from registration import check_in, lifecycle, own_data, walk_ins
from registration.models import (
    Colleague,
    DeviceScan,
    GroupMessage,
    GroupRecipient,
    NewsRefusal,
    PersonalLink,
    Registration,
)
from tests.registration.cast import NOW, paris, person, text, url
from tests.registration.staff import colleague

pytestmark = pytest.mark.django_db

# Model → the part of the own data that tells it.
TOLD = {
    "registration.Registration": "registration",
    "registration.Seat": "days",
    "registration.Answer": "answers",
    "registration.CheckIn": "entries",
    "registration.DeviceScan": "offline_scans",
    "registration.PaperCode": "paper_codes",
    "registration.HistoryEntry": "history",
    "registration.Colleague": "colleagues",
    "registration.PrintedBadge": "badges",
    "registration.GroupRecipient": "group_messages",
    "registration.NewsRefusal": "news",
    "registration.PersonalLink": "links",
    "registration.Invitation": "invitations",
    "registration.PastParticipant": "past",
    "outbox.OutgoingMail": "messages",
    "accounts.User": "account",
    "registration.WorkshopPlace": "workshops",
    "reimbursement.Claim": "claims",
    "reimbursement.BankDetails": "claims",
    "reimbursement.BankDetailsView": "claim_account_views",
    "reimbursement.ClaimLink": "claim_links",
    "reimbursement.ClaimMessage": "claim_messages",
    "reimbursement.IssuedPaper": "claim_letters",
    "reimbursement.ManualPayment": "claim_payments",
    "reimbursement.OfficePlacement": "claim_offices",
    "reimbursement.PaperPresence": "claim_presence",
    "reimbursement.PaymentLine": "claim_payments",
    "reimbursement.ReviewEvent": "claim_history",
    "reimbursement.SupportingDocument": "claim_documents",
}
DAY = "Paris, Wednesday 26 November"
NOT_TOLD = {
    "events.Edition": "its address is the one of the organisers",
    "account.EmailAddress": "the same address as the account, which is told",
    "account.EmailConfirmation": "we confirm by a code that is never stored: the table stays empty",
    "events.ConsentProof": "holds a random number and no name: we cannot know whose choice it is",
    "mfa.Authenticator": "the secret of a second factor; the page of the account says that there is one",
    "registration.BadgeBatch": "each badge of it is told, to whom it belongs",
    "reimbursement.PastParticipation": "holds fingerprints of organisations of earlier editions, and no person",
}
# Models without a row of their own in the calendar: what takes them away.
GOES_WITH = {
    **dict.fromkeys(
        (
            "registration.Seat", "registration.CheckIn", "registration.DeviceScan", "registration.PaperCode",
            "registration.HistoryEntry", "registration.Colleague", "registration.PrintedBadge",
            "registration.GroupRecipient",
        ),
        "registration.Registration",
    ),
    "registration.BadgeBatch": "the badges of an erased person leave it",
    "accounts.User": "its owner asks, or an administrator closes it",
    "account.EmailAddress": "goes with its account",
    "account.EmailConfirmation": "goes with its account",
    "mfa.Authenticator": "goes with its account",
    **dict.fromkeys(
        (
            "reimbursement.BankDetailsView", "reimbursement.ClaimLink", "reimbursement.ClaimMessage",
            "reimbursement.ManualPayment", "reimbursement.OfficePlacement", "reimbursement.PaperPresence",
            "reimbursement.PaymentLine", "reimbursement.ReviewEvent",
        ),
        "reimbursement.Claim",
    ),
    "reimbursement.PastParticipation": "nobody: it names no person",
    "events.Edition": "nobody: it is public",
}  # fmt: skip


# What is about somebody although it leads to nobody: digests, fingerprints, random numbers.
WITHOUT_A_WAY = {"registration.NewsRefusal", "reimbursement.PastParticipation", "events.ConsentProof"}
# Hold an address, but what leads to them is the work of the team, or the event.
NOT_FOLLOWED = {"accounts.User", "events.Edition"}


def leads_to(model: type[models.Model], about: set[type[models.Model]]) -> bool:
    """Whether one of its rows points at a row of one of these models, itself or through others."""
    return any(
        field.is_relation and field.concrete and field.related_model in about for field in model._meta.get_fields()
    )


def personal_models() -> set[str]:
    """Whatever leads to a registration, however long the way, or holds an address; and the account’s own tables."""
    everything = apps.get_models()
    about = {Registration, apps.get_model("account.EmailAddress"), apps.get_model("mfa.Authenticator")}
    about |= {m for m in everything if any(isinstance(field, models.EmailField) for field in m._meta.get_fields())}
    followed = {model for model in about if model._meta.label not in NOT_FOLLOWED}
    while new := {model for model in everything if model not in followed | about and leads_to(model, followed)}:
        followed |= new
    return {model._meta.label for model in followed | about} | WITHOUT_A_WAY


def test_every_model_about_a_person_is_told_or_left_out_with_a_reason():
    assert personal_models() == TOLD.keys() | NOT_TOLD.keys()


def test_every_model_about_a_person_goes_on_a_day_or_with_another():
    on_calendar = {keeping.where for keeping in keepings()}
    assert personal_models() - on_calendar == GOES_WITH.keys()


@pytest.fixture
def marie(paris_26):
    """Somebody about whom every part of the registration office holds something."""
    who = person(organisation="Les Amis", language="en")
    marie = lifecycle.register(edition=paris_26.edition, person=who, days=[paris_26], now=NOW).registration
    check_in.check_in(badge_code=marie.badge_code, day=paris_26, now=paris_26.starts_at)
    return marie


def test_scans_messages_and_refusals_are_told(marie, paris_26):
    desk = colleague("registration desk")
    DeviceScan.objects.create(
        scan=uuid4(), registration=marie, day=paris_26, device_at=NOW, at=NOW, received_at=NOW, answer="welcome"
    )
    message = GroupMessage.objects.create(
        edition=marie.edition, subject_en="Trains", written_by=desk, written_at=NOW, status="sent", sent_by=desk,
        sent_at=NOW,
    )  # fmt: skip
    GroupRecipient.objects.create(message=message, registration=marie, position=0, handed_at=NOW)
    NewsRefusal.objects.create(digest=digest(marie.email_identity), at=NOW)
    NewsRefusal.objects.create(digest=digest("somebody@else.org"), at=NOW)
    parts = {part.name: part.rows for part in own_data.held_about(marie)}
    told = {
        name: [{item.name: item.value for item in row} for row in parts[name]]
        for name in ("offline_scans", "group_messages", "news")
    }
    assert told == {
        "offline_scans": [{"day": paris_26.label, "at": NOW, "received_at": NOW, "answer": "welcome"}],
        "group_messages": [{"subject": "Trains", "handed_at": NOW, "left_out": ""}],
        "news": [{"at": NOW}],
    }


@pytest.fixture
def let_in(paris_26) -> Registration:
    """A walk-in who got the room of somebody who did not come."""
    EventDay.objects.filter(pk=paris_26.pk).update(capacity=1, room_limit=5)
    lifecycle.register(edition=paris_26.edition, person=person("absent"), days=[paris_26], now=NOW)
    late = paris(2025, 11, 26, 11, 30)
    who = person("walter", language="en")
    verdict = walk_ins.walk_in(person=who, day=paris_26, now=late, scan=uuid4())
    assert verdict.registration.seats.count() == 0
    return verdict.registration


def test_somebody_let_in_beyond_the_cap_sees_the_day_on_their_page(client, let_in, paris_26):
    token = PersonalLink.objects.issue(registration_id=let_in.pk, scope=PersonalLink.Scope.MANAGE)
    words = text(client.get(url("personal", token)))
    expected = [DAY, "let in at the door", "Download my badge (PDF)", "attestation of attendance (PDF)"]
    assert [word for word in expected if word not in words] == []
    assert ("Join the waiting list" in words, "Add this day" in words) == (False, False)


@pytest.mark.press
def test_somebody_let_in_beyond_the_cap_has_a_badge_and_an_attestation(client, let_in, paris_26):
    token = PersonalLink.objects.issue(registration_id=let_in.pk, scope=PersonalLink.Scope.MANAGE)
    answers = [client.get(url(name, token)) for name in ("badge", "attestation")]
    assert [(each.status_code, each.headers["Content-Type"]) for each in answers] == [(200, "application/pdf")] * 2
    assert list(let_in.days_on_badge()) == [paris_26]


def test_somebody_let_in_beyond_the_cap_is_written_to_and_told_what_is_held(let_in, paris_26):
    mail = OutgoingMail.objects.get(to=let_in.email)
    assert (mail.template, mail.subject) == ("registration/emails/let_in", "Your badge for NEC ESS Europe 2025")
    assert [DAY in " ".join(part.split()) for part in (mail.text, mail.html)] == [True, True]
    assert [kind for kind, _key in mail.attachments] == ["registration.badge"]
    parts = {part.name: part.rows for part in own_data.held_about(let_in)}
    [entry] = parts["entries"]
    assert entry[0].value == paris_26.label


def test_an_entry_undone_takes_the_badge_back(client, let_in):
    entry = let_in.check_ins.get()
    check_in.undo(entry=entry, now=entry.at)
    token = PersonalLink.objects.issue(registration_id=let_in.pk, scope=PersonalLink.Scope.MANAGE)
    assert client.get(url("badge", token)).status_code == 404


def test_groups_registered_before_leaders_had_a_list_get_one(paris_26):
    people = [lifecycle.Application(person(name), (paris_26,)) for name in ("lea", "anna", "paul")]
    outcomes = lifecycle.register_group(edition=paris_26.edition, applications=people, now=NOW)
    lea, anna, paul = (outcome.registration for outcome in outcomes)
    before = list(Colleague.objects.values("leader", "registration", "number", "name", "told"))
    migration = import_module("registration.migrations.0010_groups_before_colleagues")
    migration.list_colleagues(apps, None)
    assert Colleague.objects.count() == 2  # who has a list keeps it
    Colleague.objects.all().delete()
    migration.list_colleagues(apps, None)
    assert list(Colleague.objects.values("leader", "registration", "number", "name", "told")) == before
    assert [row["registration"] for row in before] == [anna.pk, paul.pk]
    assert {row["leader"] for row in before} == {lea.pk}
