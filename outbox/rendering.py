"""One message from its three templates, in the reader's language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context, engines
from django.template.loader import render_to_string
from django.utils import translation

# Texts of editors are written for pages: their links may begin at the root of the site, and they may show pictures.
LINK_WITHIN = re.compile(r'(<a [^>]*?href=")/(?!/)')
# Whatever is space or ends a line for anybody, except the two spaces that do not break.
BREAKABLE = re.compile(r"[^\S\u00a0\u202f]+")
PICTURE = re.compile(r"<picture\b.*?</picture>|<img\b[^>]*>", re.DOTALL)
ALTERNATIVE = re.compile(r'<img\b[^>]*?\balt="([^"]*)"')


@dataclass(frozen=True)
class Message:
    """What a person reads."""

    subject: str
    text: str
    html: str


def render(*, template: str, language: str, context: Mapping[str, Any]) -> Message:
    """Render ``<template>.subject.txt``, ``.txt`` and ``.html``; the subject becomes one line."""
    with translation.override(language):
        values = {**context, "site_url": settings.SITE_URL, "language": language, "LANGUAGE_CODE": language}
        return Message(
            subject=one_line(_plain(f"{template}.subject.txt", values)),
            text=_plain(f"{template}.txt", values).strip() + "\n",
            html=_self_contained(render_to_string(f"{template}.html", values)),
        )


def one_line(text: str) -> str:
    """Return ``text`` without line breaks and doubled spaces; the spaces of French typography stay what they are."""
    return BREAKABLE.sub(" ", text).strip(" ")


def _self_contained(html: str) -> str:
    """The part as it can be read far from the site: links whole, and the words of a picture instead of it."""
    return PICTURE.sub(lambda found: "".join(ALTERNATIVE.findall(found[0])), LINK_WITHIN.sub(_whole, html))


def _whole(found: re.Match[str]) -> str:
    return f"{found[1]}{settings.SITE_URL}/"


def _plain(name: str, values: Mapping[str, Any]) -> str:
    """Render text that is not HTML: nothing is escaped in it."""
    template = engines["django"].get_template(name)
    return str(template.template.render(Context(dict(values), autoescape=False)))  # type: ignore[attr-defined]  # not stubbed
