"""Door staff with an account, on a telephone, in both languages: a morning touch by touch, what is seen and heard."""

import json
import re
from datetime import date

import pytest
from playwright.sync_api import expect

from registration.paper_codes import paper_code
from tests.accessibility import faults_of
from tests.journeys.door_scenes import DAY, PASSWORD, make_link, open_door, others, scan

pytestmark = pytest.mark.live

EMAIL, DESK = "dora.vos@team.example.org", "ines.lambert@team.example.org"
LANGUAGE = "from accounts.models import User; User.objects.filter(email={!r}).update(preferred_language={!r})"
WORDS = {
    "fr": {
        "welcome": "Bienvenue", "undo": "Annuler", "let in": "Faire entrer", "walk-in": "Inscrire sur place",
        "print": "Imprimer le badge", "back": "Revenir à l’entrée", "look": "Vérifier avant d’enregistrer",
        "saved": "1 entrée du papier", "other day": "Une autre journée",
    },
    "en": {
        "welcome": "Welcome", "undo": "Undo", "let in": "Let in", "walk-in": "Register at the door",
        "print": "Print the badge", "back": "Back to the door", "look": "Look before saving",
        "saved": "1 entry from paper", "other day": "Another day",
    },
}  # fmt: skip
# Touches as people make them: what a script or the Enter key presses counts for nothing.
COUNT_TOUCHES = """addEventListener("click", (event) => {
  if (event.detail) sessionStorage.setItem("touches", 1 + Number(sessionStorage.getItem("touches")));
}, true);"""
TOUCHES = "Number(sessionStorage.getItem('touches')) + (sessionStorage.removeItem('touches') ?? 0)"
# What the telephone would shake and sound.
LISTEN = """
window.felt = [];
window.heard = [];
Navigator.prototype.vibrate = (pattern) => { felt.push(pattern); return true; };
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (at) { heard.push(this.frequency.value); start.call(this, at); };
"""
LOOK = """() => {
  const verdict = document.querySelector("#answer .verdict");
  const word = verdict.querySelector(".verdict-word");
  const [whole, sign] = [getComputedStyle(verdict), getComputedStyle(word, "::before")];
  return [whole.backgroundColor, whole.borderTopStyle, sign.content, parseFloat(getComputedStyle(word).fontSize)];
}"""
# A day whose printed list exists, with the numbers of two people who have not come.
PRINTED_LIST = """
import json
from events.models import EventDay
from registration import paper_return
from registration.models import CheckIn, PaperCode, Registration
day = EventDay.objects.get(slug="{day}")
paper_return.give_numbers(day=day, people=list(Registration.objects.expected_on(day)))
of_this_event = PaperCode.objects.filter(day=day, registration__edition=day.edition)
absent = of_this_event.exclude(registration__in=CheckIn.objects.valid().values("registration"))
print(json.dumps(list(absent.order_by("number").values_list("number", "registration__badge_code")[:2])))
"""


@pytest.fixture(scope="module", autouse=True)
def people_of_every_kind(site):
    """Chosen before anybody comes in."""
    return others(site)


@pytest.fixture
def keeper(phone, site):
    """Returns a function that opens the door of the day on a telephone of somebody with an account."""

    def opened(language: str, **options):
        site.shell(LANGUAGE.format(EMAIL, language))
        page = phone(locale=language, **options)
        page.goto("/door/")
        page.fill("[name=login]", EMAIL)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(f"**/door/on/{DAY}/")
        page.wait_for_selector("#network[data-state=on]:not([hidden])")
        return page

    return opened


def expected(page) -> list[list]:
    """Who has a place and has not come."""
    asked = page.request.get(f"/door/on/{DAY}/people/", headers={"Accept": "application/json"})
    return [one for one in asked.json()["people"] if one[4] and not one[5]]


def touches(page) -> int:
    """How many touches there were since this was asked last."""
    return page.evaluate(TOUCHES)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_morning_of_door_staff_in_three_touches_per_person(keeper, site, language):
    words, page = WORDS[language], keeper(language)
    page.add_init_script(COUNT_TOUCHES)
    page.reload()
    assert page.locator("html").get_attribute("lang") == language
    people, answer = expected(page), page.locator("#answer")
    came = page.locator("#counts [data-count=came]")
    before = int(came.inner_text())

    # A USB scanner, although the last touch was elsewhere.
    page.locator("#sound-button").click()
    touches(page)
    page.keyboard.type(people[0][1])
    page.keyboard.press("Enter")
    expect(answer).to_contain_text(re.compile(f"{words['welcome']}.*{re.escape(people[0][2])}", re.DOTALL))
    assert touches(page) == 0

    # A name: the field waits for it.
    page.keyboard.type(people[1][2])
    page.locator("#scan-form button").click()
    answer.get_by_role("button", name=words["let in"]).first.click()
    expect(answer).to_contain_text(words["welcome"])
    assert touches(page) == 2
    expect(came).to_have_text(str(before + 2), timeout=15_000)

    # Both stand among the last entries; the wrong one is taken back there.
    entries = page.locator("#entries li")
    expect(entries.first).to_contain_text(people[1][2])
    expect(entries.nth(1)).to_contain_text(people[0][2])
    entries.first.get_by_role("button", name=words["undo"]).click()
    expect(page.locator(".messages")).to_contain_text(people[1][2])
    expect(entries.first).to_contain_text(people[0][2])

    # The camera of the telephone itself opens the address of the badge.
    page.goto(f"/door/{people[2][0]}/")
    touches(page)
    page.get_by_role("button", name=words["let in"]).click()
    expect(answer).to_contain_text(words["welcome"])
    assert touches(page) == 1

    _somebody_unregistered_gets_a_badge(page, words, language)
    _paper_comes_back(page, site, words)

    page.goto(f"/door/on/{DAY}/")
    page.get_by_role("link", name=words["other day"]).click()
    expect(page.locator(".door-days li")).to_have_count(3)
    counted = page.locator(f"[data-counts={DAY}] [data-count=came]")
    now = int(counted.inner_text())
    person = people[3][0]
    code = page.request.get(f"/door/on/{DAY}/ticket/", headers={"Accept": "application/json"}).json()["csrf"]
    sent = {"code": person, "scan": "00000000-0000-4000-8000-" + person.encode().hex()[:12]}
    assert page.request.post(f"/door/on/{DAY}/scan/", form=sent | {"csrfmiddlewaretoken": code}).ok
    expect(counted).to_have_text(str(now + 1), timeout=15_000)
    assert faults_of(page) == []


