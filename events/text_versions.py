"""The history of texts: kept at each save, compared word by word, put back as a new version."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from events import facts, lagging, retention_calendar
from events.models.bilingual import LANGUAGES, Bilingual
from events.models.text_versions import TextVersion

KEEP = timedelta(days=730)
WORDS = re.compile(r"\s+|\S+")

Texts = dict[str, str]


@dataclass(frozen=True)
class Piece:
    """Words that stayed (``same``), came (``new``) or went (``old``)."""

    kind: str
    words: str


@dataclass(frozen=True)
class Change:
    """One field before and after; one list of pieces for each language, in the order of the languages."""

    field: str
    languages: list[tuple[str, list[Piece]]]


@dataclass(frozen=True)
class Step:
    """A version and what it changed of the one before."""

    version: TextVersion
    changes: list[Change]
    is_latest: bool


def texts_of(row: Bilingual) -> Texts:
    """Every text of ``row`` by field and language; files are not texts."""
    fields = [name for name in row.translated_fields() if not isinstance(row._meta.get_field(name), models.FileField)]
    return {f"{field}_{language}": row.text(field, language) for field in fields for language in LANGUAGES}


def versions_of(row: Bilingual) -> models.QuerySet[TextVersion]:
    """All versions of ``row``, the latest first."""
    return TextVersion.objects.filter(kind=_kind(row), row=row.pk).select_related("by", "restores")


@transaction.atomic
def record(
    *,
    row: Bilingual,
    before: Texts | None,
    by: User,
    now: datetime,
    restores: TextVersion | None = None,
    other_holds: bool = False,
) -> TextVersion | None:
    """Keep what ``row`` says now, and what it said ``before`` its first change.

    Nothing is kept when no text changed, unless somebody said that a language left behind holds all the same.
    """
    latest = versions_of(row).first()
    after = texts_of(row)
    settles = other_holds and bool(lagging.of(row))
    if (latest.texts if latest else before) == after and not settles:
        return None
    if latest is None and before is not None:
        TextVersion.objects.create(kind=_kind(row), row=row.pk, texts=before, at=now)
    return TextVersion.objects.create(
        kind=_kind(row), row=row.pk, texts=after, at=now, by=by, restores=restores, other_holds=other_holds
    )


@transaction.atomic
def restore(*, row: Bilingual, version: TextVersion, by: User, now: datetime) -> None:
    """Put the texts of ``version`` back; raises ValidationError when they are not fit to be read any more."""
    before = texts_of(row)
    for name in before.keys() & version.texts.keys():
        setattr(row, name, version.texts[name])
    row.full_clean()
    row.save()
    record(row=row, before=before, by=by, now=now, restores=version)


def steps(row: Bilingual) -> list[Step]:
    """The history of ``row``, the latest first, each version with what it changed."""
    versions = list(versions_of(row))
    older: list[TextVersion | None] = [*versions[1:], None][: len(versions)]
    return [
        Step(version, list(_changes(row, previous.texts if previous else {}, version.texts)), version is versions[0])
        for version, previous in zip(versions, older, strict=True)
    ]


def forget(*, now: datetime) -> int:
    """Drop versions past their date with the names in them, and those of rows that are gone."""
    dropped, _each = TextVersion.objects.filter(at__lt=now - KEEP).delete()
    for model in _bilingual_models():
        orphans = TextVersion.objects.filter(kind=model._meta.model_name)
        dropped += orphans.exclude(row__in=model._default_manager.values("pk")).delete()[0]
    return dropped


def offer() -> None:
    """Let texts name how long their own history is kept, and put it on the calendar."""
    facts.register("keep_text_versions", lambda _edition, _argument: facts.number(KEEP.days))
    retention_calendar.register(
        retention_calendar.Keeping(
            _("names of editors in the history of texts"), "events.TextVersion", ("keep_text_versions",), _departures
        )
    )


def pieces(old: str, new: str) -> list[Piece]:
    """The words of both texts in reading order.

    >>> [(piece.kind, piece.words) for piece in pieces("on Monday", "on Friday")]
    [('same', 'on '), ('old', 'Monday'), ('new', 'Friday')]
    """
    before, after = WORDS.findall(old), WORDS.findall(new)
    found: list[Piece] = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece("same", "".join(after[j1:j2])))
            continue
        found += [Piece("old", "".join(before[i1:i2]))] if i1 < i2 else []
        found += [Piece("new", "".join(after[j1:j2]))] if j1 < j2 else []
    return found


def _changes(row: Bilingual, old: Texts, new: Texts) -> Iterator[Change]:
    for field in row.translated_fields():
        names = [(language, f"{field}_{language}") for language in LANGUAGES]
        if any(old.get(name, "") != new.get(name, "") for _language, name in names):
            model_field: Any = row._meta.get_field(field)
            label = str(model_field.verbose_name)
            yield Change(label, [(language, pieces(old.get(name, ""), new.get(name, ""))) for language, name in names])


def _kind(row: Bilingual) -> str:
    return str(row._meta.model_name)


def _bilingual_models() -> list[type[Bilingual]]:
    return [model for model in apps.get_models() if issubclass(model, Bilingual)]


def _departures() -> retention_calendar.Departures:
    days = TextVersion.objects.order_by().annotate(day=TruncDate("at")).values_list("day")
    return {day + KEEP: number for day, number in days.annotate(Count("pk"))}
