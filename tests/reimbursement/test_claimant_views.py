import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import translation

from events import clock
from registration.models import PersonalLink
from reimbursement import claims, conversation, review, rule_versions
from reimbursement.models import Claim, ClaimLink, Status
from tests.reimbursement import cast
from tests.reimbursement.cast import NOW

pytestmark = pytest.mark.pages


@pytest.fixture(autouse=True)
def mid_october():
    with clock.at(NOW):
        yield


def address(name, *args, language="en"):
    with translation.override(language):
        return reverse(f"reimbursement:{name}", args=args)


def link_of(claim) -> str:
    return ClaimLink.objects.issue(claim=claim)


def manage_link(registration) -> str:
    return PersonalLink.objects.issue(registration_id=registration.pk, scope=PersonalLink.Scope.MANAGE)


def text_of(response) -> str:
    page = response.content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    # Non-breaking spaces are spaces for split() too.
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", ["948 €", "20 km", "20 novembre 2025"]), ("en", ["€948", "20 km", "20 November 2025"])],
)
def test_explanation_says_the_rule_in_force(client, edition, rule, language, words):
    page = text_of(client.get(address("explanation", language=language)))
    assert [word for word in words if word not in page] == []


def test_explanation_follows_a_new_version_of_the_rule(client, edition, rule):
    rule.amount_cents, rule.threshold_m = 50_050, 12_500
    rule_versions.adopt(rule=rule, by=None, now=NOW)
    page = text_of(client.get(address("explanation")))
    assert ("€500.50" in page, "12.5 km" in page) == (True, True)


def test_explanation_without_edition_or_rule_is_no_dead_end(client, db):
    response = client.get(address("explanation"))
    assert (response.status_code, "No travel allowance" in text_of(response)) == (200, True)


@pytest.mark.parametrize(
    ("answers", "headline"),
    [
        ("country=FR&city=Lyon&postcode=69001&first_time=yes", "Likely yes"),
        ("country=FR&city=Chelles&postcode=77500&first_time=yes", "A person will look at it"),
        ("country=FR&city=Montreuil&postcode=93100&first_time=yes", "Probably not"),
        ("country=FR&city=Lyon&postcode=69001&first_time=no", "Probably not"),
        ("country=FR&city=Lyon&postcode=69001&first_time=unsure", "A person will look at it"),
        ("country=FR&city=Nulle-Part-sur-Rien&first_time=yes", "A person will look at it"),
        ("country=ZZ&city=Ouagadougou&first_time=yes", "A person will look at it"),
    ],
)
def test_precheck_answers_in_words_and_stores_nothing(client, edition, rule, answers, headline):
    response = client.get(f"{address('precheck')}?{answers}&days=paris-2025-11-26")
    assert headline in text_of(response)
    assert (Claim.objects.count(), dict(response.cookies)) == (0, {})


def test_precheck_in_french_says_the_distance(client, edition, rule):
    answers = "country=FR&city=Montreuil&postcode=93100&first_time=yes&days=paris-2025-11-26"
    page = text_of(client.get(f"{address('precheck', language='fr')}?{answers}"))
    assert re.search(r"\d,\d km ± 5,0 de « Maison de Paris » : pas plus loin que 20 km", page)


@pytest.mark.parametrize(
    "answers",
    [
        "country=FR",
        "country=XX&city=Lyon&first_time=yes&days=99",
        "city=%0A&days=%27&first_time=9",
        "city=" + "x" * 10_000,
    ],
)
def test_precheck_with_bad_answers_names_the_fields(client, edition, rule, answers):
    response = client.get(f"{address('precheck')}?{answers}")
    assert (response.status_code, "to correct" in text_of(response)) == (200, True)


