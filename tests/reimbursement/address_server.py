"""A real HTTP server on the loopback that answers as the address services do. Names and places are invented."""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from reimbursement.distance import Precision
from reimbursement.geocoding.search import Located
from reimbursement.legal_ids import LegalId
from reimbursement.offices import Office


@dataclass
class Answer:
    body: object = b"{}"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    # "hang": accept and say nothing; "drip": one byte at a time; "cut": close in the middle of the body.
    manner: str = "plain"


class AddressServer:
    """Answers by service, the first part of the path; keeps what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.user_agents: set[str] = set()
        self.released = threading.Event()
        self.url = ""

    def services(self) -> dict[str, str]:
        return {name: f"{self.url}/{name}" for name in self.answers}

    def asked_of(self, service: str) -> list[dict[str, str]]:
        return [parameters for path, parameters in self.asked if path.split("/")[1] == service]


class Handler(BaseHTTPRequestHandler):
    """Answers for the AddressServer it is made for."""

    book: AddressServer

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        parameters = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.book.asked.append((parts.path, parameters))
        self.book.user_agents.add(self.headers["User-Agent"])
        answer = self.book.answers[parts.path.split("/")[1]]
        if answer.manner == "hang":
            self.book.released.wait(10)
        else:
            self.give(answer)

    def give(self, answer: Answer) -> None:
        body = answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) + (10 if answer.manner == "cut" else 0)))
        self.end_headers()
        with suppress(OSError):  # the client may have gone
            if answer.manner == "drip":
                self.drip(body)
            else:
                self.wfile.write(body)

    def drip(self, body: bytes) -> None:
        for byte in body:
            if self.book.released.wait(0.02):
                return
            self.wfile.write(bytes([byte]))
            self.wfile.flush()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def address_server() -> Iterator[AddressServer]:
    server = AddressServer()
    http = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Handler,), {"book": server}))
    http.daemon_threads = False
    server.url = f"http://127.0.0.1:{http.server_port}"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.released.set()
        http.shutdown()
        http.server_close()
        thread.join()


# Shapes ------------------------------------------------------------------------------------------------------------


def register_seat(**changes: object) -> dict[str, object]:
    seat = {
        "adresse": "12 RUE DES TANNEURS 69001 LYON",
        "cedex": None,
        "code_pays_etranger": None,
        "code_postal": "69001",
        "commune": "69381",
        "coordonnees": "45.7690,4.8300",
        "date_mise_a_jour_insee": "2025-04-07T17:38:03",
        "distribution_speciale": None,
        "est_siege": True,
        "etat_administratif": "A",
        "geo_id": None,
        "indice_repetition": None,
        "latitude": "45.7690",
        "libelle_cedex": None,
        "libelle_commune": "LYON",
        "libelle_voie": "DES TANNEURS",
        "longitude": "4.8300",
        "numero_voie": "12",
        "siret": "73282932000074",
        "statut_diffusion_etablissement": "O",
        "type_voie": "RUE",
    }
    return {**seat, **changes}


def register_answer(seat: object, **changes: object) -> dict[str, object]:
    unit = {
        "siren": "732829320",
        "nom_complet": "ATELIER DES TANNEURS",
        "nom_raison_sociale": "ATELIER DES TANNEURS",
        "siege": seat,
        "dirigeants": [],
        "etat_administratif": "A",
        "nature_juridique": "9220",
        "statut_diffusion": "O",
        "matching_etablissements": [],
        "complements": {"est_association": True, "est_ess": True, "identifiant_association": "W691234567"},
    }
    return {"results": [{**unit, **changes}], "total_results": 1, "page": 1, "per_page": 5, "total_pages": 1}


def empty_register() -> dict[str, object]:
    return {"results": [], "total_results": 0, "page": 1, "per_page": 5, "total_pages": 0}


def feature(longitude: object, latitude: object, **properties: object) -> dict[str, object]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
        "properties": properties,
    }


def collection(*features: object) -> dict[str, object]:
    return {"type": "FeatureCollection", "features": list(features)}


def french_address(longitude: object = 4.8301, latitude: object = 45.7691, **changes: object) -> dict[str, object]:
    properties = {
        "type": "housenumber",
        "label": "12 Rue des Tanneurs 69001 Lyon",
        "score": 0.97,
        "postcode": "69001",
        "citycode": "69381",
        "city": "Lyon",
        "_type": "address",
    }
    return feature(longitude, latitude, **{**properties, **changes})


def nominatim_row(**changes: object) -> dict[str, object]:
    row = {
        "place_id": 1,
        "lat": "50.8503",
        "lon": "4.3517",
        "display_name": "Rue Neuve 1, Bruxelles, België",
        "category": "place",
        "type": "house",
        "place_rank": 30,
        "addresstype": "place",
        "address": {"city": "Bruxelles", "country_code": "be"},
    }
    return {**row, **changes}


# What is asked, and how an answer is read ---------------------------------------------------------------------------

LYON = Office("12 rue des Tanneurs", "69001", "Lyon", "FR")
BRUSSELS = Office("Rue Neuve 1", "1000", "Bruxelles", "BE")
SIREN = LegalId("fr-siren", "732829320")


def digest(body: object) -> str:
    return hashlib.sha256(json.dumps(body).encode()).hexdigest()


def precisions(located: Located) -> list[tuple[str, Precision]]:
    return [(candidate.provider, candidate.precision) for candidate in located.candidates]
