"""The addresses of the running site that a visitor can find, and the answers to forms sent wrong."""

import re
import urllib.error
import urllib.request

import pytest

LANGUAGES = ("fr", "en")
UNLISTED = ("/fr/recherche/?q=commun", "/en/search/?q=common", "/fr/nulle-part/", "/en/nowhere/", "/accounts/login/")


@pytest.fixture(scope="session")
def public_pages(live_site) -> dict[str, list[str]]:
    """The addresses of the sitemap by language: every page a visitor can find."""
    with urllib.request.urlopen(f"{live_site.url}/sitemap.xml", timeout=20) as response:
        addresses = re.findall(r"<loc>([^<]+)</loc>", response.read().decode())
    pages = {language: [a for a in addresses if a.startswith(f"{live_site.url}/{language}/")] for language in LANGUAGES}
    assert all(len(found) > 12 for found in pages.values()), pages
    return pages


def representatives(addresses: list[str]) -> list[str]:
    """Return every page of its own, and two of many alike: sessions, people."""
    kept: dict[tuple[str, int], list[str]] = {}
    for address in addresses:
        _language, section, *rest = [*address.rstrip("/").split("/")[3:], ""]
        kept.setdefault((section if any(rest) else address, len(rest)), []).append(address)
    return [address for group in kept.values() for address in (group if len(group) < 4 else group[:2])]


def read(address: str) -> str:
    """Return the page at an address as it leaves the server, an error page too."""
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            return answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.read().decode()
