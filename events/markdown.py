"""Markdown written by editors, shown as a small safe subset of HTML."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from events.typography import set_text

HEADINGS = {"h2", "h3", "h4"}
TAGS = HEADINGS | {
    "p", "a", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "hr", "br",
    "img", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href"},
    "img": {"src"},
    "ol": {"start"},
    "td": {"data-label"},
    **{heading: {"id"} for heading in HEADINGS},
}
SHORT_NAME = re.compile(r"[a-zA-Z0-9_-]+")
PICTURE = re.compile(r'<img src="([^"]*)">')
PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def escape(text: str) -> str:
    """Return ``text`` so that Markdown shows it as it is, also inside the address of a link."""
    return PUNCTUATION.sub(r"\\\1", text)


_place: Callable[[str, str], str] = lambda _name, _language: ""  # noqa: E731 - replaced when pictures are known


def place_pictures_with(place: Callable[[str, str], str]) -> None:
    """Say how a picture is shown, by its short name and the language of the text."""
    global _place  # noqa: PLW0603 - set once, when the application is loaded
    _place = place


def to_html(text: str, language: str) -> SafeString:
    """Return safe HTML: no raw HTML, no scripts, pictures of ours only; headings start at level 2 and have anchors."""
    html = _cleaned(text, language)
    if "<img" not in html:
        return html
    return mark_safe(PICTURE.sub(lambda match: _place(match[1], language), html))


@lru_cache(maxsize=1024)
def _cleaned(text: str, language: str) -> SafeString:
    html = _parsers(language).render(text)
    cleaned = nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, link_rel="noopener", url_schemes={"https", "http", "mailto", "tel"}
    )
    return mark_safe(cleaned)


@lru_cache(maxsize=4)
def _parsers(language: str) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.add_render_rule("image", _name_picture)
    parser.core.ruler.push("typography", lambda state: _set_texts(state, language))
    parser.core.ruler.push("headings", _anchor_headings)
    parser.core.ruler.push("tables", _label_cells)
    return parser


def _name_picture(
    _renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    """A picture keeps its short name only; an address from elsewhere shows nothing."""
    name = str(tokens[index].attrs["src"])
    return f'<img src="{name}">' if SHORT_NAME.fullmatch(name) else ""


def _set_texts(state: StateCore, language: str) -> None:
    for token in state.tokens:
        for child in token.children or ():
            if child.type == "text":
                child.content = set_text(child.content, language)


def _anchor_headings(state: StateCore) -> None:
    """The page owns h1: a body that starts with one is moved down, never up past h4."""
    for token, following in zip(state.tokens, state.tokens[1:], strict=False):
        if token.type == "heading_open":
            token.tag = f"h{min(max(int(token.tag[1]), 2), 4)}"
            token.attrSet("id", slugify(following.content))
        elif following.type == "heading_close":
            following.tag = f"h{min(max(int(following.tag[1]), 2), 4)}"


def _label_cells(state: StateCore) -> None:
    """Each cell carries the heading of its column: on phones a row of a table becomes a card."""
    labels: list[str] = []
    column = 0
    for token, following in zip(state.tokens, state.tokens[1:], strict=False):
        if token.type == "thead_open":
            labels = []
        elif token.type == "th_open":
            labels.append("".join(child.content for child in following.children or ()))
        elif token.type == "tr_open":
            column = 0
        elif token.type == "td_open":
            token.attrSet("data-label", labels[column])
            column += 1
