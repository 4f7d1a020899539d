"""Every link of every public page leads somewhere: the address answers, and what it points at inside is there."""

import urllib.error
import urllib.request
from collections import defaultdict
from urllib.parse import urldefrag, urljoin

import lxml.html
import pytest

from tests.quality.public_pages import LANGUAGES, UNLISTED, read

pytestmark = pytest.mark.live


def targets(page: lxml.html.HtmlElement, address: str) -> set[str]:
    """Return the absolute addresses of this site that a page names: links, pictures, sheets, alternates, forms."""
    named = page.xpath("//@href | //@src | //form/@action")
    host = address.split("/", 3)[:3]
    return {found for name in named if (found := urljoin(address, name)).split("/", 3)[:3] == host}


def fault(address: str) -> str:
    """Return what is wrong with an address, or nothing."""
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            answer.read()
    except urllib.error.HTTPError as refused:
        return "" if refused.code == 405 else str(refused.code)  # a form that is only sent
    return ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_of_every_page_leads_somewhere(live_site, public_pages, language):
    unlisted = [live_site.url + path for path in UNLISTED if path.startswith(f"/{language}/")]
    pages = {address: lxml.html.fromstring(read(address)) for address in [*public_pages[language], *unlisted]}
    named_on = defaultdict(set)
    for address, page in pages.items():
        for target in targets(page, address):
            named_on[target].add(address)
    elsewhere = {urldefrag(target).url for target in named_on} - set(pages)
    dead = {whole: found for whole in elsewhere if (found := fault(whole))}
    for target in named_on:
        where, fragment = urldefrag(target)
        if fragment and where in pages and fragment not in pages[where].xpath("//@id"):
            dead[target] = "nothing of that name"
    assert len(named_on) > 100
    assert {target: (why, sorted(named_on.get(target, []))[:3]) for target, why in dead.items()} == {}
