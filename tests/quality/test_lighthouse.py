"""Lighthouse as a phone on a slow network: full marks on the pages by which people judge the site."""

import json
import os
import subprocess

import pytest

from tests.live import BROWSER, ROOT

pytestmark = [pytest.mark.live, pytest.mark.alone]

LIGHTHOUSE = ROOT / ".cache" / "quality" / "node_modules" / ".bin" / "lighthouse"
FLAGS = "--headless --disable-gpu --disable-background-networking --disable-component-update --disable-sync"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
FULL_MARKS = dict.fromkeys(CATEGORIES, 100)
TRIES = 5  # speed is judged again: what else the machine does meanwhile slows a page down, nothing makes it quicker


def judged(address: str, folder, categories: tuple[str, ...]) -> dict[str, int]:
    """Return the marks, out of 100, by category."""
    report = folder / "lighthouse.json"
    subprocess.run(
        [
            LIGHTHOUSE,
            address,
            "--quiet",
            "--output=json",
            f"--output-path={report}",
            f"--only-categories={','.join(categories)}",
            f"--chrome-flags={FLAGS}{' --no-sandbox' if os.geteuid() == 0 else ''}",
        ],
        check=True,
        env=os.environ | {"CHROME_PATH": BROWSER},
        capture_output=True,
        timeout=120,
    )
    found = json.loads(report.read_text())["categories"]
    return {name: round(found[name]["score"] * 100) for name in categories}


@pytest.mark.parametrize(
    "path",
    ["/fr/", "/en/programme/", "/fr/inscription/", "/en/reimbursement/check/", "/fr/actualites/parlez-moi-d-ia/"],
)
def test_lighthouse_gives_full_marks(live_site, tmp_path, path):
    marks = judged(live_site.url + path, tmp_path, CATEGORIES)
    speeds = [marks["performance"]]
    while max(speeds) < 100 and len(speeds) < TRIES:
        speeds.append(judged(live_site.url + path, tmp_path, ("performance",))["performance"])
    assert marks | {"performance": max(speeds)} == FULL_MARKS, speeds