def test_claim_new_starts_a_claim_by_post_only(client, edition, rule):
    start = address("claim_new", manage_link(cast.register(edition)))
    assert (client.get(start).status_code, client.head(start).status_code, Claim.objects.count()) == (200, 200, 0)
    response = client.post(start)
    claim = Claim.objects.get()
    token = response.url.rstrip("/").rpartition("/")[2]
    assert (response.status_code, Claim.objects.for_token(token)) == (302, claim)
    client.post(start)
    assert Claim.objects.count() == 1


@pytest.mark.parametrize("token", ["x", "A" * 43, "../.."])
@pytest.mark.parametrize("name", ["claim_new", "claim", "withdraw"])
def test_a_wrong_token_is_not_found(client, edition, rule, name, token):
    with translation.override("en"):
        path = reverse(f"reimbursement:{name}", args=["TOKEN"]).replace("TOKEN", token)
    assert client.get(path).status_code == 404


def test_a_link_to_a_calendar_opens_no_claim(client, edition, rule):
    registration = cast.register(edition)
    token = PersonalLink.objects.issue(registration_id=registration.pk, scope=PersonalLink.Scope.CALENDAR)
    assert client.post(address("claim_new", token)).status_code == 404


def test_claim_new_after_the_deadline_says_until_when(client, edition, rule):
    start = address("claim_new", manage_link(cast.register(edition)))
    with clock.at(rule.closes_at):
        page = text_of(client.post(start))
    assert ("to 20 November 2025" in page, Claim.objects.count()) == (True, 0)


def test_the_four_steps_and_sending_from_a_browser_without_scripts(
    client, edition, rule, django_capture_on_commit_callbacks
):
    opened = claims.open_claim(registration=cast.register(edition, organisation="Les Tisserands"), now=NOW)
    token = opened.token
    organisation = {"organisation_name": "Les Tisserands", "office_country": "FR", "legal_id": "732 829 320"}
    response = client.post(address("step", token, "organisation"), organisation)
    assert response.url == address("step", token, "office")
    response = client.post(address("step", token, "office"), cast.CHELLES)
    assert response.url == address("step", token, "travel")
    response = client.post(address("step", token, "travel"), {"travelling": opened.claim.registration_id})
    assert response.url == address("step", token, "first_time")
    response = client.post(address("step", token, "first_time"), {"first_time": "yes"})
    assert response.url == address("claim", token)
    assert "Send my claim" in text_of(client.get(response.url))
    response = client.post(address("send", token), {"signed_by": "Marie Example", "is_true": "on"})
    claim = cast.read(opened.claim)
    assert (response.url, claim.status, claim.declared_by) == (address("claim", token), "submitted", "Marie Example")
    assert "Your claim has arrived" in text_of(client.get(response.url))


def test_a_legal_identifier_with_wrong_check_digits_is_pointed_out(client, edition, rule):
    token = link_of(cast.draft(edition))
    wrong = {"organisation_name": "X", "office_country": "FR", "legal_id": "732829321"}
    page = text_of(client.post(address("step", token, "organisation"), wrong))
    assert "The check digits of this number do not fit" in page


def test_send_without_signature_keeps_the_draft(client, edition, rule):
    claim = cast.draft(edition)
    page = text_of(client.post(address("send", link_of(claim)), {"signed_by": " "}))
    assert ("2 things to correct" in page, cast.read(claim).status) == (True, Status.DRAFT)


def test_send_by_a_second_colleague_says_so_without_names(client, edition, rule):
    cast.submitted(edition, "marie", legal_id="732829320")
    second = cast.draft(edition, "paul", legal_id="732829320")
    signed = {"signed_by": "Paul", "is_true": "on"}
    page = text_of(client.post(address("send", link_of(second)), signed, follow=True))
    assert ("Somebody of your organisation has sent a claim already" in page, "arie" in page) == (True, False)


