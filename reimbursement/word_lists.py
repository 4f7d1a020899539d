"""Lists of words that anyone may extend: text files, one entry per line, # for remarks."""

from pathlib import Path

DATA = Path(__file__).parent / "data"


def read_words(name: str) -> tuple[str, ...]:
    """The entries of data/<name>.list in their order."""
    lines = (DATA / f"{name}.list").read_text(encoding="utf-8").splitlines()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))
