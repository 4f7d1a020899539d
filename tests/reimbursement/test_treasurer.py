import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from events import clock
from registration.models import CheckIn
from reimbursement import attendance, payments, review
from reimbursement.models import Claim, PaymentBatch, Status
from tests.reimbursement import cast

pytestmark = pytest.mark.pages

BATCHES = "/admin/reimbursement/paymentbatch/"


@pytest.fixture(autouse=True)
def after_the_event(settings, private_files):
    settings.STAFF_MFA = False
    with clock.at(cast.AFTER):
        yield


def press(client, name, pk, **values):
    response = client.post(reverse(f"admin:reimbursement_{name}", args=[pk]), values, follow=True)
    return [str(message) for message in response.context["messages"]]


def test_the_whole_way_from_the_gate_to_paid(client, edition, rule, reviewer, approver, treasurer, president):
    claim = cast.present(edition, "anna", reviewer, approver)
    client.force_login(treasurer)
    seen = {"seen": claim.history_length}
    assert press(client, "claim_make_payable", claim.pk, **seen) == ["Ready for the next batch."]
    filled = {"payer": "SOGA", "account": cast.ACCOUNTS[2], "execution_on": "2025-12-01", "version": "pain.001.001.09"}
    page = client.post(f"{BATCHES}add/", filled, follow=True)
    made = PaymentBatch.objects.get()
    assert (made.reference in page.content.decode(), made.prepared_by) == (True, treasurer)
    assert press(client, "paymentbatch_download", made.pk) == ["Only a released batch has a file for the bank."]
    client.force_login(president)
    assert press(client, "paymentbatch_release", made.pk) == ["Released: the file can be sent to the bank."]
    file = client.post(reverse("admin:reimbursement_paymentbatch_download", args=[made.pk]))
    assert (file.content, file.headers["Content-Type"]) == (payments.file_of(made), "application/xml")
    client.force_login(treasurer)
    answer = f"EndToEndId;Status;Amount\n{claim.reference}-1;paid;948.00\n".encode()
    said = press(client, "paymentbatch_book", made.pk, answer=SimpleUploadedFile("answer.csv", answer))
    assert (said, cast.read(claim).status) == (["1 paid", "The answer is read."], Status.PAID)


def test_the_gate_says_what_is_missing(client, edition, rule, reviewer, approver, treasurer):
    claim = cast.present(edition, "anna", reviewer, approver, paper=False)
    client.force_login(treasurer)
    page = client.get(reverse("admin:reimbursement_claim_change", args=[claim.pk])).content.decode()
    assert "a bank document is missing" in page
    said = press(client, "claim_make_payable", claim.pk, seen=claim.history_length)
    assert (said, cast.read(claim).status) == (["a bank document is missing"], Status.ATTENDANCE_CONFIRMED)


def test_one_reader_of_the_paper_list_is_shown_and_a_second_one_opens_the_gate(
    client, edition, rule, reviewer, approver, treasurer
):
    claim = cast.present(edition, "anna", reviewer, approver)
    CheckIn.objects.update(from_paper=True, by=approver)
    client.force_login(treasurer)
    where = reverse("admin:reimbursement_claim_change", args=[claim.pk])
    page = " ".join(client.get(where).content.decode().split())
    assert "no scan shows that it came, and fewer than two people have read the paper list" in page
    assert "one more person must read the list (Approver)" in page
    said = press(client, "claim_vouch", claim.pk, seen=claim.history_length, day=edition.days.last().slug)
    assert said == ["Written down. It counts once two people have read the list."]
    assert "fewer than two people" not in client.get(where).content.decode()


def test_the_queue_names_what_waits_for_a_second_reader(client, edition, rule, reviewer, approver):
    claim = cast.checked(edition, "anna")
    cast.propose_acceptance(claim, reviewer)
    review.approve(claim=claim, by=approver, now=cast.NOW)
    attendance.vouch(claim=claim, day=edition.days.last(), by=approver, now=cast.AFTER)
    client.force_login(reviewer)
    page = client.get(reverse("admin:reimbursement_claim_changelist")).content.decode()
    assert "One person has read the paper list, a second one must:" in page


def test_a_batch_is_not_prepared_from_a_wrong_account(client, batch, treasurer):
    payments.cancel(batch=batch, by=treasurer, now=cast.AFTER)
    client.force_login(treasurer)
    filled = {"payer": "SOGA", "account": "FR00", "execution_on": "2025-12-01", "version": "pain.001.001.09"}
    assert client.post(f"{BATCHES}add/", filled).status_code == 200
    assert PaymentBatch.objects.count() == 1


@pytest.mark.parametrize("role", ["approver", "door", "editor", "registration desk", "reviewer"])
@pytest.mark.parametrize("button", ["release", "cancel", "download", "book"])
def test_buttons_of_a_batch_do_nothing_for_other_groups(client, batch, role, button):
    client.force_login(cast.staff(role, "other"))
    path = reverse(f"admin:reimbursement_paymentbatch_{button}", args=[batch.pk])
    response = client.post(path, {"answer": SimpleUploadedFile("a.csv", b"x")})
    assert response.status_code == 403
    batch.refresh_from_db()
    assert (batch.status, batch.digest) == ("prepared", "")


