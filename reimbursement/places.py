"""Towns of Europe without any network: the last resort for finding an office, good to five kilometres.

The table (data/places.zip) is GeoNames, CC BY 4.0; `tools/build_places.py` makes it. A country is read when first asked
for: some 40 ms for France, then microseconds.
"""

import re
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from reimbursement.distance import Position, Precision
from reimbursement.folding import fold
from reimbursement.offices import Candidate, Office
from reimbursement.postal_regions import country_of, region_of
from reimbursement.word_lists import DATA

_ARCHIVE = DATA / "places.zip"


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality or another populated place. `region` is GeoNames' first administrative division."""

    name: str
    country: str
    region: str
    position: Position


def find_places(office: Office) -> tuple[Place, ...]:
    """The places that bear the office's town name, in its country, and in its region where the postcode tells it."""
    country, region = country_of(office), region_of(office)
    table = _table(country)
    for name in _names(office.city):
        found = [_place(row, country) for row in table.get(name, ())]
        if region:
            found = _in_region(found, region, name)
        if found:
            return tuple(found)
    return ()


def _in_region(places: list[Place], region: str, name: str) -> list[Place]:
    """Those of the region; a town of exactly that name before others that are also called so."""
    inside = [place for place in places if place.region == region]
    return [place for place in inside if place_key(place.name) == name] or inside


def find_candidates(office: Office) -> tuple[Candidate, ...]:
    """The same as candidates for the distance rule."""
    return tuple(
        Candidate(
            position=place.position,
            precision=Precision.MUNICIPALITY,
            label=f"{place.name} ({place.country})",
            provider="places",
            version=version(),
        )
        for place in find_places(office)
    )


@lru_cache(maxsize=1)
def version() -> str:
    """What the table was made from."""
    with zipfile.ZipFile(_ARCHIVE) as archive:
        return archive.read("VERSION").decode().strip()


def place_key(name: str) -> str:
    """A town name as it is looked up: folded, with "St" and "Ste" written out, on which tables and people differ."""
    return re.sub(r"\bst(e?)\b", r"saint\1", fold(name))


def _names(city: str) -> list[str]:
    """Ways to look up a town, best first: as written, without CEDEX or arrondissement, abbreviations written out."""
    written = place_key(city)
    short = re.sub(r"\s+(?:cedex\b.*|\d+\s?(?:er|e|eme|ieme)?(?:\s+arrondissement)?)$", "", written)
    river = re.sub(r"\bs\b", "sur", short)
    umlauts = re.sub(r"([aou])e", r"\1", short)
    return [name for name in dict.fromkeys((written, short, river, umlauts)) if name]


def _place(row: str, country: str) -> Place:
    name, region, latitude, longitude, _keys = row.split("\t")
    return Place(name, country, region, Position(float(latitude), float(longitude)))


@lru_cache(maxsize=16)
def _table(country: str) -> dict[str, list[str]]:
    """The rows of a country under each of their keys; empty for a country that the table does not know."""
    with zipfile.ZipFile(_ARCHIVE) as archive:
        if f"{country}.tsv" not in archive.namelist():
            return {}
        rows = archive.read(f"{country}.tsv").decode().splitlines()
    by_key: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        for key in row.rpartition("\t")[2].split("|"):
            by_key[key].append(row)
    return dict(by_key)
