"""A claim from Chelles as its reviewer sees it; the list of attendees taken home; the policy of every admin page."""

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


def test_distance_of_a_claim_is_judged_and_shown(open_page, live_site):
    """Chelles is too close to call; what is near and what is far the claims of the demonstration show."""
    claimant, organisation = open_page(locale="en-GB"), "Atelier de la Marne"
    address = register_and_claim(
        claimant, live_site, organisation=organisation, street="3 rue Neuve", postcode="77500", city="Chelles"
    )

    def found():
        claimant.goto(address)
        return re.search(r"20\.1 km ± 5\.0 .*too close to the limit of 20 km", claimant.locator("main").inner_text())

    eventually(found)
    expect(claimant.locator("main")).to_contain_text("Found by a machine; a person decides.")
    reviewer = open_page(locale="en-GB")
    sign_in(reviewer, "reviewer", "/admin/reimbursement/claim/")
    assert {"ok", "warn", "full"} <= set(
        reviewer.locator("#result_list .tag").evaluate_all("tags => tags.map(tag => tag.dataset.state)")
    )
    open_claim_in_admin(reviewer, organisation)
    distance = reviewer.locator(".claim-criteria > div", has_text="Musée social")
    expect(distance.locator(".tag")).to_have_attribute("data-state", "warn")


def test_desk_takes_the_list_home(staff_page):
    desk = staff_page("registration desk", "fr", "/admin/registration/registration/")

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
def test_admin_obeys_the_policy_for_every_role(staff_page, role):
    """Every list and the first form of each: no violation of the content security policy, no error."""
    page = staff_page(role)
    lists = page.locator("#content-main th a").evaluate_all("links => links.map(link => link.href)")
    for address in lists:
        page.goto(address)
        first = page.locator("#result_list tbody th a")
        if first.count():
            first.first.click()
            expect(page.locator("#content-main")).to_be_visible()
