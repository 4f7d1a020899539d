"""What is written in one language only: the list editors work through, and the guard before publication."""

from collections.abc import Iterator
from dataclasses import dataclass

from events.models import (
    Article,
    Download,
    Edition,
    EventDay,
    Page,
    Partner,
    Partnership,
    Question,
    Session,
    Speaker,
    Venue,
)
from events.models.bilingual import Bilingual

OF_EDITION: tuple[tuple[type[Bilingual], str, tuple[str, ...]], ...] = (
    (Venue, "edition", ("edition",)),
    (EventDay, "edition", ("edition", "venue")),
    (Session, "day__edition", ("day__edition",)),
    (Speaker, "edition", ("edition",)),
    (Partnership, "edition", ("edition", "partner")),
    (Question, "edition", ("edition",)),
    (Download, "edition", ("edition",)),
)
OF_SITE: tuple[type[Bilingual], ...] = (Edition, Partner, Article, Page)


@dataclass(frozen=True)
class Gap:
    """One row with the fields that lack a language."""

    row: Bilingual
    fields: list[tuple[str, str]]

    @property
    def languages(self) -> list[str]:
        return sorted({language for _field, language in self.fields})


def gaps() -> list[Gap]:
    """Every row, draft or not, that lacks a text in one of its languages."""
    rows = (row for model in OF_SITE for row in model._default_manager.all())
    return [*_with_gaps(rows), *gaps_of(None)]


def gaps_of(edition: Edition | None) -> list[Gap]:
    """What stands between ``edition`` and its publication; of all editions when there is none named."""
    found: list[Gap] = []
    for model, path, links in OF_EDITION:
        rows = model._default_manager.select_related(*links)
        found += _with_gaps(iter(rows.filter(**{path: edition}) if edition else rows))
    return found


def _with_gaps(rows: Iterator[Bilingual]) -> Iterator[Gap]:
    for row in rows:
        missing = row.missing_texts()
        if missing:
            yield Gap(row, missing)
