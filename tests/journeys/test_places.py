"""Staff at the places of a day, in a real browser: cap, promotion with a reason, invitation, list with a mistake."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from tests.accessibility import faults_of
from tests.journeys import reading
from tests.journeys.test_registration import fill_in_registration
from tests.journeys.test_screens import STOCK

pytestmark = pytest.mark.live

DESK = "registration desk"
PLACES = "/admin/registration/reserve/"
BRUSSELS, PARIS = "brussels-2025-11-25", "paris-2025-11-27"
WORDS = {
    "fr": {
        "cap": "Changer les places",
        "keep": "Garder ces places",
        "open": "Garder des places",
        "promote": "Donner une place",
        "read": "Lire le fichier",
        "import": "Importer",
    },
    "en": {
        "cap": "Change the places",
        "keep": "Keep these places",
        "open": "Keep places",
        "promote": "Give a place",
        "read": "Read the file",
        "import": "Import",
    },
}
LOCALES = {"fr": "fr-FR", "en": "en-GB"}

# Two people wait for a full day.
WAITING = """
from django.db.models import F
from events import clock
from events.models import EventDay
from registration import lifecycle
days = EventDay.objects.filter(slug="{day}")
days.update(capacity=F("taken") + F("reserved"))
[day] = days.select_related("edition")
for name in ("First", "Second"):
    email = f"{{name.lower()}}.waits.{language}@visitors.example.org"
    person = lifecycle.Person(first_name=name, last_name="Waits", email=email, organisation="", language="{language}")
    one = lifecycle.register(edition=day.edition, person=person, days=[day], now=clock.now()).registration
print(one.pk)
"""


def check(page):
    assert faults_of(page) == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_cap_is_refused_with_the_numbers_then_raised(staff_page, language):
    words = WORDS[language]
    page = staff_page(DESK, language)
    page.goto(f"{PLACES}{BRUSSELS}/")
    taken = int(page.locator("[name=cap]").input_value())
    page.locator("[name=cap]").fill("1")
    page.locator("#id_reason").fill("Salle plus petite")
    page.get_by_role("button", name=words["cap"]).click()
    expect(page.locator(".errorlist")).to_contain_text(str(taken))
    check(page)
    page.locator("[name=cap]").fill(str(taken + 1))
    page.get_by_role("button", name=words["cap"]).click()
    expect(page.locator(".messagelist")).to_contain_text("1")
    expect(page.locator("[name=cap]")).to_have_value(str(taken + 1))
    check(page)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_speaker_is_invited_and_registers_by_the_link(open_page, staff_page, live_site, language):
    words = WORDS[language]
    page = staff_page(DESK, language)
    page.goto(f"{PLACES}{PARIS}/")
    page.get_by_text(words["open"], exact=True).click()
    page.locator("[name=name]").fill(f"Speakers {language}")
    page.locator("#id_places").fill("3")
    page.locator("#id_until").fill(date(2025, 11, 10).isoformat())
    page.get_by_role("button", name=words["keep"]).click()
    expect(page.locator("#content")).to_contain_text(f"Speakers {language}")
    check(page)
    page.goto("/admin/registration/invitation/add/")
    check(page)
    email = f"ada.{language}@speakers.example.org"
    page.locator("[name=name]").fill("Ada Lovelace")
    page.locator("[name=email]").fill(email)
    page.locator("[name=language]").select_option(language)
    page.locator("[name=role]").select_option("speaker")
    page.get_by_label(re.compile(f"Speakers {language}")).check()
    page.locator("[name=_save]").click()
    expect(page.locator(".messagelist")).to_contain_text("Ada Lovelace")
    check(page)
    guest = open_page(locale=LOCALES[language])
    guest.goto(reading.link_in(live_site.wait_for_mail(email), r"/invitation/[\w-]{43}/"))
    check(guest)
    guest.locator("main form button[type=submit]").last.click()
    check(guest)
    fill_in_registration(guest, email=email, first_name="Ada", last_name="Lovelace")
    expect(guest.locator("main")).to_contain_text(email)
    assert reading.attached(live_site.wait_for_mail(email, 2), "application/pdf")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_list_with_a_mistake_is_corrected_and_brought_in(staff_page, tmp_path, language):
    words = WORDS[language]
    page = staff_page(DESK, language)
    page.goto("/admin/registration/importlog/new/")
    check(page)
    for name, address in (("wrong", "bob@"), ("right", f"bob.{language}@past.example.org")):
        file = tmp_path / f"{name}.csv"
        file.write_text(f"Nom;Prénom;Courriel\nMartin;Bob;{address}\n", encoding="cp1252")
        page.goto("/admin/registration/importlog/new/")
        page.locator("[name=edition]").select_option(index=1)
        page.locator("[name=file]").set_input_files(file)
        page.get_by_role("button", name=words["read"]).click()
        expect(page.locator("h2#trial")).to_be_visible()
        check(page)
    page.get_by_role("button", name=words["import"], exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("1")
    expect(page.locator("#result_list")).to_contain_text("Bob Martin")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_staff_give_a_place_out_of_order(staff_page, live_site, language):
    waiting = live_site.shell(WAITING.format(language=language, day=BRUSSELS)).strip()
    page = staff_page(DESK, language)
    page.goto(f"/admin/registration/registration/{waiting}/change/")
    page.locator("[name=reason]").fill("Interprète de la matinée")
    page.get_by_role("button", name=WORDS[language]["promote"]).click()
    expect(page.locator(".messagelist .error")).to_have_count(1)
    assert [fault for fault in faults_of(page) if not fault.startswith(STOCK)] == []
    page.locator("[name=reason]").fill("Interprète de la matinée")
    page.locator("[name=one_more]").check()
    page.get_by_role("button", name=WORDS[language]["promote"]).click()
    expect(page.locator("#content")).to_contain_text("Interprète de la matinée")
    expect(page.locator(".messagelist .error")).to_have_count(0)
    assert reading.attached(
        live_site.wait_for_mail(f"second.waits.{language}@visitors.example.org", 2), "application/pdf"
    )


SCREENS = [
    PLACES,
    f"{PLACES}opening/",
    f"{PLACES}preview/",
    "/admin/registration/importlog/",
    "/admin/registration/pastparticipant/",
    "/admin/registration/invitation/",
]


@pytest.mark.parametrize("path", SCREENS)
def test_screens_fit_a_phone_and_pass_every_rule(staff_page, path):
    page = staff_page(DESK, path=path, viewport={"width": 360, "height": 800})
    check(page)
