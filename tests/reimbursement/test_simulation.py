from copy import copy

import pytest
from django.urls import reverse

from events import clock
from reimbursement.models import Claim
from reimbursement.rules import VenueRule
from reimbursement.simulation import simulate
from tests.reimbursement import cast
from tests.reimbursement.cast import NOW

pytestmark = pytest.mark.pages

# Meaux lies some 40 km from the Musée Social.
MEAUX = {"office_street": "1 rue Haute", "office_postcode": "77100", "office_city": "Meaux"}


@pytest.fixture
def claims(edition, rule):
    for name, office in {"lyon": cast.LYON, "meaux": MEAUX, "montreuil": cast.MONTREUIL}.items():
        cast.checked(edition, name, **office)
    return Claim.objects.select_related("rule", "edition").ranked()


def changes(claims, threshold_m, venue_rule=VenueRule.EVERY_ATTENDED):
    found = simulate(claims=claims, threshold_m=threshold_m, venue_rule=venue_rule, amount_cents=94_800)
    return {change.claim.office_city: (change.before, change.after) for change in found.changes}, found.cost_cents


@pytest.mark.parametrize(
    ("threshold_m", "changed", "cost"),
    [
        (20_000, {}, 0),
        (100_000, {"Meaux": ("yes", "no")}, -94_800),
        (1_000, {"Montreuil": ("no", "yes")}, 94_800),
    ],
)
def test_simulate_tells_who_changes_side_and_what_it_costs(claims, threshold_m, changed, cost):
    assert changes(claims, threshold_m) == (changed, cost)


def test_simulate_changes_nothing(claims):
    before = list(Claim.objects.values())
    changes(claims, 100_000, VenueRule.EVERY_OF_EDITION)
    assert list(Claim.objects.values()) == before


def test_simulate_asks_the_database_as_often_for_three_hundred_claims_as_for_three(claims, django_assert_num_queries):
    copies = [copy(claim) for claim in claims for _ in range(99)]
    for number, claim in enumerate(copies):
        claim.pk, claim.registration, claim.organisation_key, claim.reference = None, None, "", f"D-{number:06}"
    for number in (3, 300):
        with django_assert_num_queries(2):
            found = simulate(
                claims=claims.all(), threshold_m=100_000, venue_rule=VenueRule.EVERY_ATTENDED, amount_cents=94_800
            )
        assert len(found.changes) == number / 3
        if number == 3:
            Claim.objects.bulk_create(copies)


def test_simulate_counts_the_doubts_apart(claims):
    found = simulate(claims=claims, threshold_m=40_000, venue_rule=VenueRule.ANY_ATTENDED, amount_cents=94_800)
    assert (found.sure_cents_before, found.sure_cents_after) == (2 * 94_800, 94_800)
    assert (found.most_cents_before, found.most_cents_after) == (2 * 94_800, 2 * 94_800)


def test_the_screen_shows_it_in_words(client, claims, settings, reviewer):
    settings.STAFF_MFA = False
    client.force_login(reviewer)
    with clock.at(NOW):
        path = reverse("admin:reimbursement_simulation")
        page = client.get(path, {"threshold_km": "100", "venue_rule": "every_attended"}).content.decode()
        empty = client.get(path)
        wrong = client.get(path, {"threshold_km": "-1", "venue_rule": "named"})
    assert ("Association meaux" in page, "Association lyon" in page) == (True, False)
    assert (empty.status_code, wrong.status_code, "found" in wrong.context) == (200, 200, False)


def test_the_screen_is_for_those_who_see_claims(client, edition, settings):
    settings.STAFF_MFA = False
    client.force_login(cast.staff("editor"))
    assert client.get(reverse("admin:reimbursement_simulation")).status_code == 403
