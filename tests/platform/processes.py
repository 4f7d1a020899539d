"""The programs that a test has started, as Linux sees them."""

from contextlib import suppress
from pathlib import Path


def processes_of_group(group: int) -> list[int]:
    """Return the living processes of a process group; one that has ended and that nobody has asked about is not."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            state, _parent, its_group = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
            if int(its_group) == group and state not in "ZX":
                found.append(int(entry.name))
    return found
