"""The links of every published text, as its readers meet them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import urldefrag, urljoin, urlsplit

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import override

from events import facts, markdown
from events.models import EventDay, Landmark, Partner, Partnership, Question, Venue
from events.models.bilingual import Bilingual
from events.untranslated import all_rows

HREF = re.compile(r'href="([^"]*)"')
MOST_CHARACTERS = 1000
# Where a text without a page of its own is read: a link may name a part of that page.
PAGES: dict[type[Bilingual], str] = {
    EventDay: "events:programme",
    Landmark: "events:practical",
    Partner: "events:partners",
    Partnership: "events:partners",
    Question: "events:faq",
    Venue: "events:practical",
}


@dataclass(frozen=True)
class Link:
    """An absolute address, the row and the field of the form it stands in; no language where it is the same in all."""

    row: Bilingual
    field: str
    language: str
    address: str

    @property
    def is_ours(self) -> bool:
        return urlsplit(self.address).netloc == urlsplit(settings.SITE_URL).netloc


def links() -> Iterator[Link]:
    """Every link that readers may follow, each once per field; addresses of mail and telephone are none."""
    for row in all_rows():
        if row.is_public():
            for field, language, address in dict.fromkeys(_found(row)):
                if urlsplit(address).scheme in {"http", "https"} and len(address) <= MOST_CHARACTERS:
                    yield Link(row, field, language, address)


def _found(row: Bilingual) -> Iterator[tuple[str, str, str]]:
    for field in row._meta.concrete_fields:
        if isinstance(field, models.URLField) and getattr(row, field.name):
            yield field.name, "", getattr(row, field.name)
    texts = [name for name in row.translated_fields() if type(row._meta.get_field(name)) is models.TextField]
    for language in row.languages_offered():
        with override(language):
            page = f"{settings.SITE_URL}{_page_of(row)}"
            for name in texts:
                text = facts.fill(row.text(name, language), row.facts_from(), escape=markdown.escape)
                for href in HREF.findall(markdown.to_html(text, language)) if "](" in text or "<" in text else ():
                    yield f"{name}_{language}", language, urljoin(page, unescape(href))


def _page_of(row: Bilingual) -> str:
    if type(row) in PAGES:
        return reverse(PAGES[type(row)])
    own: str = row.get_absolute_url() if hasattr(row, "get_absolute_url") else "/"
    return urldefrag(own).url
