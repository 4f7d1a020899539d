"""One person from the form to the erasure, and a leader with a colleague, in both languages and a real browser."""

import json
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from icalendar import Calendar
from playwright.sync_api import expect

from tests.accessibility import SIZES, faults_of
from tests.journeys import reading
from tests.journeys.test_registration import fill_in_registration, tick

pytestmark = pytest.mark.live

PARIS_26, PARIS_27 = "paris-2025-11-26", "paris-2025-11-27"
# Other stories keep places of these days or add people: a cap is counted from what is held, and put back as it was.
FULL = f"""
import json
from events.models import EventDay
from django.db.models import F
days = EventDay.objects.filter(slug__in=["{PARIS_26}", "{PARIS_27}"])
print(json.dumps(dict(days.values_list("slug", "capacity"))))
days.filter(slug="{PARIS_26}").update(capacity=F("capacity") + 5)
days.filter(slug="{PARIS_27}").update(capacity=F("taken") + F("reserved"))
"""
ONE_MORE = f"""
from events import clock
from events.models import EventDay
from django.db.models import F
from registration import waiting_list
EventDay.objects.filter(slug="{PARIS_27}").update(capacity=F("taken") + F("reserved") + 1)
waiting_list.expire_offers(day_id=EventDay.objects.get(slug="{PARIS_27}").pk, now=clock.now())
"""
AS_BEFORE = """
from events.models import EventDay
from django.db.models import F
from django.db.models.functions import Greatest
for slug, capacity in {before}.items():
    EventDay.objects.filter(slug=slug).update(capacity=Greatest(capacity, F("taken") + F("reserved")))
"""
FORM = {"fr": "/fr/inscription/", "en": "/en/registration/"}
SAID = {
    "fr": {
        "offer": "Une place pour vous",
        "erased": "Vos données sont effacées",
        "again": "Nous avons écrit de nouveau",
        "nobody yet": "Personne n’est encore inscrit",
        "more": "Inscrire d’autres collègues",
    },
    "en": {
        "offer": "A place for you",
        "erased": "You are erased",
        "again": "We have written to",
        "nobody yet": "Nobody is registered yet",
        "more": "Register more colleagues",
    },
}


def check(page):
    assert faults_of(page) == []


def link(page, name):
    """The link of the page whose address ends so."""
    return page.locator(f"main a[href$='{name}']").first


def press(page):
    page.locator("main form button").first.click()


@pytest.fixture
def last_day_full(live_site):
    before = json.loads(live_site.shell(FULL))
    yield
    live_site.shell(AS_BEFORE.format(before=before))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_person_from_the_form_to_the_erasure(open_page, live_site, last_day_full, language):
    page = open_page(locale=language, viewport=SIZES["phone"])
    email = f"whole.story.{language}@visitors.example.org"
    words = {"fr": ["reponses", "je-viens", "calendrier", "donnees", "effacer"]}.get(
        language, ["answers", "still-coming", "calendar", "data", "erase"]
    )
    answers, still_coming, calendar, data, erase = (f"/{word}/" for word in words)

    page.goto(FORM[language])
    page.locator("details.question summary").click()
    page.locator("[name=question-access]").fill("Une rampe")
    check(page)
    fill_in_registration(page, email=email, days=[PARIS_26, PARIS_27])
    personal = reading.link_in(live_site.wait_for_mail(email), r"/[\w-]{43}/")

    page.goto(personal)
    check(page)
    link(page, answers).click()
    assert page.locator("[name=question-access]").input_value() == "Une rampe"
    check(page)
    tick(page, "[name=question-diet] >> nth=0")
    press(page)

    live_site.shell(ONE_MORE)
    offer = live_site.wait_for_mail(email, count=2)
    assert SAID[language]["offer"] in reading.text_of(offer) + offer["Subject"].replace("\u00a0", " ")
    page.goto(reading.link_in(offer, r"/[\w-]{43}/"))
    page.locator(f"form[action*='{PARIS_27}'] button").click()
    expect(page.locator(".tag[data-state=ok]")).to_have_count(2)

    personal = page.url
    page.goto(personal.rstrip("/") + still_coming)
    check(page)
    page.locator(f"form[action$='{still_coming}{PARIS_27}/'] button").click()
    page.locator(f"form[action$='{PARIS_26}/'] button").last.click()
    expect(page.locator("main a[href*='paris-2025']")).to_have_count(1)

    link(page, calendar).click()
    press(page)
    check(page)
    feed = page.request.get(page.locator("code").inner_text())
    events = Calendar.from_ical(feed.body()).events
    assert {f"{event.start:%d}": str(event["STATUS"]) for event in events} == {"26": "CANCELLED", "27": "CONFIRMED"}
    again = page.request.get(feed.url, headers={"If-None-Match": feed.headers["etag"]})
    assert again.status == 304

    page.goto(personal)
    link(page, data).click()
    check(page)
    with page.expect_download() as download:
        press(page)
    with ZipFile(BytesIO(Path(download.value.path()).read_bytes())) as archive:
        taken = json.loads(archive.read("data.json"))["data"]
    assert [row["answer"] for row in taken["answers"]["rows"]][0] == "Une rampe"

    link(page, erase).click()
    check(page)
    press(page)
    expect(page.locator("h1")).to_have_text(SAID[language]["erased"])
    check(page)
    assert page.request.get(personal).status == 404


