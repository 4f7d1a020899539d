"""Every screen of the office and every page of somebody registered, refused forms too: no fault of accessibility.

Each is seen on a phone in one language and on a wide screen in the other, in turn.
"""

import json
from itertools import cycle

import pytest
from playwright.sync_api import expect

from tests.accessibility import SIZES, faults_of

pytestmark = pytest.mark.live

OFFICE = "/admin/registration/"
LIST = f"{OFFICE}registration/"
# One of everything; named by language, since both see the same site.
SCENE = """
import json
from accounts.models import User
from allauth.account.models import EmailAddress
from events import clock
from django.urls import reverse
from django.utils import translation
from events.models import EventDay, Session
from registration import attestations, badge_batches, lifecycle, saved_views
from registration.models import BadgeBatch, GroupMessage, PersonalLink, Registration
language, now = "{language}", clock.now()
root = User.objects.get(email="adele.martin@team.example.org")
EmailAddress.objects.update_or_create(user=root, email=root.email, defaults=dict(verified=True, primary=True))
day = EventDay.objects.get(slug="paris-2025-11-27")
ada = lifecycle.Person("Ada", "Lovelace", f"screens.{{language}}@visitors.example.org", "Analytique", language)
person = lifecycle.register(edition=day.edition, person=ada, days=[day], now=now).registration
me = lifecycle.Person("Adèle", "Martin", root.email, "", "fr")
lifecycle.register(edition=day.edition, person=me, days=[day], now=now)
texts = dict(subject_fr="Venir", body_fr="Bonjour {{first_name}}", subject_en="Come", body_en="Dear {{first_name}}")
about = dict(edition=day.edition, written_by=root, written_at=now)
message, refused = GroupMessage.objects.create(**texts, **about), GroupMessage.objects.create(
    subject_fr="Seul", body_fr="Bonjour", **about)
someone = Registration.objects.filter(pk=person.pk)
batch = badge_batches.ask(registrations=someone, layout=BadgeBatch.Layout.A6, selection="", by=root, now=now)
wishes = saved_views.Wishes(f"Screens {{language}}", True, "", ["last_name", "email"])
view = saved_views.make(wishes=wishes, by=root, now=now)
token = PersonalLink.objects.issue(registration_id=person.pk, scope=PersonalLink.Scope.MANAGE)
workshop = dict(day=day.slug, slug=Session.objects.filter(day=day, capacity__isnull=False).first().slug)
code = attestations.verification_address(person).rstrip("/").rpartition("/")[2]
own = ("personal", "answers", "details", "workshops", "subscribe", "cancel", "own_data", "erase", "still_coming")
with translation.override(language):
    people = [reverse(f"registration:{{name}}", args=[token]) for name in own]
    people += [reverse("registration:free_day", args=[token, day.slug]), reverse("registration:mine")]
    people += [reverse("registration:add_colleagues", args=[token])]
    people += [reverse("registration:verify", args=[each]) for each in (code, "unknown")]
    people += [reverse("registration:workshop", kwargs=workshop)]
print(json.dumps(dict(person=person.pk, message=message.pk, refused=refused.pk, batch=batch.pk, view=view.pk,
                      people=people)))
"""
SCREENS = {
    "lists": [
        LIST, f"{LIST}?view={{view}}", f"{LIST}{{person}}/change/", f"{LIST}{{person}}/erase/", f"{LIST}views/add/",
        f"{LIST}views/{{view}}/change/", f"{LIST}views/{{view}}/export/", f"{LIST}figures/", f"{LIST}figures/report/",
        f"{OFFICE}historyentry/", f"{OFFICE}exportlog/",
    ],
    "places": [
        f"{OFFICE}reserve/", f"{OFFICE}reserve/paris-2025-11-27/", f"{OFFICE}reserve/opening/",
        f"{OFFICE}reserve/preview/", f"{OFFICE}invitation/", f"{OFFICE}invitation/add/", f"{OFFICE}importlog/",
        f"{OFFICE}importlog/new/", f"{OFFICE}pastparticipant/",
    ],
    "messages": [
        f"{OFFICE}groupmessage/", f"{OFFICE}groupmessage/add/", f"{OFFICE}groupmessage/{{message}}/send/",
        f"{OFFICE}groupmessage/{{refused}}/send/", f"{OFFICE}badgedesign/", f"{OFFICE}badgedesign/add/",
        f"{OFFICE}badgedesign/preview/", f"{OFFICE}badgebatch/", f"{OFFICE}badgebatch/{{batch}}/change/",
        "/admin/outbox/outgoingmail/",
    ],
    "door": [
        f"{OFFICE}doorlink/", f"{OFFICE}doorlink/add/", f"{OFFICE}devicescan/", "/door/?all",
        "/door/on/paris-2025-11-27/paper/",
    ],
    "people": [],
}  # fmt: skip
# Sent as they are found, or with one wrong value: the page that refuses.
REFUSED = {
    "lists": [(f"{LIST}views/add/", {})],
    "places": [
        (f"{OFFICE}reserve/paris-2025-11-27/", {"cap": "1", "reason": "x"}), (f"{OFFICE}reserve/opening/", {}),
        (f"{OFFICE}invitation/add/", {}), (f"{OFFICE}importlog/new/", {}),
    ],
    "messages": [(f"{OFFICE}groupmessage/add/", {})],
    "door": [(f"{OFFICE}doorlink/add/", {}), ("/door/on/paris-2025-11-27/paper/", {"morning": "zzz 999X"})],
    "people": [("{people[1]}", {"question-access": "x" * 1100}), ("{people[2]}", {"first_name": ""})],
}  # fmt: skip
# What the stock admin draws and we have not drawn anew: a search box named by its picture; tables of what belongs to a
# person, with empty corners, scrolled by touch on a phone; small numbers of further pages.
STOCK = (
    "label-title-only",
    'empty-table-header: <th class="original"></th>',
    "empty-table-header: <th></th>",
    'scrollable-region-focusable: <div class="js-inline-admin-formset',
    'target-size: <a href="?p=',
)
SAYS_NO = ".errornote, .errorlist, .error-summary, [role=alert], [aria-invalid=true], .tag[data-state=full]"


