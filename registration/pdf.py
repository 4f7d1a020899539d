"""The way to the press, for whoever prints."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from registration.press import Press


@cache
def press() -> "Press":
    """The press of this process. It is heavy, so that only a process that prints loads it."""
    from registration.press import Press  # noqa: PLC0415 - see above

    return Press()
