"""Every public page of the app, and what a reader sees of it."""

from html.parser import HTMLParser

from django.urls import reverse
from django.utils import translation

PLAIN = (
    "home", "programme", "speakers", "practical", "faq", "partners", "news", "editions", "legal", "privacy",
    "accessibility",
    "cookies", "open_data",
)  # fmt: skip
SESSION = ("paris-2025-11-26", "third-way")
WITH_ARGUMENTS = (
    ("edition", ["2023"]),
    ("edition", ["2024"]),
    ("edition", ["2025"]),
    ("session", [*SESSION]),
    ("speaker", ["2025", "maud-sarda"]),
    ("article", ["parlez-moi-d-ia"]),
    ("article", ["euses-2021-research"]),
)
NAMES = [*((name, []) for name in PLAIN), *WITH_ARGUMENTS]


def address(name: str, arguments: list[str], language: str) -> str:
    with translation.override(language):
        return reverse(f"events:{name}", args=arguments)


class _Reader(HTMLParser):
    """Collects texts with the language they are in, links, identifiers, alternates."""

    VOID = frozenset({"meta", "link", "br", "hr", "img", "input", "path", "use"})

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[tuple[str, str]] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.head: list[dict[str, str | None]] = []
        self.faults: list[str] = []
        self._open: list[tuple[str, str]] = [("", "")]

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        language = found.get("lang") or self._open[-1][1]
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "a":
            self.links.append(found.get("href") or "")
        if tag in {"link", "meta"}:
            self.head.append({"tag": tag, **found})
        self.faults += [f"{tag} {name}" for name in found if name == "style" or name.startswith("on")]
        said = ("aria-label", "title", "alt", *(["content"] if found.get("property") != "og:type" else []))
        self.texts += [(language, found[name]) for name in said if found.get(name)]
        if tag not in self.VOID:
            self._open.append((tag, language))

    def handle_endtag(self, tag):
        if tag not in self.VOID and self._open[-1][0] == tag:
            self._open.pop()

    def handle_data(self, data):
        if data.strip() and self._open[-1][0] not in {"script", "style"}:
            self.texts.append((self._open[-1][1], " ".join(data.split())))


def read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    return reader
