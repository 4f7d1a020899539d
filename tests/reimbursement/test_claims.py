from datetime import timedelta

import pytest

from outbox.models import OutgoingMail
from registration import lifecycle
from reimbursement import assessment, claims
from reimbursement.models import Claim, Status
from reimbursement.moves import MoveNotAllowed
from tests.reimbursement import cast
from tests.reimbursement.cast import NOW


def test_open_claim_twice_gives_one_claim_and_two_links(edition, rule):
    registration = cast.register(edition)
    first = claims.open_claim(registration=registration, now=NOW)
    second = claims.open_claim(registration=registration, now=NOW)
    assert (first.claim, Claim.objects.count()) == (second.claim, 1)
    assert {Claim.objects.for_token(opened.token) for opened in (first, second)} == {first.claim}


def test_open_claim_without_a_rule_is_refused(edition):
    with pytest.raises(claims.NoAllowance):
        claims.open_claim(registration=cast.register(edition), now=NOW)


def test_open_claim_of_a_cancelled_registration_is_refused(edition, rule):
    registration = cast.register(edition)
    lifecycle.cancel(registration=registration, now=NOW)
    registration.refresh_from_db()
    with pytest.raises(claims.NoPlace):
        claims.open_claim(registration=registration, now=NOW)


def test_open_claim_from_the_waiting_list_is_refused(edition, rule):
    edition.days.filter(venue__slug="paris").update(capacity=0)
    with pytest.raises(claims.NoPlace):
        claims.open_claim(registration=cast.register(edition), now=NOW)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ((2025, 8, 31, 23, 59, 59), False),
        ((2025, 9, 1, 2, 0), True),
        ((2025, 11, 20, 23, 59, 59), True),
        ((2025, 11, 21, 0, 0), False),
    ],
)
def test_rule_is_open_from_its_opening_to_the_end_of_the_last_day_in_paris(edition, rule, moment, is_open):
    assert rule.is_open(cast.attendees.paris(*moment)) is is_open


def test_submit_gives_rank_and_key_and_acknowledges_once(edition, rule):
    claim = cast.draft(edition, legal_id="732 829 320")
    OutgoingMail.objects.all().delete()
    claims.submit(claim=claim, signed_by="Marie", now=NOW)
    claims.submit(claim=claim, signed_by="Marie", now=NOW + timedelta(hours=1))
    claim = cast.read(claim)
    assert (claim.status, claim.submitted_at, claim.organisation_key) == (Status.SUBMITTED, NOW, "fr-siren:732829320")
    assert [mail.to for mail in OutgoingMail.objects.all()] == ["marie@marie-asso.fr"]


def test_an_organisation_whose_name_is_a_sentence_can_claim_once(edition, rule):
    long = "Association pour l’entraide numérique et la coopération entre les habitants " * 2
    first = cast.submitted(edition, "anna", organisation_name=long[:199] + "A", office_city="Lyon")
    other = cast.submitted(edition, "bea", organisation_name=long[:199] + "B", office_city="Lyon")
    keys = [cast.read(claim).organisation_key for claim in (first, other)]
    assert ([len(key) for key in keys], len(set(keys))) == ([71, 71], 2)


def test_submit_an_incomplete_claim_names_the_steps(edition, rule):
    claim = cast.draft(edition, office_street="", first_time=None)
    with pytest.raises(claims.Incomplete) as refused:
        claims.submit(claim=claim, signed_by="Marie", now=NOW)
    assert refused.value.steps == ["office", "first_time"]


def test_submit_after_the_deadline_is_refused(edition, rule):
    claim = cast.draft(edition)
    with pytest.raises(claims.ClaimsClosed):
        claims.submit(claim=claim, signed_by="Marie", now=rule.closes_at)
    assert cast.read(claim).status == Status.DRAFT


def test_submit_by_a_second_colleague_is_refused_and_changes_nothing(edition, rule):
    cast.submitted(edition, "marie", legal_id="732829320")
    second = cast.draft(edition, "paul", legal_id="FR44732829320")
    OutgoingMail.objects.all().delete()
    with pytest.raises(claims.OrganisationHasClaim):
        claims.submit(claim=second, signed_by="Paul", now=NOW)
    assert (cast.read(second).status, OutgoingMail.objects.count()) == (Status.DRAFT, 0)


def test_submit_after_the_first_colleague_withdrew_is_accepted(edition, rule):
    claims.withdraw(claim=cast.submitted(edition, "marie", legal_id="732829320"), now=NOW)
    second = cast.submitted(edition, "paul", legal_id="732829320")
    assert cast.read(second).status == Status.SUBMITTED


def test_fill_in_a_sent_claim_is_refused(edition, rule):
    claim = cast.submitted(edition)
    with pytest.raises(MoveNotAllowed):
        claims.fill_in(claim=claim, values={"office_city": "Paris"})
    assert cast.read(claim).office_city == "Lyon"


@pytest.mark.parametrize(
    ("office", "verdict", "status"),
    [
        (cast.LYON, "yes", Status.PRE_ELIGIBLE),
        (cast.CHELLES, "review", Status.REVIEW),
        (cast.MONTREUIL, "no", Status.REVIEW),
        ({**cast.LYON, "office_street": "BP 12"}, "review", Status.REVIEW),
        ({**cast.LYON, "office_city": "Nowhere at all"}, "review", Status.REVIEW),
        ({**cast.LYON, "first_time": False}, "no", Status.REVIEW),
    ],
)
def test_check_proposes_and_leaves_the_decision_to_a_person(edition, rule, office, verdict, status):
    claim = cast.checked(edition, **office)
    assert (claim.verdict, claim.status) == (verdict, status)


def test_check_measures_from_the_places_attended_only(edition, rule):
    from_brussels = {"office_country": "BE", "office_street": "1 rue Haute", "office_postcode": "1000"}
    claim = cast.checked(edition, office_city="Bruxelles", **from_brussels)
    assert claim.distance_answer == "yes"


def test_check_twice_writes_once(edition, rule):
    claim = cast.checked(edition)
    assessment.check(claim_id=claim.pk, now=NOW + timedelta(hours=1))
    assert [event.move for event in claim.events.all()] == ["submit", "check", "find_eligible"]


def test_check_with_a_venue_without_position_asks_a_person(edition, rule):
    edition.venues.update(latitude=None, longitude=None)
    claim = cast.checked(edition)
    assert (claim.distance_answer, claim.status) == ("review", Status.REVIEW)


def test_waiting_for_check_leaves_a_minute_to_the_worker(edition, rule):
    claim = cast.submitted(edition)
    assert assessment.waiting_for_check(now=NOW + timedelta(seconds=59)) == []
    assert assessment.waiting_for_check(now=NOW + timedelta(seconds=60)) == [claim.pk]


def test_for_token_of_a_revoked_or_expired_link_is_not_found(edition, rule):
    opened = claims.open_claim(registration=cast.register(edition), now=NOW)
    opened.claim.links.update(revoked_at=NOW)
    with pytest.raises(Claim.DoesNotExist):
        Claim.objects.for_token(opened.token)
    opened.claim.links.update(revoked_at=None, expires_at=NOW - timedelta(days=4000))
    with pytest.raises(Claim.DoesNotExist):
        Claim.objects.for_token(opened.token)
