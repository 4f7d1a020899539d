"""The accent colours an edition may choose: few by name, or its own; each readable on every ground (tests measure)."""

import re
from hashlib import sha256

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from events.contrasts import Scheme, accents_from


class Palette(TextChoices):
    COMMONS = "commons", _("green")
    LAKE = "lake", _("blue")
    PLUM = "plum", _("purple")
    OCHRE = "ochre", _("brown")
    OWN = "own", _("your own colour")


TOKENS = ("commons", "commons-deep", "on-commons", "commons-tint")
OWN_COLOUR = re.compile(r"[0-9a-f]{6}")

# Light, then dark, in the order of TOKENS. Green is the house: it needs no sheet of its own.
PALETTES: dict[str, tuple[Scheme, Scheme]] = {
    "lake": (("#124c85", "#0b3560", "#ffffff", "#e1ebf6"), ("#9cc9ff", "#c6e0ff", "#0b1a2e", "#172c4a")),
    "plum": (("#6a2a7c", "#4b1a59", "#ffffff", "#f1e4f4"), ("#e0aaf0", "#f0d0f8", "#230b2b", "#351d40")),
    "ochre": (("#6d4300", "#4c2f00", "#ffffff", "#f6ead3"), ("#f0c07a", "#f8dcae", "#2a1a00", "#3b2b14")),
}


def name_of(palette: str, own_colour: str) -> str:
    """How addresses name the accents: “lake”, “c1272d”; empty for those of the house."""
    if palette == Palette.OWN:
        return own_colour.removeprefix("#").lower()
    return palette if palette in PALETTES else ""


def schemes_of(name: str) -> tuple[Scheme, Scheme] | None:
    """The accents of that name by day and by night."""
    return PALETTES.get(name) or (accents_from(f"#{name}") if OWN_COLOUR.fullmatch(name) else None)


def accent_of(name: str) -> str:
    """The accent by day as paper takes it, “124c85”; empty for that of the house."""
    schemes = schemes_of(name)
    return schemes[0][0].removeprefix("#") if schemes else ""


def style_sheet(name: str) -> str:
    """What replaces the accents of the house; it stands outside the layers, so it wins over them."""
    schemes = schemes_of(name)
    if schemes is None:
        return ""
    light, dark = (_declared(colours) for colours in schemes)
    return f":root {{ {light} }}\n@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n"


def mail_rules(name: str) -> str:
    """What replaces the accents of the house in the style of a mail, which knows no custom properties."""
    schemes = schemes_of(name)
    if schemes is None:
        return ""
    (accent, _deep, on_accent, _tint), (night, bright, on_night, ground) = schemes
    dark = f"{_mail_rule(night, on_night)} .days .commons {{ background: {ground}; color: {bright}; }}"
    light = f"{_mail_rule(accent, on_accent)} .days .commons {{ background: {accent}; color: {on_accent}; }}"
    return f"{light} @media (prefers-color-scheme: dark) {{ {dark} }}"


def shade(name: str) -> str:
    """The dark ground of share pictures; empty for the ink of the house."""
    schemes = schemes_of(name)
    return schemes[0][1] if schemes else ""


def etag(name: str) -> str:
    """A strong validator of the style sheet."""
    return f'"{sha256(style_sheet(name).encode()).hexdigest()[:16]}"'


def _declared(colours: Scheme) -> str:
    return " ".join(f"--{token}: {colour};" for token, colour in zip(TOKENS, colours, strict=True))


def _mail_rule(accent: str, on_accent: str) -> str:
    return (
        f".weave .weft {{ background: {accent}; }} blockquote {{ border-color: {accent}; }} a {{ color: {accent}; }} "
        f".button {{ border-color: {accent}; background: {accent}; color: {on_accent}; }}"
    )
