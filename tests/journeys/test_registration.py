"""From the home page to the badge, in both languages, in a real browser, through the real worker."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys import reading

pytestmark = pytest.mark.live

PARIS_27 = "paris-2025-11-27"


def fill_in_registration(
    page, *, email, days=(PARIS_27,), first_name="Solène", last_name="Dupont-Moretti", organisation=""
):
    """Fill in the public form as a person does, and send it."""
    for day in days:
        tick(page, f"input[name=days][value={day}]")
    page.locator("[name=first_name]").fill(first_name)
    page.locator("[name=last_name]").fill(last_name)
    page.locator("[name=email]").fill(email)
    page.locator("[name=organisation]").fill(organisation)
    tick(page, "[name=privacy]")
    page.locator("main form button[type=submit]").last.click()


def tick(page, selector):
    """Tick a box as most people do, on its words."""
    box = page.locator(selector)
    page.locator(f"label[for={box.get_attribute('id')}]").click()
    expect(box).to_be_checked()


@pytest.mark.parametrize(
    ("language", "path", "subject", "day"),
    [
        ("fr", "/fr/inscription/", "votre place", "27 novembre"),
        ("en", "/en/registration/", "your place", "27 November"),
    ],
)
def test_visitor_registers_and_holds_a_badge(open_page, live_site, language, path, subject, day):
    page = open_page(locale={"fr": "fr-FR", "en": "en-GB"}[language])
    email = f"solene.{language}@visitors.example.org"

    page.goto("/")
    expect(page).to_have_url(f"{live_site.url}/{language}/")
    page.locator(f"main a[href='{path}']").first.click()
    fill_in_registration(page, email=email, organisation="Coopérative À Vélo")

    expect(page.locator("main")).to_contain_text(email)
    expect(page.locator("main")).to_contain_text(day)
    assert page.locator("html").get_attribute("lang") == language

    mail = live_site.wait_for_mail(email)
    assert subject in mail["Subject"].lower()
    assert day in reading.text_of(mail)
    badge = reading.attached(mail, "application/pdf")
    text, badge_language = reading.printed(badge)
    assert ("Solène" in text, "Dupont-Moretti" in text, badge_language[:2]) == (True, True, language)
    [code] = reading.scanned(badge)
    assert re.fullmatch(rf"{live_site.url}/door/[\w-]+/", code)
    assert reading.dates(reading.attached(mail, "text/calendar")) == ["2025-11-27 09:00 CET"]

    page.goto(reading.link_in(mail, r"/[\w-]{43}/"))
    expect(page.locator("main")).to_contain_text("Dupont-Moretti")
    expect(page.locator("main")).to_contain_text(day)


def test_full_day_is_said_before_and_after(open_page, live_site):
    page = open_page(locale="en-GB")
    email = "patient@visitors.example.org"

    page.goto("/en/registration/")
    expect(page.locator(".choice", has_text="25 November")).to_contain_text("Full: waiting list")
    fill_in_registration(page, email=email, days=["brussels-2025-11-25", PARIS_27])

    said = " ".join(page.locator("main").inner_text().split())
    assert re.search(r"A place is kept for you on this day: .*27 November.* on its waiting list: .*25 November", said)
    mail = live_site.wait_for_mail(email)
    assert reading.dates(reading.attached(mail, "text/calendar")) == ["2025-11-27 09:00 CET"]


def test_same_address_again_learns_nothing(open_page, live_site):
    page = open_page(locale="en-GB")
    for address in ["twice@visitors.example.org", "Twice+again@visitors.example.org"]:
        page.goto("/en/registration/")
        fill_in_registration(page, email=address)
        expect(page.locator("main")).to_contain_text("27 November")

    mails = [live_site.wait_for_mail("twice@visitors.example.org", count=number) for number in (1, 2)]
    codes = {reading.scanned(reading.attached(mail, "application/pdf"))[0] for mail in mails}
    assert len(codes) == 1


def test_person_frees_a_day_then_cancels(open_page, live_site):
    page = open_page(locale="en-GB")
    email = "changes@visitors.example.org"
    page.goto("/en/registration/")
    fill_in_registration(page, email=email, days=["brussels-2025-11-25", PARIS_27])
    personal = reading.link_in(live_site.wait_for_mail(email), r"/my/[\w-]{43}/")

    page.goto(personal)
    page.locator(f"a[href$='/free/{PARIS_27}/']").click()
    page.locator("main form button").click()
    expect(page.locator("main")).not_to_contain_text("badge")
    page.locator("a[href$='/cancel/']").click()
    page.locator("main form button").click()

    expect(page.locator("main")).to_contain_text("cancelled")
    assert live_site.wait_for_mail(email, count=3)


def test_form_keeps_what_was_typed_and_names_what_is_missing(open_page):
    page = open_page(locale="fr-FR")
    page.goto("/fr/inscription/")
    page.locator("[name=first_name]").fill("Zoé")
    page.locator("main form button[type=submit]").last.click()

    summary = page.locator(".error-summary, [role=alert]").first
    expect(summary).to_be_visible()
    assert page.locator("[name=first_name]").input_value() == "Zoé"
    assert page.locator("[name=email]").get_attribute("aria-invalid") == "true"
    summary.locator("a").last.click()
    assert page.evaluate("document.activeElement.name") in {"privacy", "email", "last_name"}
