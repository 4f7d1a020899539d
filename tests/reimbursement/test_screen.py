"""The screen of one claim: the register beside it, traces elsewhere, placing and vouching."""

import re
from datetime import date

import pytest
from django.urls import reverse

from events import clock
from events.models import Edition
from reimbursement import likenesses, review
from reimbursement.distance import Position
from reimbursement.iban import read_iban
from reimbursement.models import Claim, OfficePlacement, PastParticipation, Status
from reimbursement.reviewer_forms import PlacementForm, read_position
from tests.reimbursement import cast
from tests.reimbursement.cast import AFTER, NOW

pytestmark = pytest.mark.pages

ENTRY = {
    "asked": "fr-siren:732829320",
    "found": True,
    "source": "recherche-entreprises",
    "is_namesake": False,
    "name": "ATELIER DES TANNEURS",
    "number": "732829320",
    "is_active": False,
    "is_masked": False,
    "is_social_economy": True,
    "office": {"street": "12 RUE DES TANNEURS", "postcode": "69001", "city": "LYON", "country": "FR"},
}


@pytest.fixture(autouse=True)
def mid_october(settings):
    settings.STAFF_MFA = False
    with clock.at(NOW):
        yield


def page_of(client, claim) -> str:
    page = client.get(reverse("admin:reimbursement_claim_change", args=[claim.pk])).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page[page.index('id="content-main"') :]).split())


def press(client, claim, button, **values):
    seen = cast.read(claim).history_length
    address = reverse(f"admin:reimbursement_claim_{button}", args=[claim.pk])
    response = client.post(address, {"seen": seen, **values}, follow=True)
    return [str(message) for message in response.context["messages"]]


def test_register_stands_beside_the_claim_with_differences_marked(client, edition, rule, reviewer):
    claim = cast.checked(edition, legal_id="732829320", organisation_name="Atelier des tanneurs")
    Claim.objects.update(register_entry=ENTRY)
    client.force_login(reviewer)
    page = page_of(client, claim)
    assert "Number and street 1 rue de la République differs: 12 RUE DES TANNEURS" in page
    assert "French register of companies and associations, 732829320, social economy, closed ." in page
    assert "differs: ATELIER" not in page


def test_sources_are_named_in_the_language_of_the_reader(client, edition, rule, reviewer):
    reviewer.preferred_language = "fr"
    reviewer.save()
    claim = cast.checked(edition)
    client.force_login(reviewer)
    page = page_of(client, claim)
    assert ("table de lieux fournie" in page, " places " in page) == (True, False)


def test_rows_of_past_lists_behind_the_verdict_are_shown(client, edition, rule, reviewer):
    past = Edition.objects.create(slug="2023", starts_on=date(2023, 11, 7), ends_on=date(2023, 11, 17))
    rule.counted_editions.add(past)
    facts = {"edition": past, "city": "Lyon", "attended": True}
    same = PastParticipation.objects.create(name="x", register="fr-siren", number="732829320", **facts)
    domain = PastParticipation.objects.create(name="y", domain="marie-asso.fr", **facts)
    near = PastParticipation.objects.create(name="pont commun", **facts)
    PastParticipation.objects.create(name="somebody else", **facts)
    other = Edition.objects.create(slug="2020", starts_on=date(2020, 11, 7), ends_on=date(2020, 11, 17))
    PastParticipation.objects.create(name="pont commun", edition=other)
    claim = cast.checked(edition, organisation_name="Le Pont Commun", legal_id="732829320")
    assert list(likenesses.past_rows(claim)) == [near, same, domain]
    client.force_login(reviewer)
    assert "In past participant lists" in page_of(client, claim)


def test_same_account_domain_or_address_elsewhere_is_shown(client, edition, rule, reviewer, approver):
    first = cast.checked(edition, "anna")
    second = cast.checked(edition, "berta")
    stranger = cast.checked(edition, "clara", office_street="2 rue de la République")
    for claim in (first, stranger):
        cast.propose_acceptance(claim, reviewer)
        review.approve(claim=claim, by=approver, now=NOW)
        cast.bank.give(claim=claim, holder="x", iban=read_iban(cast.ACCOUNTS[0]), now=NOW)
    Claim.objects.filter(pk=second.pk).update(status=Status.WITHDRAWN)
    found = {other.claim.pk: len(other.shared) for other in likenesses.elsewhere(cast.read(first))}
    assert found == {second.pk: 1, stranger.pk: 1}
    client.force_login(reviewer)
    page = page_of(client, first)
    assert (second.reference in page, "same address" in page, "same bank account" in page) == (True, True, True)


