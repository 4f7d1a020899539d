"""Load or update one edition from its file: everything or nothing, and every fault at once."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.files.base import File
from django.db import models, transaction
from django.db.models import ProtectedError

from events.edition_file import values
from events.edition_file.document import Entry, Fault, InvalidEditionFile, read
from events.edition_file.sections import EDITION, SECTIONS, Section
from events.models import Edition, EventDay
from events.models.bilingual import LANGUAGES, Bilingual

Identity = tuple[object, ...]
BROKEN = object()  # a value that could not be read


@dataclass
class Report:
    """What a load did, per section: how many rows were added, changed, removed."""

    added: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)

    @property
    def changes(self) -> int:
        return self.added.total() + self.changed.total() + self.removed.total()

    def lines(self) -> list[str]:
        return [
            f"{section.name}: {self.added[section.name]} added, {self.changed[section.name]} changed, "
            f"{self.removed[section.name]} removed"
            for section in (EDITION, *SECTIONS)
            if self.added[section.name] or self.changed[section.name] or self.removed[section.name]
        ]


@dataclass
class Row:
    """One entry of the file and the row it became."""

    entry: Entry
    instance: Bilingual
    many: dict[str, list[Bilingual]]


def load(path: Path, *, dry_run: bool = False) -> Report:
    """Load ``path`` in one transaction; raises InvalidEditionFile with all faults, having written nothing."""
    return _Loading(path).run(dry_run=dry_run)


class _Loading:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.document = read(path)
        self.faults = self.document.faults
        self.report = Report()
        self.rows: dict[str, dict[Identity, Row]] = {}
        self.named: dict[str, set[tuple[str, ...]]] = {}
        self.files: dict[str, Path] = {}

    def run(self, *, dry_run: bool) -> Report:
        self.document.refuse_keys_beyond({"edition", *(section.name for section in SECTIONS)})
        with transaction.atomic():
            self._write()
            if self.faults:
                raise InvalidEditionFile(self.path.name, self.faults)
            if dry_run:
                transaction.set_rollback(True)
            else:
                for name, source in self.files.items():
                    values.store(name, source.read_bytes())
        return self.report

    def _write(self) -> None:
        entry = self.document.mapping("edition")
        if entry is None:
            self.document.fault("the section “edition” is missing")
            return
        self._write_row(EDITION, entry, Edition.objects.filter(slug=str(entry.values.get("slug"))).first())
        for section in SECTIONS if self.rows.get(EDITION.name) else ():
            self._write_section(section)
        if self.rows.get(EDITION.name) and not self.faults:
            self._remove_absent()
            self._check_meaning()

    @property
    def edition(self) -> Edition:
        (row,) = self.rows[EDITION.name].values()
        return cast(Edition, row.instance)

    def _write_section(self, section: Section) -> None:
        existing = {_identity(section, row): row for row in self._existing(section)}
        for index, entry in enumerate(self.document.entries(section.name), start=1):
            identity = tuple(str(entry.values.get(name)) for name in section.identity)
            if identity in self.named.setdefault(section.name, set()):
                entry.fault(f"“{' '.join(identity)}” is already in “{section.name}”", section.identity[0])
                continue
            self.named[section.name].add(identity)
            self._write_row(section, entry, existing.get(identity), position=index)

    def _existing(self, section: Section) -> "models.QuerySet[Any]":
        rows = section.model._default_manager.all()
        if section.name in {"articles", "pages"} or section.shared:
            return rows  # their short names are unique on the whole site
        if section.model is EventDay:
            rows = rows.select_for_update()  # nobody takes a place while a cap is compared with the places taken
        return rows.filter(**{section.edition_path: self.edition})

    def _write_row(self, section: Section, entry: Entry, existing: Bilingual | None, *, position: int = 0) -> None:
        """Bring one row to what its entry says; only a row that differs is saved."""
        entry.refuse_keys_beyond(set(section.fields))
        wanted, many = self._wanted(section, entry)
        broken = [name for name, value in wanted.items() if value is BROKEN]
        if section.has_position:
            wanted["position"] = position
        if section is not EDITION and section.edition_path == "edition":
            wanted["edition"] = self.edition
        instance = existing or section.model()
        changed = [name for name in _differences(instance, wanted) if name not in broken]
        for name in changed:
            setattr(instance, name, wanted[name])
        if not self._is_sound(entry, instance, broken, changed=bool(changed)) or broken:
            return
        self._count(section, instance, bool(changed) or self._links_differ(instance, many))
        if changed or instance._state.adding:
            instance.save()
        for name, targets in many.items():
            getattr(instance, name).set(targets)
        self.rows.setdefault(section.name, {})[_identity(section, instance)] = Row(entry, instance, many)

    def _wanted(self, section: Section, entry: Entry) -> tuple[dict[str, Any], dict[str, list[Bilingual]]]:
        """What the entry says of each field; BROKEN where it cannot be read, once that fault is noted."""
        wanted: dict[str, Any] = {}
        many: dict[str, list[Bilingual]] = {}
        for name in section.fields:
            model_field = section.model_field(name)
            if name in section.model.translated_fields():
                wanted |= self._texts(model_field, entry, name)
            elif model_field.many_to_many:
                many[name] = self._references(section.references[name], entry, name)
            elif entry.values.get(name) is None:
                wanted[name] = self._absent(model_field, entry, name)
            elif name in section.references:
                wanted[name] = self._pointed(section.references[name], entry, str(entry.values[name]), name)
            else:
                wanted[name] = self._converted(model_field, entry, entry.values[name], name)
        return wanted, many

    def _absent(self, model_field: values.Field, entry: Entry, name: str) -> object:
        if model_field.blank or model_field.has_default():
            return values.empty(model_field)
        entry.fault(f"“{name}” is missing", name)
        return BROKEN

    def _texts(self, model_field: values.Field, entry: Entry, name: str) -> dict[str, object]:
        texts: dict[str, object] = {f"{name}_{language}": "" for language in LANGUAGES}
        for language, value in values.bilingual(entry, name):
            texts[f"{name}_{language}"] = self._converted(model_field, entry, value, name, language)
        return texts

    def _converted(self, model_field: values.Field, entry: Entry, value: object, *keys: str) -> object:
        try:
            converted = values.from_file(model_field, value, self.path.parent)
        except values.WrongValue as wrong:
            entry.fault(f"“{'.'.join(keys)}”: {wrong}", *keys)
            return BROKEN
        if isinstance(converted, Path):
            stored = f"downloads/{self.edition.slug}/{converted.name}"
            self.files[stored] = converted
            return stored
        return converted

    def _references(self, target: str, entry: Entry, name: str) -> list[Bilingual]:
        wanted = entry.values.get(name) or []
        if not isinstance(wanted, list):
            entry.fault(f"“{name}” must be a list", name)
            return []
        found = [self._pointed(target, entry, str(slug), name) for slug in wanted]
        return [row for row in found if isinstance(row, Bilingual)]

    def _pointed(self, target: str, entry: Entry, slug: str, name: str) -> object:
        row = self.rows.get(target, {}).get((slug,))
        if row is not None:
            return row.instance
        if (slug,) not in self.named.get(target, set()):  # an entry with faults of its own is not a second fault
            entry.fault(f"“{name}”: there is no “{slug}” in “{target}”", name)
        return BROKEN

    def _is_sound(self, entry: Entry, instance: Bilingual, broken: list[str], *, changed: bool) -> bool:
        """Check what one row can tell by itself; what rows say of each other is checked at the end."""
        try:
            if isinstance(instance, EventDay):
                _refuse_cap_below_taken(instance)
            instance.clean_fields(exclude=set(broken))
            if changed and not broken:
                instance.validate_unique()
                instance.validate_constraints()
        except ValidationError as invalid:
            self._note(entry, invalid)
            return False
        return True

    def _check_meaning(self) -> None:
        for rows in self.rows.values():
            for row in rows.values():
                try:
                    row.instance.clean()
                except ValidationError as invalid:
                    self._note(row.entry, invalid)

    def _note(self, entry: Entry, invalid: ValidationError) -> None:
        for name, messages in invalid.message_dict.items():
            base, _underscore, language = name.rpartition("_")
            keys = (base, language) if base and language in LANGUAGES else (name,)
            label = "" if name == NON_FIELD_ERRORS else f"“{'.'.join(keys)}”: "
            for message in messages:
                entry.fault(f"{label}{message}", *keys)

    def _links_differ(self, instance: Bilingual, many: dict[str, list[Bilingual]]) -> bool:
        if instance._state.adding:
            return bool(many)
        return any(
            {target.pk for target in targets} != set(getattr(instance, name).values_list("pk", flat=True))
            for name, targets in many.items()
        )

    def _count(self, section: Section, instance: Bilingual, changed: bool) -> None:
        if instance._state.adding:
            self.report.added[section.name] += 1
        elif changed:
            self.report.changed[section.name] += 1

    def _remove_absent(self) -> None:
        """Remove the rows of the edition that the file no longer names, the dependent ones first."""
        for section in reversed(SECTIONS):
            if section.shared:
                continue
            kept = [row.instance.pk for row in self.rows.get(section.name, {}).values()]
            absent = section.model._default_manager.filter(**{section.edition_path: self.edition}).exclude(pk__in=kept)
            for instance in absent:
                self._remove(section, instance)

    def _remove(self, section: Section, instance: Bilingual) -> None:
        slug = " ".join(str(part) for part in _identity(section, instance))
        if isinstance(instance, EventDay) and instance.taken:
            self.faults.append(Fault(1, f"“{slug}” is missing from “days”, but {instance.taken} people hold a place"))
            return
        try:
            instance.delete()
        except ProtectedError:
            self.faults.append(Fault(1, f"“{slug}” is missing from “{section.name}”, but it is in use"))
            return
        self.report.removed[section.name] += 1


def _identity(section: Section, instance: Bilingual) -> Identity:
    parts = (getattr(instance, name) for name in section.identity)
    return tuple(getattr(part, "slug", part) for part in parts)


def _differences(instance: Bilingual, wanted: dict[str, Any]) -> list[str]:
    return [name for name, value in wanted.items() if _comparable(getattr(instance, name, None)) != _comparable(value)]


def _comparable(value: object) -> object:
    if isinstance(value, File):
        return value.name or ""
    return "" if value is None else value


def _refuse_cap_below_taken(day: EventDay) -> None:
    if (day.capacity or 0) < day.taken + day.reserved:
        kept = f" and {day.reserved} are kept" if day.reserved else ""
        message = f"{day.taken} people already hold a place{kept}: the cap cannot be {day.capacity}"
        raise ValidationError({"capacity": message})
