"""The distance rule for a whole list of offices, such as the members of a network, without any claim.

Rows in, rows out: name, street, postcode, city, country, lat, lon, precision come back with the distance to each
venue, the interval, the verdict and the reasons.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from reimbursement.distance import Position, Precision
from reimbursement.eligibility import Venue, judge_distance
from reimbursement.findings import Finding, Judgement
from reimbursement.offices import Candidate, Office
from reimbursement.rules import Rules
from reimbursement.survey import quick_ruler

COLUMNS = ("name", "street", "postcode", "city", "country", "lat", "lon", "precision")
_PRECISIONS = {precision.value: precision for precision in Precision}


class UnknownColumns(Exception):
    """The list lacks the columns to find an office by; `missing` are their names."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(", ".join(missing))
        self.missing = tuple(missing)


def added_columns(venues: Sequence[Venue]) -> list[str]:
    """The columns that the assessment adds: three per venue in metres, then verdict, reasons and place."""
    measured = [f"{venue.key}_{name}" for venue in venues for name in ("distance_m", "least_m", "most_m")]
    return [*measured, "verdict", "reasons", "found_as"]


def check_columns(names: Iterable[str]) -> None:
    """Raise UnknownColumns unless a row can hold a position, or a town with its country."""
    known = set(names)
    if not {"lat", "lon"} <= known and not {"city", "country"} <= known:
        raise UnknownColumns([name for name in ("city", "country", "lat", "lon") if name not in known])


def assess(
    rows: Iterable[Mapping[str, str]],
    *,
    rules: Rules,
    venues: Sequence[Venue],
    find: Callable[[Office], Sequence[Candidate]],
) -> Iterator[dict[str, str]]:
    """Each row with the added columns. `find` is asked where a row has no usable coordinates of its own."""
    ruler = quick_ruler(rules.threshold_m)
    for row in rows:
        office = Office(
            street=_text(row, "street"),
            postcode=_text(row, "postcode"),
            city=_text(row, "city"),
            country=_text(row, "country").upper(),
        )
        own = _own_position(row)
        judgement = judge_distance(
            rules=rules,
            office=office,
            candidates=(own,) if own else find(office),
            venues=venues,
            ruler=ruler,
        )
        yield {**row, **_added(judgement, venues)}


def _text(row: Mapping[str, str], name: str) -> str:
    return (row.get(name) or "").strip()


def _own_position(row: Mapping[str, str]) -> Candidate | None:
    """The row's coordinates; without a known precision they count as a house."""
    try:
        # French spreadsheets write a comma.
        latitude, longitude = (float(_text(row, name).replace(",", ".")) for name in ("lat", "lon"))
        position = Position(latitude, longitude)
    except ValueError:
        return None
    precision = _PRECISIONS.get(_text(row, "precision").lower(), Precision.HOUSE)
    return Candidate(position, precision, label=_text(row, "city"), provider="list")


def _added(judgement: Judgement, venues: Sequence[Venue]) -> dict[str, str]:
    columns = dict.fromkeys(added_columns(venues), "")
    for finding in judgement.findings:
        columns |= _measured(finding, venues)
    columns["verdict"] = judgement.answer.value
    columns["reasons"] = " ".join(dict.fromkeys(finding.reason.value for finding in judgement.findings))
    return columns


def _measured(finding: Finding, venues: Sequence[Venue]) -> dict[str, str]:
    metres, uncertainty = finding.facts.get("distance_m"), finding.facts.get("uncertainty_m")
    if not isinstance(metres, float):
        return {}
    key = next(venue.key for venue in venues if venue.name == finding.facts["venue"])
    columns = {f"{key}_distance_m": f"{metres:.3f}", "found_as": str(finding.facts["office"])}
    if isinstance(uncertainty, float):
        columns[f"{key}_least_m"] = f"{max(0.0, metres - uncertainty):.3f}"
        columns[f"{key}_most_m"] = f"{metres + uncertainty:.3f}"
    return columns
