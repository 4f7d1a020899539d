"""A YAML document whose every value knows its line."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError, RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError


@dataclass(frozen=True, order=True)
class Fault:
    line: int
    message: str


class InvalidEditionFile(Exception):
    """The file cannot be loaded; nothing was written. Carries every fault found, in the order of the file."""

    def __init__(self, name: str, faults: list[Fault]) -> None:
        self.name = name
        self.faults = sorted(set(faults))
        super().__init__("\n".join(f"{name}:{fault.line}: {fault.message}" for fault in self.faults))


@dataclass
class Entry:
    """A mapping of the file; reading a key that is absent gives None, wrong shapes are noted as faults."""

    values: CommentedMap
    line: int
    faults: list[Fault] = field(repr=False)

    def line_of(self, key: str, *inner: str) -> int:
        """The line of ``key``, or of a key inside its value, or of the entry when it is absent."""
        if key not in self.values:
            return self.line
        value = self.values[key]
        if inner and isinstance(value, CommentedMap) and inner[0] in value:
            return int(value.lc.key(inner[0])[0]) + 1
        return int(self.values.lc.key(key)[0]) + 1

    def fault(self, message: str, key: str = "", *inner: str) -> None:
        self.faults.append(Fault(self.line_of(key, *inner), message))

    def refuse_keys_beyond(self, known: set[str]) -> None:
        for key in self.values:
            if key not in known:
                self.fault(f"unknown key “{key}”; known here: {', '.join(sorted(known))}", key)

    def mapping(self, key: str) -> "Entry | None":
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, CommentedMap):
            return Entry(value, self.line_of(key), self.faults)
        self.fault(f"“{key}” must have keys of its own", key)
        return None

    def entries(self, key: str) -> "Iterator[Entry]":
        """The mappings of a list, one by one."""
        value = self.values.get(key)
        if value is None:
            return
        if not isinstance(value, CommentedSeq):
            self.fault(f"“{key}” must be a list (lines that start with “- ”)", key)
            return
        for index, item in enumerate(value):
            line = int(value.lc.item(index)[0]) + 1
            if isinstance(item, CommentedMap):
                yield Entry(item, line, self.faults)
            else:
                self.faults.append(Fault(line, f"each entry of “{key}” must have keys"))


class _Constructor(RoundTripConstructor):
    """Leaves a date that does not exist (30 February) as a text, so that it is refused with its line like any other."""

    def construct_yaml_timestamp(self, node: Any, values: Any = None) -> Any:
        try:
            return super().construct_yaml_timestamp(node, values)
        except ValueError:
            return str(node.value)


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", _Constructor.construct_yaml_timestamp)


def read(path: Path) -> Entry:
    """Parse ``path``; raises InvalidEditionFile when it is not readable YAML with keys at the top."""
    yaml = YAML(typ="rt")
    yaml.Constructor = _Constructor
    try:
        content: Any = yaml.load(path.read_text(encoding="utf-8"))
    except DuplicateKeyError as error:
        raise InvalidEditionFile(path.name, [_marked(error, "the same key twice")]) from error
    except MarkedYAMLError as error:
        raise InvalidEditionFile(path.name, [_marked(error, str(error.problem))]) from error
    except (YAMLError, UnicodeDecodeError) as error:
        raise InvalidEditionFile(path.name, [Fault(1, f"not a YAML text in UTF-8: {error}")]) from error
    if not isinstance(content, CommentedMap):
        raise InvalidEditionFile(path.name, [Fault(1, "an edition file starts with “edition:”")])
    return Entry(content, 1, [])


def _marked(error: MarkedYAMLError, message: str) -> Fault:
    mark = error.problem_mark or error.context_mark
    return Fault(mark.line + 1 if mark else 1, message)
