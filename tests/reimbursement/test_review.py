from datetime import timedelta

import pytest

from outbox.models import OutgoingMail
from registration.models import Registration
from reimbursement import claims, envelope, review, rule_versions
from reimbursement.decisions import RefusalReason
from reimbursement.four_eyes import NotPermitted, OwnOrganisation, SecondRole
from reimbursement.models import Claim, Envelope, Status
from reimbursement.moves import ClaimMovedMeanwhile, MoveNotAllowed
from tests.reimbursement import cast
from tests.reimbursement.cast import NOW


def approved(edition, name, reviewer, approver) -> Claim:
    claim = cast.checked(edition, name)
    cast.propose_acceptance(claim, reviewer)
    review.approve(claim=claim, by=approver, now=NOW)
    return cast.read(claim)


def committed() -> int:
    return Envelope.objects.get().committed_cents


def mails() -> list[tuple[str, str]]:
    names = OutgoingMail.objects.filter(template__startswith="reimbursement/").order_by("pk")
    return [(mail.template.rpartition("/")[2], mail.to) for mail in names]


def test_approve_fixes_the_amount_takes_a_place_and_tells_the_claimant(edition, rule, reviewer, approver):
    claim = approved(edition, "marie", reviewer, approver)
    assert (claim.status, claim.amount_cents, claim.holds_place, committed()) == (Status.APPROVED, 94_800, True, 94_800)
    assert mails() == [("acknowledged", "marie@marie-asso.fr"), ("approved", "marie@marie-asso.fr")]


def test_propose_tells_nobody_and_commits_nothing(edition, rule, reviewer):
    claim = cast.checked(edition)
    cast.propose_acceptance(claim, reviewer)
    assert (committed(), mails()) == (0, [("acknowledged", "marie@marie-asso.fr")])


def test_refuse_can_be_contested_until_the_end_of_the_fifteenth_day(edition, rule, reviewer, approver):
    claim = cast.checked(edition, **cast.MONTREUIL)
    cast.propose_refusal(claim, reviewer)
    review.refuse(claim=claim, by=approver, now=NOW)
    claim = cast.read(claim)
    assert (claim.status, claim.contest_by) == (Status.REFUSED, cast.attendees.paris(2025, 10, 30, 23, 59, 59))
    assert [name for name, _to in mails()] == ["acknowledged", "refused"]


def test_approve_one_s_own_proposal_is_refused(edition, rule):
    both = cast.staff("reviewer", "both")
    both.groups.add(*cast.staff("approver").groups.all())
    both = type(both).objects.get(pk=both.pk)
    claim = cast.checked(edition)
    cast.propose_acceptance(claim, both)
    with pytest.raises(SecondRole):
        review.approve(claim=claim, by=both, now=NOW)
    assert (cast.read(claim).status, committed()) == (Status.ACCEPT_PROPOSED, 0)


def test_a_superuser_is_no_exception_to_four_eyes(edition, rule, reviewer):
    reviewer.is_superuser = True
    reviewer.save()
    claim = cast.checked(edition)
    cast.propose_acceptance(claim, reviewer)
    with pytest.raises(SecondRole):
        review.approve(claim=claim, by=reviewer, now=NOW)


@pytest.mark.parametrize("role", ["editor", "registration desk", "door", "approver", "treasurer", "administrator"])
def test_propose_by_another_group_is_refused(edition, rule, role):
    with pytest.raises(NotPermitted):
        cast.propose_acceptance(cast.checked(edition), cast.staff(role))


@pytest.mark.parametrize("role", ["editor", "registration desk", "door", "reviewer", "treasurer", "administrator"])
def test_approve_by_another_group_is_refused(edition, rule, reviewer, role):
    claim = cast.checked(edition)
    cast.propose_acceptance(claim, reviewer)
    with pytest.raises(NotPermitted):
        review.approve(claim=claim, by=cast.staff(role, "other"), now=NOW)


def test_propose_for_the_domain_of_one_s_own_organisation_is_refused(edition, rule, reviewer):
    claim = cast.checked(edition)
    reviewer.email = "paul@marie-asso.fr"
    with pytest.raises(OwnOrganisation):
        cast.propose_acceptance(claim, reviewer)


def test_propose_for_the_organisation_one_is_registered_for_is_refused(edition, rule, reviewer):
    claim = cast.checked(edition, organisation_name="Scop Le Pont")
    cast.register(edition, "colleague", email=reviewer.email, organisation="Le Pont (SCOP)")
    with pytest.raises(OwnOrganisation):
        cast.propose_acceptance(claim, reviewer)


def test_a_free_mail_domain_in_common_means_nothing(edition, rule, reviewer):
    claim = cast.checked(edition)
    Claim.objects.update(contact_email="somebody@gmail.com")
    cast.propose_acceptance(cast.read(claim), reviewer)
    assert cast.read(claim).status == Status.ACCEPT_PROPOSED


