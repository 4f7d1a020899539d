"""The public pages where they are hardest to draw: in the dark, and on the smallest screen.

tests/journeys/test_pages.py looks at every page by day; here one page of each kind is looked at by night.
"""

import pytest

from tests.accessibility import faults_of

pytestmark = pytest.mark.live

PAGES = [
    "/fr/",
    "/fr/programme/",
    "/fr/infos-pratiques/",
    "/fr/faq/",
    "/fr/partenaires/",
    "/fr/actualites/",
    "/fr/editions/2023/",
    "/fr/confidentialite/",
    "/fr/inscription/",
    "/fr/defraiement/",
    "/fr/defraiement/verifier/",
    "/accounts/login/",
]
NIGHT = {"viewport": {"width": 360, "height": 780}, "color_scheme": "dark", "reduced_motion": "reduce"}
SMALLEST = {"width": 320, "height": 640}


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_no_fault_in_the_dark_and_reflows_at_320_pixels(open_page, address):
    page = open_page(**NIGHT)
    assert page.goto(address).status == 200
    assert faults_of(page) == []
    page.set_viewport_size(SMALLEST)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_an_error_leads_to_its_field(open_page):
    page = open_page(**NIGHT)
    page.goto("/fr/inscription/")
    page.fill("#id_email", "amelie@")
    page.locator("main form .button-large").click()
    assert faults_of(page) == []
    page.locator(".error-summary a").first.click()
    assert page.evaluate("document.activeElement.name") == "days"
    assert page.locator("#id_email").get_attribute("aria-invalid") == "true"
    described = page.locator("#id_email").get_attribute("aria-describedby").split()
    assert described == ["id_email_helptext", "id_email_error"]


def test_nothing_moves_for_those_who_asked_for_calm(open_page):
    page = open_page(**NIGHT)
    page.goto("/fr/")
    assert page.evaluate("document.getAnimations().length") == 0


SHIFTS = """() => new Promise(told => new PerformanceObserver(list => told(
    list.getEntries().map(shift => shift.sources.map(source => source.node?.outerHTML?.slice(0, 80)))
)).observe({type: "layout-shift", buffered: true}) || setTimeout(() => told([]), 300))"""


def test_nothing_moves_when_the_script_of_the_programme_has_come(open_page):
    page = open_page(viewport={"width": 412, "height": 820})
    page.goto("/fr/programme/")
    assert page.locator(".star").count() == page.locator("[data-session]").count()
    assert page.evaluate(SHIFTS) == []


def test_without_a_script_nothing_of_my_programme_is_shown(open_page):
    page = open_page(java_script_enabled=False)
    page.goto("/fr/programme/")
    assert not page.locator("#mine").is_visible()
    assert page.locator(".star").count() == 0
