"""What stands between an approved organisation and its money, as it reads it, and whose turn it then is."""

import pytest

from events import clock
from registration.models import CheckIn
from reimbursement import attendance, documents, queue, review
from reimbursement.iban import read_iban
from reimbursement.missing import missing_from
from reimbursement.models import Claim, Status, Turn
from tests.reimbursement import cast, papers
from tests.reimbursement.pages import address, link_of, text_of


@pytest.fixture
def attended(edition, rule, reviewer, approver, private_files) -> Claim:
    """A claim that came and has given nothing yet."""
    claim = cast.checked(edition)
    cast.propose_acceptance(claim, reviewer)
    review.approve(claim=claim, by=approver, now=cast.NOW)
    day = edition.days.last()
    CheckIn.objects.create(registration=claim.registration, day=day, half="am", at=day.starts_at)
    attendance.settle(now=cast.AFTER)
    return cast.read(claim)


def give_account(claim: Claim, holder: str = "") -> None:
    holder = holder or claim.organisation_name
    cast.bank.give(claim=claim, holder=holder, iban=read_iban(cast.ACCOUNTS[0]), now=cast.AFTER)


def give_paper(claim: Claim) -> None:
    content = papers.pdf()
    file = cast.io.BytesIO(content)
    documents.add(claim=claim, kind="bank", name="rib.pdf", size=len(content), file=file, now=cast.AFTER)


def owed(claim: Claim) -> list[str]:
    return [missing.page.partition(":")[2] for missing in missing_from(cast.read(claim))]


def test_what_is_missing_is_named_until_it_is_given(attended):
    seen = [(owed(attended), cast.read(attended).turn)]
    give_account(attended)
    seen.append((owed(attended), cast.read(attended).turn))
    give_paper(attended)
    seen.append((owed(attended), cast.read(attended).turn))
    assert seen == [
        (["bank", "documents"], Turn.CLAIMANT),
        (["documents"], Turn.CLAIMANT),
        ([], Turn.TREASURER),
    ]


def test_an_account_of_somebody_else_is_named(attended):
    give_account(attended, holder="Marie Example")
    give_paper(attended)
    assert owed(attended) == ["bank"]


def test_nothing_is_missing_before_the_approval(edition, rule):
    assert owed(cast.checked(edition)) == []


@pytest.mark.pages
def test_the_page_says_so_with_a_link_to_each(client, attended):
    token = link_of(attended)
    with clock.at(cast.AFTER):
        response = client.get(address("claim", token))
    page = text_of(response)
    assert "Still missing before we can pay: the bank details of your organisation a bank document" in page
    assert "Whose turn it is the organisation" in page
    links = [address("bank", token), address("documents", token)]
    assert [link for link in links if f'href="{link}"' not in response.content.decode()] == []


@pytest.mark.pages
def test_the_treasurer_is_not_told_to_wait_for_themselves(client, attended, treasurer, settings):
    settings.STAFF_MFA = False
    client.force_login(treasurer)
    turns = {}
    for given in (lambda claim: None, give_account, give_paper):
        given(attended)
        for turn in ("claimant", "treasurer"):
            page = client.get("/admin/reimbursement/claim/", {"turn": turn})
            turns.setdefault(turn, []).append(page.context["cl"].result_count)
    assert turns == {"claimant": [1, 1, 0], "treasurer": [0, 0, 1]}


def test_the_database_and_a_claim_agree_about_the_turn(attended):
    for status in Status:
        Claim.objects.update(status=status)
        found = [turn for turn in Turn if queue.with_papers(Claim.objects.all()).filter(queue.turn_is(turn)).exists()]
        assert found == [cast.read(attended).turn]
