"""Reviewers and claimants at their screens, in both languages: every page and slip seen by axe, keys, placing."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.accessibility import SIZES, faults_at_both_sizes
from tests.journeys import claim_stages, reading
from tests.journeys.test_allowance import open_claim_in_admin
from tests.journeys.test_registration import fill_in_registration, tick
from tests.live import eventually
from tests.reimbursement import papers

pytestmark = pytest.mark.live

QUEUE = "/admin/reimbursement/claim/"
LANGUAGES = {
    "fr": ("fr-FR", "/fr/inscription/", "/fr/defraiement/"),
    "en": ("en-GB", "/en/registration/", "/en/reimbursement/"),
}


def press_submit(page):
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("main h1")).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_claimant_writes_a_claim_and_every_page_is_accessible(open_page, live_site, language):
    locale, registration, _ = LANGUAGES[language]
    page = open_page(locale=locale)
    email = f"screens-{language}@claimants.example.net"
    page.goto(registration)
    fill_in_registration(page, email=email, last_name="Screens", organisation=f"Écrans communs {language}")
    page.goto(reading.link_in(live_site.wait_for_mail(email), r"/(my|mon)[\w-]*/[\w-]{43}/"))
    page.locator("main a[href*='/new/'], main a[href*='/nouvelle/']").first.click()
    seen = faults_at_both_sizes(page)
    press_submit(page)
    overview = page.url
    seen += faults_at_both_sizes(page)
    steps = page.locator("main a[href*='/step/'], main a[href*='/etape/']").evaluate_all(
        "links => links.map(a => a.href)"
    )
    for step in steps[:4]:
        page.goto(step)
        for field in page.locator("main form input[type=text]").all():
            field.fill("")
        for box in page.locator("main form [name=travelling]").all():
            box.uncheck()
        press_submit(page)
        expect(page.locator(".error-summary")).to_be_visible()
        seen += faults_at_both_sizes(page)
    fill_in_steps(page, steps)
    page.goto(f"{overview}documents/")
    press_submit(page)
    seen += faults_at_both_sizes(page)
    page.goto(overview)
    press_submit(page)
    seen += faults_at_both_sizes(page)
    tick(page, "[name=is_true]")
    press_submit(page)
    page.goto(overview)
    seen += faults_at_both_sizes(page)
    assert (page.locator("html").get_attribute("lang"), seen) == (language, [])


def fill_in_steps(page, steps):
    page.goto(steps[0])
    page.locator("[name=organisation_name]").fill("Écrans communs")
    page.locator("[name=office_country]").select_option("FR")
    press_submit(page)
    page.goto(steps[1])
    page.locator("[name=office_street]").fill("BP 12")
    page.locator("[name=office_postcode]").fill("29200")
    page.locator("[name=office_city]").fill("Nulle-Part CEDEX")
    press_submit(page)
    page.goto(steps[2])
    press_submit(page)
    page.goto(steps[3])
    tick(page, "[name=first_time][value=yes]")
    press_submit(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_precheck_and_its_slips_are_accessible_without_scripts(open_page, language):
    locale, _, allowance = LANGUAGES[language]
    page = open_page(locale=locale)
    page.goto(allowance)
    seen = faults_at_both_sizes(page)
    page.locator("main a.button").first.click()
    press_submit(page)
    page.locator("[name=city]").fill("Chelles")
    seen += faults_at_both_sizes(page)
    page.locator("[name=country]").select_option("FR")
    tick(page, "[name=first_time][value=yes]")
    tick(page, "[name=days] >> nth=-1")
    press_submit(page)
    expect(page.locator("#answer")).to_contain_text(re.compile(r"20[.,]1\s*km ± 5[.,]0"))
    assert seen + faults_at_both_sizes(page) == []


def test_reviewer_goes_through_the_queue_by_keys_and_places_an_office(staff_page):
    page = staff_page("reviewer", "en", f"{QUEUE}?turn=reviewer")
    page.locator(".claim-keys summary").click()
    page.locator("[data-keys-switch]").check()
    seen = faults_at_both_sizes(page)
    page.set_viewport_size(SIZES["wide"])
    page.locator("#result_list tbody th a").first.focus()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/change/\?_changelist_filters=turn%3Dreviewer"))
    second = page.url
    page.keyboard.press("k")
    expect(page).not_to_have_url(second)
    page.keyboard.press("j")
    expect(page).to_have_url(second)
    page.keyboard.press("n")
    expect(page.locator("#note_text")).to_be_focused()
    page.keyboard.type("jk")
    expect(page.locator("#note_text")).to_have_value("jk")
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    seen += faults_at_both_sizes(page)
    organisation = "Mutuelle des Trois Vallées"
    open_claim_in_admin(page, organisation)
    page.locator("[data-key=p]").click()
    page.locator("[name=coordinates]").fill("45.5646, 5.9178")
    page.locator("#place_reason").fill("Receipt of declaration.")
    page.locator("form[action*='place-office'] button").click()
    expect(page.locator(".messagelist")).to_be_visible()
    distance = page.locator(".claim-criteria > div").last
    eventually(lambda: distance.locator(".tag").get_attribute("data-state") == "ok")
    assert seen + faults_at_both_sizes(page) == []


def test_simulation_is_accessible_with_a_slip_and_with_a_result(staff_page):
    page = staff_page("reviewer", "fr", f"{QUEUE}simulation/?threshold_km=x")
    seen = faults_at_both_sizes(page)
    page.goto(f"{QUEUE}simulation/?threshold_km=500&venue_rule=any_attended")
    expect(page.locator("#result")).to_be_visible()
    assert seen + faults_at_both_sizes(page) == []


def test_documents_are_dropped_on_their_field(open_page, live_site, tmp_path):
    stages = json.loads(live_site.shell(claim_stages.PLAY))
    page = open_page(locale="fr-FR")
    page.goto(stages["approved documents fr"])
    files = [tmp_path / name for name in ("statuts.pdf", "recepisse.pdf")]
    for pages, file in enumerate(files, start=1):
        file.write_bytes(papers.pdf(pages))
    field = page.locator("[name=papers]")
    field.scroll_into_view_if_needed()
    drop(page, field, files)
    expect(field).to_have_js_property("files.length", 2)
    page.locator("[name=kind]").select_option("statutes")
    press_submit(page)
    for file in files:
        expect(page.locator("main")).to_contain_text(file.name)


def drop(page, field, files):
    """Let go of files over a field, as a hand with a mouse does: a real drag, of which no script knows."""
    box = field.bounding_box()
    where = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    carried = {"items": [], "files": [str(file) for file in files], "dragOperationsMask": 1}
    devtools = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        devtools.send("Input.dispatchDragEvent", {"type": kind, **where, "data": carried})


# Page of a claim, and whether something is left out there on purpose.
LATE_PAGES = [
    ("question claim fr", True),
    ("question sign en", True),
    ("refused claim en", True),
    ("approved claim fr", False),
    ("approved bank fr", True),
    ("approved withdraw en", False),
    ("paid claim fr", False),
]
BATCHES = "/admin/reimbursement/paymentbatch/"


def test_pages_at_the_end_of_the_way_are_accessible_to_claimants(open_page, live_site):
    stages = json.loads(live_site.shell(claim_stages.PLAY))
    page = open_page(locale="fr-FR")
    seen = []
    for name, slips in LATE_PAGES:
        page.goto(stages[name])
        if slips:
            press_submit(page)
            expect(page.locator(".error-summary")).to_be_visible()
        seen += [f"{name}: {fault}" for fault in faults_at_both_sizes(page)]
    assert seen == []


def test_pages_of_the_treasurer_are_accessible_and_documents_are_looked_at(staff_page, live_site):
    stages = json.loads(live_site.shell(claim_stages.PLAY))
    page = staff_page("treasurer", "fr", BATCHES)
    seen = []
    for where in (stages["gate admin"], stages["abroad admin"], stages["ready batch"], stages["paid batch"]):
        page.goto(where)
        seen += [f"{where}: {fault}" for fault in faults_at_both_sizes(page)]
    for where, slips in ((BATCHES, False), (f"{BATCHES}envelope/", False), (f"{BATCHES}add/", True)):
        page.goto(where)
        if slips:
            page.locator(".claim-forms button[type=submit]").click()
            expect(page.locator(".errorlist").first).to_be_visible()
        seen += [f"{where}: {fault}" for fault in faults_at_both_sizes(page)]
    page.goto(stages["gate admin"])
    pages = page.locator(".claim-document img")
    expect(pages).to_have_count(3)
    pages.last.scroll_into_view_if_needed()
    eventually(lambda: pages.last.evaluate("picture => picture.complete && picture.naturalWidth") or None)
    page.locator("form[action*='/reveal/'] button").click()
    expect(page.locator("main")).to_contain_text("ES91 2100")
    assert [*seen, *faults_at_both_sizes(page)] == []
