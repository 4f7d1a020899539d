"""The treasurer's desk: envelope, ledger, summary, folders, and who may take them."""

import csv
import hashlib
import io
import re
import zipfile

import pypdf
import pytest
from django.urls import reverse

from events import clock
from reimbursement import payments, retention, settlement
from reimbursement.bank_answers import BankAnswer, Fate, Line
from reimbursement.models import Claim, PaymentBatch, Status, Taking
from reimbursement.register_entries import question_of
from tests.reimbursement import cast

ROLES = ["administrator", "approver", "door", "editor", "registration desk", "reviewer", "treasurer"]
NOT_ADMITTED = 404


@pytest.fixture(autouse=True)
def after_the_event(settings, private_files):
    settings.STAFF_MFA = False
    with clock.at(cast.AFTER):
        yield


def pay(batch, treasurer, president, **file) -> None:
    payments.release(batch=batch, by=president, now=cast.AFTER)
    lines = tuple(Line(line.end_to_end_id, Fate.PAID, on=cast.DAY) for line in batch.lines.all())
    paid = BankAnswer(lines, **file)
    settlement.book(batch=batch, answer=paid, by=treasurer, now=cast.AFTER)


def desk(batch) -> dict[str, tuple[str, str]]:
    """Every address of the desk: its method and its path."""
    claim = batch.lines.first().claim
    return {
        "envelope": ("get", reverse("admin:reimbursement_envelope")),
        "ledger csv": ("post", reverse("admin:reimbursement_ledger", args=["csv"])),
        "ledger xlsx": ("post", reverse("admin:reimbursement_ledger", args=["xlsx"])),
        "folders": ("post", reverse("admin:reimbursement_folders")),
        "folder": ("post", reverse("admin:reimbursement_claim_take_folder", args=[claim.pk])),
        "paper": ("get", reverse("admin:reimbursement_claim_paper", args=[claim.pk, 9])),
    }


@pytest.mark.pages
@pytest.mark.parametrize("role", ROLES)
def test_the_desk_by_role_and_address(client, batch, role):
    client.force_login(cast.staff(role, "other"))
    answers = {name: getattr(client, method)(path).status_code for name, (method, path) in desk(batch).items()}
    watches, takes = role in {"administrator", "approver", "treasurer"}, role in {"administrator", "treasurer"}
    folder = {"treasurer": 200, "reviewer": 302, "approver": 302, "administrator": 302}.get(role, 403)
    assert answers == {
        "envelope": 200 if watches else NOT_ADMITTED,
        "ledger csv": 200 if takes else NOT_ADMITTED,
        "ledger xlsx": 200 if takes else NOT_ADMITTED,
        "folders": 200 if role == "treasurer" else NOT_ADMITTED,
        "folder": folder,
        "paper": 404,
    }
    taken = {"treasurer": {"folder", "folders", "ledger"}, "administrator": {"ledger"}}.get(role, set())
    assert set(Taking.objects.values_list("what", flat=True)) == taken


@pytest.mark.pages
def test_nothing_is_taken_by_get_or_by_strangers(client, batch, treasurer):
    taking = [path for method, path in desk(batch).values() if method == "post"]
    assert {client.post(path).status_code for path in taking} == {302}
    client.force_login(treasurer)
    assert {client.get(path).status_code for path in taking} == {405}
    assert client.post(reverse("admin:reimbursement_ledger", args=["exe"])).status_code == 404
    assert Taking.objects.count() == 0


@pytest.mark.pages
def test_the_page_of_the_envelope_says_where_the_money_is(client, edition, batch, treasurer, president):
    pay(batch, treasurer, president)
    client.force_login(treasurer)
    page = " ".join(client.get(reverse("admin:reimbursement_envelope")).content.decode().split())
    expected = [
        "<b>€1,896</b> in the envelope",
        "<b>€1,896</b> committed",
        "<b>€1,896</b> paid",
        "<b>€0</b> left: 0 places",
        "The ledger and the envelope agree",
        "Nobody waits for budget.",
        "The ledger has 4 movements.",
        'class="money-committed"',
    ]
    assert [part for part in expected if part not in page] == []


@pytest.mark.press
def test_the_folder_holds_everything_with_its_digests(client, batch, treasurer, president):
    pay(batch, treasurer, president)
    claim = cast.read(batch.lines.first().claim)
    client.force_login(treasurer)
    answer = client.post(reverse("admin:reimbursement_claim_take_folder", args=[claim.pk]))
    archive = zipfile.ZipFile(io.BytesIO(answer.getvalue()))
    names = {name.partition("/")[2]: name for name in archive.namelist()}
    assert list(names) == [
        "01-claim.csv",
        "02-evidence.csv",
        "02-evidence.json",
        "03-1-attestation-of-the-organisation.pdf",
        "03-2-letter-of-approval.pdf",
        "03-3-payment-statement.pdf",
        "04-1-bank-document-in-the-name-of-the-organisation.pdf",
        "05-presence.csv",
        "06-payments.csv",
        "06-proof-of-payment.csv",
        "07-history.csv",
        "00-index.csv",
    ]
    index = list(csv.reader(io.StringIO(archive.read(names["00-index.csv"]).decode("utf-8-sig"))))[1:]
    real = [[name, hashlib.sha256(archive.read(full)).hexdigest()] for name, full in list(names.items())[:-1]]
    assert [[name, digest] for name, _size, digest in index] == real
    history = archive.read(names["07-history.csv"]).decode()
    assert claim.history_head in history
    assert "2025" in archive.read(names["05-presence.csv"]).decode()
    assert "private, no-store" in answer.headers["Cache-Control"]
    assert not re.search(
        r"FR\d{2}\d{4}", b"".join(archive.read(n) for n in archive.namelist() if n.endswith("csv")).decode()
    )


