from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events import text_versions
from events.models import Question, TextVersion
from events.tasks import forget
from events.text_versions import Piece, pieces
from tests.events.test_admin import form_values
from tests.registration.staff import colleague

pytestmark = pytest.mark.pages


@pytest.fixture
def question(editions) -> Question:
    return Question.objects.get(slug="what")


@pytest.fixture
def editor(editions, settings) -> Client:
    settings.STAFF_MFA = False
    client = Client()
    client.force_login(colleague("editor", "Élise"))
    return client


def save(editor: Client, question: Question, **changes: str) -> None:
    url = reverse("admin:events_question_change", args=[question.pk])
    assert editor.post(url, form_values(editor.get(url)) | changes).status_code == 302


def test_pieces_show_what_went_and_what_came():
    assert pieces("a red fox", "a grey old fox") == [
        Piece("same", "a "),
        Piece("old", "red"),
        Piece("new", "grey old"),
        Piece("same", " fox"),
    ]


def test_save_keeps_what_stood_there_before_and_who_changed_it(editor, question):
    before = question.answer_en
    save(editor, question, answer_en="Now {dates}.", answer_fr="Le {dates}.")
    versions = list(text_versions.versions_of(question))
    assert [version.texts["answer_en"] for version in versions] == ["Now {dates}.", before]
    assert [version.by and version.by.email for version in versions] == ["élise@example.org", None]


def test_save_without_a_changed_text_makes_no_version(editor, question):
    save(editor, question, position="7")
    assert TextVersion.objects.count() == 0


def test_restore_puts_texts_back_as_a_new_version(editor, question):
    before = text_versions.texts_of(question)
    save(editor, question, answer_en="Now.", answer_fr="Là.")
    oldest = text_versions.versions_of(question).last()
    url = reverse("admin:events_question_restore", args=[question.pk, oldest.pk])
    assert editor.get(url).status_code == 405
    assert editor.post(url).status_code == 302
    assert text_versions.texts_of(Question.objects.get(pk=question.pk)) == before
    assert text_versions.versions_of(question).first().restores == oldest
    page = editor.get(reverse("admin:events_question_history", args=[question.pk])).content.decode()
    assert "<del>" in page
    assert "<ins>" in page


def test_restore_refuses_what_readers_may_not_see(editor, question):
    save(editor, question, answer_en="Now.", answer_fr="Là.")
    broken = TextVersion.objects.create(kind="question", row=question.pk, texts={"answer_en": ""}, at=timezone.now())
    editor.post(reverse("admin:events_question_restore", args=[question.pk, broken.pk]))
    assert Question.objects.get(pk=question.pk).answer_en == "Now."


def test_version_of_another_text_cannot_be_restored(editor, question):
    other = Question.objects.exclude(pk=question.pk).first()
    version = TextVersion.objects.create(kind="question", row=other.pk, texts={}, at=timezone.now())
    assert editor.post(reverse("admin:events_question_restore", args=[question.pk, version.pk])).status_code == 404


@pytest.mark.parametrize(
    ("role", "status"), [("editor", 200), ("administrator", 200), ("reviewer", 403), ("door", 403)]
)
def test_history_is_read_by_those_who_write(question, settings, role, status):
    settings.STAFF_MFA = False
    client = Client()
    client.force_login(colleague(role))
    assert client.get(reverse("admin:events_question_history", args=[question.pk])).status_code == status
    assert client.post(reverse("admin:events_question_restore", args=[question.pk, 1])).status_code in {403, 404}


def test_history_costs_the_same_for_one_and_for_ten_versions(editor, question):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            editor.get(reverse("admin:events_question_history", args=[question.pk]))
        return len(captured)

    save(editor, question, answer_en="0", answer_fr="0")
    queries()
    few = queries()
    for number in range(1, 9):
        save(editor, question, answer_en=str(number), answer_fr=str(number))
    assert queries() == few


def test_versions_go_on_their_date_and_with_their_row(question):
    now = timezone.now()
    TextVersion.objects.create(kind="question", row=question.pk, texts={}, at=now - text_versions.KEEP - timedelta(1))
    kept = TextVersion.objects.create(kind="question", row=question.pk, texts={}, at=now - timedelta(700))
    TextVersion.objects.create(kind="question", row=0, texts={}, at=now)
    forget()
    assert list(TextVersion.objects.all()) == [kept]
