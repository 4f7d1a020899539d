"""The desk prints badges and writes to a group, in a real browser and in both languages."""

import re

import pytest
from playwright.sync_api import expect

from tests.accessibility import faults_of

pytestmark = pytest.mark.live

LIST, WRITE = "/admin/registration/registration/", "/admin/registration/groupmessage/add/"
DESIGN = "/admin/registration/badgedesign/"
# A role of its own for each language: two stories may run on one site.
ROLES = {"fr": "press", "en": "volunteer"}

TWO_PEOPLE = """
from events import clock
from events.models import Edition
from registration import lifecycle, seat_allocation
from registration.models import BadgeDesign
edition = Edition.objects.current()
day = max(seat_allocation.availability(edition.days.all()), key=lambda item: item.left).day
BadgeDesign.objects.filter(edition=edition, role="{role}").delete()
for name in ("Uma", "Vik"):
    somebody = lifecycle.Person(name, "Badge{language}", f"{{name}}.badge.{language}@visitors.example.org", "", "fr")
    lifecycle.register(edition=edition, person=somebody, days=[day], now=clock.now())
"""
# A small edition of its own: nobody else is written to.
A_GROUP = """
from datetime import timedelta
from events import clock
from events.models import Edition
from registration.models import Registration
now = clock.now()
edition = Edition.objects.create(
    slug="group-{language}", title_fr="Groupe {language}", title_en="Group {language}", starts_on=now.date(),
    ends_on=now.date(), contact_email="contact@example.org",
)
def somebody(number):
    language = ("fr", "en")[number % 2]
    address = f"reader{{number}}.{language}@visitors.example.org"
    return Registration(
        edition=edition, first_name=f"Reader{{number:02}}", last_name=f"Group{{number:02}}", email=address,
        email_identity=address, language=language, registered_at=now, changed_at=now,
    )
Registration.objects.bulk_create(somebody(number) for number in range(12))
print(edition.pk)
"""
# A batch whose press somebody else holds: it goes on only as told.
BATCH = """
from datetime import timedelta
from accounts.models import User
from django.utils import timezone
from registration import badge_batches
from registration.models import BadgeBatch, Registration
by, now = User.objects.get(email="adele.martin@team.example.org"), timezone.now()
people = Registration.objects.filter(edition__is_current=True).order_by("pk")[:40]
people = Registration.objects.filter(pk__in=[one.pk for one in people])
label = BadgeBatch.Layout.LABEL
batch = badge_batches.ask(registrations=people, layout=label, selection="", by=by, now=now, reason="x")
held = dict(status="printing", leased_until=now + timedelta(hours=1), printed=10, total=40)
BadgeBatch.objects.filter(pk=batch.pk).update(**held)
print(batch.pk)
"""
GO_ON = "from registration.models import BadgeBatch; BadgeBatch.objects.filter(pk={pk}).update(printed=25)"
FINISH = """
from registration import badge_batches
from registration.models import BadgeBatch
BadgeBatch.objects.filter(pk={pk}).update(status="waiting", leased_until=None, total=BadgeBatch(pk={pk}).badges.count())
badge_batches.print_batch(batch_id={pk})
"""
SEND_NOW = """
from datetime import timedelta
from django.utils import timezone
from outbox import delivery
from registration import group_messages
group_messages.feed_due()
print(delivery.deliver_due(now=timezone.now(), budget=timedelta(seconds=3)))
"""
REFUSED = {
    "fr": "Vous ne recevez plus nos nouvelles ni nos invitations",
    "en": "You receive no more news or invitations",
}


