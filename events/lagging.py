"""Which language is older than a change of the other one, told from the history of texts."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from events.models import TextVersion
from events.models.bilingual import LANGUAGES, Bilingual

Behind = dict[str, set[str]]  # by field, the languages to look at again
Key = tuple[str, int]
Texts = dict[str, Any]


def of(row: Bilingual) -> Behind:
    """What of ``row`` is behind."""
    return of_all([row]).get(key_of(row), {})


def of_all(rows: Iterable[Bilingual] | None = None) -> dict[Key, Behind]:
    """What is behind in each of ``rows``, or of everything: one query."""
    versions = TextVersion.objects.order_by("pk")
    if rows is not None:
        wanted = Q(pk__in=[])
        for kind, keys in _by_kind(rows).items():
            wanted |= Q(kind=kind, row__in=keys)
        versions = versions.filter(wanted)
    latest: dict[Key, TextVersion] = {}
    states: dict[int, Behind] = {}  # by version: putting one back puts its state back too
    found: dict[Key, Behind] = {}
    for version in versions:
        key = (version.kind, version.row)
        states[version.pk] = found[key] = _after(version, latest.get(key), found.get(key, {}), states)
        latest[key] = version
    return {key: behind for key, behind in found.items() if behind}


def after_change(behind: Behind, old: Texts, new: Texts, offered: Iterable[str] = LANGUAGES) -> Behind:
    """What is behind once ``old`` texts (by field and language) are ``new``; a first translation leaves none behind.

    >>> after_change({}, {"title_fr": "Un", "title_en": "One"}, {"title_fr": "Deux", "title_en": "One"})
    {'title': {'en'}}
    >>> after_change({"title": {"en"}}, {"title_fr": "Deux"}, {"title_fr": "Deux", "title_en": "Two"})
    {}
    """
    result = {field: set(languages) for field, languages in behind.items()}
    for field in {name.rpartition("_")[0] for name in new}:
        names = {language: f"{field}_{language}" for language in offered}
        written = {each for each, name in names.items() if old.get(name, "") != new.get(name, "")}
        changed = {each for each in written if old.get(names[each]) and new.get(names[each])}
        waiting = result.get(field, set())
        if changed and not waiting & written:
            result[field] = set(offered) - written
        elif waiting:
            result[field] = waiting - written
    return {field: languages for field, languages in result.items() if languages}


def _after(version: TextVersion, before: TextVersion | None, behind: Behind, states: dict[int, Behind]) -> Behind:
    if version.restores_id in states:
        return states[version.restores_id]
    if version.other_holds or before is None:
        return {}
    return after_change(behind, before.texts, version.texts)


def _by_kind(rows: Iterable[Bilingual]) -> dict[str, list[int]]:
    kinds: dict[str, list[int]] = {}
    for row in rows:
        kind, key = key_of(row)
        kinds.setdefault(kind, []).append(key)
    return kinds


def key_of(row: Bilingual) -> Key:
    """How the history names ``row``."""
    return str(row._meta.model_name), row.pk
