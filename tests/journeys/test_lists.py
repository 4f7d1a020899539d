"""The desk at its lists, in both languages: a view made, taken, announced, figures opened, the report printed."""

import re
from io import BytesIO

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

pytestmark = pytest.mark.live

LIST = "/admin/registration/registration/"
DESK = "registration desk"
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


@pytest.mark.parametrize("language", ["fr", "en"])
def test_desk_makes_a_view_takes_it_and_reads_the_figures(staff_page, language):
    words, name = WORDS[language], f"Arrivées {language}"
    page = staff_page(DESK, language, LIST)
    page.get_by_role("link", name=words["new"]).click()
    assert page.locator("html").get_attribute("lang") == language
    page.get_by_role("button", name=words["move"]).click()
    page.locator("[name=name]").fill(name)
    page.locator("[name=is_shared]").check()
    page.locator("[name=order]").select_option("last_name")
    page.locator(".submit-row [name=save]").click()
    page.get_by_role("link", name=name).click()
    page.wait_for_url("**view=*")
    page.locator("#result_list thead .text").first.wait_for()
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
    [narrowest, *_wider] = sorted(box.bounding_box()["width"] for box in page.locator(".figures .module").all())
    assert narrowest > page.locator("#content").bounding_box()["width"] * 0.9
    with page.expect_download() as printed:
        page.locator("a[href*='report.pdf']").first.click()
    text = PdfReader(BytesIO(printed.value.path().read_bytes())).pages[0].extract_text()
    assert "NEC ESS Europe 2025" in text
    page.locator(f"a[href*='language={language}']", has_text=words["print"]).click()
    expect(page.locator("h1")).to_contain_text(re.sub(r"\W", "", words["title"]))
