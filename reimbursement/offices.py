"""The registered office: what was declared, and where it may be."""

import re
from dataclasses import dataclass

from reimbursement.distance import Position, Precision
from reimbursement.folding import fold


@dataclass(frozen=True, slots=True)
class Office:
    """The address of a registered office as typed or as a register has it. `country` is ISO 3166-1 alpha-2."""

    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""

    def __str__(self) -> str:
        return ", ".join(part for part in (self.street, f"{self.postcode} {self.city}".strip(), self.country) if part)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place where the office may be, with where that comes from."""

    position: Position
    precision: Precision
    label: str
    provider: str
    version: str = ""
    score: float | None = None
    raw_digest: str = ""


# Folded, as whole words, in the languages of the countries that claim: a box is where letters wait, not an office.
_BOX = re.compile(
    r"""\b(?:
        cedex | bp | b\ p | boite\ postale | case\ postale | (?:bp|cs|tsa|tpa|cidex)\ ?\d+
      | p\ ?o\ ?box | post\ office\ box
      | postbus | postfach | postboks | postilokero
      | apartado | apdo | apartat | caixa\ postal | casella\ postale
      | skrytka\ pocztowa | skr\ poczt | postafiok | postovni\ prihradka
      | casuta\ postala | postanski\ pretinac | postni\ predal | ταχυδρομικη\ θυριδα | τ\ θ
    )\b""",
    re.VERBOSE,
)
# A box in Finland, a square in Spain.
_FINNISH_BOX = re.compile(r"\bpl \d+\b")


def is_box(office: Office) -> bool:
    """Whether the address is a post-office box or a French CEDEX, which is no office wherever it lies."""
    lines = (fold(office.street), fold(office.city))
    patterns = (_BOX, _FINNISH_BOX) if office.country == "FI" else (_BOX,)
    return any(pattern.search(line) for pattern in patterns for line in lines)


def differs(declared: Office, registered: Office) -> bool:
    """Whether two addresses lie in different municipalities, as far as both say; streets are written too freely."""
    pairs = (
        (declared.country, registered.country),
        (declared.postcode, registered.postcode),
        (declared.city, registered.city),
    )
    known = [(fold(mine).replace(" ", ""), fold(theirs).replace(" ", "")) for mine, theirs in pairs if mine and theirs]
    return any(mine != theirs for mine, theirs in known)
