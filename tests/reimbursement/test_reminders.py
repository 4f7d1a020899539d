"""Reminders go to the person whose turn it is, and to nobody else, however often the task runs."""

from datetime import timedelta

import pytest

from outbox.models import OutgoingMail
from registration import lifecycle
from reimbursement import attendance, payments, reminders, review
from reimbursement.models import Claim, Status
from tests.reimbursement import cast

pytestmark = pytest.mark.django_db


def told(now, *, times: int = 1) -> list[tuple[str, str]]:
    """What is written from here on: template and receiver."""
    before = set(OutgoingMail.objects.values_list("pk", flat=True))
    for _ in range(times):
        reminders.remind(now=now)
    mails = OutgoingMail.objects.exclude(pk__in=before).order_by("pk")
    return [(mail.template.rpartition("/")[2], mail.to) for mail in mails]


def attended(edition, reviewer, approver) -> Claim:
    claim = cast.checked(edition)
    cast.propose_acceptance(claim, reviewer)
    review.approve(claim=claim, by=approver, now=cast.NOW)
    day = edition.days.last()
    claim.registration.check_ins.create(day=day, half="am", at=day.starts_at)
    attendance.settle(now=cast.AFTER)
    return cast.read(claim)


def test_organisation_that_owes_papers_is_reminded_each_week_three_times(edition, rule, reviewer, approver):
    attended(edition, reviewer, approver)
    weeks = [told(cast.AFTER + timedelta(days=days, hours=1), times=2) for days in (6, 7, 8, 14, 21, 28)]
    one = [("still_missing", "marie@marie-asso.fr")]
    assert weeks == [[], one, [], one, one, []]
    text = OutgoingMail.objects.filter(template__endswith="still_missing").first().text
    assert "les coordonnées bancaires de votre organisation" in text


def test_organisation_that_gave_everything_is_left_alone(edition, rule, reviewer, approver, private_files):
    claim = attended(edition, reviewer, approver)
    cast.give_papers(claim)
    assert told(cast.AFTER + timedelta(days=8)) == []


def test_organisation_whose_payment_was_refused_is_reminded(batch, treasurer, president):
    claim = Claim.objects.filter(status=Status.IN_BATCH).first()
    Claim.objects.filter(pk=claim.pk).update(status=Status.PAYMENT_REJECTED)
    found = told(cast.AFTER + timedelta(days=8))
    assert ("still_missing", claim.contact_email) in found
    assert "la banque a refusé" in OutgoingMail.objects.get(template__endswith="still_missing").text


def test_draft_is_reminded_of_once_before_the_deadline(edition, rule):
    claim = cast.draft(edition)
    closing = rule.closes_at
    moments = [closing - timedelta(days=4), closing - timedelta(days=2), closing - timedelta(days=1), closing]
    assert [told(moment, times=2) for moment in moments] == [[], [("draft_waits", claim.contact_email)], [], []]


def test_draft_of_somebody_who_cancelled_is_not_reminded_of(edition, rule):
    claim = cast.draft(edition)
    lifecycle.cancel(registration=claim.registration, now=cast.NOW)
    assert told(rule.closes_at - timedelta(days=1)) == []


def test_staff_are_reminded_of_their_turn_once_a_week(edition, rule, reviewer, approver, treasurer):
    """Mid-October 2025: the 15th is a Wednesday, the 20th a Monday."""
    claim = cast.checked(edition)
    days = [told(cast.NOW + timedelta(days=day), times=2) for day in (2, 4, 5)]
    assert days == [[], [("your_turn", reviewer.email)], [("your_turn", reviewer.email)]]
    mail = OutgoingMail.objects.filter(template__endswith="your_turn").first()
    assert (claim.reference in mail.text, claim.organisation_name in mail.text + mail.html) == (True, False)


def test_the_next_turn_is_the_approver_s_and_not_that_of_who_proposed(edition, rule, reviewer, approver):
    claim = cast.checked(edition)
    both = cast.staff("reviewer", "both")
    both.groups.add(*approver.groups.all())
    cast.propose_acceptance(claim, cast.User.objects.get(pk=both.pk))
    assert told(cast.NOW + timedelta(days=4)) == [("your_turn", approver.email)]


def test_nobody_is_reminded_of_their_own_organisation(edition, rule, reviewer):
    claim = cast.checked(edition)
    Claim.objects.filter(pk=claim.pk).update(contact_email=reviewer.email)
    assert told(cast.NOW + timedelta(days=4)) == []


def test_a_prepared_batch_waits_for_whoever_releases(batch, treasurer, president, approver):
    later = cast.AFTER + timedelta(days=4)
    assert told(later) == [("your_turn", president.email)]
    payments.release(batch=batch, by=president, now=cast.AFTER)
    assert told(later + timedelta(days=7)) == [("your_turn", treasurer.email)]


def test_people_who_left_and_administrators_of_the_machine_are_not_reminded(edition, rule, reviewer):
    cast.checked(edition)
    cast.User.objects.filter(pk=reviewer.pk).update(is_active=False)
    cast.User.objects.create_superuser("root@example.org", "x", full_name="Root")
    assert told(cast.NOW + timedelta(days=4)) == []
