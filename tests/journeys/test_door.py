"""The door in a real browser: volunteers in both languages, the network cut and restored, the camera."""

import re
import time
from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.accessibility import SIZES, faults_of
from tests.journeys.door_scenes import (
    DAY,
    FORGET_ENTRIES,
    KEPT_ON_THE_TELEPHONE,
    LAST_ENTRY,
    NOTHING,
    PHONE,
    Hour,
    clock_of,
    faults_of_keeping,
    film,
    left_in_the_evening,
    make_link,
    open_door,
    others,
    scan,
    set_clock,
)
from tests.live import eventually, launch

pytestmark = pytest.mark.live

COUNTS = f"/door/on/{DAY}/counts/"


@pytest.fixture(scope="module")
def link(browser, site):
    """A volunteer's link, made by the desk."""
    with closing(browser.new_context(base_url=site.url)) as context:
        return make_link(context.new_page(), "Véra, entrée A")


@pytest.fixture(scope="module")
def people_of_every_kind(site):
    return others(site)


def came(page) -> int:
    return page.request.get(COUNTS, headers={"Accept": "application/json"}).json()["came"]


@pytest.mark.parametrize(
    ("locale", "first", "welcome", "leave"),
    [("fr-FR", 0, "Bienvenue", "effacer ce téléphone"), ("en-GB", 1, "Welcome", "wipe this telephone")],
)
def test_volunteer_comes_scans_and_leaves(phone, link, locale, first, welcome, leave):
    page = phone(locale=locale)
    people = [one for one in open_door(page, link) if one[4]]
    code, reference, name, *_rest = people[first]
    assert "@" not in page.content()
    assert scan(page, code) == "welcome"
    expect(page.locator("#answer")).to_contain_text(re.compile(f"{welcome}.*{name}", re.DOTALL))
    assert scan(page, reference) == "already"
    assert scan(page, "0" * 16) == "unknown"
    page.locator("[name=code]").fill(people[first + 4][2])
    page.locator("#scan-form button").click()
    page.locator("#answer .door-found button").first.click()
    expect(page.locator("#answer .verdict-word")).to_contain_text(welcome)
    page.locator("#answer [data-undo-scan] button").click()
    expect(page.locator(".door-said")).to_be_visible()
    expect(page.locator("#queue")).to_be_hidden()
    page.get_by_role("button", name=leave).click()
    page.wait_for_url("**/door/leave/")
    page.goto(f"/door/on/{DAY}/")
    assert "/accounts/login/" in page.url


def test_door_goes_through_a_cut_and_merges_afterwards(phone, link):
    """Two doors: one loses the network for a while, the other does not; nobody is lost, nobody enters twice."""
    here, there = phone(locale="en-GB"), phone(locale="en-GB")
    people = [one for one in open_door(here, link) if one[4] and not one[5]]
    open_door(there, link)
    anna, boris, chloe, dora, emil = (one[0] for one in people[10:15])
    before = came(there)
    assert scan(here, anna) == "welcome"

    here.context.set_offline(True)
    assert [scan(here, code) for code in (anna, boris, boris, chloe, "nobody-at-all-00")] == [
        "already", "welcome", "already", "welcome", "unknown",
    ]  # fmt: skip
    assert scan(there, chloe) == "welcome"
    here.reload()
    expect(here.locator("#network")).to_have_attribute("data-state", "off")
    assert scan(here, dora) == "welcome"
    assert scan(here, emil) == "welcome"
    here.locator("#answer [data-undo]").click()
    expect(here.locator(".door-said")).to_be_visible()
    assert came(there) == before + 2
    name = next(one[2] for one in people if one[0] == boris)
    kept = here.evaluate(KEPT_ON_THE_TELEPHONE)
    assert (name in kept["lists"], name in kept["scans"], len(kept["lists"]) > 500) == (False, False, True)
    assert boris in kept["scans"]

    here.context.set_offline(False)
    expect(here.locator("#queue")).to_be_hidden()
    expect(here.locator("#conflicts li")).to_have_count(1)
    expect(here.locator("#conflicts li")).to_contain_text("already in at 9:1")
    # anna, boris, chloe (once) and dora; emil was undone
    assert came(there) == before + 4
    assert here.evaluate(KEPT_ON_THE_TELEPHONE)["scans"] == "[]"


