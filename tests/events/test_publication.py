from datetime import date, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events import clock, draft_links, lagging, publication
from events.models import Edition, EventDay, Page, Question, Session, TextVersion
from events.tasks import publish_due
from events.untranslated import OF_EDITION, OF_SITE, gaps
from tests.events import moments
from tests.events.test_admin import errors, form_values
from tests.registration.staff import colleague

pytestmark = pytest.mark.pages


@pytest.fixture
def editor(editions, settings) -> Client:
    settings.STAFF_MFA = False
    client = Client()
    client.force_login(colleague("editor", "Élise"))
    return client


@pytest.fixture
def draft(editions) -> Edition:
    Edition.objects.filter(slug="2024").update(status="draft")
    return Edition.objects.get(slug="2024")


def ways(edition: Edition) -> tuple[str, str]:
    return tuple(reverse(f"admin:events_edition_{name}", args=[edition.pk]) for name in ("check_list", "publish"))


def incomplete(edition: Edition) -> Question:
    return Question.objects.create(edition=edition, slug="why", question_fr="Pourquoi ?", answer_fr="Oui.", position=1)


def test_editor_publishes_now_and_the_home_page_turns_to_it(editor, draft, editions):
    check_list, publish = ways(draft)
    assert editor.get(check_list).status_code == 200
    assert editor.get(publish).status_code == 405
    assert editor.post(publish, {"takes_home_page": "on"}).status_code == 302
    assert Edition.objects.current() == draft
    assert not Edition.objects.get(slug="2025").is_current
    assert LogEntry.objects.get().change_message == "Published: everybody sees it now."


def test_edition_with_a_text_in_one_language_is_not_published(editor, draft):
    check_list, publish = ways(draft)
    question = incomplete(draft)
    assert editor.post(publish, {}).status_code == 302
    assert Edition.objects.get(pk=draft.pk).status == "draft"
    [(gap, address)] = editor.get(check_list).context["rows"]
    assert (gap.row, address.partition("#")[2]) == (question, f"id_{gap.first_field}")
    assert sorted(gap.fields) == [("answer", "en"), ("question", "en")]
    assert f"check_list={draft.pk}" in address


def test_edition_is_published_by_itself_at_its_minute(editor, draft):
    _check_list, publish = ways(draft)
    with clock.at(moments.ANNOUNCED):
        editor.post(publish, {"at_0": "2025-10-15", "at_1": "09:00", "takes_home_page": "on"})
        publish_due()
        assert Edition.objects.get(pk=draft.pk).status == "draft"
    with clock.at(moments.OPEN):
        publish_due()
    published = Edition.objects.get(pk=draft.pk)
    assert (published.status, published.is_current, published.publishes_at) == ("published", True, None)


def test_planned_edition_that_is_not_complete_waits_and_says_so(editor, draft):
    question = incomplete(draft)
    publication.plan(edition=draft, at=moments.OPEN, takes_home_page=False)
    assert publication.publish_due(now=moments.OPEN) == []
    with clock.at(moments.OPEN):
        assert editor.get(ways(draft)[0]).context["is_late"]
    question.delete()
    assert publication.publish_due(now=moments.OPEN) == [draft]
    assert publication.publish_due(now=moments.OPEN) == []


@pytest.mark.parametrize("values", [{"at_0": "31/02/2025", "at_1": "10:00"}, {"at_0": "2025-10-15", "at_1": ""}])
def test_instant_that_is_none_is_refused(editor, draft, values):
    response = editor.post(ways(draft)[1], values)
    assert (response.status_code, set(response.context["form"].errors)) == (200, {"at"})


@pytest.mark.parametrize("role", ["registration desk", "reviewer"])
def test_editions_are_published_by_those_who_write(draft, settings, role):
    settings.STAFF_MFA = False
    client = Client()
    client.force_login(colleague(role))
    assert client.post(ways(draft)[1], {}).status_code == 403
    assert client.post(reverse("admin:events_edition_start_from"), {}).status_code == 403


def test_edition_starts_from_an_earlier_one(editor, editions):
    source = editions["2025"]
    days = list(EventDay.objects.filter(edition=source).order_by("pk"))
    Question.objects.filter(slug="what").update(answer_en=f"On {{date:{days[0].slug}}}.")
    EventDay.objects.filter(pk=days[0].pk).update(taken=3)
    values = {
        "title_fr": "NEC 2026", "title_en": "NEC 2026", "slug": "2026", "starts_on": "2026-11-24",
        "source": source.pk, "parts": ["programme", "partners", "questions", "form"],
    }  # fmt: skip
    edition_url = editor.post(reverse("admin:events_edition_start_from"), values)["Location"]
    new = Edition.objects.get(slug="2026")
    assert edition_url == ways(new)[0]
    assert (new.status, new.ends_on, new.is_current) == ("draft", date(2026, 11, 26), False)
    copied = EventDay.objects.filter(edition=new).order_by("date")
    assert [(day.date, day.capacity, day.taken) for day in copied] == [
        (day.date - timedelta(days=1) + timedelta(days=365), day.capacity, 0)
        for day in sorted(days, key=lambda d: d.date)
    ]
    assert Session.objects.filter(day__edition=new).count() == Session.objects.filter(day__edition=source).count()
    assert "{date:" + copied.first().slug + "}" in Question.objects.get(edition=new, slug="what").answer_en
    for row in Question.objects.filter(edition=new):
        row.full_clean()
    assert publication.gaps(new) == []