def test_fields_of_the_claim_cannot_be_smuggled_in(client, edition, rule):
    claim = cast.draft(edition)
    smuggled = {**cast.LYON, "status": "approved", "amount_cents": "99999", "holds_place": "on", "verdict": "yes"}
    client.post(address("step", link_of(claim), "office"), smuggled)
    claim = cast.read(claim)
    assert (claim.status, claim.amount_cents, claim.holds_place, claim.verdict) == ("draft", None, False, "")


def test_withdraw_asks_first_and_needs_a_post(client, edition, rule):
    claim = cast.checked(edition)
    path = address("withdraw", link_of(claim))
    assert client.get(path).status_code == 200
    assert cast.read(claim).status == Status.PRE_ELIGIBLE
    client.post(path)
    client.post(path)
    assert cast.read(claim).status == Status.WITHDRAWN


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("status", [status for status in Status if status != Status.DRAFT])
def test_claim_page_exists_for_every_status_in_both_languages(client, edition, rule, reviewer, status, language):
    claim = cast.checked(edition)
    cast.propose_refusal(claim, reviewer)
    Claim.objects.update(status=status, amount_cents=94_800, contest_by=NOW, answer_by=NOW)
    response = client.get(address("claim", link_of(claim), language=language))
    page = text_of(response)
    assert (response.status_code, claim.reference in page) == (200, True)
    assert ("proposed" in page, "proposé" in page) == (False, False)


def test_claim_page_is_private(client, edition, rule):
    response = client.get(address("claim", link_of(cast.checked(edition))))
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_claim_page_names_no_other_claim(client, edition, rule):
    other = cast.checked(edition, "marie", organisation_name="Le Pont Commun")
    mine = cast.checked(edition, "paul", organisation_name="Le Pont Commun")
    assert mine.single_answer == "review"
    assert other.reference not in client.get(address("claim", link_of(mine))).content.decode()


@pytest.mark.parametrize("name", ["claim", "send", "withdraw", "step"])
def test_pages_of_a_claim_answer_405_to_other_methods(client, edition, rule, name):
    arguments = [link_of(cast.draft(edition)), *(["office"] if name == "step" else [])]
    assert client.put(address(name, *arguments)).status_code == 405


def test_precheck_asks_the_database_as_often_for_three_venues(client, edition, rule, django_assert_max_num_queries):
    answers = "country=FR&city=Lyon&first_time=yes&days=paris-2025-11-26&days=brussels-2025-11-25"
    with django_assert_max_num_queries(12):
        client.get(f"{address('precheck')}?{answers}")


def test_write_answers_a_question_and_wakes_the_check(client, edition, rule, reviewer):
    claim = cast.checked(edition)
    conversation.ask(claim=claim, by=reviewer, now=NOW, text="Where are your statutes?")
    token = link_of(claim)
    assert "Where are your statutes?" in text_of(client.get(address("claim", token)))
    page = text_of(client.post(address("write", token), {"text": "Here."}, follow=True))
    assert ("Thank you for your answer" in page, cast.read(claim).status) == (True, Status.CHECKING)


def test_write_nothing_is_pointed_out(client, edition, rule):
    page = text_of(client.post(address("write", link_of(cast.checked(edition))), {"text": " "}))
    assert "1 thing to correct" in page.replace("One thing", "1 thing")


def test_write_contests_a_refusal_once(client, edition, rule, reviewer, approver):
    claim = cast.checked(edition)
    cast.propose_refusal(claim, reviewer)
    review.refuse(claim=claim, by=approver, now=NOW)
    token = link_of(claim)
    assert "Contest the decision" in text_of(client.get(address("claim", token)))
    client.post(address("write", token), {"text": "Look again."})
    assert cast.read(claim).status == Status.APPEALED


def test_notes_among_staff_are_not_on_the_claimant_s_page(client, edition, rule, reviewer):
    claim = cast.checked(edition)
    conversation.take_note(claim=claim, by=reviewer, now=NOW, text="Doubtful.")
    assert "Doubtful." not in client.get(address("claim", link_of(claim))).content.decode()
