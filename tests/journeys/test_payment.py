"""The €948 from the first question to the bank's answer: two organisations, two languages, six people of staff.

Each has a browser of their own: the claimants, a reviewer, an approver, a volunteer at the door, a treasurer who
prepares and an administrator who releases. Between them the clock of the event moves on; the worker sends the mails.
"""

import re
import time
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from necess.demonstration.staff import ACCOUNTS, PASSWORD
from reimbursement.bank_xml import find_all, parse, text_at
from reimbursement.sepa_check import faults_of
from tests.journeys import reading
from tests.journeys.test_allowance import open_claim_in_admin, sign_in
from tests.journeys.test_registration import fill_in_registration, tick
from tests.live import eventually
from tests.reimbursement import papers

pytestmark = pytest.mark.live

PARIS_27 = "paris-2025-11-27"


@dataclass
class Claimant:
    """An organisation that comes, and what it holds in its hands on the way."""

    language: str
    organisation: str
    street: str
    postcode: str
    city: str
    country: str
    iban: str
    page: object = None
    address: str = ""
    badge: str = ""
    reference: str = ""

    @property
    def email(self):
        return f"tresor@{self.city.lower()}-commun.example.net"


def claimants():
    return [
        Claimant(
            "fr",
            "Atelier des Deux Rives",
            "8 rue de la Krutenau",
            "67000",
            "Strasbourg",
            "FR",
            "FR14 2004 1010 0505 0001 3M02 606",
        ),
        Claimant("en", "Rhein Kollektiv", "Am Markt 3", "53111", "Bonn", "DE", "DE89 3704 0044 0532 0130 00"),
    ]


@pytest.fixture
def live_site(make_site):
    """A site of its own: its clock moves."""
    site = make_site()
    site.start()
    return site


def set_clock(site, *moment):
    """What is started next begins at this moment in Paris."""
    at = datetime(*moment, tzinfo=ZoneInfo("Europe/Paris")).timestamp()
    site.variables["NECESS_CLOCK_OFFSET"] = str(int(at - time.time()))


def ask_first(claimant):
    """The anonymous question: would we have it?"""
    page, french = claimant.page, claimant.language == "fr"
    page.goto("/fr/defraiement/verifier/" if french else "/en/reimbursement/check/")
    page.locator("[name=country]").select_option(claimant.country)
    page.locator("[name=city]").fill(claimant.city)
    page.locator("[name=postcode]").fill(claimant.postcode)
    tick(page, "[name=first_time][value=yes]")
    tick(page, f"[name=days][value={PARIS_27}]")
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("main")).to_contain_text(re.compile(r"\d{3},\d\s*km" if french else r"\d{3}\.\d\s*km"))


def claim(claimant, site):
    """Register, then claim in four steps, and send."""
    page, french = claimant.page, claimant.language == "fr"
    page.goto("/fr/inscription/" if french else "/en/registration/")
    fill_in_registration(page, email=claimant.email, last_name=claimant.city, organisation=claimant.organisation)
    mail = site.wait_for_mail(claimant.email)
    claimant.badge = reading.scanned(reading.attached(mail, "application/pdf"))[0]
    page.goto(reading.link_in(mail, r"/(mon|my)/[\w-]{43}/"))
    page.locator("main a[href*='/nouvelle/'], main a[href*='/new/']").first.click()
    page.locator("main form button[type=submit]").first.click()
    claimant.address = page.url
    page.goto(claimant.address + ("etape" if french else "step") + "/organisation/")
    page.locator("[name=organisation_name]").fill(claimant.organisation)
    page.locator("[name=office_country]").select_option(claimant.country)
    submit(page)
    page.locator("[name=office_street]").fill(claimant.street)
    page.locator("[name=office_postcode]").fill(claimant.postcode)
    page.locator("[name=office_city]").fill(claimant.city)
    submit(page)
    expect(page.locator("[name=travelling]")).to_be_checked()
    submit(page)
    tick(page, "[name=first_time][value=yes]")
    submit(page)
    tick(page, "[name=is_true]")
    page.locator("form:has([name=is_true]) button[type=submit]").click()
    acknowledged = reading.text_of(site.wait_for_mail(claimant.email, count=2))
    claimant.reference = re.search(r"\bD-[A-Z0-9]{6}\b", acknowledged)[0]


def submit(page):
    page.locator("main form button[type=submit]").first.click()


def propose_both(reviewer, people):
    """Where every criterion says yes, many are proposed at once; the reviewer has no button to approve them."""

    def checked():
        reviewer.goto("/admin/reimbursement/claim/?status__exact=pre_eligible")
        rows = [reviewer.locator("#result_list tbody tr", has_text=claimant.organisation) for claimant in people]
        return all(row.count() for row in rows) and rows

    for row in eventually(checked):
        row.locator("input[type=checkbox]").check()
    reviewer.locator("select[name=action]").select_option("propose")
    reviewer.locator("#changelist-form button[name=index]").click()
    expect(reviewer.locator(".messagelist .success")).to_have_count(1)
    open_claim_in_admin(reviewer, people[0].organisation)
    expect(reviewer.locator("form[action*='/approve/']")).to_have_count(0)


def press(staff, claimant, action):
    """Open the claim in the admin and press one button."""
    form = f"form[action*='/{action}/']"
    eventually(lambda: open_claim_in_admin(staff, claimant.organisation) or staff.locator(form).count())
    staff.locator(f"{form} button").first.click()
    expect(staff.locator(".messagelist .success")).to_have_count(1)