@pytest.mark.press
def test_the_folder_holds_the_extract_of_the_register_and_the_proof_of_payment(client, batch, treasurer, president):
    pay(batch, treasurer, president, kind="camt.053", digest="d" * 64)
    line = batch.lines.select_related("claim", "batch").first()
    office = {"street": "1 RUE DE LA REPUBLIQUE", "postcode": "69001", "city": "LYON", "country": "FR"}
    entry = {"found": True, "source": "recherche-entreprises", "is_namesake": False, "name": "ASSOCIATION ANNA"}
    entry |= {"number": "732829320", "is_active": True, "is_masked": False, "is_social_economy": True, "office": office}
    Claim.objects.filter(pk=line.claim_id).update(register_entry={**entry, "asked": question_of(line.claim)})
    client.force_login(treasurer)
    answer = client.post(reverse("admin:reimbursement_claim_take_folder", args=[line.claim_id]))
    archive = zipfile.ZipFile(io.BytesIO(answer.getvalue()))
    tables = {name.partition("/")[2]: name for name in archive.namelist()}

    def rows(name):
        return list(csv.reader(io.StringIO(archive.read(tables[name]).decode("utf-8-sig"))))

    assert ["Register", "", "recherche-entreprises"] in rows("02-register.csv")
    assert ["Number and street", "1 rue de la République", "1 RUE DE LA REPUBLIQUE"] in rows("02-register.csv")
    proof = dict(rows("06-proof-of-payment.csv")[1:])
    line.batch.refresh_from_db()
    assert proof["Identifier"] == line.end_to_end_id
    assert (proof["Answer of the bank"], proof["SHA-256 of the answer"]) == ("camt.053", "d" * 64)
    assert (proof["SHA-256 of our file"], proof["Day of the bank"]) == (line.batch.digest, "2025-12-01")


@pytest.mark.press
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_summary_can_be_signed(client, batch, treasurer, president, language):
    payments.release(batch=batch, by=president, now=cast.AFTER)
    treasurer.preferred_language = language
    treasurer.save()
    client.force_login(treasurer)
    batch.refresh_from_db()
    paths = [
        reverse("admin:reimbursement_paymentbatch_summary", args=[batch.pk]),
        reverse("admin:reimbursement_summary"),
    ]
    of_batch, of_edition = (pypdf.PdfReader(io.BytesIO(client.post(path).content)) for path in paths)
    text = " ".join(of_batch.pages[0].extract_text().split())
    total, in_words, signs = {
        "en": ("€1,896", "one thousand eight hundred and ninety-six euros", "The president"),
        "fr": ("1 896 €", "mille huit cent quatre-vingt-seize euros", "La présidence"),
    }[language]
    expected = [total, in_words, signs, "Association anna", batch.reference, batch.digest]
    assert [part for part in expected if part not in text.replace("\u202f", " ").replace("\xa0", " ")] == []
    assert {one.trailer["/Root"]["/Lang"] for one in (of_batch, of_edition)} == {language}
    assert in_words in " ".join(of_edition.pages[0].extract_text().split())
    assert list(Taking.objects.values_list("what", "number")) == [("summary", ""), ("summary", batch.reference)]


@pytest.mark.pages
def test_the_file_of_an_erased_account_is_gone_and_says_why(client, batch, treasurer, president):
    pay(batch, treasurer, president)
    retention.erase_due(now=cast.attendees.paris(2026, 2, 1))
    client.force_login(treasurer)
    answer = client.post(reverse("admin:reimbursement_paymentbatch_download", args=[batch.pk]))
    digest = PaymentBatch.objects.get().digest
    assert answer.status_code == 410
    assert ("can no longer be made" in answer.content.decode(), digest in answer.content.decode()) == (True, True)


@pytest.mark.pages
def test_a_transfer_by_hand_is_noted_and_its_return_too(client, edition, rule, reviewer, approver, treasurer):
    claim = cast.present(edition, "anna", reviewer, approver, number=cast.UKRAINIAN)
    client.force_login(treasurer)

    def press(button, **values):
        seen = {"seen": cast.read(claim).history_length}
        path = reverse(f"admin:reimbursement_claim_{button}", args=[claim.pk])
        return [str(message) for message in client.post(path, seen | values, follow=True).context["messages"]]

    press("set_aside")
    assert press("record_payment", note="SWIFT") == ["Say how, when and with which charges it was paid, please."]
    noted = {"note": "SWIFT", "paid_on": "2025-12-01", "bank_reference": "TR-1", "charges_cents": "12.50"}
    assert press("record_payment", **noted) == ["Paid: the organisation is told by e-mail."]
    payment = claim.manual_payments.get()
    assert (payment.paid_on, payment.charges_cents, payment.amount_cents, payment.by) == (
        cast.DAY,
        1_250,
        94_800,
        treasurer,
    )
    assert press("record_return", text="wrong name") == ["Noted: the organisation is asked for another account."]
    assert cast.read(claim).status == Status.PAYMENT_REJECTED


def test_the_log_of_files_taken_goes_after_three_years(edition, treasurer):
    Taking.objects.create(at=cast.AFTER, by=treasurer, what="ledger", edition=edition)
    assert retention.erase_due(now=cast.attendees.paris(2028, 11, 28, 23, 59)).takings == 0
    assert retention.erase_due(now=cast.attendees.paris(2028, 11, 29, 0, 1)).takings == 1
