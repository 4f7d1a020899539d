"""Every public page, in both languages, wide and narrow: accessible, light, and reached by keyboard."""

import gzip

import lxml.html
import pytest
from playwright.sync_api import expect

from tests.accessibility import SIZES, faults_at_both_sizes, faults_of
from tests.quality.public_pages import read, representatives

pytestmark = pytest.mark.live


@pytest.mark.parametrize("language", ["fr", "en"])
def test_public_pages_have_no_fault_of_accessibility(open_page, public_pages, language):
    page = open_page(locale=language)
    faults = {}
    for address in representatives(public_pages[language]):
        page.goto(address)
        assert page.locator("html").get_attribute("lang") == language
        if found := faults_at_both_sizes(page):
            faults[address] = found
    assert faults == {}


@pytest.mark.parametrize("path", ["/fr/inscription/", "/en/registration/"])
def test_refused_form_has_no_fault_of_accessibility(open_page, path):
    page = open_page(viewport=SIZES["phone"])
    page.goto(path)
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("[aria-invalid=true]").first).to_be_visible()
    assert faults_of(page) == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_stop_of_the_keyboard_is_seen(open_page, language):
    """Each focused element differs from its unfocused self: an outline, a shadow, a border or a ground."""
    page = open_page(viewport=SIZES["wide"], locale=language)
    page.goto(f"/{language}/")
    look = """() => {
        const element = document.activeElement;
        const looks = ["outlineStyle", "outlineWidth", "boxShadow", "backgroundColor", "borderColor", "textDecoration"];
        const seen = () => { const style = getComputedStyle(element); return looks.map(name => style[name]).join(); };
        const box = element.getBoundingClientRect();
        const focused = seen(); element.blur(); const plain = seen(); element.focus({focusVisible: true});
        return [element.outerHTML.slice(0, 120), focused !== plain, box.width > 0 && box.height > 0];
    }"""
    stops = []
    for _ in range(25):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(look))
    assert [stop for stop in stops if not (stop[1] and stop[2])] == []
    assert stops[0][0].startswith('<a class="skip"')


@pytest.mark.parametrize("language", ["fr", "en"])
def test_home_page_is_light(open_page, live_site, language):
    page = open_page(locale=language)
    answers = []
    page.on("response", lambda answer: answers.extend([answer]))
    page.goto(f"/{language}/", wait_until="networkidle")
    weights = {answer.url: answer.request.sizes()["responseBodySize"] for answer in answers}
    html = gzip.compress(page.request.get(f"{live_site.url}/{language}/").body())
    assert len(weights) <= 4, weights
    assert sum(weights.values()) <= 30_000, weights
    assert len(html) <= 10_000
    assert page.context.cookies() == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_language_switch_stays_on_the_same_thing(public_pages, language):
    other = {"fr": "en", "en": "fr"}[language]

    def switch(address: str, to: str) -> str:
        page = lxml.html.fromstring(read(address), base_url=address)
        page.make_links_absolute()
        return page.xpath(f"string(//header//a[@hreflang='{to}' or @lang='{to}']/@href)")

    there = {address: switch(address, other) for address in representatives(public_pages[language])}
    assert {address: switch(found, language) for address, found in there.items()} == {each: each for each in there}
    assert all(f"/{other}/" in found for found in there.values())
