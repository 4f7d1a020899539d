"""The text of a message to a group: a safe part of Markdown, with a few words that are each person's own.

Markdown is read once per language, the words of a person are put in afterwards, escaped: no name becomes markup.
"""

import re
from collections.abc import Mapping

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

from events.markdown import to_html
from events.typography import set_text
from outbox.rendering import one_line

WORDS = ("first_name", "name", "organisation", "reference", "days", "my_page")
PLACEHOLDER = re.compile(r"\{([^{}\n]{0,60})\}")
# Stands for the personal page while Markdown is read: an address like any other, of a domain that cannot exist.
PAGE = "https://my-page.invalid/"
LINK = re.compile(r"<?\{my_page\}>?")

PARSER = MarkdownIt("commonmark", {"html": False}).disable("image")


def refuse_unknown(text: str) -> None:
    """Raise ValidationError naming what stands in braces and means nothing."""
    unknown = [f"{{{word}}}" for word in PLACEHOLDER.findall(text) if word not in WORDS]
    if unknown:
        known = ", ".join(f"{{{word}}}" for word in WORDS)
        message = _("Unknown: %(unknown)s. You may write %(known)s.")
        raise ValidationError(message, params={"unknown": ", ".join(unknown), "known": known})


def uses(text: str, word: str) -> bool:
    return f"{{{word}}}" in text


def html(text: str, language: str, words: Mapping[str, str]) -> SafeString:
    """The text as safe HTML for one person."""
    shown = to_html(_with_page(text), language).replace(PAGE, escape(words["my_page"]))
    return mark_safe(_filled(shown, {name: escape(word) for name, word in words.items()}))


def plain(text: str, language: str, words: Mapping[str, str]) -> str:
    """The text as it is read without HTML: links are written out, signs of emphasis left away."""
    return _filled(set_text(_plain(text), language), words).replace(PAGE, words["my_page"])


def line(text: str, language: str, words: Mapping[str, str]) -> str:
    """A subject for one person: one line."""
    return one_line(_filled(set_text(text, language), words))


def _with_page(text: str) -> str:
    """The personal page as a link, written alone or behind words."""
    return LINK.sub(f"<{PAGE}>", text.replace("({my_page})", f"({PAGE})"))


def _filled(text: str, words: Mapping[str, str]) -> str:
    return PLACEHOLDER.sub(lambda match: words.get(match[1], match[0]), text)


def _plain(text: str) -> str:
    """Markdown without its signs, block by block."""
    blocks: list[str] = []
    marks: list[str] = []
    quoted = 0
    for token in PARSER.parse(_with_page(text)):
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            marks.append("-" if token.type.startswith("bullet") else "1.")
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            marks.pop()
        elif token.type == "list_item_open":
            mark = f"{'  ' * (len(marks) - 1)}{token.info + '.' if token.info else marks[-1]} "
            blocks.append(mark)
        elif token.type == "blockquote_open":
            quoted += 1
        elif token.type == "blockquote_close":
            quoted -= 1
        elif words := _words(token):
            _add(blocks, words, "> " * quoted)
    return "\n\n".join(blocks).strip()


def _add(blocks: list[str], words: str, quote: str) -> None:
    """A paragraph of its own, or what follows the mark of its list."""
    if blocks and re.fullmatch(r" *(-|\d+\.) ", blocks[-1]):
        blocks[-1] += words
    else:
        blocks.append(quote + words.replace("\n", f"\n{quote}"))


def _words(token: Token) -> str:
    if token.type in {"fence", "code_block"}:
        return token.content.rstrip("\n")
    if token.type == "hr":
        return "----"
    if token.type != "inline":
        return ""
    said, address, begun = "", "", 0
    for child in token.children or ():
        if child.type == "link_open":
            address, begun = _whole(str(child.attrGet("href") or "")), len(said)
        elif child.type == "link_close":
            said += "" if said[begun:] in {address, address.removeprefix("mailto:")} else f" ({address})"
        elif child.type in {"softbreak", "hardbreak"}:
            said += "\n"
        else:
            said += child.content
    return said


def _whole(address: str) -> str:
    return f"{settings.SITE_URL}{address}" if address.startswith("/") else address
