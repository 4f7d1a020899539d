"""Claims from Chelles, Lyon and Montreuil, decided in the admin by two people; the list of attendees taken home."""

import csv
import re
from io import BytesIO, StringIO

import openpyxl
import pytest
from playwright.sync_api import expect

from necess.demonstration.staff import ACCOUNTS, PASSWORD
from tests.journeys import reading
from tests.journeys.test_registration import fill_in_registration, tick
from tests.live import eventually

pytestmark = pytest.mark.live


def register_and_claim(page, live_site, *, organisation, street, postcode, city):
    """Register for Paris, then claim for an organisation; return the address of the claim."""
    email = f"{city.lower()}@claimants.example.net"
    page.goto("/en/registration/")
    fill_in_registration(page, email=email, last_name=f"From {city}", organisation=organisation)
    page.goto(reading.link_in(live_site.wait_for_mail(email), r"/my/[\w-]{43}/"))
    page.get_by_role("link", name="Claim the travel allowance").click()
    page.get_by_role("button", name="Start my claim").click()
    page.get_by_role("link", name="Go on").click()
    page.locator("[name=organisation_name]").fill(organisation)
    page.locator("[name=office_country]").select_option("FR")
    page.get_by_role("button", name="Keep and go on").click()
    page.locator("[name=office_street]").fill(street)
    page.locator("[name=office_postcode]").fill(postcode)
    page.locator("[name=office_city]").fill(city)
    page.get_by_role("button", name="Keep and go on").click()
    tick(page, "[name=first_time][value=yes]")
    page.get_by_role("button", name="Keep and go on").click()
    tick(page, "[name=is_true]")
    page.get_by_role("button", name="Send my claim").click()
    assert "number" in page.locator("main").inner_text()
    assert organisation in reading.text_of(live_site.wait_for_mail(email, count=2))
    return page.url


def sign_in(page, role, path="/admin/"):
    """Enter the admin with one of the printed accounts."""
    page.goto(path)
    page.locator("[name=login]").fill(ACCOUNTS[role].email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("form button[type=submit]").first.click()
    expect(page.locator("#user-tools")).to_be_visible()


def open_claim_in_admin(page, organisation):
    page.goto(f"/admin/reimbursement/claim/?q={organisation.replace(' ', '+')}")
    page.locator("#result_list tbody th a").click()


PLACES = {
    "Chelles": (
        "Atelier de la Marne",
        "3 avenue de la Résistance",
        "77500",
        "warn",
        r"20\.1 km ± 5\.0 .*too close to the limit of 20 km",
    ),
    "Lyon": (
        "Canuts en commun",
        "12 montée de la Grande-Côte",
        "69001",
        "ok",
        r"39\d\.\d km ± 5\.0 .*: farther than 20 km",
    ),
    "Montreuil": (
        "Les Pêches numériques",
        "8 rue de Paris",
        "93100",
        "full",
        r"\d\.\d km ± 5\.0 .*not farther than 20 km",
    ),
}


@pytest.mark.parametrize("city", PLACES)
def test_distance_of_a_claim_is_judged_and_shown(open_page, live_site, city):
    organisation, street, postcode, state, sentence = PLACES[city]
    claimant = open_page(locale="en-GB")
    address = register_and_claim(
        claimant, live_site, organisation=organisation, street=street, postcode=postcode, city=city
    )

    def found():
        claimant.goto(address)
        return re.search(sentence, claimant.locator("main").inner_text())

    eventually(found)
    expect(claimant.locator("main")).to_contain_text("Found by a machine; a person decides.")

    reviewer = open_page(locale="en-GB")
    sign_in(reviewer, "reviewer")
    open_claim_in_admin(reviewer, organisation)
    distance = reviewer.locator(".claim-criteria > div", has_text="Musée social")
    expect(distance.locator(".tag")).to_have_attribute("data-state", state)


def test_claim_is_decided_by_two_people_and_the_claimant_is_told(open_page, live_site):
    claimant = open_page(locale="en-GB")
    organisation = "Bretagne en commun"
    register_and_claim(
        claimant, live_site, organisation=organisation, street="2 rue de Siam", postcode="29200", city="Brest"
    )

    reviewer = open_page(locale="en-GB")
    sign_in(reviewer, "reviewer")
    eventually(lambda: open_claim_in_admin(reviewer, organisation) or reviewer.locator(".claim-criteria .tag").count())
    reviewer.locator("form[action*='propose-acceptance/'] select[name=reason]").select_option("criteria_met")
    reviewer.locator("form[action*='propose-acceptance/'] button").click()
    expect(reviewer.locator("form[action*='approve/']")).to_have_count(0)

    approver = open_page(locale="en-GB")
    sign_in(approver, "approver")
    open_claim_in_admin(approver, organisation)
    approver.locator("form[action*='approve/'] button").click()

    mail = live_site.wait_for_mail("brest@claimants.example.net", count=3)
    assert "€948" in reading.text_of(mail)
    assert "approved" in reading.text_of(mail)


def test_desk_takes_the_list_home(open_page, live_site):
    desk = open_page(locale="fr-FR", accept_downloads=True)
    sign_in(desk, "registration desk")
    desk.goto("/admin/registration/registration/")

    with desk.expect_download() as csv_download:
        desk.locator("form[action*='/export/csv/'] button").click()
    with desk.expect_download() as xlsx_download:
        desk.locator("form[action*='/export/xlsx/'] button").click()

    text = csv_download.value.path().read_bytes()
    rows = list(csv.reader(StringIO(text.decode("utf-8-sig")), delimiter=";"))
    sheet = openpyxl.load_workbook(BytesIO(xlsx_download.value.path().read_bytes()), read_only=True).active
    cells = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert text.startswith(b"\xef\xbb\xbf")  # French Excel reads the accents
    assert any("Étienne" in row for row in rows)
    assert len(rows) == len(cells) > 60


@pytest.mark.parametrize("role", ACCOUNTS)
def test_admin_obeys_the_policy_for_every_role(open_page, role):
    """Every list and the first form of each: no violation of the content security policy, no error."""
    page = open_page(locale="fr-FR")
    sign_in(page, role)
    lists = page.locator("#content-main th a").evaluate_all("links => links.map(link => link.href)")
    for address in lists:
        page.goto(address)
        first = page.locator("#result_list tbody th a")
        if first.count():
            first.first.click()
            expect(page.locator("#content-main")).to_be_visible()
