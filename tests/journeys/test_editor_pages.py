"""Every page of the editors, wide by day in French, narrow by night in English: no fault of accessibility."""

import pytest
from playwright.sync_api import expect

from tests.accessibility import faults_of

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("live")]

EDITOR = "emile.rousseau@team.example.org"
EVENTS = "/admin/events"
SHELL = (
    "from accounts.models import User; from events.models import *; from django.utils import timezone\n"
    f"editor = User.objects.get(email='{EDITOR}'); editor.preferred_language = '%s'; editor.save()\n"
    "draft, _made = Article.objects.get_or_create(slug='editors-draft', defaults=dict(title_fr='Essai',"
    " title_en='Trial', summary_fr='R.', summary_en='S.', body_fr='Un.', body_en='One.'))\n"
    "question = Question.objects.filter(edition__slug='2025').first()\n"
    "for text in ('Un mot.', 'Deux mots.'):\n"
    "    TextVersion.objects.create(kind='article', row=draft.pk, texts={'body_fr': text, 'body_en': text},"
    " at=timezone.now())\n"
    "for state in ('broken', 'moved'):\n"
    "    TextLink.objects.get_or_create(kind='article', row=draft.pk, field='body_fr', language='fr', where='Essai',"
    " address='https://' + state + '.example.org/', is_ours=False,"
    " defaults=dict(state=state, detail='404', checked_at=timezone.now()))\n"
    "print(Edition.objects.get(slug='2024').pk, draft.pk, question.pk)"
)
SCREENS = {
    "fr": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "en": {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"},
}


def pages(edition: str, draft: str, question: str) -> list[str]:
    return [
        f"{EVENTS}/edition/",
        f"{EVENTS}/edition/{edition}/check-list/",
        f"{EVENTS}/edition/start-from/",
        f"{EVENTS}/edition/untranslated/",
        f"{EVENTS}/edition/as-on/",
        f"{EVENTS}/edition/{edition}/change/",
        f"{EVENTS}/question/{question}/change/",
        f"{EVENTS}/article/{draft}/history/",
        f"{EVENTS}/article/{draft}/draft/",
        f"{EVENTS}/picture/add/",
        f"{EVENTS}/page/add/",
        f"{EVENTS}/textlink/",
        f"{EVENTS}/pageviews/",
    ]


@pytest.mark.parametrize("language", SCREENS)
def test_pages_of_editors_have_no_fault_of_accessibility(open_page, live_site, language):
    keys = live_site.manage("shell", "-v0", "-c", SHELL % language).split()[-3:]
    page = open_page(locale=language, **SCREENS[language])
    page.goto("/admin/")
    faults = {"login": faults_of(page)}
    page.fill("input[name=login]", EDITOR)
    page.fill("input[name=password]", "third-way-2025")
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/admin/**")
    for address in pages(*keys):
        page.goto(address)
        assert page.locator("html").get_attribute("lang") == language
        faults[address] = faults_of(page)
    page.goto(f"{EVENTS}/question/add/")
    page.evaluate("document.querySelector('#question_form').noValidate = true")
    page.locator(".submit-row [name=_save]").first.click()
    expect(page.locator(".errornote")).to_be_visible()
    faults["refused"] = faults_of(page)
    page.goto(f"{EVENTS}/article/{keys[1]}/draft/")
    page.goto(page.locator(".draft-links a").first.get_attribute("href"))
    expect(page.locator(".ribbon").last).to_be_visible()
    faults["draft"] = faults_of(page)
    assert {address: found for address, found in faults.items() if found} == {}
