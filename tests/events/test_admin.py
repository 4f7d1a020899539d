import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from accounts.models import User
from events import clock
from events.models import Article, Edition, EventDay, Question
from tests.events import moments

pytestmark = pytest.mark.pages

MODELS = (
    "edition", "venue", "eventday", "session", "speaker", "partner", "partnership", "question", "formquestion",
    "article", "page", "download",
)  # fmt: skip


@pytest.fixture
def editor(editions, settings) -> Client:
    settings.STAFF_MFA = False
    user = User.objects.create_user(email="editor@example.org", password="only-for-tests-0123", is_staff=True)
    user.groups.add(Group.objects.get(name="editor"))
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("model", MODELS)
def test_editor_sees_list_and_forms(editor, model):
    for page in (f"admin:events_{model}_changelist", f"admin:events_{model}_add"):
        assert editor.get(reverse(page)).status_code == 200
    found = editor.get(reverse(f"admin:events_{model}_changelist")).context["cl"].queryset.first()
    form = editor.get(reverse(f"admin:events_{model}_change", args=[found.pk]))
    assert form.status_code == 200
    assert b"{places:" in form.content


def form_values(response) -> dict[str, object]:
    """What a browser would send back unchanged."""
    form = response.context["adminform"].form
    values = {}
    for name in form.fields:
        value = form[name].value()
        if isinstance(value, list | tuple):
            values[name] = [str(getattr(each, "pk", each)) for each in value]
        elif value is True:
            values[name] = "on"
        elif value not in (None, False):
            values[name] = str(value)
    return values


def errors(response) -> set[str]:
    return set(response.context["adminform"].form.errors)


def test_public_text_is_never_saved_in_one_language(editor):
    question = Question.objects.get(slug="what")
    url = reverse("admin:events_question_change", args=[question.pk])
    values = form_values(editor.get(url))
    assert errors(editor.post(url, values | {"answer_en": ""})) == {"answer_en"}
    assert errors(editor.post(url, values | {"answer_en": "Now {nonsense}.", "answer_fr": "Là."})) == {"answer_en"}
    assert errors(editor.post(url, values | {"answer_en": "Now {dates}."})) == {"answer_fr"}
    assert Question.objects.get(slug="what").answer_en == question.answer_en


@pytest.mark.parametrize("changes", [{"answer_fr": "Autre."}, {"other_language_holds": "on"}])
def test_change_is_saved_with_the_other_language_or_when_that_one_holds(editor, changes):
    question = Question.objects.get(slug="what")
    url = reverse("admin:events_question_change", args=[question.pk])
    response = editor.post(url, form_values(editor.get(url)) | {"answer_en": "Now {dates}."} | changes)
    assert response.status_code == 302
    assert Question.objects.get(slug="what").answer_en == "Now {dates}."


@pytest.mark.parametrize("way_out", [{"answer_en": "At most 500 people."}, {"other_language_holds": "on"}])
def test_numbers_are_the_same_in_both_languages_or_differ_on_purpose(editor, way_out):
    question = Question.objects.get(slug="what")
    url = reverse("admin:events_question_change", args=[question.pk])
    values = form_values(editor.get(url)) | {
        "answer_fr": "500 personnes au plus.",
        "answer_en": "At most 5,000 people.",
    }
    refused = editor.post(url, values)
    assert errors(refused) == {"answer_en"}
    assert "500, 5000" in str(refused.context["adminform"].form.errors)
    assert editor.post(url, values | way_out).status_code == 302


def test_desk_says_where_the_site_stands_and_groups_what_there_is(editor):
    page = editor.get("/admin/").content.decode()
    assert page.index("NEC ESS Europe 2025") < page.index(reverse("admin:events_edition_untranslated"))
    groups = [str(app["name"]) for app in editor.get("/admin/").context["app_list"]]
    assert groups[:3] == ["L’événement", "Actualités, pages, images", "Entretien du site"]
    listed = [model["object_name"] for app in editor.get("/admin/").context["app_list"] for model in app["models"]]
    assert (len(listed), listed[:3]) == (len(set(listed)), ["Edition", "Venue", "EventDay"])
    assert reverse("admin:events_edition_untranslated") not in editor.get("/admin/events/").content.decode()


