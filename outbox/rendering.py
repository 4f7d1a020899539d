"""One message from its three templates, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context, engines
from django.template.loader import render_to_string
from django.utils import translation


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
            subject=" ".join(_plain(f"{template}.subject.txt", values).split()),
            text=_plain(f"{template}.txt", values).strip() + "\n",
            html=render_to_string(f"{template}.html", values),
        )


def _plain(name: str, values: Mapping[str, Any]) -> str:
    """Render text that is not HTML: nothing is escaped in it."""
    template = engines["django"].get_template(name)
    return str(template.template.render(Context(dict(values), autoescape=False)))  # type: ignore[attr-defined]  # not stubbed
