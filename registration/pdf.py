"""The way to the press, for whoever prints."""

import gc
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from registration.press import Press


@cache
def press() -> "Press":
    """The press of this process. It is heavy, so that only a process that prints loads it."""
    from registration.press import Press  # noqa: PLC0415 - see above

    ready = Press()
    # What is loaded by now stays: without it in view, the garbage collector takes an eighth less of the time of a page.
    gc.collect()
    gc.freeze()
    return ready
