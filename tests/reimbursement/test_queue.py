"""The queue in the admin: its order, its neighbours, many proposals at once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events import clock
from reimbursement import queue
from reimbursement.models import Claim, Status
from tests.reimbursement import cast
from tests.reimbursement.cast import NOW

pytestmark = pytest.mark.pages

QUEUE = "/admin/reimbursement/claim/"


@pytest.fixture(autouse=True)
def mid_october(settings):
    settings.STAFF_MFA = False
    with clock.at(NOW):
        yield


@pytest.fixture
def claims(edition, rule):
    """Four claims by rank: anna, berta, clara, dora."""
    return [
        cast.checked(edition, name, now=NOW - timedelta(days=9 - day))
        for day, name in enumerate(["anna", "berta", "clara", "dora"])
    ]


def listed(client, **parameters):
    return [claim.organisation_name.split()[-1] for claim in client.get(QUEUE, parameters).context["cl"].result_list]


def screen(client, claim, filters=""):
    address = reverse("admin:reimbursement_claim_change", args=[claim.pk])
    return client.get(address, {"_changelist_filters": filters} if filters else {})


def act(client, *claims):
    data = {"action": "propose", "_selected_action": [claim.pk for claim in claims]}
    return client.post(QUEUE, data, follow=True)


def said(response):
    return [str(message) for message in response.context["messages"]]


def test_what_waits_for_the_reader_comes_first_each_group_by_rank(client, claims, reviewer, approver):
    cast.propose_acceptance(claims[0], reviewer)
    cast.propose_acceptance(claims[2], reviewer)
    client.force_login(reviewer)
    assert listed(client) == ["berta", "dora", "anna", "clara"]
    client.force_login(approver)
    assert listed(client) == ["anna", "clara", "berta", "dora"]


def test_rank_counts_every_claim_that_was_sent_before(client, claims, edition, reviewer):
    Claim.objects.filter(pk=claims[1].pk).update(status=Status.WITHDRAWN)
    ranks = {claim.pk: claim.rank for claim in queue.for_reader(Claim.objects.all(), user=reviewer)}
    assert [ranks[claim.pk] for claim in claims] == [1, 2, 3, 4]


def test_neighbours_keep_the_filter(client, claims, reviewer):
    cast.propose_acceptance(claims[1], reviewer)
    client.force_login(reviewer)
    page = screen(client, claims[0], "turn=reviewer")
    assert page.context["neighbours"] == queue.Neighbours(None, claims[2].pk, 1, 3)
    content = page.content.decode()
    kept = "?_changelist_filters=turn%3Dreviewer"
    assert f"{claims[2].pk}/change/{kept}" in content
    assert f"{claims[0].pk}/propose-acceptance/{kept}" in content


def test_a_button_comes_back_with_the_filter(client, claims, reviewer):
    client.force_login(reviewer)
    address = reverse("admin:reimbursement_claim_take_note", args=[claims[0].pk])
    seen = cast.read(claims[0]).history_length
    response = client.post(f"{address}?_changelist_filters=turn%3Dreviewer", {"seen": seen, "text": "Seen."})
    assert response.url == f"{QUEUE}{claims[0].pk}/change/?_changelist_filters=turn%3Dreviewer"


def test_a_claim_that_left_the_list_is_followed_by_its_first(client, claims, reviewer):
    cast.propose_acceptance(claims[1], reviewer)
    client.force_login(reviewer)
    assert screen(client, claims[1], "turn=reviewer").context["neighbours"] == queue.Neighbours(
        None, claims[0].pk, 0, 3
    )


@pytest.mark.parametrize("filters", ["o=zz", "edition__id__exact=x", "password=1", "%00", "turn=" + "x" * 5000])
def test_strange_filters_fall_back_to_the_whole_queue(client, claims, reviewer, filters):
    client.force_login(reviewer)
    response = screen(client, claims[0], filters)
    assert response.status_code == 200


def test_many_are_proposed_at_once_where_every_criterion_says_yes(client, claims, edition, reviewer):
    near = cast.checked(edition, "near", **cast.MONTREUIL)
    client.force_login(reviewer)
    response = act(client, claims[0], claims[1], near)
    assert said(response) == [
        f"{near.reference} Association near: Not every criterion says yes: look at this claim by itself.",
        "2 acceptances proposed: an approver decides on each.",
    ]
    assert [cast.read(claim).status for claim in (*claims[:3], near)] == [
        "accept_proposed",
        "accept_proposed",
        "pre_eligible",
        "review",
    ]


def test_many_at_once_refuses_the_own_organisation_and_what_moved(client, claims, reviewer):
    cast.propose_acceptance(claims[0], reviewer)
    Claim.objects.filter(pk=claims[1].pk).update(contact_email=reviewer.email)
    client.force_login(reviewer)
    assert said(act(client, *claims[:2])) == [
        f"{claims[0].reference} Association anna: This is no longer possible: the claim has moved.",
        f"{claims[1].reference} Association berta: This is your own organisation: somebody else must do this.",
    ]


@pytest.mark.parametrize("role", ["approver", "treasurer", "administrator"])
def test_others_than_reviewers_have_no_action(client, claims, role):
    client.force_login(cast.staff(role))
    page = client.get(QUEUE)
    assert "action-select" not in page.content.decode()
    act(client, claims[0])
    assert cast.read(claims[0]).status == Status.PRE_ELIGIBLE


def test_queue_and_screen_ask_the_database_as_often_for_one_claim_as_for_four(client, claims, reviewer):
    client.force_login(reviewer)
    counts = []
    for number in (1, 4):
        Claim.objects.filter(pk__in=[claim.pk for claim in claims[number:]]).update(status=Status.DRAFT)
        Claim.objects.filter(pk__in=[claim.pk for claim in claims[:number]]).update(status=Status.PRE_ELIGIBLE)
        with CaptureQueriesContext(connection) as queries:
            client.get(QUEUE)
            screen(client, claims[0])
        counts.append(len(queries))
    assert counts[0] == counts[1]
