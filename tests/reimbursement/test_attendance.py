"""Who came, and from where the distance is measured then."""

from datetime import timedelta

import pytest

from registration import check_in, lifecycle, paper_return
from registration.models import CheckIn
from reimbursement import attendance, review
from reimbursement.four_eyes import NotPermitted, OwnOrganisation
from reimbursement.models import Claim, Envelope, Status
from reimbursement.moves import faults_in_history
from tests.reimbursement import cast
from tests.reimbursement.cast import AFTER, NOW

BOTH = ("paris", "brussels")


def approved(edition, reviewer, approver, *, days=("paris",), name="marie", **values):
    registration = cast.register(edition, name, days=days, email=f"{name}@{name}-asso.fr")
    claim = cast.claims.open_claim(registration=registration, now=NOW).claim
    facts = {
        "organisation_name": f"Association {name}",
        "office_country": "FR",
        "first_time": True,
        "not_travelling": [],
        **cast.LYON,
    }
    cast.claims.fill_in(claim=claim, values=facts | values)
    cast.claims.submit(claim=claim, signed_by="Marie", now=NOW)
    cast.assessment.check(claim_id=claim.pk, now=NOW)
    claim = cast.read(claim)
    cast.propose_acceptance(claim, reviewer)
    review.approve(claim=claim, by=approver, now=NOW)
    return cast.read(claim)


def scan(registration, city):
    day = registration.edition.days.get(venue__slug=city)
    CheckIn.objects.create(registration=registration, day=day, half="am", at=day.starts_at)


def settled(claim, now=AFTER):
    attendance.settle(now=now)
    return cast.read(claim)


def moves(claim):
    return [event.move for event in claim.events.order_by("number")]


@pytest.mark.parametrize("city", ["paris", "brussels"])
def test_far_from_both_the_days_attended_change_nothing(edition, rule, reviewer, approver, city):
    claim = approved(edition, reviewer, approver, days=BOTH)
    scan(claim.registration, city)
    assert settled(claim).status == Status.ATTENDANCE_CONFIRMED


def test_office_near_the_only_venue_attended_goes_back_to_a_person(edition, rule, reviewer, approver):
    """Registered for Paris, seen in Brussels: the office in Ixelles is near what was attended."""
    ixelles = {"office_street": "Rue Neuve 1", "office_postcode": "1050", "office_city": "Ixelles"}
    claim = approved(edition, reviewer, approver, office_country="BE", **ixelles)
    assert claim.distance_answer == "yes"
    scan(claim.registration, "brussels")
    claim = settled(claim)
    assert (claim.status, claim.distance_answer, claim.holds_place) == (Status.REVIEW, "no", True)
    event = claim.events.get(move="recheck")
    assert (event.role, event.reason, list(faults_in_history(claim))) == ("system", "attended_elsewhere", [])


def test_second_approval_after_the_event_stands(edition, rule, reviewer, approver):
    ixelles = {"office_street": "Rue Neuve 1", "office_postcode": "1050", "office_city": "Ixelles"}
    claim = approved(edition, reviewer, approver, office_country="BE", **ixelles)
    scan(claim.registration, "brussels")
    claim = settled(claim)
    review.check_again(claim=claim, by=reviewer, now=AFTER)
    cast.assessment.check(claim_id=claim.pk, now=AFTER)
    claim = cast.read(claim)
    assert (claim.distance_answer, claim.evidence["presence"]) == ("no", "seen")
    cast.propose_acceptance(claim, reviewer)
    review.approve(claim=claim, by=approver, now=AFTER)
    assert settled(claim).status == Status.ATTENDANCE_CONFIRMED
    assert Envelope.objects.get().committed_cents == 94_800


def test_office_far_from_what_was_attended_after_a_doubt_goes_to_a_person_too(edition, rule, reviewer, approver):
    """Chelles: too close to call from Paris, far from Brussels, the only day attended."""
    claim = approved(edition, reviewer, approver, days=BOTH, **cast.CHELLES)
    assert claim.distance_answer == "review"
    scan(claim.registration, "brussels")
    claim = settled(claim)
    assert (claim.status, claim.distance_answer) == (Status.PRE_ELIGIBLE, "yes")


