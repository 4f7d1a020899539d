"""The door as its keepers meet it: a site on the morning of a day, volunteers' telephones, a badge before a camera."""

import json
import os
import shutil
import time
from io import BytesIO
from pathlib import Path

import segno
from PIL import Image

from tests.live import Site

DAY = "paris-2025-11-26"
NINE_TWELVE = 1764144720  # 26 November 2025, 9:12 in Paris
PASSWORD = "third-way-2025"
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
# What a browser says about every request without network, or without a session.
NO_NETWORK = ("net::ERR_INTERNET_DISCONNECTED", "net::ERR_FAILED", "401 (Unauthorized)")


def morning_site(prepared_data: Path, folder: Path) -> Site:
    """A site of its own on the morning of 26 November, started."""
    shutil.copytree(prepared_data, folder)
    site = Site(folder, NECESS_CLOCK_OFFSET=str(NINE_TWELVE - int(time.time())))
    site.start(site.web)
    return site


# One person for each answer that is not a welcome.
OTHERS = """
import json
from events import clock
from events.models import Edition, EventDay
from registration import lifecycle
from registration.models import Registration, Seat
day = EventDay.objects.get(slug="paris-2025-11-26")
cancelled, waiting, other = Registration.objects.expected_on(day).order_by("-pk")[:3]
lifecycle.cancel(registration=cancelled, now=clock.now())
Seat.objects.filter(registration=waiting, day=day).update(status="waiting")
Registration.objects.filter(pk=other.pk).update(edition=Edition.objects.exclude(pk=day.edition_id).first())
elsewhere = Registration.objects.live().exclude(seats__day=day).first()
people = {"cancelled": cancelled, "waiting": waiting, "other_event": other, "not_today": elsewhere}
print(json.dumps({answer: one.badge_code for answer, one in people.items()}))
"""


def others(site: Site) -> dict[str, str]:
    """Make one person for each answer that is not a welcome; return their badge codes."""
    return json.loads(site.shell(OTHERS))


def chromium(playwright, *arguments: str):
    """Debian's Chromium with further switches."""
    switches = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", *arguments]
    if os.geteuid() == 0:
        switches.append("--no-sandbox")
    return playwright.chromium.launch(executable_path=shutil.which("chromium"), args=switches)


def make_link(page, label: str) -> str:
    """The registration desk makes a link in the admin; return its address."""
    page.goto("/admin/registration/doorlink/add/")
    if page.locator("[name=login]").count():
        page.locator("[name=login]").fill("ines.lambert@team.example.org")
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("[name=password]").press("Enter")
        page.wait_for_url("**/doorlink/add/")
    day = page.locator("[name=day] option").filter(has_text="26").first.get_attribute("value")
    page.locator("[name=day]").select_option(day)
    page.locator("[name=label]").fill(label)
    page.locator("[name=_save]").click()
    return page.locator("#address").input_value()


def open_door(page, link: str) -> list[list]:
    """A volunteer enters with their link; return the people of the day as the telephone knows them."""
    page.goto(link)
    page.locator("main form button").click()
    page.wait_for_url(f"**/door/on/{DAY}/")
    page.wait_for_selector("#network[data-state=on]:not([hidden])")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return page.request.get(f"/door/on/{DAY}/people/", headers={"Accept": "application/json"}).json()["people"]


def scan(page, code: str) -> str:
    """A USB scanner types a code and Enter; return the word of the answer."""
    page.evaluate("document.querySelector('#answer').replaceChildren()")
    page.locator("#code").fill(code)
    page.locator("#code").press("Enter")
    page.locator("#answer > *").first.wait_for()
    verdict = page.locator("#answer .verdict")
    return verdict.get_attribute("data-answer") if verdict.count() else "found"


def film(path: Path, address: str, *, side: int = 260, turn: float = 12) -> None:
    """Write a short film of a badge held before a camera: 640 × 480 in YUV, as Chromium's false camera wants it."""
    drawn = BytesIO()
    segno.make_qr(address, error="m", mask=3, boost_error=False).save(drawn, kind="png", scale=8, border=4)
    badge = Image.open(drawn).convert("L").resize((side, side))
    scene = Image.new("L", (640, 480), 90)
    held = badge.rotate(turn, expand=True, fillcolor=90, resample=Image.Resampling.BICUBIC)
    scene.paste(held, (320 - held.width // 2, 240 - held.height // 2))
    grey = bytes([128]) * (640 * 480 // 2)
    with path.open("wb") as file:
        file.write(b"YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg\n")
        for _picture in range(5):
            file.write(b"FRAME\n" + scene.tobytes() + grey)