@pytest.mark.parametrize("button", ["release", "cancel", "download", "book"])
def test_buttons_of_a_batch_change_nothing_on_get(client, batch, treasurer, button):
    client.force_login(treasurer)
    assert client.get(reverse(f"admin:reimbursement_paymentbatch_{button}", args=[batch.pk])).status_code == 405


@pytest.mark.parametrize(
    ("role", "sees", "prepares"),
    [
        ("treasurer", 200, 200),
        ("administrator", 200, 403),
        ("reviewer", 403, 403),
        ("approver", 403, 403),
        ("editor", 403, 403),
    ],
)
def test_batches_are_seen_and_prepared_by_those_who_pay(client, batch, role, sees, prepares):
    client.force_login(cast.staff(role, "other"))
    answers = [client.get(path).status_code for path in (BATCHES, f"{BATCHES}{batch.pk}/change/", f"{BATCHES}add/")]
    assert answers == [sees, sees, prepares]


def test_no_page_shows_an_account_in_full(client, batch, treasurer):
    client.force_login(treasurer)
    claim = batch.lines.first().claim
    pages = [f"{BATCHES}{batch.pk}/change/", reverse("admin:reimbursement_claim_change", args=[claim.pk])]
    text = "".join(client.get(page).content.decode() for page in pages).replace(" ", "")
    assert [number for number in cast.ACCOUNTS if number.replace(" ", "") in text] == []


def test_a_day_that_has_passed_is_said_beside_its_field(client, batch, treasurer):
    payments.cancel(batch=batch, by=treasurer, now=cast.AFTER)
    client.force_login(treasurer)
    filled = {"payer": "SOGA", "account": cast.ACCOUNTS[2], "execution_on": "2025-11-27", "version": "pain.001.001.09"}
    page = client.post(f"{BATCHES}add/", filled).content.decode()
    assert "This day has passed. Choose today or a later day." in page
    assert ('value="2025-11-27"' in page, PaymentBatch.objects.count()) == (True, 1)


def test_a_claim_that_lost_a_condition_is_left_out_and_says_why(client, batch, treasurer):
    payments.cancel(batch=batch, by=treasurer, now=cast.AFTER)
    batch.lines.first().claim.documents.all().delete()
    client.force_login(treasurer)
    page = " ".join(client.get(f"{BATCHES}add/").content.decode().split())
    assert "Left out of the batch: a bank document is missing" in page


def test_a_file_that_differs_from_the_released_one_is_not_handed_out(client, batch, treasurer, president):
    payments.release(batch=batch, by=president, now=cast.AFTER)
    batch.lines.update(remittance="Something else")
    client.force_login(treasurer)
    said = press(client, "paymentbatch_download", batch.pk)
    assert said == ["The file made now is not the one that was released: it is not handed out."]


def test_a_batch_released_after_its_day_is_refused_in_words(client, batch, president):
    client.force_login(president)
    with clock.at(cast.attendees.paris(2025, 12, 2, 9)):
        said = press(client, "paymentbatch_release", batch.pk)
    assert said == ["The day of payment has passed: dissolve the batch and prepare it for another day."]


def test_what_the_bank_rejected_is_shown_and_paid_again(client, batch, treasurer, president):
    payments.release(batch=batch, by=president, now=cast.AFTER)
    line = batch.lines.select_related("claim").first()
    client.force_login(treasurer)
    answer = f"EndToEndId;Status;Code\n{line.end_to_end_id};rejected;MS03\n".encode()
    said = press(client, "paymentbatch_book", batch.pk, answer=SimpleUploadedFile("answer.csv", answer))
    assert said == ["0 paid", "1 rejected", "The answer is read."]
    claim = cast.read(line.claim)
    page = " ".join(client.get(reverse("admin:reimbursement_claim_change", args=[claim.pk])).content.decode().split())
    assert f"The bank did not keep the payment {line.end_to_end_id}: The bank gives no reason. (MS03)" in page
    assert press(client, "claim_pay_again", claim.pk, seen=claim.history_length) == ["Ready for the next batch."]


def test_a_whole_file_rejected_for_lack_of_money_goes_again(client, batch, treasurer, president):
    payments.release(batch=batch, by=president, now=cast.AFTER)
    names = batch.lines.values_list("end_to_end_id", flat=True)
    answer = "\n".join(["EndToEndId;Status;Code", *(f"{name};rejected;AM04" for name in names)]).encode()
    client.force_login(treasurer)
    said = press(client, "paymentbatch_book", batch.pk, answer=SimpleUploadedFile("answer.csv", answer))
    assert said[:2] == ["0 paid", "2 rejected"]
    assert said[2].startswith("2 of them for a fault of ours: they go with the next file")
    assert set(Claim.objects.values_list("status", flat=True)) == {Status.PAYMENT_READY}


def test_an_unreadable_answer_is_said(client, batch, treasurer, president):
    payments.release(batch=batch, by=president, now=cast.AFTER)
    client.force_login(treasurer)
    said = press(client, "paymentbatch_book", batch.pk, answer=SimpleUploadedFile("a.xml", b"<x"))
    refusal = "This file is no answer of a bank that we can read. Nothing was changed."
    assert said == ["The file is damaged or cut off.", refusal]