@pytest.mark.parametrize("language", ["fr", "en"])
def test_leader_registers_a_colleague_and_sees_them(open_page, live_site, language):
    page = open_page(locale=language, viewport=SIZES["wide"])
    leader, colleague = (f"{name}.{language}@group.example.org" for name in ("leader", "colleague"))
    page.goto(FORM[language])
    page.locator("button[name=add]").click()
    page.locator("[name=colleague-0-first_name]").fill("Paul")
    page.locator("[name=colleague-0-last_name]").fill("Durand")
    page.locator("[name=colleague-0-email]").fill("not an address")
    tick(page, f"input[name=colleague-0-days][value={PARIS_27}]")
    check(page)
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("#errors")).to_contain_text(SAID[language]["nobody yet"])
    check(page)
    page.locator("[name=colleague-0-email]").fill(colleague)
    fill_in_registration(page, email=leader)
    expect(page.locator("main")).to_contain_text("Paul Durand")

    assert reading.attached(live_site.wait_for_mail(colleague), "application/pdf")
    page.goto(reading.link_in(live_site.wait_for_mail(leader), r"/[\w-]{43}/"))
    group = page.locator("li", has_text="Paul Durand")
    expect(group.locator(".tag[data-state=ok]")).to_have_count(1)
    expect(page.locator("main")).not_to_contain_text(colleague)
    check(page)
    group.locator("button").click()
    expect(page.locator("main, [role=status]").first).to_contain_text(SAID[language]["again"])
    assert live_site.wait_for_mail(colleague, count=2)

    page.locator("main a", has_text=SAID[language]["more"]).click()
    check(page)
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("#errors")).to_be_visible()
    check(page)
    later = colleague.replace("colleague", "later")
    for name, value in {"first_name": "Anna", "last_name": "Petit", "email": later}.items():
        page.locator(f"[name=colleague-0-{name}]").fill(value)
    tick(page, "[name=privacy]")
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("#group + ul li")).to_have_count(2)
    expect(page.locator("#group + ul")).to_contain_text("Anna Petit")
    assert reading.attached(live_site.wait_for_mail(later), "application/pdf")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_leader_without_scripts_adds_a_colleague_and_keeps_what_was_typed(open_page, live_site, language):
    page = open_page(locale=language, viewport=SIZES["phone"], java_script_enabled=False)
    leader, colleague = (f"{name}.plain.{language}@group.example.org" for name in ("leader", "colleague"))
    typed = {"first_name": "Zoé", "last_name": "Martin", "email": leader, "organisation": "Coop d’ici"}
    page.goto(FORM[language])
    tick(page, f"input[name=days][value={PARIS_27}]")
    for name, value in typed.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("button[name=add]").click()

    assert page.url.endswith("#colleague-1")
    assert {name: page.locator(f"[name={name}]").input_value() for name in typed} == typed
    # The new colleague begins with the days and the organisation of the leader.
    expect(page.locator(f"input[name=colleague-0-days][value={PARIS_27}]")).to_be_checked()
    for name, value in {"first_name": "Paul", "last_name": "Durand", "email": colleague}.items():
        page.locator(f"[name=colleague-0-{name}]").fill(value)
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("#errors a")).to_have_attribute("href", "#id_privacy")
    assert page.locator("[name=colleague-0-email]").input_value() == colleague
    tick(page, "[name=privacy]")
    page.locator("main form button[type=submit]").last.click()

    expect(page.locator("main")).to_contain_text("Paul Durand")
    for address in (leader, colleague):
        assert reading.attached(live_site.wait_for_mail(address), "application/pdf")
