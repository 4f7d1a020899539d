"""What claims say of people goes on its day, not before; their sealed history stays whole."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.test import TestCase

from events import clock
from outbox.models import OutgoingMail
from registration import retention as registration_retention
from registration.models import Registration
from reimbursement import claims, conversation, documents, retention, review, tasks
from reimbursement.models import (
    BankDetails,
    Claim,
    ClaimLink,
    ClaimMessage,
    PaymentBatch,
    PaymentLine,
    ReviewEvent,
    Status,
)
from reimbursement.moves import faults_in_history
from reimbursement.retention import Erased
from tests.registration.cast import paris
from tests.reimbursement import cast, papers
from tests.reimbursement.cast import NOW

pytestmark = pytest.mark.django_db

# The deadline of the rule is 20 November 2025; claims are refused, withdrawn and paid on 15 October.
LAST_NIGHT_WITH_DRAFTS, FIRST_WITHOUT_DRAFTS = paris(2025, 12, 20, 23, 59), paris(2025, 12, 21, 0, 1)
LAST_NIGHT_AFTER_CONTEST, FIRST_AFTER_CONTEST = paris(2026, 10, 30, 23, 59), paris(2026, 10, 31, 0, 1)
LAST_NIGHT_WITHDRAWN, FIRST_WITHOUT_WITHDRAWN = paris(2026, 10, 15, 23, 59), paris(2026, 10, 16, 0, 1)
LAST_NIGHT_PAID, FIRST_WITHOUT_PAID = paris(2035, 12, 31, 23, 59), paris(2036, 1, 1, 0, 1)
LONG_AFTER = paris(2080, 1, 1)


def refused(edition, reviewer, approver):
    claim = cast.checked(edition)
    cast.propose_refusal(claim, reviewer, note="Marie wrote that …")
    review.refuse(claim=claim, by=approver, now=NOW)
    return claim


def withdrawn(edition):
    claim = cast.checked(edition)
    claims.withdraw(claim=claim, now=NOW)
    return claim


def paid(edition):
    """A claim the bank paid; how it came there does not matter here."""
    claim = cast.checked(edition)
    Claim.objects.filter(pk=claim.pk).update(status=Status.PAID, amount_cents=94_800)
    return claim


def names_somebody(claim):
    return Claim.objects.exclude(contact_email="").filter(pk=claim.pk).exists()


def test_drafts_are_deleted_thirty_days_after_the_deadline(edition, rule):
    cast.draft(edition)
    assert retention.erase_due(now=LAST_NIGHT_WITH_DRAFTS) == Erased()
    assert retention.erase_due(now=FIRST_WITHOUT_DRAFTS) == Erased(drafts=1)
    assert (Claim.objects.count(), ClaimLink.objects.count()) == (0, 0)


def test_a_deadline_that_moved_is_the_one_that_counts(edition, rule):
    cast.draft(edition)
    cast.make_rule(edition, deadline=rule.deadline + timedelta(days=7))
    assert retention.erase_due(now=FIRST_WITHOUT_DRAFTS) == Erased()
    assert retention.erase_due(now=FIRST_WITHOUT_DRAFTS + timedelta(days=7)) == Erased(drafts=1)


def test_refused_claims_become_anonymous_a_year_after_the_time_to_contest(edition, rule, reviewer, approver):
    claim = refused(edition, reviewer, approver)
    assert retention.erase_due(now=LAST_NIGHT_AFTER_CONTEST) == Erased()
    assert retention.erase_due(now=FIRST_AFTER_CONTEST) == Erased(claims=1)
    assert not names_somebody(claim)


def test_withdrawn_claims_become_anonymous_after_a_year(edition, rule):
    claim = withdrawn(edition)
    assert retention.erase_due(now=LAST_NIGHT_WITHDRAWN) == Erased()
    assert retention.erase_due(now=FIRST_WITHOUT_WITHDRAWN) == Erased(claims=1)
    assert not names_somebody(claim)


@pytest.mark.parametrize("status", [Status.EXPIRED, Status.NO_SHOW])
def test_expired_claims_and_those_of_the_absent_become_anonymous_after_a_year(edition, rule, status):
    claim = withdrawn(edition)
    Claim.objects.filter(pk=claim.pk).update(status=status)
    assert retention.erase_due(now=LAST_NIGHT_WITHDRAWN) == Erased()
    assert retention.erase_due(now=FIRST_WITHOUT_WITHDRAWN) == Erased(claims=1)
    assert not names_somebody(claim)


def test_paid_claims_become_anonymous_ten_years_after_the_accounting_year(edition, rule):
    claim = paid(edition)
    assert retention.erase_due(now=LAST_NIGHT_PAID) == Erased()
    assert retention.erase_due(now=FIRST_WITHOUT_PAID) == Erased(claims=1)
    assert not names_somebody(claim)


def test_documents_of_closed_claims_go_after_sixty_days(edition, rule, storage):
    claim = cast.checked(edition)
    path = add_paper(claim)
    claims.withdraw(claim=claim, now=NOW)
    assert retention.erase_due(now=paris(2025, 12, 14, 23, 59)) == Erased()
    assert default_storage.exists(path)
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert retention.erase_due(now=paris(2025, 12, 15, 0, 1)) == Erased(documents=1)
    assert not default_storage.exists(path)
    assert names_somebody(claim)


def test_documents_of_drafts_go_with_the_draft(edition, rule, storage):
    path = add_paper(cast.draft(edition))
    retention.erase_due(now=LAST_NIGHT_WITH_DRAFTS)
    assert default_storage.exists(path)
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert retention.erase_due(now=FIRST_WITHOUT_DRAFTS) == Erased(drafts=1, documents=1)
    assert not default_storage.exists(path)


def test_documents_of_paid_claims_stay_as_long_as_the_claim(edition, rule, storage):
    claim = cast.checked(edition)
    path = add_paper(claim)
    Claim.objects.update(status=Status.PAID, amount_cents=94_800)
    assert retention.erase_due(now=LAST_NIGHT_PAID) == Erased()
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert retention.erase_due(now=FIRST_WITHOUT_PAID) == Erased(claims=1, documents=1)
    assert not default_storage.exists(path)


def test_the_account_number_goes_sixty_days_after_the_payment(edition, rule):
    claim = paid(edition)
    give_account(claim)
    assert retention.erase_due(now=paris(2025, 12, 14, 23, 59)) == Erased()
    assert retention.erase_due(now=paris(2025, 12, 15, 0, 1)) == Erased(accounts=1)
    assert accounts() == [("", "FR•• 2606"), ("", "FR•• 2606")]
    assert retention.erase_due(now=FIRST_WITHOUT_PAID) == Erased(claims=1)
    assert accounts() == [("", "")]
    assert PaymentLine.objects.get().holder == "—"


def test_the_account_number_goes_once_a_refusal_is_final(edition, rule, reviewer, approver):
    give_account(refused(edition, reviewer, approver))
    assert retention.erase_due(now=paris(2025, 10, 30, 23, 59)) == Erased()
    assert retention.erase_due(now=paris(2025, 10, 31, 0, 1)) == Erased(accounts=1)


def give_account(claim):
    """An account as the bank details hold it; when it may be given does not matter here."""
    account = {"holder": "Association marie", "sealed_iban": "sealed", "masked_iban": "FR•• 2606"}
    BankDetails.objects.create(claim=claim, is_sepa=True, fingerprint="0" * 64, given_at=NOW, **account)
    treasurer = cast.staff("treasurer")
    batch = PaymentBatch.objects.create(
        edition_id=claim.edition_id, execution_on=NOW.date(), prepared_at=NOW, prepared_by=treasurer
    )
    PaymentLine.objects.create(batch=batch, claim=claim, attempt=1, end_to_end_id="1", amount_cents=94_800, **account)


def accounts():
    """Every account number we hold, and what is shown of it: of the claim, then of its payment."""
    known = ("sealed_iban", "masked_iban")
    return [*BankDetails.objects.values_list(*known), *PaymentLine.objects.values_list(*known)]


@pytest.fixture
def storage(settings, tmp_path):
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": files}


def add_paper(claim):
    content = papers.pdf()
    about = {"kind": "statutes", "name": "statuts.pdf", "size": len(content), "file": BytesIO(content), "now": NOW}
    return documents.add(claim=claim, **about).file.name


def test_claims_under_way_wait_for_somebody_to_settle_them(edition, rule):
    before = Claim.objects.values().get(pk=cast.checked(edition).pk)
    assert retention.erase_due(now=LONG_AFTER) == Erased()
    assert Claim.objects.values().get() == before


def test_an_anonymous_claim_says_nothing_of_anybody(edition, rule, reviewer, approver):
    claim = refused(edition, reviewer, approver)
    conversation.write(claim=claim, now=NOW, text="My number is …")
    record(claim, approver)
    retention.erase_due(now=LONG_AFTER)
    erased = cast.read(claim)
    assert {name: getattr(erased, name) for name in retention.FORGOTTEN} == retention.FORGOTTEN
    assert (ClaimMessage.objects.count(), ClaimLink.objects.count()) == (0, 0)
    assert list(ReviewEvent.objects.exclude(note="")) == []
    assert list(OutgoingMail.objects.filter(related=f"reimbursement.claim:{claim.pk}")) == []
    assert list(LogEntry.objects.values_list("object_repr", flat=True)) == [claim.reference]


def record(claim, by):
    """What the admin notes when somebody changes a claim."""
    kind = ContentType.objects.get_for_model(Claim)
    about = {"content_type": kind, "object_id": str(claim.pk), "object_repr": str(claim)}
    LogEntry.objects.create(user=by, action_flag=CHANGE, **about)


def test_the_history_of_an_anonymous_claim_is_whole(edition, rule, reviewer, approver):
    claim = refused(edition, reviewer, approver)
    rows = list(ReviewEvent.objects.values_list("hash", flat=True))
    retention.erase_due(now=LONG_AFTER)
    assert list(faults_in_history(cast.read(claim))) == []
    assert list(ReviewEvent.objects.values_list("hash", flat=True)) == rows


def test_an_anonymous_claim_keeps_what_the_accounts_need(edition, rule):
    claim = paid(edition)
    kept = ("reference", "edition", "rule", "status", "submitted_at", "amount_cents", "verdict", "office_country")
    before = Claim.objects.values(*kept).get()
    retention.erase_due(now=FIRST_WITHOUT_PAID)
    assert Claim.objects.values(*kept).get(pk=claim.pk) == before


def test_erasing_twice_is_erasing_once(edition, rule):
    withdrawn(edition)
    retention.erase_due(now=FIRST_WITHOUT_WITHDRAWN)
    erased = Claim.objects.values().get()
    assert retention.erase_due(now=LONG_AFTER) == Erased()
    assert Claim.objects.values().get() == erased


def test_a_paid_claim_outlives_the_registration_it_came_from(edition, rule):
    claim = paid(edition)
    registration_retention.erase_due(now=paris(2026, 11, 28, 0, 1))
    kept = cast.read(claim)
    assert Registration.objects.exclude(email="").count() == 0
    assert (kept.contact_name, kept.contact_email) == ("Marie Example", "marie@marie-asso.fr")
    assert list(kept.registration.confirmed_days()) == list(edition.days.filter(venue__slug="paris"))


def test_the_nightly_task_goes_by_the_business_clock(edition, rule):
    cast.draft(edition)
    with clock.at(LAST_NIGHT_WITH_DRAFTS):
        tasks.erase_due()
    assert Claim.objects.count() == 1
    with clock.at(FIRST_WITHOUT_DRAFTS):
        tasks.erase_due()
    assert Claim.objects.count() == 0
