"""Pages that came out of the press, on their way to the file for the printer."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PrintedPages:
    """Pages as PDF, and the page that lies under each of them when they share one."""

    pages: bytes
    grounds: tuple[bytes, ...] = ()
