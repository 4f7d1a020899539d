"""The door as its keepers meet it: a site on the morning of a day, volunteers' telephones, a badge before a camera."""

import json
import re
import shutil
import time
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

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


def clock_of(site: Site) -> float:
    """What the clock of the site shows now, in seconds since 1970."""
    return time.time() + int(site.variables["NECESS_CLOCK_OFFSET"])


def set_clock(site: Site, *, to: float) -> None:
    """Start the site again, on its data, with another time on its clock."""
    site.web.stop()
    site.variables["NECESS_CLOCK_OFFSET"] = str(int(to - time.time()))
    site.start(site.web)


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


LAST_ENTRY = """
from registration.models import CheckIn
print(CheckIn.objects.order_by("-pk").values_list("pk", flat=True).first() or 0)
"""
FORGET_ENTRIES = """
from registration.models import CheckIn, DeviceScan
new = CheckIn.objects.filter(pk__gt={last})
DeviceScan.objects.filter(registration__in=new.values("registration")).delete()
new.delete()
"""
# What the telephones sent about some badges, and which of it is an entry.
ARRIVED = """
import json
from registration.models import CheckIn, DeviceScan
scans = DeviceScan.objects.filter(registration__badge_code__in={codes})
entries = dict(CheckIn.objects.valid().values_list("scan", "at"))
print(json.dumps([
    [one.registration.badge_code, one.told, one.answer, entries.get(one.scan) == one.at, one.at.timestamp()]
    for one in scans
]))
"""


class Hour:
    """An hour without network: what is scanned, and when it really happened by the clock of the site."""

    def __init__(self, site: Site, people: list[list]) -> None:
        self.site, self.codes = site, [one[0] for one in people]
        self.began, self.passed = clock_of(site) - time.monotonic(), 0
        self.moments: list[float] = []
        self.told: list[list] = []

    def passes(self, minutes: int, *phones) -> None:
        """Time passes on telephones with a dark screen: what was due meanwhile happens once."""
        self.passed += minutes
        for page in phones:
            page.context.clock.fast_forward(minutes * 60_000)

    def scan(self, page, number: int, told: str, *, answer: str = "") -> None:
        """Scan one person's badge; say what the telephone has to answer, and the site afterwards."""
        assert scan(page, self.codes[number]) == told
        self.moments.append(self.began + time.monotonic() + self.passed * 60)
        self.told.append([self.codes[number], told, answer or told, (answer or told) == "welcome"])

    def shown(self, number: int) -> str:
        """A pattern of the time that pages show for a scan, which took a moment."""
        paris = ZoneInfo("Europe/Paris")
        times = [datetime.fromtimestamp(self.moments[number] - ago, paris) for ago in (20, 0)]
        return "|".join(f"{one.hour}:{one.minute:02}" for one in times)

    def arrived(self) -> list[list]:
        """What the site knows by badge, with the minutes by which its time of each scan is wrong."""
        arrived = json.loads(self.site.shell(ARRIVED.format(codes=self.codes)))
        moments = [moment for _told, moment in sorted(zip(self.told, self.moments, strict=True))]
        return [[*one, round((at - moment) / 60)] for (*one, at), moment in zip(sorted(arrived), moments, strict=True)]

    def expected(self) -> list[list]:
        """Every scan once, at its minute."""
        return [[*one, 0] for one in sorted(self.told)]


# Everything a telephone keeps; ``opened`` is its list as only a tab with the key reads it.
KEPT_ON_THE_TELEPHONE = """async () => {
  const database = await new Promise((done) => {
    const asked = indexedDB.open("necess-door", 1);
    asked.onsuccess = () => done(asked.result);
  });
  const all = (name) => new Promise((done) => {
    const asked = database.transaction(name).objectStore(name).getAll();
    asked.onsuccess = () => done(asked.result);
  });
  const [lists, scans] = [await all("lists"), await all("scans")];
  const databases = (await indexedDB.databases()).map((one) => one.name);
  const stores = [...database.objectStoreNames];
  database.close();
  const opened = [];
  for (const { day, iv, sealed } of lists) {
    const key = sessionStorage.getItem(`door-key-${day}`);
    if (!key) continue;
    const bytes = Uint8Array.from(atob(key.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
    const read = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["decrypt"]);
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, read, sealed);
    opened.push(JSON.parse(new TextDecoder().decode(plain)));
  }
  const cached = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) cached.push(await (await cache.match(request)).text());
  }
  const letters = lists.map((one) => new TextDecoder("latin1").decode(one.sealed)).join("");
  const [here, tab] = [localStorage, sessionStorage].map((one) => ({ ...one }));
  return { lists: letters, scans: JSON.stringify(scans), opened, cached: cached.join(), databases, stores, here, tab };
}"""
SEALED_OR_SHORT = ("lists", "scans", "cached", "here")
PERSON = {"code", "reference", "name", "organisation", "expected", "entered"}
SCAN = {"scan", "code", "at", "day", "told"}
NOTHING = {"lists": "", "scans": "[]", "opened": [], "here": {"door-day": DAY}}


def faults_of_keeping(page, people: list[list]) -> list:
    """What a telephone keeps and should not, or has no list of ``people`` to go by."""
    kept = page.evaluate(KEPT_ON_THE_TELEPHONE)
    [day] = kept["opened"]
    fields = {name for one in day["people"] for name in one} ^ PERSON
    more = {name for one in json.loads(kept["scans"]) for name in one} - SCAN
    readable = str([kept[place] for place in SEALED_OR_SHORT])
    return [
        *fields, *more, *({one[2] for one in people} - {one["name"] for one in day["people"]}),
        *re.findall(r"[\w.+-]+@[\w-]+\.\w+", str(kept | {"lists": ""})),
        *(one[2] for one in people if one[2] in readable), *(set(kept["databases"]) - {"necess-door"}),
        *(set(kept["stores"]) - {"lists", "scans"}),
    ]  # fmt: skip


def left_in_the_evening(page) -> tuple[dict, dict]:
    """What is left on the telephone, and in this tab."""
    kept = page.evaluate(KEPT_ON_THE_TELEPHONE)
    return {place: kept[place] for place in NOTHING}, kept["tab"]