@pytest.fixture
def site_through_the_day(site):
    """Returns a function that lets time pass at the site; its clock and its entries are put back."""
    began, showed = time.monotonic(), clock_of(site)
    last = site.shell(LAST_ENTRY)
    yield lambda *, minutes: set_clock(site, to=clock_of(site) + minutes * 60)
    set_clock(site, to=showed + time.monotonic() - began)
    site.shell(FORGET_ENTRIES.format(last=last))


def test_an_hour_without_network_and_the_end_of_the_day(site_through_the_day, phone, link, site):
    """The clocks of the pages are moved; the one of the service worker, which they do not reach, by hand."""
    hall, stairs = phones = [phone(locale="en-GB"), phone(locale="en-GB")]
    for page in phones:
        page.context.clock.install()
        people = [one for one in open_door(page, link) if one[4] and not one[5]][15:20]
    before, hour = came(stairs), Hour(site, people)
    for page in phones:
        page.context.set_offline(True)
    hour.scan(hall, 0, "welcome")
    hour.passes(20, *phones)
    hour.scan(hall, 1, "welcome")
    hour.scan(hall, 1, "already")
    hour.scan(stairs, 2, "welcome", answer="already")
    hall.reload()
    hour.passes(20, *phones)
    hour.scan(hall, 2, "welcome")
    hour.scan(stairs, 3, "welcome")
    hour.passes(21, *phones)
    hour.scan(hall, 4, "welcome")
    hour.scan(hall, 0, "already")
    expect(hall.locator("#queue-count")).to_have_text("6")
    for page in phones:
        assert faults_of_keeping(page, people) == []

    site_through_the_day(minutes=61)
    for page in phones:  # the hall first, although the stairs let the third person in before it
        page.context.set_offline(False)
        expect(page.locator("#queue")).to_be_hidden()
        assert page.evaluate(KEPT_ON_THE_TELEPHONE)["scans"] == "[]"
    expect(hall.locator("#conflicts li")).to_have_count(0)
    conflict = f"{re.escape(people[2][2])}, scanned here at ({hour.shown(3)}): already in at ({hour.shown(4)})"
    expect(stairs.locator("#conflicts li", has_text=people[2][2])).to_have_text(re.compile(conflict))
    assert (came(stairs), hour.arrived()) == (before + 5, hour.expected())
    expect(stairs.locator("[data-count=came]")).to_have_text(str(before + 5))

    stairs.close()
    hall.context.set_offline(True)
    hall.reload()
    hour.passes(11 * 60, hall)
    assert faults_of_keeping(hall, people) == []
    hour.passes(25, hall)
    expect(hall.locator("#network")).to_have_attribute("data-state", "blind")  # the list is gone
    assert left_in_the_evening(hall) == (NOTHING, {})
    site_through_the_day(minutes=21 * 60)
    [worker] = stairs.context.service_workers
    worker.evaluate("() => { const real = Date.now; Date.now = () => real() + 22 * 3600 * 1000; }")
    morning = stairs.context.new_page()
    morning.goto(f"/door/on/{DAY}/")
    assert "/accounts/login/" in morning.url
    eventually(lambda: left_in_the_evening(morning) == (NOTHING, {}), seconds=5)


def test_revoked_link_wipes_the_list_and_keeps_the_scans(phone, browser, site):
    with closing(browser.new_context(base_url=site.url)) as context:
        desk = context.new_page()
        address = make_link(desk, "Paul")
        page = phone(locale="en-GB")
        people = [one for one in open_door(page, address) if one[4] and not one[5]]
        page.context.set_offline(True)
        assert scan(page, people[20][0]) == "welcome"
        desk.goto("/admin/registration/doorlink/?q=Paul")
        desk.locator("[name=_selected_action]").first.check()
        desk.locator("[name=action]").select_option("revoke")
        desk.locator("button[name=index]").click()
        page.context.set_offline(False)
        expect(page.locator("#network")).to_have_attribute("data-state", "login")
        page.goto("/door/shell/")
        kept = page.evaluate(KEPT_ON_THE_TELEPHONE)
        assert (kept["lists"], people[20][0] in kept["scans"]) == ("", True)
        open_door(page, make_link(desk, "Paul again"))
        expect(page.locator("#queue")).to_be_hidden()
        assert page.evaluate(KEPT_ON_THE_TELEPHONE)["scans"] == "[]"