def choose_everybody(page, language: str, action: str) -> None:
    page.goto(f"{LIST}?q=Badge{language}", wait_until="domcontentloaded")
    page.locator("#action-toggle").check()
    page.locator("select[name=action]").select_option(action)
    page.locator(".actions button[type=submit]").click()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_badges_are_designed_printed_and_printed_again_with_a_reason(staff_page, live_site, language):
    role = ROLES[language]
    live_site.shell(TWO_PEOPLE.format(language=language, role=role))
    page = staff_page("administrator", language, f"{DESIGN}add/")
    assert page.locator("html").get_attribute("lang") == language
    page.locator("[name=role]").select_option(role)
    page.locator("[name=_save]").click()
    page.goto(f"{DESIGN}preview/?role={role}", wait_until="domcontentloaded")
    picture = page.locator("main img[src*='.png']").first.get_attribute("src")
    assert page.request.get(picture, timeout=30_000).headers["content-type"] == "image/png"

    choose_everybody(page, language, "set_role")
    assert faults_of(page) == []
    page.locator(f"[name=role][value={role}]").check()
    page.locator("[name=set]").click()
    expect(page.locator(".messagelist .success")).to_contain_text("2")

    choose_everybody(page, language, "print_badges")
    assert faults_of(page) == []
    page.locator("[name=layout][value=a4x4]").check()
    page.locator("[name=print]").click()
    _wait_for_the_press(page)
    with page.expect_download() as download:
        page.locator(".object-tools a[href*='file']").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")

    choose_everybody(page, language, "print_badges")
    page.locator("[name=which][value=new]").check()
    page.locator("[name=print]").click()
    expect(page.locator("#id_which_error")).to_be_visible()
    page.locator("[name=which][value=all]").check()
    page.locator("[name=print]").click()
    expect(page.locator("#id_reason_error")).to_be_visible()
    assert faults_of(page) == []
    page.locator("[name=reason]").fill("torn at the door")
    page.locator("[name=print]").click()
    page.wait_for_url("**/badgebatch/*/change/")
    page.goto(f"{LIST}?q=Badge{language}")
    page.locator("#result_list .field-full_name a").first.click()
    expect(page.locator("#printed_badges-group")).to_contain_text("torn at the door")


def _wait_for_the_press(page) -> None:
    """The bar follows the press; the page without it has the file."""
    link = page.locator(".object-tools a[href*='file']")
    for _attempt in range(20):
        if link.count():
            return
        expect(page.locator("progress, .object-tools a[href*='file']").first).to_be_visible()
        page.wait_for_timeout(500)
        page.reload()
    expect(link).to_be_visible()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_bar_follows_the_press_and_leads_to_the_file_by_itself(staff_page, live_site, language):
    pk = live_site.shell(BATCH).strip()
    page = staff_page("administrator", language, f"/admin/registration/badgebatch/{pk}/change/")
    bar, words = page.locator("progress"), page.locator("output")
    expect(bar).to_have_attribute("value", "10")
    expect(words).to_have_text("10 / 40")
    assert faults_of(page) == []
    live_site.shell(GO_ON.format(pk=pk))
    expect(words).to_have_text("25 / 40")
    assert bar.evaluate("bar => bar.value / bar.max") == 25 / 40
    live_site.shell(FINISH.format(pk=pk))
    with page.expect_download() as download:
        page.locator(".object-tools a[href*='file']").click(timeout=20_000)
    assert download.value.path().read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_group_is_written_to_stopped_taken_up_and_refused(staff_page, live_site, language):
    edition = live_site.shell(A_GROUP.format(language=language)).strip()
    page = staff_page("registration desk", language, WRITE)
    page.locator("[name=edition]").select_option(edition)
    page.locator("[name=kind]").select_option("news")
    for name, words in {"fr": "Programme {first_name}", "en": "Timetable {first_name}"}.items():
        page.locator(f"[name=subject_{name}]").fill(words)
        page.locator(f"[name=body_{name}]").fill(f"https://example.org/{'long' * 30}")
    page.locator("[name=_save]").click()

    expect(page.locator("#count")).to_contain_text("12")
    expect(page.locator("#preview ~ p strong")).to_have_text("Programme Reader00")
    page.locator("a[rel=next]").click()
    expect(page.locator("#preview ~ p strong")).to_have_text("Timetable Reader01")
    assert faults_of(page) == []
    page.locator("form[action$='/start/'] button").click()
    page.locator("form[action$='/stop/'] button").click()
    expect(page.locator(".tag[data-state=warn]")).to_be_visible()
    page.locator("form[action$='/resume/'] button").click()
    expect(page.locator("form[action$='/stop/']")).to_be_visible()

    live_site.shell(SEND_NOW)
    number = {"fr": 0, "en": 1}[language]
    mail = live_site.wait_for_mail(f"reader{number}.{language}@visitors.example.org")
    assert f"Reader{number:02}" in mail["Subject"]
    page.goto(re.search(r"<(.+)>", mail["List-Unsubscribe"])[1])
    page.locator("main form button").click()
    expect(page.locator("h1")).to_have_text(REFUSED[language])