def test_start_with_a_short_name_that_is_taken_or_without_a_title_is_refused(editor, editions):
    values = {
        "title_fr": "",
        "title_en": "NEC",
        "slug": "2025",
        "starts_on": "2026-11-24",
        "source": editions["2025"].pk,
    }
    response = editor.post(reverse("admin:events_edition_start_from"), values)
    assert set(response.context["form"].errors) == {"title_fr", "slug"}


def test_draft_changed_in_one_language_is_not_published_until_the_other_follows(editor, draft):
    question = incomplete(draft)
    Question.objects.filter(pk=question.pk).update(question_en="Why?", answer_en="Yes.")
    url = reverse("admin:events_question_change", args=[question.pk])
    values = form_values(editor.get(url))
    assert editor.post(url, values | {"answer_fr": "Après."}).status_code == 302
    assert lagging.of(question) == {"answer": {"en"}}
    assert [(gap.row, gap.older) for gap in gaps()] == [(question, [("answer", "en")])]
    with pytest.raises(publication.NotReady):
        publication.publish(edition=draft, takes_home_page=False)
    edition_form = reverse("admin:events_edition_change", args=[draft.pk])
    published = form_values(editor.get(edition_form)) | {"status": "published"}
    assert errors(editor.post(edition_form, published)) == {"status"}
    assert editor.post(url, values | {"answer_fr": "Après.", "answer_en": "After."}).status_code == 302
    publication.publish(edition=draft, takes_home_page=False)


def test_language_left_behind_may_be_said_to_hold(editor, draft):
    question = incomplete(draft)
    Question.objects.filter(pk=question.pk).update(question_en="Why?", answer_en="Because.")
    url = reverse("admin:events_question_change", args=[question.pk])
    values = form_values(editor.get(url)) | {"answer_fr": "Autrement."}
    editor.post(url, values)
    assert lagging.of(question) == {"answer": {"en"}}
    editor.post(url, values | {"other_language_holds": "on"})
    assert lagging.of(question) == {}
    assert TextVersion.objects.filter(kind="question", row=question.pk, other_holds=True).count() == 1


def page_values(**changes: str) -> dict[str, str]:
    return {
        "slug": "childcare", "title_fr": "Garde d’enfants", "title_en": "Childcare", "body_fr": "Oui.",
        "body_en": "Yes.",
        "updated_on": "2025-10-01", "status": "draft", "languages": "both", **changes,
    }  # fmt: skip


def test_page_is_seen_from_its_minute_on_and_before_by_link(editor, client):
    planned = page_values(publishes_at_0="2025-10-15", publishes_at_1="09:00")
    assert editor.post(reverse("admin:events_page_add"), planned).status_code == 302
    page = Page.objects.get(slug="childcare")
    link = draft_links.address(page, now=timezone.now())
    with clock.at(moments.ANNOUNCED):
        assert client.get("/en/pages/childcare/").status_code == 404
        assert client.get(link).status_code == 200
        assert "childcare" not in client.get("/sitemap.xml").content.decode()
    with clock.at(moments.OPEN):
        assert client.get("/en/pages/childcare/").status_code == 200
        assert client.get(link)["Location"] == page.get_absolute_url()
        assert "/en/pages/childcare/" in client.get("/sitemap.xml").content.decode()
        assert "/en/pages/childcare/" in client.get("/en/search/?q=childcare").content.decode()


@pytest.mark.parametrize("plan", [{"status": "published"}, {"publishes_at_0": "2030-01-01", "publishes_at_1": "09:00"}])
def test_page_lacking_a_language_is_not_published(editor, plan):
    response = editor.post(reverse("admin:events_page_add"), page_values(body_en="", **plan))
    assert errors(response) == {"body_en"}
    assert editor.post(reverse("admin:events_page_add"), page_values(body_en="")).status_code == 302


def test_page_older_in_one_language_is_not_published(editor):
    editor.post(reverse("admin:events_page_add"), page_values())
    url = reverse("admin:events_page_change", args=[Page.objects.get(slug="childcare").pk])
    assert editor.post(url, page_values(body_fr="Non.")).status_code == 302
    assert errors(editor.post(url, page_values(body_fr="Non.", status="published"))) == {"body_en"}
    assert editor.post(url, page_values(body_fr="Non.", body_en="No.", status="published")).status_code == 302


def test_page_in_one_language_on_purpose_is_offered_in_it(editor, client):
    values = page_values(languages="fr", title_en="", body_en="", status="published")
    assert editor.post(reverse("admin:events_page_add"), values).status_code == 302
    page = client.get("/en/pages/childcare/").content.decode()
    assert '<div lang="fr">' in page
    assert "This text exists in French only." in page


def test_page_with_a_fixed_place_has_one_address(client, editions):
    assert client.get("/en/pages/legal/")["Location"] == "/en/legal-notice/"


def test_list_of_what_is_missing_knows_every_bilingual_model():
    from events.text_versions import _bilingual_models

    assert {*OF_SITE, *(model for model, _path, _links in OF_EDITION)} == set(_bilingual_models())