def test_draft_waits_for_its_other_language_and_cannot_be_published_without(editor, editions):
    Edition.objects.filter(slug="2025").update(status="draft")
    question = Question.objects.get(slug="what")
    url = reverse("admin:events_question_change", args=[question.pk])
    values = form_values(editor.get(url))
    assert editor.post(url, values | {"answer_en": ""}).status_code == 302
    missing = editor.get(reverse("admin:events_edition_untranslated"))
    assert [(gap.row, gap.fields) for gap, _url in missing.context["rows"]] == [(question, [("answer", "en")])]
    edition_url = reverse("admin:events_edition_change", args=[editions["2025"].pk])
    edition_values = form_values(editor.get(edition_url)) | {"status": "published"}
    assert errors(editor.post(edition_url, edition_values)) == {"status"}
    assert editor.post(url, values).status_code == 302
    assert editor.post(edition_url, edition_values).status_code == 302


def test_draft_without_any_title_is_refused(editor, editions):
    Edition.objects.filter(slug="2025").update(status="draft")
    question = Question.objects.get(slug="what")
    url = reverse("admin:events_question_change", args=[question.pk])
    values = form_values(editor.get(url)) | {"question_fr": "", "question_en": ""}
    assert errors(editor.post(url, values)) >= {"question_fr"}


def test_nothing_shipped_lacks_a_language(editor):
    response = editor.get(reverse("admin:events_edition_untranslated"))
    assert response.context["rows"] == []


def test_article_in_one_language_is_saved(editor):
    values = {
        "slug": "seul", "kind": "article", "languages": "fr", "title_fr": "Seul", "summary_fr": "En français.",
        "body_fr": "Texte.", "published_at_0": "2025-10-01", "published_at_1": "09:00",
    }  # fmt: skip
    assert editor.post(reverse("admin:events_article_add"), values).status_code == 302
    assert Article.objects.get(slug="seul").languages_offered() == ("fr",)
    values |= {"slug": "deux", "languages": "both"}
    form = editor.post(reverse("admin:events_article_add"), values).context["adminform"].form
    assert set(form.errors) == {"title_en", "summary_en", "body_en"}


def test_form_of_a_day_changes_neither_its_cap_nor_its_counters(editor):
    day = EventDay.objects.get(slug="paris-2025-11-26")
    url = reverse("admin:events_eventday_change", args=[day.pk])
    values = form_values(editor.get(url))
    EventDay.objects.filter(pk=day.pk).update(taken=40)
    assert editor.post(url, values | {"capacity": "39", "taken": "0", "reserved": "9"}).status_code == 302
    counters = EventDay.objects.filter(pk=day.pk).values_list("capacity", "taken", "reserved")
    assert list(counters) == [(day.capacity, 40, 0)]


def test_site_is_shown_as_on_another_day_to_one_member_of_staff(editor):
    url = reverse("admin:events_edition_as_on")
    chosen = editor.post(url, {"moment_0": "2025-11-28", "moment_1": "10:00"})
    assert chosen["Location"] == "/fr/"
    with clock.at(moments.OPEN):
        assert "Ce qu’il en reste" in editor.get("/fr/").content.decode()
        assert "Ce qu’il en reste" not in Client().get("/fr/").content.decode()
        editor.post(url, {"back": "1"})
        assert "Ce qu’il en reste" not in editor.get("/fr/").content.decode()


@pytest.mark.parametrize("values", [{}, {"moment_0": "31/02/2025", "moment_1": "10:00"}, {"moment_0": "x"}])
def test_day_that_does_not_exist_is_refused(editor, values):
    response = editor.post(reverse("admin:events_edition_as_on"), values)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["moment"]


def test_only_staff_may_move_their_clock(editions):
    assert Client().post(reverse("admin:events_edition_as_on"), {}).status_code == 302
