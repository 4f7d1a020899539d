"""“I place the office here”: a reviewer's point, with its reason, judged at once."""

from decimal import Decimal

import pytest

from reimbursement import assessment, bank, review
from reimbursement.distance import Position, Precision
from reimbursement.four_eyes import NotPermitted, OwnOrganisation, SecondRole
from reimbursement.iban import read_iban
from reimbursement.models import OfficePlacement, Status
from reimbursement.moves import MoveNotAllowed, faults_in_history
from tests.reimbursement import cast
from tests.reimbursement.cast import NOW

NOWHERE = {"office_street": "BP 12", "office_postcode": "77500", "office_city": "Nulle-Part CEDEX"}
# 20.8 km and 19.4 km east of the Musée Social.
FAR, NEAR = Position(48.8580, 2.6050), Position(48.8580, 2.5860)


def place(claim, by, position=FAR, precision=Precision.HOUSE):
    return review.place_office(
        claim=claim, by=by, now=NOW, position=position, precision=precision, label="1 rue Haute", reason="The statutes."
    )


@pytest.mark.parametrize(
    ("position", "precision", "answer", "status"),
    [
        (FAR, Precision.HOUSE, "yes", Status.PRE_ELIGIBLE),
        (NEAR, Precision.HOUSE, "no", Status.REVIEW),
        (FAR, Precision.MUNICIPALITY, "review", Status.REVIEW),
    ],
)
def test_placing_judges_the_claim_from_there(edition, rule, reviewer, position, precision, answer, status):
    claim = cast.checked(edition, **NOWHERE)
    assert (claim.distance_answer, claim.office_latitude) == ("review", None)
    place(claim, reviewer, position, precision)
    claim = cast.read(claim)
    assert (claim.distance_answer, claim.status, claim.office_provider) == (answer, status, "by-hand")
    assert claim.office_latitude == Decimal(str(position.latitude)).quantize(Decimal("0.000001"))
    assert "placed_by_hand" in [found["reason"] for found in claim.evidence["criteria"]["distance"]["findings"]]


def test_placing_is_kept_with_who_when_and_why_and_goes_into_the_history(edition, rule, reviewer):
    claim = cast.checked(edition, **NOWHERE)
    place(claim, reviewer)
    kept = OfficePlacement.objects.get()
    assert (kept.by, kept.at, kept.reason, kept.label) == (reviewer, NOW, "The statutes.", "1 rue Haute")
    event = claim.events.get(move="place_office")
    assert (event.by, event.role, event.note) == (reviewer, "reviewer", "1 rue Haute: The statutes.")
    assert list(faults_in_history(cast.read(claim))) == []


def test_the_newest_placing_counts_and_survives_another_check(edition, rule, reviewer):
    claim = cast.checked(edition, **NOWHERE)
    place(claim, reviewer, FAR)
    place(claim, reviewer, NEAR)
    review.check_again(claim=claim, by=reviewer, now=NOW)
    assessment.check(claim_id=claim.pk, now=NOW)
    assert cast.read(claim).distance_answer == "no"


def test_placing_says_nothing_of_another_address(edition, rule, reviewer):
    claim = cast.checked(edition, **NOWHERE)
    place(claim, reviewer)
    claim = cast.read(claim)
    claim.office_city = "Lyon"
    assert assessment.placement_of(claim) is None


def test_placing_needs_a_reviewer_of_another_organisation_who_has_no_other_part(edition, rule, reviewer, approver):
    claim = cast.checked(edition, **NOWHERE)
    with pytest.raises(NotPermitted):
        place(claim, approver)
    own = cast.staff("reviewer", "own")
    own.email = claim.contact_email
    own.save()
    with pytest.raises(OwnOrganisation):
        place(claim, own)
    cast.propose_acceptance(claim, reviewer)
    review.send_back(claim=claim, by=approver, now=NOW, note="?")
    approver.groups.set(reviewer.groups.all())
    with pytest.raises(SecondRole):
        place(claim, type(approver).objects.get(pk=approver.pk))


def test_placing_is_over_once_a_decision_is_proposed(edition, rule, reviewer):
    claim = cast.checked(edition)
    cast.propose_acceptance(claim, reviewer)
    with pytest.raises(MoveNotAllowed):
        place(claim, reviewer)
    assert OfficePlacement.objects.count() == 0


# Many at once --------------------------------------------------------------------------------------------------------


def test_only_claims_with_every_criterion_yes_are_proposed_at_once(edition, rule, reviewer):
    sure = cast.checked(edition, "sure")
    review.propose_if_every_yes(claim=sure, by=reviewer, now=NOW)
    assert cast.read(sure).status == Status.ACCEPT_PROPOSED
    for name, office in (("near", cast.MONTREUIL), ("unsure", cast.CHELLES)):
        claim = cast.checked(edition, name, **office)
        with pytest.raises(review.NotEveryYes):
            review.propose_if_every_yes(claim=claim, by=reviewer, now=NOW)
        assert cast.read(claim).status == Status.REVIEW


def test_proposing_many_keeps_four_eyes(edition, rule, approver):
    claim = cast.checked(edition)
    with pytest.raises(NotPermitted):
        review.propose_if_every_yes(claim=claim, by=approver, now=NOW)


def test_verdict_of_a_shared_account_is_not_every_yes(edition, rule, reviewer, approver):
    for name in ("anna", "berta"):
        claim = cast.checked(edition, name)
        cast.propose_acceptance(claim, reviewer)
        review.approve(claim=claim, by=approver, now=NOW)
        bank.give(claim=claim, holder=name, iban=read_iban(cast.ACCOUNTS[0]), now=NOW)
    assessment.check(claim_id=claim.pk, now=NOW)
    with pytest.raises(review.NotEveryYes):
        review.propose_if_every_yes(claim=cast.read(claim), by=reviewer, now=NOW)
