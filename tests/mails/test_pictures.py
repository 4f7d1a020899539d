"""Every mail as it is seen: narrow and wide, light and dark, measured in the browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = [pytest.mark.live, pytest.mark.django_db, pytest.mark.xdist_group("mails")]

SCREENS = [(360, "light"), (360, "dark"), (720, "light"), (720, "dark")]
# What is wrong with the mail on the screen, in words: too wide, too small, too pale, cut, too low to be touched.
LOOK = """() => {
  const faults = [];
  const channels = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = element => {
    for (let one = element; one; one = one.parentElement) {
      const colour = channels(getComputedStyle(one).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide > 0) faults.push(`scrolls sideways by ${wide}`);
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const element = node.parentElement, words = node.data.trim().slice(0, 40);
    if (!words || !element.checkVisibility()) continue;
    const style = getComputedStyle(element), range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (parseFloat(style.fontSize) < 14) faults.push(`${style.fontSize}: ${words}`);
    if (box.left < 8 || box.right > innerWidth - 8) faults.push(`at the edge: ${words}`);
    const tones = [light(channels(style.color)), light(ground(element))].sort((a, b) => b - a);
    const contrast = (tones[0] + 0.05) / (tones[1] + 0.05);
    if (contrast < 4.5) faults.push(`contrast ${contrast.toFixed(2)}: ${words}`);
  }
  for (const cell of document.querySelectorAll("td, th, p, h1, h2, h3, a, blockquote")) {
    const out = cell.clientWidth ? cell.scrollWidth - cell.clientWidth : 0;
    if (out > 1) faults.push(`cut: ${cell.textContent.trim().slice(0, 40)}`);
  }
  const buttons = [...document.querySelectorAll(".button")];
  if (buttons.length > 1) faults.push("more than one button");
  for (const button of buttons)
    if (button.getBoundingClientRect().height < 44) faults.push(`low button: ${button.textContent}`);
  for (const link of document.querySelectorAll(".links a"))
    if (link.getBoundingClientRect().height < 24) faults.push(`low link: ${link.textContent}`);
  if (document.images.length) faults.push("pictures");
  return faults;
}"""


@pytest.fixture
def desk(browser):
    """One page for all mails; whatever it asks the network for is refused and noted."""
    context = browser.new_context()
    page = context.new_page()
    page.asked = []
    page.route("**/*", lambda route: (page.asked.append(route.request.url), route.abort()))
    yield page
    context.close()


def test_every_mail_is_seen_whole_readable_and_alone(desk, letters):
    found = {}
    for letter in letters:
        desk.set_content(letter.html)
        for width, scheme in SCREENS:
            desk.set_viewport_size({"width": width, "height": 800})
            desk.emulate_media(color_scheme=scheme)
            if faults := desk.evaluate(LOOK):
                found[f"{letter.name} {width} {scheme}"] = faults
    assert (found, desk.asked) == ({}, [])


def test_no_mail_resists_a_screen_reader(desk, letters):
    axe, found, shapes = Axe(), {}, set()
    # Contrast is measured above, on every text and in both schemes.
    options = {"rules": {"color-contrast": {"enabled": False}}, "resultTypes": ["violations"]}
    for letter in letters:
        if letter.template in shapes:
            continue
        shapes.add(letter.template)
        desk.set_content(letter.html)
        if violations := axe.run(desk, options=options).response["violations"]:
            found[letter.name] = [(rule["id"], node["html"][:120]) for rule in violations for node in rule["nodes"]]
    assert found == {}
