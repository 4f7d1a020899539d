"""Letters, statements and attestations: read as PDF, in both languages, kept with their digests."""

import hashlib
import io
import re

import pypdf
import pytest
from django.core.files.storage import default_storage
from django.test import TestCase

from outbox import attachments
from outbox.models import OutgoingMail
from reimbursement import attendance, claims, emails, issued_papers, letters, payments, retention, review
from reimbursement.models import IssuedPaper
from tests.reimbursement import cast
from tests.reimbursement.cast import NOW

pytestmark = [pytest.mark.press, pytest.mark.usefixtures("private_files")]

Kind = IssuedPaper.Kind
# Words that only the other language has.
ENGLISH = re.compile(r"\b(the|your|claim|and|of|we|by|paid)\b")
FRENCH = re.compile(r"\b(la|votre|demande|vous|et|du|par|le)\b")
NAMES = {"organisation_name": "Zenit", "office_street": "1 X", "office_city": "Lyon"}


def words(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def paper(claim, kind) -> IssuedPaper:
    return claim.issued_papers.select_related("claim__edition").get(kind=kind)


def decided(edition, reviewer, approver, kind, language="en"):
    """A claim with a paper of this kind, made by the verbs that make it."""
    office = cast.MONTREUIL | {"office_street": "1 X"} if kind == Kind.REFUSAL else NAMES
    claim = cast.checked(edition, "marie", language=language, **(NAMES | office))
    if kind == Kind.REFUSAL:
        cast.propose_refusal(claim, reviewer, note="9 km.")
        review.refuse(claim=claim, by=approver, now=NOW)
    elif kind != Kind.ATTESTATION:
        cast.propose_acceptance(claim, reviewer)
        review.approve(claim=claim, by=approver, now=NOW)
    if kind == Kind.LAPSE:
        attendance.settle(now=cast.AFTER)
    return cast.read(claim)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", [kind for kind in Kind if kind != Kind.PAYMENT])
def test_papers_are_one_tagged_page_in_one_language(edition, reviewer, approver, kind, language):
    cast.make_rule(edition, envelope_cents=0 if kind == Kind.WAITING else 94_800)
    claim = decided(edition, reviewer, approver, kind, language)
    pdf = issued_papers.pdf(paper(claim, kind))
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    root = reader.trailer["/Root"]
    assert (len(reader.pages), root["/Lang"], bool(root["/MarkInfo"]["/Marked"])) == (1, language, True)
    assert claim.reference in reader.metadata.title
    own, other = (ENGLISH, FRENCH) if language == "en" else (FRENCH, ENGLISH)
    text = re.sub(r"House of Paris|1 X|Association|Marie Example|marie|on honour", "", words(pdf)).lower()
    assert (bool(own.search(text)), other.findall(text)) == (True, [])


def test_approval_gives_amount_condition_distance_rule_and_who_decided(edition, rule, reviewer, approver):
    claim = decided(edition, reviewer, approver, Kind.APPROVAL)
    text = words(issued_papers.pdf(paper(claim, Kind.APPROVAL)))
    expected = [
        "Your travel allowance is approved",
        "€948",
        "subject to attendance",
        "Every criterion is met.",
        "± 5.0 from “House of Paris”: farther than 20 km.",
        "Position used: municipality ± 5 km",
        "The organisation declares that it takes part for the first time.",
        "(version 1 of the rule)",
        "Approver",
        paper(claim, Kind.APPROVAL).digest,
    ]
    assert [part for part in expected if part not in text] == []


def test_refusal_gives_reason_facts_and_how_to_contest(edition, rule, reviewer, approver):
    claim = decided(edition, reviewer, approver, Kind.REFUSAL)
    text = words(issued_papers.pdf(paper(claim, Kind.REFUSAL)))
    expected = [
        "The registered office is not as far from the event as the rule asks.",
        "Code of the reason: office_too_near",
        "9 km.",
        "not farther than 20 km",
        "until 30 October 2025",
        "contact@example.org",
    ]
    assert [part for part in expected if part not in text] == []


def test_attestation_says_who_signed_when_which_text(edition, rule):
    claim = cast.checked(edition, language="en")
    signed = paper(claim, Kind.ATTESTATION)
    text = words(issued_papers.pdf(signed))
    expected = ["Marie Example", "2025-10-15 12:00:00 UTC", "version 1", signed.content["text_digest"], "By a tick"]
    assert [part for part in expected if part not in text] == []


def test_the_same_paper_gives_the_same_bytes_and_is_kept_once(edition, rule, reviewer, approver):
    letter = paper(decided(edition, reviewer, approver, Kind.APPROVAL), Kind.APPROVAL)
    first = issued_papers.pdf(letter)
    assert (first == issued_papers.pdf(letter), letter.file.name) == (True, "")
    assert issued_papers.keep(letter) == first
    path = letter.file.name
    assert (issued_papers.keep(letter), letter.file.name) == (first, path)
    assert letter.file_digest == hashlib.sha256(first).hexdigest()
    late = IssuedPaper.objects.select_related("claim__edition").get(pk=letter.pk)
    late.file = ""  # read before the other worker kept it
    assert (issued_papers.keep(late), late.file.name) == (first, path)


def test_what_was_decided_stays_on_paper_whatever_changes(edition, rule, reviewer, approver):
    claim = decided(edition, reviewer, approver, Kind.APPROVAL)
    before = issued_papers.pdf(paper(claim, Kind.APPROVAL))
    claim.organisation_name = "Other"
    claim.save()
    cast.make_rule(edition, amount_cents=1)
    assert issued_papers.pdf(paper(claim, Kind.APPROVAL)) == before


def test_the_letter_travels_with_the_mail_and_the_worker_keeps_it(edition, rule, reviewer, approver):
    claim = decided(edition, reviewer, approver, Kind.REFUSAL)
    letter = paper(claim, Kind.REFUSAL)
    mail = OutgoingMail.objects.get(template="reimbursement/emails/refused")
    assert mail.attachments == [[emails.ISSUED_PAPER, str(letter.pk)]]
    file = attachments.build(*mail.attachments[0], "en")
    letter.refresh_from_db()
    assert (file.filename, file.mimetype) == (f"{letter.reference}-refusal.pdf", "application/pdf")
    assert letter.file_digest == hashlib.sha256(file.content).hexdigest()


def test_a_payment_by_hand_gives_a_statement(edition, rule, reviewer, approver, treasurer):
    claim = cast.present(edition, "anna", reviewer, approver, number="UA213223130000026007233566001")
    payments.set_aside(claim=claim, by=treasurer, now=cast.AFTER)
    payments.record_payment_by_hand(
        claim=claim, by=treasurer, now=cast.AFTER, note="SWIFT", paid_on=cast.DAY, bank_reference="TR-7"
    )
    text = words(issued_papers.pdf(paper(claim, Kind.PAYMENT)))
    expected = ["948 €", "neuf cent quarante-huit euros", "1er décembre 2025", "TR-7", f"{claim.reference}-3"]
    assert [part for part in expected if part not in text] == []
    assert "6001" in text
    assert "UA21" not in text.replace(" ", "")


def test_papers_go_with_their_claim_and_not_before(edition, rule, reviewer, approver):
    claim = decided(edition, reviewer, approver, Kind.REFUSAL)
    letter = paper(claim, Kind.REFUSAL)
    issued_papers.keep(letter)
    retention.erase_due(now=cast.attendees.paris(2026, 10, 30, 23, 59))
    assert (claim.issued_papers.count(), default_storage.exists(letter.file.name)) == (2, True)
    with TestCase.captureOnCommitCallbacks(execute=True):
        retention.erase_due(now=cast.attendees.paris(2026, 10, 31, 0, 1))
    assert (claim.issued_papers.count(), default_storage.exists(letter.file.name)) == (0, False)


def test_a_withdrawn_draft_leaves_no_paper(edition, rule):
    claim = cast.draft(edition)
    claims.withdraw(claim=claim, now=NOW)
    assert claim.issued_papers.count() == 0


def test_organisers_are_named_and_the_edition_where_nobody_is(edition):
    assert letters.organisers_of(edition) == "NEC ESS Europe 2025"