def give_account(claimant):
    """The bank details, asked for only now, and the paper of the bank."""
    page, french = claimant.page, claimant.language == "fr"
    page.goto(claimant.address + ("banque" if french else "bank") + "/")
    page.locator("[name=holder]").fill(claimant.organisation.upper())
    page.locator("[name=iban]").fill(claimant.iban)
    submit(page)
    expect(page.locator("main")).not_to_contain_text(claimant.iban[5:])
    page.goto(claimant.address + "documents/")
    page.locator("[name=kind]").select_option("bank")
    page.locator("[name=papers]").set_input_files(
        {"name": "rib.pdf", "mimeType": "application/pdf", "buffer": papers.pdf()}
    )
    page.locator("form:has([name=papers]) button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("rib.pdf")


def test_from_the_first_question_to_the_answer_of_the_bank(open_page, live_site, tmp_path):
    people = claimants()
    for claimant in people:
        claimant.page = open_page(locale={"fr": "fr-FR", "en": "en-GB"}[claimant.language])
        ask_first(claimant)
        claim(claimant, live_site)
    reviewer, approver = open_page(locale="en-GB"), open_page(locale="en-GB")
    sign_in(reviewer, "reviewer")
    propose_both(reviewer, people)
    sign_in(approver, "approver")
    for claimant in people:
        press(approver, claimant, "approve")
    for claimant in people:
        assert re.search(r"948 €|€948", reading.text_of(live_site.wait_for_mail(claimant.email, count=3)))
        give_account(claimant)

    live_site.stop()
    set_clock(live_site, 2025, 11, 27, 9, 30)
    live_site.start()
    door = open_page(locale="fr-FR")
    welcome(door, people)

    set_clock(live_site, 2025, 12, 1, 10, 0)  # the site goes on in November: starting it again tells nothing new
    live_site.shell("from reimbursement.tasks import settle_attendance; settle_attendance()")
    treasurer = open_page(locale="en-GB", accept_downloads=True)
    sign_in(treasurer, "treasurer")
    for claimant in people:
        press(treasurer, claimant, "make-payable")
    batch = prepare(treasurer)
    expect(treasurer.locator("form[action$='/release/']")).to_have_count(0)

    president = open_page(locale="fr-FR", accept_downloads=True)
    sign_in(president, "administrator", path=batch)
    president.locator("form[action$='/release/'] button").click()
    with president.expect_download() as download:
        president.locator("form[action$='/download/'] button").click()
    file = download.value.path().read_bytes()
    identifiers = check_file(file, people)

    answer = tmp_path / "answer.csv"
    answer.write_text("".join(["EndToEndId;Status;Amount\n", *(f"{one};paid;948.00\n" for one in identifiers)]))
    treasurer.goto(batch)
    treasurer.locator("[name=answer]").set_input_files(answer)
    treasurer.locator("form[action$='/book/'] button").click()
    expect(treasurer.locator(".messagelist")).to_contain_text("2")
    for claimant in people:
        receive_statement(claimant, live_site)


def welcome(door, people):
    """Scan the badges as a volunteer with a phone does."""
    for number, claimant in enumerate(people):
        path = re.search(r"/door/[^/]+/", claimant.badge)[0]
        if number == 0:
            door.goto(f"/accounts/login/?next={path}")
            log_in(door)
        door.goto(path)
        door.locator("main form button[type=submit]").first.click()
        expect(door.locator("main")).to_contain_text(claimant.city)
    door.close()  # it would go on asking for the counts of the day


def log_in(page):
    page.locator("[name=login]").fill(ACCOUNTS["door"].email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("form button[type=submit]").first.click()
    page.wait_for_url(re.compile("/door/"))


def prepare(treasurer):
    """Prepare a batch of what is ready; return its address."""
    treasurer.goto("/admin/reimbursement/paymentbatch/add/")
    treasurer.locator("[name=payer]").fill("Social Good Accelerator")
    treasurer.locator("[name=account]").fill("BE68 5390 0754 7034")
    treasurer.locator("[name=execution_on]").fill("2025-12-02")
    treasurer.locator("[name=version]").select_option("pain.001.001.09")
    treasurer.locator(".claim-forms button[type=submit]").click()
    treasurer.wait_for_url(re.compile(r"/paymentbatch/\d+/change/"))
    return treasurer.url


def check_file(file, people):
    """What the bank receives: good by the schema and by ourselves, for these two and nobody else."""
    assert faults_of(file) == []
    transfers = find_all(parse(file), "CstmrCdtTrfInitn", "PmtInf", "CdtTrfTxInf")
    paid = {
        (text_at(one, "Cdtr", "Nm"), text_at(one, "CdtrAcct", "Id", "IBAN"), text_at(one, "Amt", "InstdAmt"))
        for one in transfers
    }
    due = {(who.organisation.upper(), who.iban.replace(" ", ""), "948.00") for who in people}
    assert due <= paid
    return [text_at(one, "PmtId", "EndToEndId") for one in transfers]


def receive_statement(claimant, site):
    """The last mail says that it was paid, with the statement as PDF in their language."""

    def paid():
        for mail in site.mails(claimant.email):
            for part in mail.iter_attachments():
                if part.get_content_type() == "application/pdf" and claimant.reference in part.get_filename():
                    text, language = reading.printed(part.get_content())
                    if re.search(r"948", text) and claimant.organisation.upper() in text.upper():
                        statements.append((text, language))
        return [language for text, language in statements if "BE" in text or "••••" in text]

    statements = []
    assert set(eventually(paid)) == {claimant.language}
    claimant.page.goto(claimant.address)
    expect(claimant.page.locator("main")).to_contain_text(re.compile("payé|paid", re.IGNORECASE))
