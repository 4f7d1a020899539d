from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events import link_check
from events.models import Article, Partner, Question, TextLink
from events.other_sites import Answer, Outcome
from events.own_pages import OwnSite
from tests.events import moments
from tests.registration.staff import colleague

pytestmark = pytest.mark.pages

State = TextLink.State
NOW = moments.OPEN


class Elsewhere:
    """Other sites that give the same answers every time."""

    def __init__(self, **answers: Answer) -> None:
        self.answers = {f"https://{name}.example.org/": answer for name, answer in answers.items()}
        self.asked: list[str] = []

    def ask(self, address: str) -> Answer:
        self.asked.append(address)
        return self.answers.get(address, Answer(Outcome.FINE, "200"))


@pytest.fixture
def question(editions) -> Question:
    return Question.objects.get(slug="what")


@pytest.fixture
def editor(editions, settings) -> Client:
    settings.STAFF_MFA = False
    client = Client()
    client.force_login(colleague("editor", "Élise"))
    return client


def write(question: Question, **texts: str) -> None:
    Question.objects.filter(pk=question.pk).update(**texts)


def results(question: Question) -> dict[str, tuple[str, str]]:
    rows = TextLink.objects.filter(kind="question", row=question.pk, field="answer_en")
    return {row.address.removeprefix("http://127.0.0.1:8000"): (row.state, row.detail) for row in rows}


def test_own_pages_and_their_parts_are_followed_without_the_network(question, settings):
    ours = "[a](/en/programme/) [b](/en/nowhere/) [c](#what) [d](/en/faq/#gone) [e](/)"
    write(question, answer_en=f"{ours} [f](mailto:a@b.org) [g](tel:+33)")
    link_check.check(now=NOW, visitor=None)
    assert results(question) == {
        "/en/programme/": (State.FINE, ""),
        "/en/nowhere/": (State.BROKEN, "404"),
        "/en/faq/#what": (State.FINE, ""),
        "/en/faq/#gone": (State.BROKEN, "#gone"),
        "/": (State.FINE, ""),
    }


def test_https_site_behind_a_proxy_asks_itself_as_its_readers_do(question, settings):
    settings.SITE_URL, settings.SECURE_SSL_REDIRECT = "https://testserver", True
    assert OwnSite().page("https://testserver/en/faq/").status == 200


def test_shipped_texts_have_no_broken_link_between_them(editions):
    link_check.check(now=NOW, visitor=None)
    ours = TextLink.objects.filter(is_ours=True)
    assert list(ours.exclude(state=State.FINE).values_list("where", "address")) == []
    assert set(TextLink.objects.filter(is_ours=False).values_list("state", flat=True)) == {State.UNASKED}


def test_other_sites_are_asked_once_for_all_texts_and_answers_are_kept(question):
    write(question, answer_en="[a](https://gone.example.org/)", answer_fr="[a](https://gone.example.org/)")
    Partner.objects.filter(pk=Partner.objects.first().pk).update(website="https://gone.example.org/")
    sites = Elsewhere(gone=Answer(Outcome.BROKEN, "404"))
    link_check.check(now=NOW, visitor=sites)
    assert sites.asked.count("https://gone.example.org/") == 1
    rows = TextLink.objects.filter(address="https://gone.example.org/").order_by("kind", "field")
    assert list(rows.values_list("kind", "field", "language", "state", "failing_since")) == [
        ("partner", "website", "", State.BROKEN, NOW),
        ("question", "answer_en", "en", State.BROKEN, NOW),
        ("question", "answer_fr", "fr", State.BROKEN, NOW),
    ]
    later = NOW + timedelta(days=1)
    link_check.check(now=later, visitor=sites)
    assert set(rows.values_list("checked_at", "failing_since")) == {(later, NOW)}
    link_check.check(now=later, visitor=Elsewhere(gone=Answer(Outcome.LATER, "429")))
    assert set(rows.values_list("state", flat=True)) == {State.BROKEN}
    link_check.check(now=later, visitor=Elsewhere())
    assert set(rows.values_list("state", "failing_since")) == {(State.FINE, None)}


def test_link_goes_from_the_list_with_the_text(question):
    write(question, answer_en="[b](/en/nowhere/)")
    link_check.check(now=NOW, visitor=None)
    write(question, answer_en="No link.")
    link_check.check(now=NOW, visitor=None)
    assert results(question) == {}


def test_drafts_are_not_followed(editions):
    Article.objects.create(slug="soon", title_fr="B", title_en="S", body_fr="[x](/nowhere/)", body_en="[x](/nowhere/)")
    link_check.check(now=NOW, visitor=None)
    assert not TextLink.objects.filter(kind="article", where__in=["B", "S"]).exists()


def test_editor_finds_the_field_and_leaves_a_link_as_it_is_with_a_reason(editor, question):
    write(question, answer_en="[b](/en/nowhere/)")
    link_check.check(now=NOW, visitor=None)
    link = TextLink.objects.get(address__endswith="/en/nowhere/")
    url = reverse("admin:events_textlink_changelist")
    page = editor.get(url).content.decode()
    assert f"{reverse('admin:events_question_change', args=[question.pk])}#id_answer_en" in page
    ignore = reverse("admin:events_textlink_ignore", args=[link.pk])
    assert editor.get(ignore).status_code == 405
    assert "errornote" in editor.post(ignore, {"reason": "  "}).content.decode()
    assert editor.post(ignore, {"reason": "Opens in January."}).status_code == 302
    listed = editor.get(url).context
    assert (listed["lines"], [line[0].ignored_because for line in listed["ignored"]]) == ([], ["Opens in January."])
    link_check.check(now=NOW, visitor=None)
    assert TextLink.objects.get(pk=link.pk).ignored_by.email == "élise@example.org"
    editor.post(reverse("admin:events_textlink_heed", args=[link.pk]))
    assert len(editor.get(url).context["lines"]) == 1


def test_what_was_left_as_it_is_comes_back_after_a_year(editions):
    link = TextLink.objects.create(
        kind="question", row=1, field="answer_en", address="http://x/", is_ours=False,
        ignored_because="So.", ignored_at=timezone.now() - timedelta(days=366), ignored_by=colleague("editor"),
    )  # fmt: skip
    assert link_check.forget(now=timezone.now()) == 1
    link.refresh_from_db()
    assert (link.ignored_because, link.ignored_by, link.ignored_at) == ("", None, None)


@pytest.mark.parametrize(("role", "status"), [("editor", 200), ("administrator", 200), ("reviewer", 403)])
def test_links_are_read_by_those_who_write(editions, settings, role, status):
    settings.STAFF_MFA = False
    client = Client()
    client.force_login(colleague(role))
    assert client.get(reverse("admin:events_textlink_changelist")).status_code == status
    assert client.post(reverse("admin:events_textlink_check")).status_code == {200: 302}.get(status, status)


def test_reading_texts_costs_the_same_for_few_and_for_many_links(question):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            link_check.read_texts()
        return len(captured)

    for number in (1, 2):
        write(question, answer_en=f"[a](/{number}/)")
        few = queries()
    write(question, answer_en=" ".join(f"[a](/{number}/)" for number in range(10, 19)))
    assert queries() == few
