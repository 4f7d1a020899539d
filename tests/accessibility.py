"""What axe-core says of a page in the browser: WCAG 2.2 A and AA, and its best practices."""

from axe_playwright_python.sync_playwright import Axe

SIZES = {"wide": {"width": 1280, "height": 900}, "phone": {"width": 360, "height": 740}}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Selectors of elements take a sixth of the time, and nobody asks for them.
RUN = """rules => axe.run({runOnly: rules, resultTypes: ["violations"], selectors: false}).then(found =>
    found.violations.flatMap(rule => rule.nodes.slice(0, 3).map(node => `${rule.id}: ${node.html.slice(0, 160)}`)))"""
# One pixel is rounding.
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"


def faults_of(page) -> list[str]:
    """Return each fault as a line: its rule and its element; and whether the page scrolls sideways."""
    noted = getattr(page, "faults", [])
    before = len(noted)
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate(RUN, RULES)
    del noted[before:]  # axe copies style sheets into a document of its own: our policy reports that
    return found + ["scrolls sideways"] * page.evaluate(SIDEWAYS)


def faults_at_both_sizes(page) -> list[str]:
    """Return the faults of a page on a wide screen and on a phone."""
    found = []
    for name, size in SIZES.items():
        page.set_viewport_size(size)
        found += [f"{name}, {fault}" for fault in faults_of(page)]
    return found
