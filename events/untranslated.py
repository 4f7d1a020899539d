"""What is written in one language only, or older in one: the list editors work through, the guard of publication."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from events import lagging
from events.models import (
    Article,
    Download,
    Edition,
    EventDay,
    FormQuestion,
    Landmark,
    OptionalService,
    Page,
    Partner,
    Partnership,
    Picture,
    Question,
    Session,
    Speaker,
    Venue,
)
from events.models.bilingual import Bilingual

OF_EDITION: tuple[tuple[type[Bilingual], str, tuple[str, ...]], ...] = (
    (Venue, "edition", ("edition",)),
    (Landmark, "venue__edition", ("venue__edition",)),
    (EventDay, "edition", ("edition", "venue")),
    (Session, "day__edition", ("day__edition",)),
    (Speaker, "edition", ("edition",)),
    (Partnership, "edition", ("edition", "partner")),
    (Question, "edition", ("edition",)),
    (FormQuestion, "edition", ("edition",)),
    (Download, "edition", ("edition",)),
)
OF_SITE: tuple[type[Bilingual], ...] = (Edition, Partner, Article, Page, Picture, OptionalService)


@dataclass(frozen=True)
class Gap:
    """One row with the fields that lack a language (``fields``), or whose other language was changed since."""

    row: Bilingual
    fields: list[tuple[str, str]]
    older: list[tuple[str, str]] = field(default_factory=list)

    @property
    def languages(self) -> list[str]:
        return sorted({language for _field, language in self.fields})

    @property
    def older_languages(self) -> list[str]:
        return sorted({language for _field, language in self.older})

    @property
    def first_field(self) -> str:
        """The form field to begin with."""
        return "_".join([*self.fields, *self.older][0])

    @property
    def form_row(self) -> Bilingual:
        """The row whose form it is written in."""
        return self.row.venue if isinstance(self.row, Landmark) else self.row


def all_rows() -> Iterator[Bilingual]:
    """Every bilingual row, each with the edition it belongs to."""
    for model in OF_SITE:
        yield from model._default_manager.all()
    for model, _path, links in OF_EDITION:
        yield from model._default_manager.select_related(*links)


def gaps() -> list[Gap]:
    """Every row, draft or not, that lacks a text in one of its languages or has an older one."""
    behind = lagging.of_all()
    rows = (row for model in OF_SITE for row in model._default_manager.all())
    return [*_with_gaps(rows, behind), *_gaps_of(None, behind)]


def gaps_of(edition: Edition) -> list[Gap]:
    """What stands between ``edition`` and its publication, apart from its own texts."""
    return _gaps_of(edition, lagging.of_all())


def own_gaps(row: Bilingual) -> list[Gap]:
    """What this row itself lacks."""
    return list(_with_gaps(iter([row]), lagging.of_all([row])))


def _gaps_of(edition: Edition | None, behind: dict[lagging.Key, lagging.Behind]) -> list[Gap]:
    found: list[Gap] = []
    for model, path, links in OF_EDITION:
        rows = model._default_manager.select_related(*links)
        found += _with_gaps(iter(rows.filter(**{path: edition}) if edition else rows), behind)
    return found


def _with_gaps(rows: Iterator[Bilingual], behind: dict[lagging.Key, lagging.Behind]) -> Iterator[Gap]:
    for row in rows:
        missing, offered = row.missing_texts(), row.languages_offered()
        late = behind.get(lagging.key_of(row), {})
        older = [(name, language) for name, languages in late.items() for language in sorted(languages & set(offered))]
        older = [pair for pair in older if pair not in missing and len(offered) > 1]
        if missing or older:
            yield Gap(row, missing, older)
