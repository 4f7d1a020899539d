"""Write an edition back as the file it can be loaded from."""

from io import StringIO
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.db import models
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from events.edition_file import values
from events.edition_file.sections import EDITION, SECTIONS, Section
from events.models import Download, Edition
from events.models.bilingual import LANGUAGES, Bilingual


def dump(edition: Edition) -> str:
    """Return the file of ``edition``; loading it changes nothing."""
    document = CommentedMap()
    document[EDITION.name] = _entry(EDITION, edition)
    for section in SECTIONS:
        rows = [_entry(section, row) for row in _rows(section, edition)]
        if rows:
            document[section.name] = rows
            document.yaml_set_comment_before_after_key(section.name, before="\n")
    out = StringIO()
    yaml = YAML(typ="rt")
    yaml.width = 100_000
    yaml.allow_unicode = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.dump(document, out)
    return out.getvalue()


def dump_files(edition: Edition, folder: Path) -> list[Path]:
    """Copy the documents of ``edition`` to ``folder``/files, where the dumped file looks for them."""
    copied: list[Path] = []
    for download in edition.downloads.all():
        for name in filter(None, (_file_name(download, language) for language in LANGUAGES)):
            target = folder / "files" / Path(name).name
            target.parent.mkdir(parents=True, exist_ok=True)
            with default_storage.open(name) as source:
                target.write_bytes(source.read())
            copied.append(target)
    return copied


def _file_name(download: Download, language: str) -> str:
    return str(getattr(download, f"file_{language}") or "")


def _rows(section: Section, edition: Edition) -> "models.QuerySet[Any]":
    rows = section.model._default_manager.filter(**{section.edition_path: edition}).distinct()
    links = [name for name in section.references if not section.model_field(name).many_to_many]
    return rows.select_related(*links) if links else rows


def _entry(section: Section, row: Bilingual) -> CommentedMap:
    entry = CommentedMap()
    for name in section.fields:
        field = section.model_field(name)
        if name in section.model.translated_fields():
            value: object = _texts(field, row, name)
        elif field.many_to_many:
            value = [target.slug for target in getattr(row, name).all()]
        elif name in section.references:
            value = getattr(row, name).slug
        else:
            value = getattr(row, name)
            if value == values.empty(field):
                continue
            value = values.to_file(field, value)
        if value not in (None, "", [], {}):
            entry[name] = value
    return entry


def _texts(field: values.Field, row: Bilingual, name: str) -> CommentedMap:
    texts = CommentedMap()
    for language in LANGUAGES:
        value = getattr(row, f"{name}_{language}")
        if value:
            texts[language] = values.to_file(field, value)
    return texts
