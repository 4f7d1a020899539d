"""Where an address is: the national address base of France, and OpenStreetMap's services for the rest of Europe."""

from collections.abc import Callable, Iterable
from typing import Any

from reimbursement.distance import Position, Precision
from reimbursement.geocoding.providers import GEOPLATEFORME, NOMINATIM, PHOTON, RawAnswer, Service, ask
from reimbursement.offices import Candidate, Office
from reimbursement.postal_regions import country_of

# Below this a service is guessing; and what is this much worse than its best guess is no alternative to it.
LEAST_SCORE = 0.4
SCORE_MARGIN = 0.1
_MOST_CANDIDATES = 5

_GEOPLATEFORME_TYPES = {
    "housenumber": Precision.HOUSE,
    "street": Precision.STREET,
    "locality": Precision.LOCALITY,
    "municipality": Precision.MUNICIPALITY,
}
_PHOTON_TYPES = {
    "house": Precision.HOUSE,
    "street": Precision.STREET,
    "locality": Precision.LOCALITY,
    "district": Precision.MUNICIPALITY,
    "city": Precision.MUNICIPALITY,
    "county": Precision.REGION,
    "state": Precision.REGION,
    "country": Precision.COUNTRY,
}
# Nominatim's place_rank, the last rank of each precision.
_NOMINATIM_RANKS = (
    (7, Precision.COUNTRY),
    (12, Precision.REGION),
    (18, Precision.MUNICIPALITY),
    (22, Precision.LOCALITY),
    (27, Precision.STREET),
    (30, Precision.HOUSE),
)


def ask_geoplateforme(office: Office) -> tuple[Candidate, ...]:
    """Candidates from the French address base. Raises ServiceFailed."""
    query = " ".join(part for part in (office.street, office.postcode, office.city) if part)
    answer = ask(GEOPLATEFORME, "/search", {"q": query, "limit": str(_MOST_CANDIDATES)})
    return _best(_read(answer, GEOPLATEFORME, _features(answer), lambda feature: _geoplateforme(feature, office)))


def ask_photon(office: Office) -> tuple[Candidate, ...]:
    """Candidates from a Photon server. Raises ServiceFailed."""
    query = ", ".join(part for part in (office.street, f"{office.postcode} {office.city}".strip()) if part)
    answer = ask(PHOTON, "/api", {"q": query, "limit": str(_MOST_CANDIDATES)})
    return _best(_read(answer, PHOTON, _features(answer), lambda feature: _photon(feature, office)))


def ask_nominatim(office: Office) -> tuple[Candidate, ...]:
    """Candidates from a Nominatim server. Raises ServiceFailed."""
    parameters = {
        "street": office.street,
        "postalcode": office.postcode,
        "city": office.city,
        "countrycodes": office.country.lower(),
        "format": "jsonv2",
        "addressdetails": "1",
        "limit": str(_MOST_CANDIDATES),
    }
    answer = ask(NOMINATIM, "/search", {name: value for name, value in parameters.items() if value})
    rows = answer.content if isinstance(answer.content, list) else []
    return _best(_read(answer, NOMINATIM, rows, lambda row: _nominatim(row, office)))


_Reading = tuple[object, object, Precision, str, float | None]


def _features(answer: RawAnswer) -> list[Any]:
    features = answer.content.get("features") if isinstance(answer.content, dict) else None
    return features if isinstance(features, list) else []


def _read(
    answer: RawAnswer, service: Service, rows: Iterable[Any], read: Callable[[Any], _Reading | None]
) -> list[Candidate]:
    """Candidates from rows; a row without a position, of another shape or of another country is left out."""
    candidates = []
    for row in rows:
        try:
            reading = read(row)
            if reading is None:
                continue
            latitude, longitude, precision, label, score = reading
            position = Position(float(str(latitude)), float(str(longitude)))
        except (ValueError, TypeError, LookupError, AttributeError, OverflowError):
            continue
        candidates.append(Candidate(position, precision, label, service.name, "", score, answer.digest))
    return candidates


def _geoplateforme(feature: dict[str, Any], office: Office) -> _Reading | None:
    properties = feature["properties"]
    postcode = str(properties.get("postcode") or "")
    # The postcode beats the name of the town: an answer from another department is another address.
    if office.postcode and postcode and postcode[:2] != office.postcode.strip()[:2]:
        return None
    longitude, latitude = feature["geometry"]["coordinates"]
    precision = _GEOPLATEFORME_TYPES.get(properties.get("type"), Precision.MUNICIPALITY)
    score = float(properties["score"]) if properties.get("score") is not None else None
    return latitude, longitude, precision, str(properties.get("label") or ""), score


def _photon(feature: dict[str, Any], office: Office) -> _Reading | None:
    properties = feature["properties"]
    if str(properties.get("countrycode") or "").upper() != country_of(office):
        return None
    longitude, latitude = feature["geometry"]["coordinates"]
    kind = properties.get("type") or ("house" if properties.get("housenumber") else "")
    parts = (properties.get(part) for part in ("name", "street", "housenumber", "postcode", "city", "country"))
    label = ", ".join(str(part) for part in parts if part)
    return latitude, longitude, _PHOTON_TYPES.get(kind, Precision.MUNICIPALITY), label, None


def _nominatim(row: dict[str, Any], office: Office) -> _Reading | None:
    country = str((row.get("address") or {}).get("country_code") or "").upper()
    if country and country not in {office.country, country_of(office)}:
        return None
    rank = int(row["place_rank"])
    precision = next((kind for last, kind in _NOMINATIM_RANKS if rank <= last), Precision.MUNICIPALITY)
    if row.get("addresstype") == "postcode":
        precision = Precision.POSTCODE
    return row["lat"], row["lon"], precision, str(row.get("display_name") or ""), None


def _best(candidates: list[Candidate]) -> tuple[Candidate, ...]:
    """The most precise candidates that are about as likely as the best one; different streets stay side by side."""
    scored = [candidate.score for candidate in candidates if candidate.score is not None]
    least = max([LEAST_SCORE, *(score - SCORE_MARGIN for score in scored)])
    likely = [candidate for candidate in candidates if candidate.score is None or candidate.score >= least]
    finest = min((candidate.precision.radius_m for candidate in likely), default=0.0)
    return tuple(candidate for candidate in likely if candidate.precision.radius_m <= finest)
