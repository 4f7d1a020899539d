"""The accent colours an edition may choose: few, and each readable on every ground (a test measures them)."""

from hashlib import sha256

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Palette(TextChoices):
    COMMONS = "commons", _("green")
    LAKE = "lake", _("blue")
    PLUM = "plum", _("purple")
    OCHRE = "ochre", _("brown")


TOKENS = ("commons", "commons-deep", "on-commons", "commons-tint")

# Light, then dark, in the order of TOKENS. Green is the house: it needs no sheet of its own.
PALETTES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "lake": (("#124c85", "#0b3560", "#ffffff", "#e1ebf6"), ("#9cc9ff", "#c6e0ff", "#0b1a2e", "#172c4a")),
    "plum": (("#6a2a7c", "#4b1a59", "#ffffff", "#f1e4f4"), ("#e0aaf0", "#f0d0f8", "#230b2b", "#351d40")),
    "ochre": (("#6d4300", "#4c2f00", "#ffffff", "#f6ead3"), ("#f0c07a", "#f8dcae", "#2a1a00", "#3b2b14")),
}


def style_sheet(palette: str) -> str:
    """What replaces the accents of the house; it stands outside the layers, so it wins over them."""
    light, dark = (_declared(colours) for colours in PALETTES[palette])
    return f":root {{ {light} }}\n@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n"


def etag(palette: str) -> str:
    """A strong validator of the style sheet."""
    return f'"{sha256(style_sheet(palette).encode()).hexdigest()[:16]}"'


def _declared(colours: tuple[str, ...]) -> str:
    return " ".join(f"--{token}: {colour};" for token, colour in zip(TOKENS, colours, strict=True))