def test_send_back_returns_the_claim_to_the_reviewers(edition, rule, reviewer, approver):
    claim = cast.checked(edition)
    cast.propose_acceptance(claim, reviewer)
    review.send_back(claim=claim, by=approver, now=NOW, note="Which Lyon?")
    assert (cast.read(claim).status, claim.events.last().note) == (Status.REVIEW, "Which Lyon?")


def test_approve_a_proposed_refusal_is_refused(edition, rule, reviewer, approver):
    claim = cast.checked(edition)
    cast.propose_refusal(claim, reviewer)
    with pytest.raises(MoveNotAllowed):
        review.approve(claim=claim, by=approver, now=NOW)
    assert committed() == 0


def test_approve_the_last_place_twice_puts_the_second_on_the_waiting_list(edition, rule, reviewer, approver):
    for name in ("anna", "berta"):
        approved(edition, name, reviewer, approver)
    third = approved(edition, "carla", reviewer, approver)
    assert (third.status, third.holds_place, third.amount_cents, committed()) == (
        Status.WAITLISTED,
        False,
        None,
        2 * 94_800,
    )
    assert mails()[-1] == ("waitlisted", "carla@carla-asso.fr")


def test_approve_a_stale_claim_gives_the_money_back(edition, rule, reviewer, approver):
    claim = cast.checked(edition)
    cast.propose_acceptance(claim, reviewer)
    stale = cast.read(claim)
    review.send_back(claim=claim, by=approver, now=NOW, note="?")
    with pytest.raises(ClaimMovedMeanwhile):
        review.approve(claim=stale, by=approver, now=NOW)
    assert committed() == 0


def test_withdraw_an_approved_claim_promotes_the_first_that_waits(edition, rule, reviewer, approver):
    first, _second = (approved(edition, name, reviewer, approver) for name in ("anna", "berta"))
    late = approved(edition, "late", reviewer, approver)
    early = approved(edition, "early", reviewer, approver)
    Claim.objects.filter(pk=early.pk).update(submitted_at=NOW - timedelta(days=1))
    claims.withdraw(claim=first, now=NOW)
    assert [cast.read(claim).status for claim in (first, early, late)] == ["withdrawn", "approved", "waitlisted"]
    assert (committed(), mails()[-1]) == (2 * 94_800, ("approved", "early@early-asso.fr"))


def test_a_larger_envelope_serves_the_waiting_list(edition, rule, reviewer, approver):
    names = ("anna", "berta", "carla", "dora")
    made = [approved(edition, name, reviewer, approver) for name in names]
    rule.envelope_cents = 3 * 94_800
    rule_versions.adopt(rule=rule, by=None, now=NOW)
    assert [cast.read(claim).status for claim in made] == ["approved", "approved", "approved", "waitlisted"]


def test_a_smaller_envelope_than_committed_is_refused(edition, rule, reviewer, approver):
    approved(edition, "anna", reviewer, approver)
    rule.envelope_cents = 94_799
    with pytest.raises(envelope.EnvelopeTooSmall):
        rule_versions.adopt(rule=rule, by=None, now=NOW)
    assert Envelope.objects.get().total_cents == 2 * 94_800


def test_a_new_version_of_the_rule_leaves_claims_with_theirs(edition, rule, reviewer, approver):
    claim = cast.checked(edition)
    rule.amount_cents = 50_000
    newest = rule_versions.adopt(rule=rule, by=reviewer, now=NOW)
    assert (newest.version, newest.decided_by, cast.read(claim).rule.version) == (2, reviewer, 1)
    cast.propose_acceptance(claim, reviewer)
    review.approve(claim=claim, by=approver, now=NOW)
    assert cast.read(claim).amount_cents == 94_800


def test_check_again_keeps_the_rank(edition, rule, reviewer):
    claim = cast.checked(edition)
    review.check_again(claim=claim, by=reviewer, now=NOW)
    assert (cast.read(claim).status, cast.read(claim).submitted_at) == (Status.CHECKING, NOW)


def test_places_left_are_whole_ones(edition, rule):
    rule.envelope_cents = 3 * 94_800 - 1
    rule_versions.adopt(rule=rule, by=None, now=NOW)
    money = envelope.of(edition)
    assert money is not None
    assert (money.places_left(94_800), money.left_cents) == (2, 284_399)


def test_every_refusal_reason_has_a_sentence_for_the_claimant(edition, rule, reviewer, approver):
    for number, reason in enumerate(RefusalReason):
        claim = cast.checked(edition, f"org{number}")
        review.propose_refusal(claim=claim, by=reviewer, now=NOW, reason=reason)
        review.refuse(claim=claim, by=approver, now=NOW)
    texts = [mail.text for mail in OutgoingMail.objects.filter(template="reimbursement/emails/refused").order_by("pk")]
    assert len(texts) == len(RefusalReason)
    assert Registration.objects.count() == len(RefusalReason)
