from datetime import timedelta

import pytest
from django.utils import translation

from outbox.models import OutgoingMail
from reimbursement import assessment, claims, conversation, review
from reimbursement.four_eyes import NotPermitted, OwnOrganisation
from reimbursement.models import ClaimMessage, Status
from reimbursement.moves import MoveNotAllowed
from reimbursement.wording import milestones_of
from tests.reimbursement import cast
from tests.reimbursement.cast import NOW

DUE = cast.attendees.paris(2025, 10, 22, 23, 59, 59)


def mails() -> list[str]:
    names = OutgoingMail.objects.filter(template__startswith="reimbursement/").order_by("pk")
    return [mail.template.rpartition("/")[2] for mail in names]


@pytest.fixture
def asked(edition, rule, reviewer):
    claim = cast.checked(edition)
    conversation.ask(claim=claim, by=reviewer, now=NOW, text="Where are your statutes?")
    return claim


@pytest.fixture
def refused(edition, rule, reviewer, approver):
    claim = cast.checked(edition, **cast.MONTREUIL)
    cast.propose_refusal(claim, reviewer)
    review.refuse(claim=claim, by=approver, now=NOW)
    return claim


def test_ask_waits_for_an_answer_until_the_end_of_the_seventh_day(asked):
    assert (cast.read(asked).status, cast.read(asked).answer_by, mails()[-1]) == (Status.NEEDS_INFO, DUE, "question")
    mail = OutgoingMail.objects.latest("pk")
    assert ("Where are your statutes?" in mail.text, "22\xa0octobre 2025" in mail.text) == (True, True)


def test_answer_in_time_keeps_the_rank_and_is_checked_again(asked):
    later = NOW + timedelta(days=3)
    claims.fill_in(claim=asked, values=cast.CHELLES)
    conversation.answer(claim=asked, now=later, text="Here they are.")
    claim = cast.read(asked)
    assert (claim.status, claim.submitted_at, claim.answer_by) == (Status.CHECKING, NOW, None)
    assessment.check(claim_id=claim.pk, now=later)
    assert (cast.read(asked).status, cast.read(asked).verdict) == (Status.REVIEW, "review")


def test_answer_that_makes_it_a_second_claim_is_refused(edition, asked):
    cast.submitted(edition, "paul", legal_id="732829320")
    claims.fill_in(claim=asked, values={"legal_id": "732829320"})
    with pytest.raises(claims.OrganisationHasClaim):
        conversation.answer(claim=asked, now=NOW, text="Our number.")
    assert (cast.read(asked).status, asked.messages.count()) == (Status.NEEDS_INFO, 1)


def test_answer_twice_is_refused_the_second_time(asked):
    conversation.answer(claim=asked, now=NOW, text="One.")
    with pytest.raises(MoveNotAllowed):
        conversation.answer(claim=asked, now=NOW, text="Two.")


@pytest.mark.parametrize(("before", "reminders"), [(49, 0), (48, 1), (1, 1), (0, 0)])
def test_remind_two_days_before_and_once(asked, before, reminders):
    moment = DUE - timedelta(hours=before)
    conversation.remind(now=moment)
    conversation.remind(now=moment)
    assert mails().count("reminder") == reminders


def test_a_second_question_is_reminded_of_again(asked, reviewer):
    conversation.remind(now=DUE - timedelta(hours=1))
    conversation.answer(claim=asked, now=NOW, text="Done.")
    assessment.check(claim_id=asked.pk, now=NOW)
    claim = cast.read(asked)
    conversation.ask(claim=claim, by=reviewer, now=NOW + timedelta(hours=1), text="And now?")
    conversation.remind(now=DUE - timedelta(hours=1))
    assert mails().count("reminder") == 2


def test_expire_closes_what_was_not_answered_and_says_so_once(asked):
    assert conversation.expire(now=DUE) == 0
    assert conversation.expire(now=DUE + timedelta(seconds=1)) == 1
    assert conversation.expire(now=DUE + timedelta(days=1)) == 0
    assert (cast.read(asked).status, mails()[-1]) == (Status.EXPIRED, "expired")


def test_contest_a_refusal_once_and_in_time(refused, reviewer, approver):
    conversation.contest(claim=refused, now=NOW, text="Montreuil in the Pas-de-Calais!")
    conversation.hear_contestation(claim=refused, by=reviewer, now=NOW)
    assert cast.read(refused).status == Status.REVIEW
    cast.propose_refusal(refused, reviewer)
    review.refuse(claim=refused, by=approver, now=NOW)
    with pytest.raises(conversation.TooLate):
        conversation.contest(claim=refused, now=NOW, text="Again!")
    assert [message.kind for message in refused.messages.all()] == ["contestation"]


def test_contest_after_the_fifteenth_day_is_refused(refused):
    with pytest.raises(conversation.TooLate):
        conversation.contest(claim=refused, now=refused.contest_by + timedelta(seconds=1), text="!")
    conversation.contest(claim=refused, now=refused.contest_by, text="!")


def test_notes_among_staff_are_not_for_the_claimant(edition, rule, reviewer):
    claim = cast.checked(edition)
    conversation.take_note(claim=claim, by=reviewer, now=NOW, text="Known from the funder.")
    conversation.tell(claim=claim, by=reviewer, now=NOW, text="We are on it.")
    conversation.write(claim=claim, now=NOW, text="Thank you.")
    assert [message.text for message in claim.messages.open_to_claimant()] == ["We are on it.", "Thank you."]
    assert (mails()[-1], ClaimMessage.objects.count()) == ("message_from_us", 3)


@pytest.mark.parametrize("role", ["door", "editor", "registration desk", "administrator"])
def test_tell_by_others_is_refused(edition, rule, role):
    with pytest.raises(NotPermitted):
        conversation.tell(claim=cast.checked(edition), by=cast.staff(role), now=NOW, text="Hello")


def test_tell_one_s_own_organisation_is_refused(edition, rule, reviewer):
    claim = cast.checked(edition)
    reviewer.email = claim.contact_email
    with pytest.raises(OwnOrganisation):
        conversation.tell(claim=claim, by=reviewer, now=NOW, text="Hello")


def test_a_claim_that_is_checked_once_more_has_not_arrived_twice(asked):
    conversation.answer(claim=asked, now=NOW, text="Done.")
    assessment.check(claim_id=asked.pk, now=NOW)
    with translation.override("en"):
        labels = [str(milestone.label) for milestone in milestones_of(asked.events.all())]
    assert labels == ["received", "being examined", "waiting for your answer", "being examined"]
