"""Nothing optional before a choice; refusing as easy as accepting; the proof says nothing about who."""

from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from events import clock, consent, consent_cookie, page_cache
from events.models import ConsentProof, OptionalService
from events.tasks import forget
from tests.events import moments
from tests.events.pages import read
from tests.nasty.values import CONTROL, MARKUP

ORIGIN = {"origin": "http://testserver"}
QUESTION = "May this site show content from elsewhere?"


def make_service(name="Pod", **values):
    given = {
        "category": "preferences",
        "provider": "Pod, France",
        "purpose_fr": "Écouter un épisode.",
        "purpose_en": "Listen to an episode.",
        "origin": f"https://{name.lower()}.example",
        "is_active": True,
    }
    service = OptionalService(name=name, **given | values)
    service.full_clean()
    service.save()
    return service


@pytest.fixture
def client(db) -> Client:
    with clock.at(moments.OPEN):
        yield Client()


def answer(client, **values):
    return client.post("/en/cookies/choice/", values, headers=ORIGIN)


def test_nobody_is_asked_while_nothing_is_optional(client):
    page = client.get("/en/").content.decode()
    assert QUESTION not in page
    assert "Your choice" not in client.get("/en/cookies/").content.decode()
    assert answer(client, answer="all").status_code == 302
    assert (client.cookies.get(consent_cookie.NAME), ConsentProof.objects.count()) == (None, 0)


def test_question_has_two_equal_buttons_and_sets_nothing(client):
    make_service()
    response = client.get("/en/faq/")
    page = response.content.decode()
    assert QUESTION in page
    assert '<button class="button" type="submit" name="answer" value="none">' in page
    assert '<button class="button" type="submit" name="answer" value="all">' in page
    assert not response.cookies
    assert read(page).faults == []


@pytest.mark.parametrize(
    ("values", "allowed"),
    [
        ({"answer": "all"}, "marketing preferences"),
        ({"answer": "none"}, ""),
        ({}, ""),
        ({"allowed": ["preferences", "statistics", "nonsense"]}, "preferences"),
    ],
)
def test_choice_is_proved_without_saying_who(client, values, allowed):
    make_service()
    make_service("Ads", category="marketing")
    response = answer(client, next="/en/faq/", **values)
    assert (response.status_code, response["Location"]) == (302, "/en/faq/")
    (proof,) = ConsentProof.objects.all()
    choice = client.cookies[consent_cookie.NAME]
    assert (proof.allowed, proof.given_at, proof.version) == (allowed, moments.OPEN, choice.value[:8])
    assert proof.services.count("\n") == 1
    assert choice.value.endswith(f".20251015.{proof.number}")
    assert (choice["max-age"], choice["httponly"], choice["samesite"]) == (182 * 86400, True, "Lax")
    assert {field.name for field in ConsentProof._meta.fields} == {
        "id", "number", "version", "services", "allowed", "given_at",
    }  # fmt: skip


def test_answer_ends_the_question_and_can_be_changed(client):
    make_service()
    answer(client, answer="all")
    assert QUESTION not in client.get("/en/faq/").content.decode()
    page = client.get("/en/cookies/").content.decode()
    assert 'value="preferences" checked' in page
    answer(client, answer="none")
    assert "You refused everything on" in client.get("/en/cookies/").content.decode()
    assert ConsentProof.objects.count() == 2


def test_another_list_asks_again_and_forgets_what_was_allowed(client, rf):
    service = make_service()
    answer(client, answer="all")
    request = rf.get("/")
    request.COOKIES = {consent_cookie.NAME: client.cookies[consent_cookie.NAME].value}
    assert consent.is_allowed(request, service)
    OptionalService.objects.update(purpose_en="Watch a film.")
    assert not consent.is_allowed(request, service)
    assert QUESTION in client.get("/en/faq/").content.decode()


@pytest.mark.parametrize(
    "said", [{}, {"origin": "https://elsewhere.example"}, {"referer": "https://elsewhere.example/"}]
)
def test_another_site_cannot_choose_for_the_reader(client, said):
    make_service()
    refused = Client(enforce_csrf_checks=True).post("/en/cookies/choice/", {"answer": "all"}, headers=said)
    assert (refused.status_code, ConsentProof.objects.count()) == (403, 0)


@pytest.mark.parametrize(
    "elsewhere", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "x"]
)
def test_choice_leads_back_to_this_site_only(client, elsewhere):
    assert answer(client, answer="none", next=elsewhere)["Location"] == "/en/cookies/#choice"


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        "x",
        "0123abcd.p.20251345.0123456789abcdef",
        "0123abcd.mp.20251015.0123456789abcdef",
        "0123abcd.p.20251015.<b>",
    ],
)
def test_damaged_cookies_are_no_choice(rf, cookie):
    request = rf.get("/")
    request.COOKIES[consent_cookie.NAME] = cookie
    assert (consent_cookie.read(request), consent_cookie.state(request)) == (None, "")


def test_kept_pages_are_never_shared_between_choices(client, settings):
    make_service()
    settings.PAGE_CACHE_SECONDS = 60
    page_cache.forget()
    consent._kept.clear()
    try:
        asked = client.get("/en/faq/").content
        answer(client, answer="none")
        answered = client.get("/en/faq/").content
        assert (QUESTION.encode() in asked, QUESTION.encode() in answered) == (True, False)
        assert Client().get("/en/faq/").content == asked
    finally:
        page_cache.forget()
        consent._kept.clear()


@pytest.mark.parametrize(
    "origin", ["http://pod.example", "https://pod.example/", "https://pod.example/x", "https://a@b.example"]
)
def test_origin_is_a_host_and_nothing_else(db, origin):
    with pytest.raises(ValidationError) as refused:
        make_service(origin=origin)
    assert set(refused.value.message_dict) == {"origin"}


def test_proofs_go_after_six_months(db):
    for day in (date(2025, 10, 15), date(2025, 10, 16)):
        ConsentProof.objects.create(
            number=str(day),
            version="0",
            services="",
            given_at=datetime(day.year, day.month, day.day, 12, tzinfo=moments.PARIS),
        )
    assert consent.forget(today=date(2026, 4, 15)) == 0
    assert consent.forget(today=date(2026, 4, 16)) == 1
    assert consent._departures() == {date(2026, 4, 17): 1}
    forget()


@pytest.mark.parametrize(
    "value", [*CONTROL.values(), *MARKUP.values(), "/" + "x" * 100_000], ids=lambda value: value[:20]
)
def test_nasty_answers_lead_nowhere_else(client, value):
    make_service()
    response = answer(client, answer=value, allowed=value, next=f"/{value}")
    assert response.status_code in {302, 400}
    assert response.get("Location", "/").startswith("/")
    assert not response.get("Location", "/").startswith(("//", "/\\"))
    assert set(ConsentProof.objects.values_list("allowed", flat=True)) <= {""}
