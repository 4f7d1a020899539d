"""One value of the file ↔ one value of a model field."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone
from ruamel.yaml.scalarstring import LiteralScalarString

from events.edition_file.document import Entry
from events.models.bilingual import LANGUAGES

Field = models.Field[Any, Any]
LONG = 120  # characters; longer texts get lines of their own


class WrongValue(ValueError):
    """The value is not of the kind the field needs; says which kind that is."""


def from_file(field: Field, value: object, folder: Path) -> object:
    """Convert a scalar of the file, a file name to the path of that file; raises WrongValue."""
    for kind, (expected, convert) in KINDS.items():
        if isinstance(field, kind):
            try:
                return file_beside(folder, convert(value)) if kind is models.FileField else convert(value)
            except (TypeError, ValueError, ArithmeticError) as error:
                raise WrongValue(f"expected {expected}") from error
    raise TypeError(field)


def _of_type(*kinds: type) -> Callable[[Any], Any]:
    def check(value: object) -> object:
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise TypeError(value)
        return value

    return check


def _date(value: object) -> date:
    if isinstance(value, datetime):
        raise TypeError(value)
    return date.fromisoformat(str(_of_type(date)(value)))


KINDS: dict[type[Field], tuple[str, Callable[[Any], Any]]] = {
    models.BooleanField: ("true or false", _of_type(bool)),
    models.IntegerField: ("a whole number", lambda value: int(_of_type(int)(value))),
    models.DecimalField: ("a number", lambda value: Decimal(str(float(_of_type(int, float)(value))))),
    models.DateTimeField: (
        "a date and a time (2025-09-15 09:00)",
        lambda value: timezone.make_aware(datetime.fromisoformat(str(_of_type(datetime, str)(value)))),
    ),
    models.DateField: ("a date (2025-11-25)", _date),
    models.TimeField: ("a time (09:30)", lambda value: time.fromisoformat(_of_type(str)(value))),
    models.FileField: ("the name of a file next to this one", _of_type(str)),
    models.Field: (
        "a text; put it in quotes if it looks like a number or a date",
        lambda value: str(_of_type(str)(value)),
    ),
}


def empty(field: Field) -> object:
    """What a key left out means: the default of the field, as in the admin."""
    if field.has_default():
        return field.get_default()
    return None if field.null and not field.empty_strings_allowed else ""


def bilingual(entry: Entry, key: str) -> Iterator[tuple[str, object]]:
    """(language, value) for each language of a text; faults for other keys."""
    texts = entry.mapping(key)
    if texts is None:
        return
    for language, value in texts.values.items():
        if language in LANGUAGES:
            yield language, value
        else:
            entry.fault(f"unknown language “{language}”; the site speaks {', '.join(LANGUAGES)}", key, language)


def file_beside(folder: Path, name: str) -> Path:
    """The file the edition file names; raises WrongValue unless it lies next to it or below."""
    source = (folder / name).resolve()
    if not (source.is_relative_to(folder.resolve()) and source.is_file()):
        raise WrongValue(name)
    return source


def store(name: str, content: bytes) -> None:
    """Make the storage hold ``content`` under exactly ``name``."""
    if default_storage.exists(name):
        with default_storage.open(name) as existing:
            if existing.read() == content:
                return
        default_storage.delete(name)
    default_storage.save(name, ContentFile(content))


def to_file(field: Field, value: Any) -> object:
    """Convert a value of a row to what the file shows; the inverse of :func:`from_file`."""
    match field:
        case models.FileField():
            return f"files/{Path(value.name).name}"
        case models.DecimalField():
            return float(value)
        case models.DateTimeField():
            return timezone.localtime(value).replace(tzinfo=None)
        case models.TimeField():
            return f"{value:%H:%M}" if not value.second else value.isoformat()
        case _ if isinstance(value, str) and ("\n" in value or len(value) > LONG):
            return LiteralScalarString(value)
        case _:
            return value
