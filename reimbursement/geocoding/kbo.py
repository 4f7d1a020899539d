"""The Belgian register of enterprises (KBO/BCE), from its open data: associations without VAT number too.

The register has no public service to ask. Its monthly files, free after signing up, are made into one table in a file
(`manage.py load_kbo FOLDER`); without it, VIES is asked. Only legal persons are kept: nobody's private address.
"""

import csv
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from django.conf import settings

from reimbursement.geocoding.register import RegisterEntry
from reimbursement.geocoding.web import Failure, ServiceFailed
from reimbursement.legal_ids import LegalId
from reimbursement.offices import Office

NAME = "kbo"
FILES = ("enterprise.csv", "denomination.csv", "address.csv")
# Codes of the open data: legal person, name in the statutes, registered office, no bankruptcy or winding-up.
LEGAL_PERSON, STATUTORY_NAME, REGISTERED_OFFICE, NORMAL = "2", "001", "REGO", "000"
# Names come in French, in Dutch, or in both: the first of these languages is kept.
LANGUAGES = {"1": 0, "2": 1}
OTHER_LANGUAGE = 9
TABLE = """
    CREATE TABLE organisation (
        number TEXT PRIMARY KEY, is_active INTEGER NOT NULL, name TEXT NOT NULL DEFAULT '',
        language INTEGER NOT NULL DEFAULT 99, street TEXT NOT NULL DEFAULT '', postcode TEXT NOT NULL DEFAULT '',
        town TEXT NOT NULL DEFAULT '', country TEXT NOT NULL DEFAULT ''
    ) WITHOUT ROWID
"""
Row = dict[str, str]


def file() -> Path:
    """Where the table is kept."""
    return Path(settings.VAR_DIR) / "kbo.sqlite3"


def look_up(legal_id: LegalId) -> RegisterEntry | None:
    """The entry of an enterprise number; None where there is none or no table was loaded. Raises ServiceFailed."""
    if legal_id.register != "be-enterprise" or not file().exists():
        return None
    query = "SELECT name, is_active, street, postcode, town, country FROM organisation WHERE number = ?"
    try:
        with closing(sqlite3.connect(f"file:{quote(str(file()))}?mode=ro", uri=True)) as table:
            found = table.execute(query, (legal_id.number,)).fetchone()
    except sqlite3.Error as error:
        raise ServiceFailed(Failure.UNREADABLE) from error
    if found is None:
        return None
    name, is_active, street, postcode, town, country = found
    return RegisterEntry(
        name=name,
        siren="",
        is_active=bool(is_active),
        is_masked=not name,
        is_social_economy=False,
        is_association=False,
        rna="",
        office=Office(street, postcode, town, country),
        candidate=None,
        source=NAME,
    )


def load(folder: Path) -> int:
    """Make the table from the files of the open data, in the place of an earlier one; return how many it holds.

    Raises OSError, UnicodeDecodeError or KeyError where a file is not one of theirs; the earlier table then stays.
    """
    new = file().with_suffix(".new")
    new.parent.mkdir(parents=True, exist_ok=True)
    new.unlink(missing_ok=True)
    enterprises, names, offices = (_rows(folder / name) for name in FILES)
    with closing(sqlite3.connect(new)) as table:
        table.execute(TABLE)
        table.executemany("INSERT INTO organisation (number, is_active) VALUES (?, ?)", _organisations(enterprises))
        rename = "UPDATE organisation SET name = ?, language = ? WHERE number = ? AND language > ?"
        table.executemany(rename, _names(names))
        move = "UPDATE organisation SET street = ?, postcode = ?, town = ?, country = ? WHERE number = ?"
        table.executemany(move, _offices(offices))
        table.commit()
        count = int(table.execute("SELECT COUNT(*) FROM organisation").fetchone()[0])
    new.replace(file())
    return count


def _rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        yield from csv.DictReader(lines)


def _organisations(rows: Iterator[Row]) -> Iterator[tuple[str, bool]]:
    for row in rows:
        if row["TypeOfEnterprise"] == LEGAL_PERSON:
            is_active = row["Status"] == "AC" and row["JuridicalSituation"] == NORMAL
            yield _number(row["EnterpriseNumber"]), is_active


def _names(rows: Iterator[Row]) -> Iterator[tuple[str, int, str, int]]:
    for row in rows:
        if row["TypeOfDenomination"] == STATUTORY_NAME:
            rank = LANGUAGES.get(row["Language"], OTHER_LANGUAGE)
            yield row["Denomination"], rank, _number(row["EntityNumber"]), rank


def _offices(rows: Iterator[Row]) -> Iterator[tuple[str, str, str, str, str]]:
    for row in rows:
        if row["TypeOfAddress"] == REGISTERED_OFFICE:
            street = f"{row['StreetFR'] or row['StreetNL']} {row['HouseNumber']}".strip()
            # The country is written for seats abroad only: which one is then left for a person.
            country = "" if row["CountryFR"] or row["CountryNL"] else "BE"
            town = row["MunicipalityFR"] or row["MunicipalityNL"]
            yield street, row["Zipcode"], town, country, _number(row["EntityNumber"])


def _number(written: str) -> str:
    return written.replace(".", "")
