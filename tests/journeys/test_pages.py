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


# Found by no link of the sitemap; the pages themselves are shared out between the languages, whose order is the same.
ANSWERS = {"fr": "/fr/recherche/?q=commun", "en": "/en/search/?q=common"}
STOPS = "a[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [tabindex='0']"
ALL_STOPS = f"""() => [...document.querySelectorAll("{STOPS}")]
    .filter(element => element.checkVisibility({{visibilityProperty: true}}))
    .filter(element => !element.disabled && element.tabIndex >= 0)
    .filter((element, number, all) => element.type !== "radio" || !all.slice(0, number).some(
        other => other.type === "radio" && other.name === element.name))  // one stop for a group
    .map((element, number) => element.dataset.stop = String(number))"""
# A choice shows the focus of its box on the whole of its frame.
FOCUSED = """() => {
    const element = document.activeElement, frame = element.closest(".choice") ?? element;
    const looks = ["outlineStyle", "outlineWidth", "boxShadow", "backgroundColor", "borderColor", "textDecoration"];
    const seen = () => { const style = getComputedStyle(frame); return looks.map(name => style[name]).join(); };
    const box = element.getBoundingClientRect();
    const focused = seen(); element.blur(); const plain = seen(); element.focus({focusVisible: true});
    return [element.dataset.stop, focused !== plain && box.width > 0 && box.height > 0];
}"""


@pytest.mark.parametrize("language", ANSWERS)
def test_the_keyboard_reaches_everything_in_order_and_is_seen(open_page, public_pages, language):
    """Each focused element differs from its unfocused self: an outline, a shadow, a border or a ground."""
    page = open_page(viewport=SIZES["wide"], locale=language, reduced_motion="reduce")
    half = representatives(public_pages[language])[list(ANSWERS).index(language) :: 2]
    wrong = {}
    for address in [*half, ANSWERS[language]]:
        page.goto(address)
        stops = page.evaluate(ALL_STOPS)
        met = []
        for _stop in stops:
            page.keyboard.press("Tab")
            met.append(page.evaluate(FOCUSED))
        if met != [[stop, True] for stop in stops]:
            wrong[address] = met
    assert len(half) > 10
    assert wrong == {}


def test_the_skip_link_leads_past_the_menu(open_page):
    page = open_page(viewport=SIZES["wide"])
    page.goto("/fr/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


COLOURS = """() => [...document.querySelectorAll("main a[href], main .button, header a[href]")]
    .filter(element => element.checkVisibility())
    .filter(element => {
        const style = getComputedStyle(element);
        const isLined = style.textDecorationLine === "underline" || style.borderTopStyle !== "none";
        return !isLined && !element.closest("h2, h3, li, .brand");
    }).map(element => element.outerHTML.slice(0, 100))"""


def test_forced_colours_keep_every_button_and_link_apart(open_page):
    """Where the reader's own colours rule, grounds and shadows are gone: lines have to say what is what."""
    page = open_page(viewport=SIZES["wide"], forced_colors="active", color_scheme="dark")
    for address in ("/fr/", "/fr/programme/", "/fr/inscription/"):
        page.goto(address)
        assert page.evaluate(COLOURS) == []
        strokes = "[...document.querySelectorAll('.weave-weft')].map(path => getComputedStyle(path).stroke)"
        assert set(page.evaluate(strokes)) == {"rgb(255, 255, 255)"}


PRINTED_TOO_MUCH = """() => [...document.querySelectorAll(
    ".menu, .site-footer, .skip, .ribbon, form, .button, .star, .weave"
)].filter(element => element.checkVisibility()).map(element => element.outerHTML.slice(0, 100))"""


def test_paper_gets_what_is_read_and_nothing_that_is_pressed(open_page):
    page = open_page(viewport=SIZES["wide"])
    page.emulate_media(media="print")
    for address in ("/fr/programme/", "/fr/infos-pratiques/", "/fr/programme/paris-2025-11-26/choosing-tools/"):
        page.goto(address)
        assert page.evaluate(PRINTED_TOO_MUCH) == []
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert len(page.locator("main").inner_text()) > 300


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
