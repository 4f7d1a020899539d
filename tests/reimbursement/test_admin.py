import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events import clock
from reimbursement import review, rule_versions
from reimbursement.forms import AllowanceRuleForm
from reimbursement.models import AllowanceRule, Claim, Status
from tests.reimbursement import cast
from tests.reimbursement.cast import NOW

pytestmark = pytest.mark.pages

ROLES = ["administrator", "approver", "door", "editor", "registration desk", "reviewer", "treasurer"]
BUTTONS = ["approve", "ask", "check_again", "propose_acceptance", "propose_refusal", "refuse", "send_back"]
QUEUE = "/admin/reimbursement/claim/"


@pytest.fixture(autouse=True)
def mid_october(settings):
    settings.STAFF_MFA = False
    with clock.at(NOW):
        yield


def screen(claim) -> str:
    return reverse("admin:reimbursement_claim_change", args=[claim.pk])


def press(client, claim, button, **values):
    seen = cast.read(claim).history_length
    return client.post(
        reverse(f"admin:reimbursement_claim_{button}", args=[claim.pk]), {"seen": seen, **values}, follow=True
    )


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_the_whole_way_by_two_people(client, edition, rule, reviewer, approver):
    claim = cast.checked(edition)
    client.force_login(reviewer)
    response = press(client, claim, "propose_acceptance", reason="criteria_met", note="Lyon is far.")
    assert said(response) == ["Proposed: an approver decides."]
    client.force_login(approver)
    assert "Lyon is far." in client.get(screen(claim)).content.decode()
    assert said(press(client, claim, "approve")) == ["Approved: the organisation is told by e-mail."]
    assert cast.read(claim).status == Status.APPROVED


def test_a_refusal_needs_a_reason(client, edition, rule, reviewer):
    claim = cast.checked(edition)
    client.force_login(reviewer)
    assert said(press(client, claim, "propose_refusal", reason="")) == ["Choose a reason, please."]
    assert cast.read(claim).status == Status.PRE_ELIGIBLE


WHERE_TYPED = {
    "propose_refusal": ({"reason": "", "note": "Nineteen kilometres."}, "refusal_form"),
    "propose_acceptance": ({"reason": "nonsense", "note": "Far enough."}, "acceptance_form"),
    "place_office": ({"coordinates": "north of Lyon", "reason": "Their statutes."}, "placement_form"),
    "ask": ({"text": " "}, "ask_form"),
}


@pytest.mark.parametrize("button", WHERE_TYPED)
def test_a_slip_is_marked_where_it_is_and_what_was_typed_is_kept(client, edition, rule, reviewer, button):
    values, name = WHERE_TYPED[button]
    claim = cast.checked(edition)
    client.force_login(reviewer)
    response = press(client, claim, button, **values)
    page = response.content.decode()
    assert (response.status_code, len(said(response)), response.context[name].is_bound) == (200, 1, True)
    assert [text for text in values.values() if text.strip() and text not in page and text != "nonsense"] == []
    assert 'class="errorlist"' in page
    assert cast.read(claim).status == Status.PRE_ELIGIBLE


def test_what_was_typed_is_kept_when_a_colleague_was_faster(client, edition, rule, reviewer):
    claim = cast.checked(edition)
    client.force_login(reviewer)
    response = press(client, claim, "propose_refusal", reason="office_too_near", note="Nineteen kilometres.", seen="2")
    assert said(response) == ["A colleague was faster: the claim has moved meanwhile. Nothing was changed."]
    page = response.content.decode()
    assert ("Nineteen kilometres." in page, f'name="seen" value="{claim.history_length}"' in page) == (True, True)


def test_a_screen_of_an_earlier_state_decides_nothing(client, edition, rule, reviewer):
    claim = cast.checked(edition)
    client.force_login(reviewer)
    response = press(client, claim, "propose_acceptance", reason="criteria_met", seen="2")
    assert said(response) == ["A colleague was faster: the claim has moved meanwhile. Nothing was changed."]
    assert cast.read(claim).status == Status.PRE_ELIGIBLE


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("button", BUTTONS)
def test_buttons_work_for_the_role_they_belong_to_only(client, edition, rule, role, button):
    claim = cast.checked(edition)
    proposal = {"approve": "accept_proposed", "refuse": "refuse_proposed", "send_back": "accept_proposed"}
    if button in proposal:
        first = cast.staff("reviewer", "first")
        propose = cast.propose_refusal if button == "refuse" else cast.propose_acceptance
        propose(claim, first)
    client.force_login(cast.staff(role))
    before = cast.read(claim).status
    reason = "criteria_met" if button == "propose_acceptance" else "office_too_near"
    response = press(client, claim, button, reason=reason, note="x", text="x")
    belongs = role == ("approver" if button in proposal else "reviewer")
    assert (cast.read(claim).status != before) is belongs
    assert response.status_code == (403 if role in {"door", "editor", "registration desk"} else 200)


@pytest.mark.parametrize("button", BUTTONS)
def test_buttons_change_nothing_on_get(client, edition, rule, reviewer, button):
    claim = cast.checked(edition)
    client.force_login(reviewer)
    assert client.get(reverse(f"admin:reimbursement_claim_{button}", args=[claim.pk])).status_code == 405


@pytest.mark.parametrize("role", ROLES)
def test_queue_and_screen_open_for_the_roles_that_work_on_claims(client, edition, rule, role):
    claim = cast.checked(edition)
    client.force_login(cast.staff(role))
    expected = 200 if role in {"administrator", "approver", "reviewer", "treasurer"} else 403
    assert (client.get(QUEUE).status_code, client.get(screen(claim)).status_code) == (expected, expected)