def test_camera_reads_a_badge_through_the_server(playwright_driver, site, link, tmp_path, phone):
    """A film of a badge instead of a camera; this Chromium has no reader of its own, so the server reads the frames."""
    people = [one for one in open_door(phone(), link) if one[4] and not one[5]]
    code, _reference, name, *_rest = people[30]
    film(tmp_path / "badge.y4m", f"{site.url}/door/{code}/")
    arguments = [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={tmp_path / 'badge.y4m'}",
    ]
    with closing(launch(playwright_driver, *arguments)) as filmed:
        page = filmed.new_context(base_url=site.url, permissions=["camera"], **PHONE).new_page()
        open_door(page, link)
        page.locator("#camera-button").click()
        expect(page.locator("#answer .verdict")).to_have_attribute("data-answer", "welcome", timeout=20_000)
        expect(page.locator("#answer")).to_contain_text(name)
        page.wait_for_timeout(1500)
        expect(page.locator("#answer .verdict")).to_have_attribute("data-answer", "welcome")
        page.locator("#camera-button").click()
        expect(page.locator("#camera")).to_be_hidden()


def test_camera_uses_the_reader_of_the_browser_where_there_is_one(phone, link):
    """The browser's reader and camera are stood in for: neither exists in a headless Chromium without a film."""
    page = phone(locale="en-GB")
    people = [one for one in open_door(page, link) if one[4] and not one[5]]
    page.add_init_script(f"""
      window.BarcodeDetector = class {{
        static async getSupportedFormats() {{ return ["qr_code"]; }}
        async detect() {{ return [{{ rawValue: "https://x.example/door/{people[33][0]}/" }}]; }}
      }};
      navigator.mediaDevices.getUserMedia = async () => {{
        const canvas = document.createElement("canvas");
        canvas.getContext("2d").fillRect(0, 0, 9, 9);
        return canvas.captureStream(10);
      }};
    """)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/door/on/{DAY}/")
    page.locator("#camera-button").click()
    expect(page.locator("#answer .verdict")).to_have_attribute("data-answer", "welcome")
    assert [url for url in asked if "/decode/" in url] == []


