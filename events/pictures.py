"""Pictures placed in texts by their short name: one query for a request, whatever the number of pictures."""

import re
from contextvars import ContextVar

from django.core.signals import request_started
from django.template.loader import render_to_string

from events import markdown
from events.models import Picture

PLACED = re.compile(r"!\[[^\]]*\]\(([^)\s]*)[^)]*\)")

# What this request knows already; None before its first picture.
_known: ContextVar[dict[str, Picture] | None] = ContextVar("pictures", default=None)


def names_in(text: str) -> set[str]:
    """The short names that ``text`` places."""
    return set(PLACED.findall(text))


def unknown_in(text: str) -> list[str]:
    """The short names in ``text`` that name no picture."""
    names = names_in(text)
    known = set(Picture.objects.filter(slug__in=names).values_list("slug", flat=True)) if names else set()
    return sorted(names - known)


def html(slug: str, language: str) -> str:
    """The picture in every format and width, with its alternative text; nothing when there is none any more."""
    known = _known.get()
    if known is None:
        known = {picture.slug: picture for picture in Picture.objects.all()}
        _known.set(known)
    picture = known.get(slug)
    if picture is None:
        return ""
    alt = "" if picture.is_decorative else picture.text("alt", language)
    return render_to_string("events/picture.html", {"picture": picture, "alt": alt})


def offer() -> None:
    """Let texts place pictures."""
    markdown.place_pictures_with(html)
    request_started.connect(_forget, dispatch_uid="events.pictures")


def _forget(**_kwargs: object) -> None:
    _known.set(None)
