"""Light pages: few elements, few requests, no cookie, and nothing lost when people space their text."""

import pytest

from tests.quality.ecoindex import ecoindex
from tests.quality.public_pages import representatives

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("live")]

GRADE_A = 80  # docs/adr/0013: why not 95
# WCAG 2.2, 1.4.12: what a reader may set without losing text.
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-block-end: 2em !important; }"""
CLIPPED = """() => [...document.querySelectorAll("main *, header *, footer *")].filter(element => {
    const style = getComputedStyle(element);
    const hides = value => value === "hidden" || value === "clip";
    if (element.closest("svg, thead, .visually-hidden") || !element.checkVisibility()) return false;
    return hides(style.overflowX) && element.scrollWidth > element.clientWidth + 1
        || hides(style.overflowY) && element.scrollHeight > element.clientHeight + 1;
}).map(element => element.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("language", ["fr", "en"])
def test_public_pages_are_light_and_set_no_cookie(open_page, public_pages, language):
    page = open_page(locale=language)
    marks, cookies, answers = {}, {}, []
    page.on("response", lambda answer: answers.extend([answer]))
    for address in representatives(public_pages[language]):
        answers.clear()
        page.goto(address, wait_until="networkidle")
        sizes = [answer.request.sizes() for answer in answers]
        marks[address] = ecoindex(
            elements=page.evaluate("document.querySelectorAll('*:not(svg *)').length"),
            requests=len(answers),
            kilobytes=sum(max(0, size["responseBodySize"]) + size["responseHeadersSize"] for size in sizes) / 1000,
        )
        if not page.locator("main form[method=post]").count():  # a form that is sent is protected by one
            cookies[address] = page.context.cookies()
        page.context.clear_cookies()
    assert {address: mark for address, mark in marks.items() if mark <= GRADE_A} == {}
    assert {address: found for address, found in cookies.items() if found} == {}


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_nothing_is_lost_when_text_is_spaced_out(open_page, public_pages, language, width):
    """320 pixels are also a screen of 1280 at 400 %."""
    page = open_page(locale=language, viewport={"width": width, "height": 800}, bypass_csp=True)
    lost = {}
    for address in representatives(public_pages[language]):
        page.goto(address)
        page.add_style_tag(content=SPACING)
        clipped = page.evaluate(CLIPPED)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            clipped.append("scrolls sideways")
        if clipped:
            lost[address] = clipped
    assert lost == {}