def test_a_colleague_who_came_counts_with_their_days(edition, rule, reviewer, approver):
    claim = approved(edition, reviewer, approver)
    colleague = cast.register(edition, "paul")
    type(colleague).objects.filter(pk=colleague.pk).update(leader=claim.registration)
    scan(colleague, "paris")
    assert settled(claim).status == Status.ATTENDANCE_CONFIRMED


def test_nothing_is_settled_before_the_event_is_over(edition, rule, reviewer, approver):
    claim = approved(edition, reviewer, approver)
    assert settled(claim, now=NOW).status == Status.APPROVED


# The paper list ------------------------------------------------------------------------------------------------------


def vouch(claim, by, now=AFTER, city="paris"):
    return attendance.vouch(claim=claim, day=claim.edition.days.get(venue__slug=city), by=by, now=now)


def test_two_people_who_read_the_paper_list_count_as_a_scan(edition, rule, reviewer, approver):
    claim = approved(edition, reviewer, approver)
    assert (vouch(claim, reviewer), attendance.came(claim)) == (False, False)
    assert (vouch(claim, approver), attendance.came(claim)) == (True, True)
    assert settled(claim).status == Status.ATTENDANCE_CONFIRMED


def test_one_person_alone_pays_nothing(edition, rule, reviewer, approver):
    claim = approved(edition, reviewer, approver)
    vouch(claim, reviewer)
    with pytest.raises(attendance.SaidAlready):
        vouch(claim, reviewer)
    assert settled(claim).status == Status.APPROVED
    assert list(attendance.awaiting_second_reader(edition=edition, now=AFTER)) == [claim]
    last_day = cast.attendees.paris(2025, 12, 11, 23, 59)  # the edition ends on the 27th
    assert settled(claim, now=last_day).status == Status.APPROVED
    assert settled(claim, now=last_day + timedelta(minutes=1)).status == Status.NO_SHOW


# A list typed back at the door --------------------------------------------------------------------------------------


@pytest.fixture
def desk(db):
    return cast.staff("registration desk")


def type_back(registration, by, half="am"):
    """Enter the ticked line of the paper list, as the screen of the door does."""
    day = registration.edition.days.get(venue__slug="paris")
    paper_return.give_numbers(day=day, people=[registration])
    typed = {paper_return.Half(half): paper_return.codes(day=day)[registration.pk]}
    assert paper_return.save(day=day, typed=typed, by=by) == 1


def test_a_list_typed_by_one_person_confirms_nothing(edition, rule, reviewer, approver, desk):
    claim = approved(edition, reviewer, approver)
    type_back(claim.registration, desk)
    type_back(claim.registration, desk, half="pm")
    assert (attendance.came(claim), settled(claim).status) == (False, Status.APPROVED)
    assert list(attendance.awaiting_second_reader(edition=edition, now=AFTER)) == [claim]
    assert list(attendance.awaiting_second_reader(edition=edition, now=NOW)) == []


def test_a_second_account_makes_what_was_typed_count(edition, rule, reviewer, approver, desk):
    claim = approved(edition, reviewer, approver)
    type_back(claim.registration, desk)
    assert vouch(claim, reviewer)
    assert settled(claim).status == Status.ATTENDANCE_CONFIRMED
    assert list(attendance.awaiting_second_reader(edition=edition, now=AFTER)) == []


def test_who_typed_the_list_cannot_be_the_second_reader(edition, rule, reviewer, approver):
    claim = approved(edition, reviewer, approver)
    type_back(claim.registration, reviewer)
    with pytest.raises(attendance.SaidAlready):
        vouch(claim, reviewer)


def test_somebody_of_the_organisation_who_typed_the_list_is_nobody(edition, rule, reviewer, approver, desk):
    claim = approved(edition, reviewer, approver)
    desk.email = claim.contact_email
    desk.save()
    type_back(claim.registration, desk)
    assert vouch(claim, reviewer) is False
    assert attendance.came(claim) is False


