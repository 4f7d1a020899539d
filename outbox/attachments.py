"""What the worker makes at delivery and attaches: each application registers its kinds when it starts."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Attachment:
    """A file of a message."""

    filename: str
    content: bytes
    mimetype: str


Builder = Callable[[str, str], Attachment]
_builders: dict[str, Builder] = {}


def register(kind: str, builder: Builder) -> None:
    """Let ``builder(identifier, language)`` make attachments of this kind, e.g. ``registration.badge``."""
    _builders[kind] = builder


def build(kind: str, identifier: str, language: str) -> Attachment:
    """Make one attachment; raises KeyError for an unknown kind and whatever the builder raises."""
    return _builders[kind](identifier, language)
