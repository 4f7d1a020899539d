"""Every public page, form error and style sheet before the Nu HTML checker of the W3C: no error, no warning."""

import subprocess
from pathlib import Path

import pytest

from tests.live import ROOT
from tests.quality.public_pages import LANGUAGES, UNLISTED, read

pytestmark = pytest.mark.live

CHECKER = ROOT / ".cache" / "quality" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
FOR_PRINT = "Read by the press"  # sheets with running titles, which browsers do not know
FORMS = {
    "fr": ("/fr/inscription/", "/fr/defraiement/verifier/", "/accounts/login/"),
    "en": ("/en/registration/", "/en/reimbursement/check/", "/accounts/login/"),
}


def complaints(*arguments: str) -> list[str]:
    """Return what the checker says of files, a line each."""
    # It runs for a second: optimising costs more than it brings. Without it, the checker needs a deeper stack.
    briefly = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss4m"]
    command = ["java", *briefly, "-jar", CHECKER, "--format", "gnu", *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True).stderr.splitlines()


def write(folder: Path, pages: dict[str, str]) -> str:
    """Write pages as files named after their addresses, and return the folder."""
    for address, page in pages.items():
        (folder / f"{address.partition('//')[2].replace('/', '_') or address.replace('/', '_')}.html").write_text(page)
    return str(folder)


def test_the_checker_finds_what_is_wrong(tmp_path):
    (tmp_path / "wrong.html").write_text("<!DOCTYPE html><title>x</title><p><ul></ul></p>")
    assert any("No “p” element in scope" in line for line in complaints(str(tmp_path / "wrong.html")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_public_pages_are_valid(live_site, public_pages, language, tmp_path):
    unlisted = [live_site.url + path for path in UNLISTED]
    pages = {address: read(address) for address in [*public_pages[language], *unlisted]}
    assert complaints(write(tmp_path, pages)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_refused_forms_are_valid(open_page, language, tmp_path):
    page = open_page(locale=language)
    pages = {}
    for path in FORMS[language]:
        page.goto(path)
        page.evaluate("document.querySelector('main form.form').noValidate = true")
        with page.expect_navigation() as sent:
            page.locator("main form.form button[type=submit]").last.click()
        assert page.locator("[aria-invalid=true]").count(), path
        pages[path] = sent.value.text()
    assert complaints(write(tmp_path, pages)) == []


@pytest.mark.parametrize("kind", ["css", "svg"])
def test_style_sheets_and_drawings_are_valid(kind):
    files = [path for path in sorted((ROOT / "static").rglob(f"*.{kind}")) if FOR_PRINT not in path.read_text()]
    assert files
    assert complaints(f"--{kind}", *map(str, files)) == []
