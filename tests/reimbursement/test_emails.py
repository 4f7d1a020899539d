import re
from datetime import timedelta

import pytest
from django.conf import settings

from outbox.models import OutgoingMail
from registration.models import CheckIn
from reimbursement import attendance, bank, claims, conversation, emails, letters, review
from reimbursement.iban import read_iban
from reimbursement.models import Claim, ClaimLink, PaymentBatch, PaymentLine
from tests.reimbursement import cast
from tests.reimbursement.cast import NOW

# A sentence of each language that no other language's mail may hold.
ENGLISH, FRENCH = re.compile(r"\b(the|your|claim|and)\b"), re.compile(r"\b(votre|demande|vous|et)\b")


def play(edition, reviewer, approver, language, *, end: str) -> OutgoingMail:
    """Bring a claim to its decision and return the last mail."""
    claim = cast.checked(edition, "marie", language=language, **(cast.MONTREUIL if end == "refused" else cast.LYON))
    if end == "refused":
        cast.propose_refusal(claim, reviewer, note="Montreuil <b>is</b> near.")
        review.refuse(claim=claim, by=approver, now=NOW)
    elif end != "acknowledged":
        cast.propose_acceptance(claim, reviewer)
        review.approve(claim=claim, by=approver, now=NOW)
    return OutgoingMail.objects.filter(template__startswith="reimbursement").latest("pk")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("end", ["acknowledged", "approved", "refused", "waitlisted"])
def test_mails_are_whole_in_one_language(edition, reviewer, approver, language, end):
    cast.make_rule(edition, envelope_cents=0 if end == "waitlisted" else 94_800)
    mail = play(edition, reviewer, approver, language, end=end)
    claim = Claim.objects.get()
    assert (mail.template, mail.language, mail.to) == (f"reimbursement/emails/{end}", language, "marie@marie-asso.fr")
    assert (mail.reply_to, claim.reference in mail.text, claim.reference in mail.html) == (
        "contact@example.org",
        True,
        True,
    )
    own, other = (ENGLISH, FRENCH) if language == "en" else (FRENCH, ENGLISH)
    words = mail.text.replace(claim.organisation_name, "").replace("Montreuil <b>is</b> near.", "")
    words = re.sub(r"https?://\S+", "", words).lower()
    assert (bool(own.search(words)), other.findall(words)) == (True, [])


def test_refused_mail_gives_reason_facts_rule_and_how_to_contest(edition, rule, reviewer, approver):
    mail = play(edition, reviewer, approver, "en", end="refused")
    text = " ".join(mail.text.split())
    expected = [
        "The registered office is not as far from the event as the rule asks.",
        "Montreuil <b>is</b> near.",
        "not farther than 20 km",
        "(version 1 of the rule)",
        "You can contest this decision until 30 October 2025",
        "on the page of your claim",
    ]
    assert [words for words in expected if words not in text] == []
    assert "Montreuil &lt;b&gt;is&lt;/b&gt; near." in mail.html


def test_acknowledgement_is_a_copy_of_what_was_sent(edition, rule, reviewer, approver):
    mail = play(edition, reviewer, approver, "en", end="acknowledged")
    expected = ["Association marie", "1 rue de la République, 69001 Lyon, France", "Marie Example", "€948"]
    assert [words for words in expected if words not in mail.text] == []


def test_the_link_of_a_mail_opens_the_claim_and_is_not_stored(edition, rule, reviewer, approver):
    mail = play(edition, reviewer, approver, "fr", end="approved")
    assert f"{settings.SITE_URL}/fr/defraiement/" in mail.text
    digests = set(ClaimLink.objects.values_list("digest", flat=True))
    assert [part for part in re.findall(r"[A-Za-z0-9_-]{43,}", mail.text + mail.html) if part not in digests] == []
    assert mail.sealed


