"""What a claimant reads and does while they write: the register, who travels, documents from a telephone."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from events import clock
from registration.models import CheckIn
from reimbursement import case, claims, lookups, own_data, ownership, presence
from reimbursement.models import Status
from tests.reimbursement import cast, papers
from tests.reimbursement.address_server import Answer, address_server, register_answer, register_seat
from tests.reimbursement.cast import NOW
from tests.reimbursement.test_claimant_views import address, link_of, text_of

pytestmark = pytest.mark.pages

TANNERS = {"organisation_name": "Atelier des tanneurs", "office_country": "FR", "legal_id": "732 829 320"}


@pytest.fixture(autouse=True)
def mid_october():
    with clock.at(NOW):
        yield


@pytest.fixture
def register(settings):
    cache.clear()
    with address_server() as server:
        server.answers["recherche-entreprises"] = Answer(register_answer(register_seat()))
        settings.ADDRESS_SERVICES = server.services()
        yield server
    cache.clear()


def test_a_step_asks_the_register_in_the_background(client, edition, rule, register):
    claim = cast.draft(edition)
    token = link_of(claim)
    client.post(address("step", token, "organisation"), TANNERS)
    assert (register.asked, cast.read(claim).look_up_at) == ([], NOW)
    assert "We are asking the public register" in text_of(client.get(address("claim", token)))
    lookups.look_up(claim_id=claim.pk, now=NOW)
    page = text_of(client.get(address("claim", token)))
    assert "Number and street 1 rue de la République differs: 12 RUE DES TANNEURS" in page
    assert ("Where you and the register differ" in page, "We are asking" in page) == (True, False)


def test_the_first_participation_asks_no_register(client, edition, rule, register):
    claim = cast.draft(edition)
    client.post(address("step", link_of(claim), "first_time"), {"first_time": "yes"})
    assert cast.read(claim).look_up_at is None


def test_a_namesake_is_offered_as_a_question(client, edition, rule, register):
    claim = cast.draft(edition)
    token = link_of(claim)
    client.post(address("step", token, "organisation"), TANNERS | {"legal_id": ""})
    lookups.look_up(claim_id=claim.pk, now=NOW)
    page = text_of(client.get(address("claim", token)))
    assert ("Is this you?" in page, "732829320" in page, "Where you and the register" in page) == (True, True, False)


def test_a_claim_is_sent_while_the_register_hangs(client, edition, rule, register):
    register.answers["recherche-entreprises"] = Answer(status=500)
    claim = cast.draft(edition)
    token = link_of(claim)
    client.post(address("step", token, "organisation"), TANNERS)
    client.post(address("send", token), {"signed_by": "Marie", "is_true": "on"})
    assert cast.read(claim).status == Status.SUBMITTED


@pytest.mark.parametrize("status", ["draft", "review"])
def test_who_travels_on_which_days_is_always_said(client, edition, rule, status):
    claim = cast.draft(edition)
    if status == "review":
        claim = cast.checked(edition, "paul")
    page = text_of(client.get(address("claim", link_of(claim))))
    assert "Example : Paris, Wednesday 26 November" in page.replace("Example:", "Example :")


def with_colleague(edition):
    """A claim of Marie, who comes to Paris, and registered Paul for Brussels."""
    claim = cast.draft(edition, not_travelling=None)
    colleague = cast.register(edition, "paul", days=("brussels",))
    type(colleague).objects.filter(pk=colleague.pk).update(leader=claim.registration)
    return claim, colleague


def test_who_travels_is_asked_of_everybody_with_their_days(client, edition, rule):
    claim, colleague = with_colleague(edition)
    token = link_of(claim)
    assert claims.steps_to_fill_in(claim) == ["travel"]
    page = text_of(client.get(address("step", token, "travel")))
    assert "step 3 of 4" in page
    assert "Brussels, Tuesday 25 November" in page
    page = text_of(client.post(address("step", token, "travel"), {}))
    assert "Choose at least one person who travels." in page
    for wrong in ("0", "x", str(cast.register(edition, "stranger").pk)):
        client.post(address("step", token, "travel"), {"travelling": wrong})
        assert cast.read(claim).not_travelling is None
    response = client.post(address("step", token, "travel"), {"travelling": claim.registration_id})
    assert (response.url, cast.read(claim).not_travelling) == (address("claim", token), [colleague.pk])


def test_days_and_presence_of_who_does_not_travel_do_not_count(client, edition, rule):
    claim, colleague = with_colleague(edition)
    brussels, paris = (edition.days.get(venue__slug=slug) for slug in ("brussels", "paris"))
    CheckIn.objects.create(registration=colleague, day=brussels, half="am", at=brussels.starts_at)
    before, after = cast.read(claim), cast.read(claim)
    claims.fill_in(claim=after, values={"not_travelling": [colleague.pk]})
    told = [
        (case.registered_venues(one), presence.venues_seen(one), len(case.travellers_of(one)))
        for one in (before, cast.read(after))
    ]
    seen = {brussels.venue_id}
    assert told == [({brussels.venue_id, paris.venue_id}, seen, 2), ({paris.venue_id}, set(), 1)]


def test_a_photograph_taken_now_is_a_document(client, edition, rule, private_files):
    claim = cast.draft(edition)
    token = link_of(claim)
    page = client.get(address("documents", token)).content.decode()
    assert 'capture="environment"' in page
    photo = SimpleUploadedFile("image.jpg", papers.picture(), content_type="image/jpeg")
    client.post(address("documents", token), {"kind": "bank", "photo": photo})
    assert [document.content_type for document in claim.documents.all()] == ["image/jpeg"]


def test_files_and_a_photograph_come_together(client, edition, rule, private_files):
    claim = cast.draft(edition)
    files = {
        "papers": [SimpleUploadedFile(f"{n}.pdf", papers.pdf(n)) for n in (1, 2)],
        "photo": SimpleUploadedFile("image.jpg", papers.picture()),
    }
    client.post(address("documents", link_of(claim)), {"kind": "other", **files})
    assert claim.documents.count() == 3


def test_no_file_at_all_is_pointed_out(client, edition, rule):
    page = text_of(client.post(address("documents", link_of(cast.draft(edition))), {"kind": "bank"}))
    assert "Choose a file, or take a photograph." in page


def test_what_is_proposed_is_told_to_nobody_outside(client, edition, rule, reviewer):
    """Neither on the page of the claim nor in the person's own data or account."""
    claim = cast.checked(edition)
    cast.propose_refusal(claim, reviewer)
    told = [str(item.value) for part in own_data.parts(claim.registration) for row in part.rows for item in row]
    told += [str(held) for held in ownership.held([claim.contact_email])]
    assert [text for text in told if "propos" in text] == []