def test_a_typed_line_taken_back_counts_no_more(edition, rule, reviewer, approver, desk):
    claim = approved(edition, reviewer, approver)
    type_back(claim.registration, desk)
    vouch(claim, reviewer)
    check_in.undo(entry=CheckIn.objects.get(), now=AFTER)
    assert attendance.came(claim) is False


def test_two_people_about_two_days_are_one_person_about_each(edition, rule, reviewer, approver):
    claim = approved(edition, reviewer, approver, days=BOTH)
    assert (vouch(claim, reviewer), vouch(claim, approver, city="brussels")) == (False, False)
    assert attendance.came(claim) is False


def test_absence_recorded_wrongly_goes_back_to_a_person(edition, rule, reviewer, approver):
    claim = settled(approved(edition, reviewer, approver))
    assert (claim.status, claim.holds_place) == (Status.NO_SHOW, False)
    vouch(claim, reviewer)
    assert vouch(claim, approver)
    claim = cast.read(claim)
    assert (claim.status, moves(claim)[-1], list(faults_in_history(claim))) == (Status.REVIEW, "reopen", [])
    cast.propose_acceptance(claim, reviewer)
    review.approve(claim=claim, by=approver, now=AFTER)
    assert settled(claim).status == Status.ATTENDANCE_CONFIRMED


def test_absence_is_not_corrected_beside_a_newer_claim_of_the_organisation(edition, rule, reviewer, approver):
    claim = settled(approved(edition, reviewer, approver, legal_id="732829320"))
    cast.submitted(edition, "paul", legal_id="732829320")
    vouch(claim, reviewer)
    with pytest.raises(attendance.AnotherClaimLives):
        vouch(claim, approver)
    assert (cast.read(claim).status, claim.paper_presences.count()) == (Status.NO_SHOW, 1)


def test_vouching_is_for_those_who_examine_and_not_for_their_own_organisation(edition, rule, reviewer, approver):
    claim = approved(edition, reviewer, approver)
    with pytest.raises(NotPermitted):
        vouch(claim, cast.staff("door"))
    own = cast.staff("reviewer", "own")
    own.email = claim.contact_email
    with pytest.raises(OwnOrganisation):
        vouch(claim, own)


def test_vouching_waits_for_the_day_and_for_the_approval(edition, rule, reviewer, approver):
    claim = approved(edition, reviewer, approver)
    with pytest.raises(attendance.NotYet):
        vouch(claim, reviewer, now=NOW)
    Claim.objects.update(status=Status.REVIEW)
    with pytest.raises(attendance.NotAwaited):
        vouch(cast.read(claim), reviewer)


def test_without_attendance_required_nobody_has_to_read_a_list(edition, reviewer, approver):
    cast.make_rule(edition, attendance_required=False)
    claim = approved(edition, reviewer, approver)
    vouch(claim, reviewer)
    assert list(attendance.awaiting_second_reader(edition=edition, now=AFTER)) == []
    assert settled(claim).status == Status.ATTENDANCE_CONFIRMED


def test_days_to_vouch_for_are_those_held_that_have_begun(edition, rule, reviewer, approver):
    claim = approved(edition, reviewer, approver)
    paris = edition.days.get(venue__slug="paris")
    assert attendance.days_to_vouch_for(claim=claim, now=NOW) == []
    assert attendance.days_to_vouch_for(claim=claim, now=paris.starts_at) == [paris]
    assert attendance.days_to_vouch_for(claim=settled(claim), now=AFTER + timedelta(days=1)) == [paris]
    Claim.objects.update(status=Status.PAID)
    assert attendance.days_to_vouch_for(claim=cast.read(claim), now=AFTER) == []


def test_a_day_freed_since_is_not_registered_any_more(edition, rule, reviewer, approver):
    claim = approved(edition, reviewer, approver, days=BOTH)
    lifecycle.free_day(registration=claim.registration, day=edition.days.get(venue__slug="brussels"), now=NOW)
    assert cast.assessment.registered_venues(claim) == {edition.days.get(venue__slug="paris").venue_id}
