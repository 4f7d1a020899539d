"""The privacy page, the nightly work and the report say the same."""

from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import translation

from events import facts
from events.models import Edition, Page
from events.retention_calendar import goes_on, keepings, months_after, months_in_words
from outbox.models import OutgoingMail
from registration import retention
from tests.events.pages import address, read
from tests.registration import cast as attendees
from tests.reimbursement import cast as claimants


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2025, 11, 27), 1, date(2025, 12, 27)),
        (date(2025, 11, 27), 12, date(2026, 11, 27)),
        (date(2025, 12, 31), 2, date(2026, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2024, 2, 29), 36, date(2027, 2, 28)),
    ],
)
def test_months_after_ends_with_a_short_month(day, months, expected):
    assert months_after(day, months) == expected
    assert goes_on(day, months=months) == expected + timedelta(days=1)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ["1 month", "3 months", "12 months", "3 years"]), ("fr", ["1 mois", "3 mois", "12 mois", "3 ans"])],
)
def test_periods_are_said_in_words(language, words):
    with translation.override(language):
        assert [months_in_words(months) for months in (1, 3, 12, 36)] == words


@pytest.fixture
def privacy(editions) -> Page:
    claimants.make_rule(editions["2025"])
    return Page.objects.get(slug="privacy")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_privacy_text_names_every_period_of_the_calendar(privacy, language):
    named = set(facts.PLACEHOLDER.findall(privacy.text("body", language)))
    periods = {fact for keeping in keepings() for fact in keeping.facts}
    assert {name for name in named if name.startswith("keep_")} == periods


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["12 months after the end", "if cancelled, 3 months", "1 month after the end", "3 years", "180 days"]),
        ("fr", ["12 mois après la fin", "annulée, 3 mois", "1 mois après la fin", "3 ans", "180 jours"]),
    ],
)
def test_the_privacy_page_shows_the_numbers_of_the_code(privacy, client, language, said):
    text = shown(client, language)
    assert [words for words in said if words not in text] == []


def test_another_period_in_the_code_is_another_one_on_the_page(privacy, client, monkeypatch):
    monkeypatch.setattr(facts, "_known", {**facts._known})
    facts.register("keep_registrations", lambda _edition, _argument: months_in_words(7))
    assert "7 months after the end" in shown(client, "en")


def shown(client, language):
    page = read(client.get(address("privacy", [], language)).content.decode())
    return " ".join(words for _language, words in page.texts).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.django_db
def test_report_counts_what_remains_and_says_when_it_goes():
    edition = claimants.make_edition()
    claimants.make_rule(edition)
    claimants.draft(edition)
    claimants.checked(edition, "paul")
    OutgoingMail.objects.update(created_at=datetime(2025, 10, 15, 12, tzinfo=attendees.PARIS))
    mails, links = OutgoingMail.objects.count(), claimants.register(edition, "zoe").links.model.objects.count()
    OutgoingMail.objects.filter(created_at__year__gt=2025).delete()
    assert report() == [
        f"messages and their links (outbox.OutgoingMail, keep_mail_days=180): {mails}",
        f"  {mails} on 2026-04-13",
        "proofs of choices (events.ConsentProof, keep_consents=6 months): 0",
        "names of editors in the history of texts (events.TextVersion, keep_text_versions=730): 0",
        "numbers of views (events.PageViews, keep_views=25 months): 0",
        "names of editors beside links left as they are (events.TextLink, keep_ignored_links=365): 0",
        "answers to optional questions (registration.Answer, keep_answers=30): 0",
        "registrations (registration.Registration, keep_registrations=12 months): 3",
        "  3 on 2026-11-28",
        "cancelled registrations (registration.Registration, keep_cancelled=3 months): 0",
        "places in workshops (registration.WorkshopPlace, keep_registrations=12 months): 0",
        f"personal links (registration.PersonalLink, keep_links=1 month): {links}",
        f"  {links} on 2025-12-28",
        "volunteers’ links (registration.DoorLink, keep_links=1 month): 0",
        "invitations (registration.Invitation, keep_invitations=3 months): 0",
        "past participants (registration.PastParticipant, keep_past=2 years): 0",
        "log of exports (registration.ExportLog, keep_exports=3 years): 0",
        "messages to groups (registration.GroupMessage, keep_group_messages=3 years): 0",
        "refusals of news and invitations (registration.NewsRefusal, keep_refusals=3 years): 0",
        "drafts of claims (reimbursement.Claim, keep_draft_days=30): 1",
        "  1 on 2025-12-21",
        "closed claims (reimbursement.Claim, keep_refused_days=365): 0",
        "paid claims (reimbursement.Claim, keep_paid_years=10): 0",
        "claims under way (reimbursement.Claim): 1",
        "  1 when settled",
        "documents of claims (reimbursement.SupportingDocument, keep_documents_days=60): 0",
        "letters about claims (reimbursement.IssuedPaper, keep_refused_days=365, keep_paid_years=10): 1",
        "  1 when settled",
        "account numbers (reimbursement.BankDetails, keep_bank_days=60): 0",
        "log of files taken (reimbursement.Taking, keep_exports=3 years): 0",
    ]


@pytest.mark.django_db
def test_report_is_empty_once_everything_is_erased():
    edition = attendees.make_edition()
    attendees.make_day(edition, city="paris", on=edition.ends_on)
    claimants.register(edition)
    retention.erase_due(now=datetime(2026, 11, 28, 4, tzinfo=attendees.PARIS))
    assert [line for line in report() if line.startswith("  ")] == []
    assert Edition.objects.count() == 1


def report():
    out = StringIO()
    call_command("report_retention", stdout=out)
    return out.getvalue().splitlines()