def test_same_signature_elsewhere_is_shown(client, edition, rule, reviewer):
    first, second = cast.checked(edition, "anna"), cast.checked(edition, "berta", office_street="2 rue Neuve")
    Claim.objects.filter(pk=second.pk).update(declared_by="ANNA Example")
    assert [(other.claim, len(other.shared)) for other in likenesses.elsewhere(first)] == [(second, 1)]
    client.force_login(reviewer)
    assert "same representative" in page_of(client, first)


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("48.8581, 2.3219", (48.8581, 2.3219)),
        ("48,8581 ; 2,3219", (48.8581, 2.3219)),
        ("48.8581,2.3219", (48.8581, 2.3219)),
        (" 50.8455° 4.3569° ", (50.8455, 4.3569)),
        ("-21.3393, 55.4781", (-21.3393, 55.4781)),
        ("91, 2", None),
        ("48.8581", None),
        ("north of Paris", None),
        ("48.8581, 2.3219, 3", None),
        ("nan, nan", None),
    ],
)
def test_coordinates_are_read_as_people_write_them(text, position):
    assert read_position(text) == (Position(*position) if position else None)


def test_placing_by_coordinates_judges_again(client, edition, rule, reviewer):
    claim = cast.checked(edition, office_city="Nulle-Part")
    client.force_login(reviewer)
    values = {"coordinates": "45.7690, 4.8300", "place": "12 rue des Tanneurs", "precision": "house"}
    assert press(client, claim, "place_office", reason="Their statutes.", **values) == [
        "Placed: the claim was judged from there."
    ]
    page = page_of(client, claim)
    assert ("12 rue des Tanneurs" in page, "Their statutes." in page, "placed by hand" in page) == (True, True, True)
    assert cast.read(claim).distance_answer == "yes"


def test_placing_at_one_of_the_places_found(client, edition, rule, reviewer):
    claim = cast.checked(edition)
    client.force_login(reviewer)
    press(client, claim, "place_office", candidate="0", reason="Right.")
    assert OfficePlacement.objects.get().precision == "municipality"


@pytest.mark.parametrize(
    "values",
    [
        {"reason": "x"},
        {"reason": "x", "candidate": "0", "coordinates": "48.8, 2.3"},
        {"reason": "x", "candidate": "9"},
        {"reason": "x", "coordinates": "here"},
        {"coordinates": "48.8, 2.3"},
        {"reason": " ", "coordinates": "48.8, 2.3"},
        {"reason": "x" * 1001, "coordinates": "48.8, 2.3"},
        {"reason": "x", "coordinates": "48.8, 2.3", "precision": "region"},
    ],
)
def test_placing_with_a_slip_says_so_and_changes_nothing(client, edition, rule, reviewer, values):
    claim = cast.checked(edition)
    assert not PlacementForm(values, claim=claim).is_valid()
    client.force_login(reviewer)
    assert len(press(client, claim, "place_office", **values)) == 1
    assert (OfficePlacement.objects.count(), cast.read(claim).status) == (0, Status.PRE_ELIGIBLE)


@pytest.mark.parametrize("button", ["place_office", "vouch"])
def test_placing_and_vouching_change_nothing_on_get(client, edition, rule, reviewer, button):
    client.force_login(reviewer)
    address = reverse(f"admin:reimbursement_claim_{button}", args=[cast.checked(edition).pk])
    assert client.get(address).status_code == 405


def test_paper_list_is_vouched_for_by_two_accounts(client, edition, rule, reviewer, approver):
    claim = cast.checked(edition)
    cast.propose_acceptance(claim, reviewer)
    review.approve(claim=claim, by=approver, now=NOW)
    day = edition.days.get(venue__slug="paris")
    with clock.at(AFTER):
        client.force_login(reviewer)
        assert "nobody has read the list" in page_of(client, claim)
        done = ["Written down. It counts once two people have read the list."]
        assert press(client, claim, "vouch", day=day.slug) == done
        assert press(client, claim, "vouch", day=day.slug) == [
            "You have said so already: a second person must read the list."
        ]
        client.force_login(approver)
        assert "one more person must read the list" in page_of(client, claim)
        press(client, claim, "vouch", day=day.slug)
        assert "present (Reviewer, Approver)" in page_of(client, claim)


def test_paper_list_of_no_day_is_not_found(client, edition, rule, reviewer):
    client.force_login(reviewer)
    address = reverse("admin:reimbursement_claim_vouch", args=[cast.checked(edition).pk])
    assert client.post(address, {"day": "nonsense"}).status_code == 404


def test_history_after_another_account_was_given_can_be_read(client, edition, rule, reviewer, approver):
    claim = cast.checked(edition)
    cast.propose_acceptance(claim, reviewer)
    review.approve(claim=claim, by=approver, now=NOW)
    for number in cast.ACCOUNTS[:2]:
        claim = cast.read(claim)
        cast.bank.give(claim=claim, holder="x", iban=read_iban(number), now=NOW)
    client.force_login(reviewer)
    assert "The organisation gave another account." in page_of(client, claim)
