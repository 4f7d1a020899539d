"""Markdown written by editors, shown as a small safe subset of HTML."""

import re
from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from events.typography import set_text

HEADINGS = {"h2", "h3", "h4"}
TAGS = HEADINGS | {
    "p", "a", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "hr", "br",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "td": {"data-label"}, **{heading: {"id"} for heading in HEADINGS}}
PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def escape(text: str) -> str:
    """Return ``text`` so that Markdown shows it as it is, also inside the address of a link."""
    return PUNCTUATION.sub(r"\\\1", text)


@lru_cache(maxsize=1024)
def to_html(text: str, language: str) -> SafeString:
    """Return safe HTML: no raw HTML, no pictures, no scripts; headings start at level 2 and have anchors."""
    html = _parsers(language).render(text)
    cleaned = nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, link_rel="noopener", url_schemes={"https", "http", "mailto", "tel"}
    )
    return mark_safe(cleaned)


@lru_cache(maxsize=4)
def _parsers(language: str) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    parser.core.ruler.push("typography", lambda state: _set_texts(state, language))
    parser.core.ruler.push("headings", _anchor_headings)
    parser.core.ruler.push("tables", _label_cells)
    return parser


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
