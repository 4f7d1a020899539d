"""The desk at its lists, in both languages: a view made, taken, announced, figures opened, the report printed."""

import re
from io import BytesIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.journeys.test_pages import RULES, SIZES

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("live")]

LIST = "/admin/registration/registration/"
DESK = {"fr": "ines.lambert@team.example.org", "en": "adele.martin@team.example.org"}
WORDS = {
    "fr": {"new": "Garder cette liste comme vue", "keep": "Garder cette vue", "file": "La prendre en fichier",
           "csv": "Prendre en CSV", "send": "Envoyer le lien régulièrement", "figures": "Chiffres",
           "print": "page à imprimer", "wrong": "Choisissez au moins une personne", "move": "Monter « Organisation »",
           "title": "Participation : "},
    "en": {"new": "Keep this list as a view", "keep": "Keep this view", "file": "Take it as a file",
           "csv": "Take as CSV", "send": "Send the link regularly", "figures": "Figures", "print": "page to print",
           "wrong": "Please choose at least one colleague", "move": "Move “Organisation” up",
           "title": "Participation: "},
}  # fmt: skip


def at_the_desk(open_page, live_site, language, *, size="wide"):
    """Somebody of the desk who reads this language, logged in with the password of the demonstration."""
    email = DESK[language]
    change = f"User.objects.filter(email='{email}').update(preferred_language='{language}')"
    live_site.manage("shell", "-v0", "-c", f"from accounts.models import User; {change}")
    page = open_page(viewport=SIZES[size], locale=language)
    page.goto("/admin/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", "third-way-2025")
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/admin/**")
    return page


def faults_of(page) -> list:
    """What the rules say of a page, without the stock admin's search box, whose label is a picture with its name."""
    found = Axe().run(page, options=RULES).response["violations"]
    page.faults.clear()  # the rules themselves try a style that the policy refuses
    ours = [rule for rule in found if rule["id"] != "label-title-only"]
    return [(rule["id"], [node["html"][:140] for node in rule["nodes"][:2]]) for rule in ours]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_desk_makes_a_view_takes_it_and_reads_the_figures(open_page, live_site, language):
    words, name = WORDS[language], f"Arrivées {language}"
    page = at_the_desk(open_page, live_site, language)
    page.goto(LIST)
    page.get_by_role("link", name=words["new"]).click()
    assert page.locator("html").get_attribute("lang") == language
    page.get_by_role("button", name=words["move"]).click()
    page.locator("[name=name]").fill(name)
    page.locator("[name=is_shared]").check()
    page.locator("[name=order]").select_option("last_name")
    page.locator(".submit-row [name=save]").click()
    page.get_by_role("link", name=name).click()
    headers = [text.strip() for text in page.locator("#result_list thead .text").all_inner_texts()]
    assert "Organisation" in headers
    assert headers.index("Organisation") == 4 or len(headers) > 8

    page.get_by_role("link", name=re.compile(words["file"])).click()
    with page.expect_download() as download:
        page.get_by_role("button", name=words["csv"]).click()
    first_line = download.value.path().read_bytes().decode("utf-8-sig").split("\r\n")[0]
    assert "Organisation" in first_line

    for box in page.locator("[name=readers]").all():
        box.uncheck()
    page.get_by_role("button", name=words["send"]).click()
    expect(page.locator(".errornote")).to_contain_text(words["wrong"])
    page.locator("[name=readers]").first.check()
    page.get_by_role("button", name=words["send"]).click()
    expect(page.locator(".messagelist")).to_be_visible()
    expect(page.locator(".view-log td").nth(2)).to_contain_text("CSV")

    page.get_by_role("link", name=words["figures"]).first.click()
    assert page.locator("svg.chart[role=img]").count() >= 3
    with page.expect_download() as printed:
        page.locator("a[href*='report.pdf']").first.click()
    text = PdfReader(BytesIO(printed.value.path().read_bytes())).pages[0].extract_text()
    assert "NEC ESS Europe 2025" in text
    page.locator(f"a[href*='language={language}']", has_text=words["print"]).click()
    expect(page.locator("h1")).to_contain_text(re.sub(r"\W", "", words["title"]))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_pages_of_lists_and_figures_have_no_fault_of_accessibility(open_page, live_site, language, size):
    page = at_the_desk(open_page, live_site, language, size=size)
    page.goto(f"{LIST}views/add/")
    page.locator("[name=name]").fill(f"Axe {language} {size}")
    page.locator(".submit-row [name=save]").click()
    page.get_by_role("link", name=f"Axe {language} {size}").click()
    number = re.search(r"view=(\d+)", page.url)[1]
    addresses = [
        LIST, f"{LIST}views/add/", f"{LIST}?view={number}", f"{LIST}views/{number}/change/",
        f"{LIST}views/{number}/export/", f"{LIST}figures/", f"{LIST}figures/report/",
        "/admin/registration/historyentry/", "/admin/registration/exportlog/",
    ]  # fmt: skip
    faults = {}
    for address in addresses:
        page.goto(address)
        if found := faults_of(page):
            faults[address] = found
    page.goto(f"{LIST}views/add/")
    page.locator(".submit-row [name=save]").click()
    expect(page.locator(".errornote")).to_be_visible()
    if found := faults_of(page):
        faults["refused"] = found
    assert faults == {}