@pytest.mark.parametrize("name", ["Le Pont\r\nBcc: x@example.org", "{{ 7|add:7 }}", "%(amount)s", "<b>gras</b>"])
def test_a_name_is_only_ever_text(edition, rule, reviewer, approver, name):
    claim = cast.draft(edition, language="en")
    Claim.objects.update(organisation_name=name)
    claims.submit(claim=cast.read(claim), signed_by="Marie", now=NOW)
    mail = OutgoingMail.objects.latest("pk")
    assert (name in mail.text, "\n" in mail.subject) == (True, False)
    assert "<b>gras</b>" not in mail.html


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", ["attended", "absent"])
def test_mails_after_the_event_are_whole_in_one_language(edition, rule, reviewer, approver, language, name):
    play(edition, reviewer, approver, language, end="approved")
    claim = Claim.objects.select_related("edition", "registration").get()
    if name == "attended":
        day = edition.days.last()
        CheckIn.objects.create(registration=claim.registration, day=day, half="am", at=day.starts_at)
    attendance.settle(now=day_after(edition))
    mail = OutgoingMail.objects.latest("pk")
    words = re.sub(r"https?://\S+", "", mail.text.replace(claim.organisation_name, "")).lower()
    own, other = (ENGLISH, FRENCH) if language == "en" else (FRENCH, ENGLISH)
    assert (mail.template, bool(own.search(words)), other.findall(words)) == (f"reimbursement/emails/{name}", True, [])


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", ["paid", "payment_delayed", "payment_rejected"])
def test_mails_of_a_payment_are_whole_in_one_language(edition, rule, reviewer, approver, language, name):
    play(edition, reviewer, approver, language, end="approved")
    claim = Claim.objects.select_related("edition", "rule").get()
    number = read_iban("FR14 2004 1010 0505 0001 3M02 606")
    bank.give(claim=claim, holder=claim.organisation_name, iban=number, now=NOW)
    if name == "paid":
        payment = PaymentLine(amount_cents=94_800, holder="X", end_to_end_id="D-1-1", batch=PaymentBatch())
        emails.send_paid(claim=claim, statement=letters.issue_statement(claim=claim, payment=payment, now=NOW))
    elif name == "payment_delayed":
        emails.send_payment_delayed(claim=claim, reason="AM04")
    else:
        emails.send_payment_rejected(claim=claim, reason="AC04")
    mail = OutgoingMail.objects.latest("pk")
    words = re.sub(r"https?://\S+", "", mail.text.replace(claim.organisation_name, "")).lower()
    own, other = (ENGLISH, FRENCH) if language == "en" else (FRENCH, ENGLISH)
    assert (mail.template, bool(own.search(words)), other.findall(words)) == (f"reimbursement/emails/{name}", True, [])
    assert (number.masked in mail.text, number.value in mail.text + mail.html) == (name != "payment_delayed", False)


def day_after(edition):
    return cast.attendees.paris(2025, 11, edition.ends_on.day + 1, 9)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", ["question", "reminder", "expired", "message_from_us"])
def test_mails_of_a_conversation_are_whole_in_one_language(edition, rule, reviewer, language, name):
    claim = cast.checked(edition, language=language)
    conversation.ask(claim=claim, by=reviewer, now=NOW, text="?")
    if name == "reminder":
        conversation.remind(now=claim.answer_by)
        conversation.remind(now=claim.answer_by - timedelta(days=1))
    elif name == "expired":
        conversation.expire(now=claim.answer_by + timedelta(days=1))
    elif name == "message_from_us":
        conversation.tell(claim=claim, by=reviewer, now=NOW, text="?")
    mail = OutgoingMail.objects.latest("pk")
    words = re.sub(r"https?://\S+", "", mail.text.replace(claim.organisation_name, "")).lower()
    own, other = (ENGLISH, FRENCH) if language == "en" else (FRENCH, ENGLISH)
    assert (mail.template, bool(own.search(words)), other.findall(words)) == (f"reimbursement/emails/{name}", True, [])