def _somebody_unregistered_gets_a_badge(page, words, language: str) -> None:
    """Three touches and the keyboard."""
    page.goto(f"/door/on/{DAY}/")
    touches(page)
    page.get_by_role("link", name=words["walk-in"]).click()
    for name, typed in {"first_name": "Lou", "last_name": f"Desk {language}", "organisation": "Mairie"}.items():
        page.locator(f"[name={name}]").fill(typed)
    page.locator("[name=email]").fill(f"lou.desk.{language}@walk-ins.example.org")
    page.locator("[name=privacy]").click()
    page.locator("main form button[type=submit]").click()
    expect(page.locator(".verdict[data-answer=welcome]")).to_contain_text(f"Lou Desk {language}")
    assert touches(page) == 3
    file = page.locator("form[action$='/badge/']")
    token = file.locator("[name=csrfmiddlewaretoken]").get_attribute("value")
    printed = page.request.post(file.get_attribute("action"), form={"csrfmiddlewaretoken": token})
    assert printed.body().startswith(b"%PDF")
    expect(file.get_by_role("button", name=words["print"])).to_be_visible()
    page.get_by_role("link", name=words["back"]).click()


def _paper_comes_back(page, site, words) -> None:
    """One ticked line is new, one was scanned meanwhile, one is mistyped."""
    (new, _code), (scanned, code) = json.loads(site.shell(PRINTED_LIST.format(day=DAY)).splitlines()[-1])
    page.goto(f"/door/on/{DAY}/")
    assert scan(page, code) == "welcome"
    page.goto(f"/door/on/{DAY}/paper/")
    day = date(2025, 11, 26)
    page.locator("[name=morning]").fill(f"{paper_code(new, day)} {paper_code(scanned, day)} 999Z")
    page.get_by_role("button", name=words["look"]).click()
    states = [one.get_attribute("data-state") for one in page.locator("main table .tag").all()]
    assert states == ["ok", "warn", "full"]
    assert faults_of(page) == []
    page.locator("button[name=save]").click()
    expect(page.locator(".messages")).to_contain_text(words["saved"])


@pytest.mark.parametrize("language", ["fr", "en"])
def test_link_for_a_volunteer_is_made_and_shown_once(phone, site, language):
    site.shell(LANGUAGE.format(DESK, language))
    desk = phone(locale=language)
    address = make_link(desk, f"Zoé {language}")
    assert (desk.locator("html").get_attribute("lang"), faults_of(desk)) == (language, [])
    assert len(open_door(phone(locale=language), address)) > 20
    desk.goto("/admin/registration/doorlink/")
    assert address.rstrip("/").rpartition("/")[2] not in desk.content()


def test_every_answer_is_seen_heard_and_felt(keeper, people_of_every_kind):
    """A kind of answer has its colour, its border, its sign, its tones and its shake; muted, it still shakes."""
    page = keeper("en")
    page.add_init_script(LISTEN)
    page.reload()
    page.locator("#network[data-state=on]:not([hidden])").wait_for()
    page.locator("#code").click()
    person = expected(page)[5]
    told = {"welcome": person[0], "already": person[0], **people_of_every_kind, "unknown": "0" * 16}
    go, look, stop = ([60], [660, 880]), ([90, 70, 90], [440, 440]), ([350], [220])
    kinds = {
        "welcome": go, "already": look, "not_today": look, "waiting": look, "cancelled": stop, "other_event": stop,
        "unknown": stop,
    }  # fmt: skip
    assert set(told) == set(kinds)
    seen = {}
    for state, code in told.items():
        page.evaluate("felt.length = heard.length = 0")
        assert scan(page, code) == state
        assert (page.evaluate("felt"), page.evaluate("heard")) == ([kinds[state][0]], kinds[state][1]), state
        *seen[state], size = page.evaluate(LOOK)
        assert size >= 39, state
    by_kind = {str(kind): {str(seen[state]) for state in kinds if kinds[state] == kind} for kind in kinds.values()}
    assert [len(looks) for looks in by_kind.values()] == [1, 1, 1]
    for place in range(3):
        assert len({seen[state][place] for state in ("welcome", "already", "unknown")}) == 3

    page.locator("#sound-button").click()
    page.evaluate("felt.length = heard.length = 0")
    assert scan(page, "0" * 16) == "unknown"
    assert (page.evaluate("felt"), page.evaluate("heard")) == ([[350]], [])
