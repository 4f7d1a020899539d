"""What axe-core says of a page in the browser: WCAG 2.2 A and AA, and its best practices."""

from axe_playwright_python.sync_playwright import Axe

SIZES = {"wide": {"width": 1280, "height": 900}, "phone": {"width": 360, "height": 740}}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Most of the time goes into contrasts, and into selectors of elements that nobody asks for.
RUN = """([rules, contrast]) => axe.run({
    runOnly: rules, rules: {"color-contrast": {enabled: contrast}}, resultTypes: ["violations"], selectors: false,
}).then(found =>
    found.violations.flatMap(rule => rule.nodes.slice(0, 3).map(node => `${rule.id}: ${node.html.slice(0, 160)}`)))"""
# One pixel is rounding.
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"


def faults_of(page, *, contrast: bool = True) -> list[str]:
    """Return each fault as a line: its rule and its element; and whether the page scrolls sideways."""
    noted = getattr(page, "faults", [])
    before = len(noted)
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate(RUN, [RULES, contrast])
    del noted[before:]  # axe copies style sheets into a document of its own: our policy reports that
    return found + ["scrolls sideways"] * page.evaluate(SIDEWAYS)


def faults_at_both_sizes(page) -> list[str]:
    """Return the faults of a page on a wide screen and on a phone; its colours are the same on both."""
    found = []
    for name, size in SIZES.items():
        page.set_viewport_size(size)
        found += [f"{name}, {fault}" for fault in faults_of(page, contrast=name == "wide")]
    return found