@pytest.mark.parametrize(("scheme", "offset"), [("light", 40), ("dark", 36)])
def test_every_state_of_the_door_has_no_fault(phone, link, people_of_every_kind, scheme, offset):
    page = phone(locale="fr-FR", color_scheme=scheme, reduced_motion="reduce")
    page.goto(link)
    faults = {"enter": faults_of(page)}
    people = open_door(page, link)
    others = set(people_of_every_kind.values())
    expected = [one for one in people if one[4] and not one[5] and one[0] not in others]
    faults["day"] = faults_of(page)
    for state, code in {
        "welcome": expected[offset % len(expected)][0], "already": expected[offset % len(expected)][0],
        **people_of_every_kind, "unknown": "0" * 16, "found": expected[0][2][:3],
    }.items():  # fmt: skip
        assert scan(page, code) == state
        faults[state] = faults_of(page)
    for name in ("walk-in", "counts"):
        page.goto(f"/door/on/{DAY}/{name}/")
        faults[name] = faults_of(page)
    page.goto(f"/door/on/{DAY}/walk-in/")
    page.locator("main form button[type=submit]").click()
    page.locator(".error-summary").wait_for()
    faults["walk-in with errors"] = faults_of(page)
    page.goto(f"/door/{expected[1][0]}/")
    faults["badge"] = faults_of(page)
    page.goto(f"/door/on/{DAY}/")
    page.locator("#network[data-state=on]:not([hidden])").wait_for()
    page.context.set_offline(True)
    for state, code in {
        "waiting": people_of_every_kind["waiting"],
        "welcome": expected[offset % len(expected) - 1][0],
        "already": expected[offset % len(expected) - 1][0],
        "unknown": "1" * 16,
    }.items():
        assert scan(page, code) == state
        faults[f"without network: {state}"] = faults_of(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert {state: found for state, found in faults.items() if found} == {}


OWN_LINK = """
from accounts.models import User
from events import clock
from events.models import EventDay
from registration import keepers
day, desk = EventDay.objects.get(slug="{day}"), User.objects.get(email="ines.lambert@team.example.org")
EventDay.objects.filter(pk=day.pk).update(capacity=day.taken + day.reserved + 2)
print(keepers.make_link(day=day, label="Lou {language}", now=clock.now(), by=desk)[1])
"""
HOUSE_FULL = """
from events.models import EventDay
from registration import presence
day = EventDay.objects.get(slug="{day}")
EventDay.objects.filter(pk=day.pk).update(room_limit=presence.counts(day=day).came)
"""
HOUSE_OPEN = """
from events.models import EventDay
EventDay.objects.filter(slug="{day}").update(room_limit=None)
"""
CLOSED = """
from events import clock
from registration.models import DoorLink
DoorLink.objects.filter(label="Lou {language}").update(revoked_at=clock.now())
"""


@pytest.fixture
def open_house(site):
    """A house that may be full for a while, and has room again for the next test."""
    yield
    site.shell(HOUSE_OPEN.format(day=DAY))


@pytest.mark.usefixtures("open_house")
@pytest.mark.parametrize(("language", "size"), [("fr", "phone"), ("en", "wide")])
def test_walk_in_full_house_and_closed_link_have_no_fault(phone, site, people_of_every_kind, language, size):
    link = f"/door/with/{site.shell(OWN_LINK.format(day=DAY, language=language)).split()[-1]}/"
    page = phone(expected=("401 (Unauthorized)", "404 (Not Found)"), locale=language, viewport=SIZES[size])
    faults = {}

    def look(state, sign):
        expect(page.locator(sign).first).to_be_visible()
        faults[state] = [page.locator("html").get_attribute("lang"), *faults_of(page)]

    open_door(page, link)
    page.goto(f"/door/on/{DAY}/walk-in/")
    for name in ("first_name", "last_name", "organisation"):
        page.locator(f"[name={name}]").fill(f"Lou {language}")
    page.locator("[name=email]").fill(f"lou.{language}@walk-ins.example.org")
    page.locator("[name=privacy]").check()
    page.locator("main form button[type=submit]").click()
    look("walked in", ".verdict[data-answer=welcome]")
    site.shell(HOUSE_FULL.format(day=DAY))
    page.goto(f"/door/on/{DAY}/walk-in/")
    look("full", ".notice[data-kind=error]")
    page.goto(f"/door/on/{DAY}/")
    assert scan(page, people_of_every_kind["waiting"]) == "waiting"
    page.locator(f"form[action='/door/on/{DAY}/admit/'] button").click()
    look("no room", ".notice[data-kind=error]")
    page.goto(f"/door/on/{DAY}/")
    page.locator("#leave button").click()
    page.wait_for_url("**/door/leave/")
    look("left", "main h1")
    site.shell(CLOSED.format(language=language))
    page.goto(link)
    look("closed", "main h1")
    assert faults == {state: [language] for state in ("walked in", "full", "no room", "left", "closed")}


def test_door_without_a_script(phone, link, site):
    page = phone(locale="en-GB", java_script_enabled=False)
    page.goto(link)
    page.locator("main form button").click()
    people = page.request.get(f"/door/on/{DAY}/people/", headers={"Accept": "application/json"}).json()["people"]
    name = next(one[2] for one in people if one[4] and not one[5])
    page.locator("#code").fill(name)
    page.locator("#scan-form button").click()
    page.locator(".door-found button").first.click()
    expect(page.locator(".verdict")).to_contain_text(name)
    page.locator(".verdict-actions form[action$='/undo/'] button").click()
    expect(page.locator(".messages")).to_contain_text("undone")