def press(page, values) -> None:
    """Fill in and send the first form that posts, past what the browser itself would refuse."""
    for name, value in values.items():
        page.locator(f"[name={name}]").first.fill(value)
    button = (
        "form[method=post] :is(button[type=submit], input[type=submit], button:not([type])):visible:not([aria-hidden])"
    )
    page.evaluate("document.querySelectorAll('form').forEach(form => form.noValidate = true)")
    page.locator(f"#content-main {button}, #content {button}, main {button}").first.click()


@pytest.fixture(scope="module")
def made(live_site) -> dict[str, dict]:
    """One of everything, in each language."""
    return {name: json.loads(live_site.shell(SCENE.format(language=name)).splitlines()[-1]) for name in ("fr", "en")}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("part", SCREENS)
def test_every_screen_has_no_fault_of_accessibility(staff_page, made, part, language):
    page, about, faults = staff_page("administrator", language, LIST), made[language], {}
    sizes = cycle(SIZES if language == "en" else reversed(SIZES))

    def look(name: str) -> None:
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        found = [fault for fault in faults_of(page) if not fault.startswith(STOCK)]
        if found or page.locator("html").get_attribute("lang") != language:
            faults[name] = found

    for path in [path.format(**about) for path in SCREENS[part]] or about["people"]:
        page.set_viewport_size(SIZES[next(sizes)])
        page.goto(path)
        look(path)
    for path, values in REFUSED[part]:
        page.set_viewport_size(SIZES[next(sizes)])
        page.goto(path.format(**about))
        press(page, values)
        expect(page.locator(SAYS_NO).first).to_be_visible()
        look(f"{path} refused")
    page.faults.clear()  # what is not found, or no longer valid, is an error of the browser's
    assert faults == {}
