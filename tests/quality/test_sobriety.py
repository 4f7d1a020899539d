"""Light pages: few elements, few requests, no cookie, and nothing lost when people space their text."""

import pytest

from tests.quality.ecoindex import ecoindex
from tests.quality.public_pages import representatives

pytestmark = pytest.mark.live

GRADE_A = 80  # docs/adr/0013: why not 95
SIZES = {"at 1280": {"width": 1280, "height": 800}, "at 320": {"width": 320, "height": 800}}  # 320: also 1280 at 400 %
# WCAG 2.2, 1.4.12: what a reader may set without losing text.
SPACED = """document.adoptedStyleSheets = [new CSSStyleSheet()];
document.adoptedStyleSheets[0].replaceSync(`
    * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
    p { margin-block-end: 2em !important; }`)"""
LOST = """() => {
    const hides = value => value === "hidden" || value === "clip";
    const lost = [...document.querySelectorAll("main *, header *, footer *")].filter(element => {
        const style = getComputedStyle(element);
        if (element.closest("svg, thead, .visually-hidden") || !element.checkVisibility()) return false;
        return hides(style.overflowX) && element.scrollWidth > element.clientWidth + 1
            || hides(style.overflowY) && element.scrollHeight > element.clientHeight + 1;
    }).map(element => element.outerHTML.slice(0, 120));
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth > clientWidth ? [...lost, "scrolls sideways"] : lost;
}"""


def weighed(page, answers: list) -> float:
    """Return the EcoIndex of the page just opened; its icon, which comes when the browser likes, is one request."""
    answers = [answer for answer in answers if "favicon" not in answer.url]
    sizes = [answer.request.sizes() for answer in answers]
    return ecoindex(
        elements=page.evaluate("document.querySelectorAll('*:not(svg *)').length"),
        requests=len(answers) + 1,
        kilobytes=sum(max(0, size["responseBodySize"]) + size["responseHeadersSize"] for size in sizes) / 1000,
    )


@pytest.mark.parametrize("language", ["fr", "en"])
def test_public_pages_are_light_set_no_cookie_and_lose_nothing(open_page, public_pages, language):
    page = open_page(locale=language, viewport=SIZES["at 1280"])
    heavy, cookies, lost, answers = {}, {}, {}, []
    page.on("response", lambda answer: answers.extend([answer]))
    for address in representatives(public_pages[language]):
        answers.clear()
        page.set_viewport_size(SIZES["at 1280"])
        page.goto(address)
        if (mark := weighed(page, answers)) <= GRADE_A:
            heavy[address] = mark
        if not page.locator("main form[method=post]").count():  # a form that is sent is protected by one
            cookies[address] = page.context.cookies()
        page.context.clear_cookies()
        page.evaluate(SPACED)
        for name, size in SIZES.items():
            page.set_viewport_size(size)
            lost[f"{address} {name}"] = page.evaluate(LOST)
    assert heavy == {}
    assert {address: found for address, found in cookies.items() if found} == {}
    assert {where: found for where, found in lost.items() if found} == {}