def test_screen_shows_the_evidence_and_no_button_to_those_who_may_not_act(client, edition, rule, approver):
    claim = cast.checked(edition, **cast.CHELLES)
    client.force_login(approver)
    page = client.get(screen(claim)).content.decode()
    assert "too close to the limit of 20" in page
    assert ("Your groups do not allow this." in page, "Propose to accept" in page) == (True, False)


def test_screen_and_queue_in_french(client, edition, rule, reviewer):
    reviewer.preferred_language = "fr"
    reviewer.save()
    client.force_login(reviewer)
    claim = cast.checked(edition)
    page = client.get(screen(claim)).content.decode() + client.get(QUEUE).content.decode()
    assert [word for word in ("Proposer d’accepter", "Ce qui a été trouvé", "Historique") if word not in page] == []


def test_queue_is_by_rank_without_drafts(client, edition, rule, reviewer):
    late = cast.checked(edition, "late", now=cast.attendees.paris(2025, 10, 10, 12))
    early = cast.checked(edition, "early", now=cast.attendees.paris(2025, 10, 1, 12))
    cast.draft(edition, "draft")
    client.force_login(reviewer)
    assert list(client.get(QUEUE).context["cl"].result_list) == [early, late]


@pytest.mark.parametrize(
    ("turn", "found"), [("reviewer", 1), ("approver", 0), ("claimant", 0), ("", 1), ("nonsense", 1), ("'", 1)]
)
def test_queue_by_whose_turn(client, edition, rule, reviewer, turn, found):
    cast.checked(edition)
    client.force_login(reviewer)
    assert client.get(QUEUE, {"turn": turn}).context["cl"].result_count == found


@pytest.mark.parametrize("query", ["o=zz", "q='", "status__exact=zz", "e=1", "p=99999", "edition__id__exact=x"])
def test_queue_survives_strange_parameters(client, edition, rule, reviewer, query):
    client.force_login(reviewer)
    assert client.get(f"{QUEUE}?{query}").status_code in {200, 302}


def test_queue_asks_the_database_as_often_for_three_claims_as_for_one(client, edition, rule, reviewer):
    client.force_login(reviewer)
    counts = []
    for names in (["a1"], ["b1", "c1"]):
        for name in names:
            cast.checked(edition, name)
        with CaptureQueriesContext(connection) as queries:
            client.get(QUEUE)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_screen_asks_the_database_as_often_for_three_rows_of_history_as_for_five(
    client, edition, rule, reviewer, approver
):
    claim = cast.checked(edition)
    client.force_login(cast.staff("treasurer"))
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(screen(claim))
        counts.append(len(queries))
        cast.propose_acceptance(claim, reviewer)
        review.send_back(claim=claim, by=approver, now=NOW, note="?")
    assert counts[0] == counts[1]


def test_a_name_with_markup_is_shown_as_text(client, edition, rule, reviewer):
    claim = cast.checked(edition, organisation_name="<script>alert(1)</script>")
    client.force_login(reviewer)
    page = client.get(screen(claim)).content.decode() + client.get(QUEUE).content.decode()
    assert ("<script>alert" in page, "&lt;script&gt;alert" in page) == (False, True)


def test_saving_the_rule_writes_the_next_version(client, edition, rule):
    client.force_login(cast.staff("administrator"))
    page = client.get(f"/admin/reimbursement/allowancerule/{rule.pk}/change/")
    form = page.context["adminform"].form
    values = {name: "" if form[name].value() is None else form[name].value() for name in form.fields}
    values |= {"amount_cents": "948.50", "envelope_cents": "18960", "counted_editions": []}
    values |= {"opens_at_0": "2025-09-01", "opens_at_1": "02:00:00", "deadline": "2025-11-20"}
    values["attendance_required"] = "on"
    values.pop("individuals_allowed")
    values.pop("legal_basis_file")
    response = client.post(f"/admin/reimbursement/allowancerule/{rule.pk}/change/", values, follow=True)
    assert response.status_code == 200
    assert list(AllowanceRule.objects.order_by("version").values_list("version", "amount_cents")) == [
        (1, 94_800),
        (2, 94_850),
    ]


@pytest.mark.parametrize("amount", ["-948", "0", "948.001", "NaN", "1e99", "99999999", ""])
def test_amounts_that_are_none_are_refused(edition, rule, amount):
    form = AllowanceRuleForm({"amount_cents": amount}, instance=rule)
    assert "amount_cents" in form.errors


def test_an_older_version_cannot_be_changed(client, edition, rule):
    old = rule.pk
    rule.threshold_m = 25_000
    rule_versions.adopt(rule=rule, by=None, now=NOW)
    client.force_login(cast.staff("administrator"))
    response = client.post(f"/admin/reimbursement/allowancerule/{old}/change/", {"threshold_m": "1"})
    assert (response.status_code, AllowanceRule.objects.get(pk=old).threshold_m) == (403, 20_000)


def test_claims_are_neither_added_nor_deleted_by_hand(client, edition, rule):
    claim = cast.checked(edition)
    client.force_login(cast.staff("administrator"))
    assert client.get(f"{QUEUE}add/").status_code == 403
    assert client.post(f"{QUEUE}{claim.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Claim.objects.count() == 1


@pytest.mark.parametrize("pk", ["999", "abc", "9223372036854775808"])
def test_an_unknown_claim_is_not_found(client, edition, rule, reviewer, pk):
    client.force_login(reviewer)
    assert client.get(f"{QUEUE}{pk}/change/").status_code == 404
