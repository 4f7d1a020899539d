"""Decisions end to end, one sentence each: sent by a claimant, checked by the task, read from the stored evidence."""

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from django.core.cache import cache
from geographiclib.geodesic import Geodesic

from events.models import Edition
from reimbursement import assessment, claims, past_lists
from reimbursement.models import Claim
from tests.reimbursement import cast
from tests.reimbursement.address_server import Answer, address_server, collection, french_address

CASES = yaml.safe_load(Path(__file__).with_name("decisions.yaml").read_text())
USUAL = {
    "organisation": "yes is_organisation",
    "first_time": "yes first_time_declared",
    "single": "yes only_claim",
    "distance": "yes far",
}
FIELDS = ("office_street", "office_postcode", "office_city", "office_country")
VENUES = {"paris": cast.MUSEE_SOCIAL, "brussels": cast.BRUSSELS_CENTRAL}
ELSEWHERE = ["2 rue Neuve", "13001", "Marseille", "FR"]
LIST_COLUMNS = "organisation,legal_id,country,email,city,attended\n"


@pytest.fixture(scope="module")
def server():
    with address_server() as running:
        yield running


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()
    yield
    cache.clear()


def answer_of(case) -> Answer | None:
    """What the address service says; None where there is none."""
    if "service" in case:
        return Answer(b"<html>") if case["service"] == "garbage" else Answer(status=case["service"])
    if "found" not in case:
        return None
    return Answer(collection(*[feature(*found) for found in case["found"]]))


def feature(venue, direction, metres, kind):
    latitude, longitude = (float(degrees) for degrees in VENUES[venue])
    end = Geodesic.WGS84.Direct(latitude, longitude, direction, metres)
    return french_address(end["lon2"], end["lat2"], type=kind, label=f"{direction} {metres}", score=0.97)


def sent(edition: Edition, name: str, case) -> Claim:
    """A claim as the case has it."""
    email = case.get("email", f"{name}@{name}-asso.fr")
    registration = cast.register(edition, name, email=email, days=tuple(case.get("days", ["paris"])))
    claim = claims.open_claim(registration=registration, now=cast.NOW).claim
    office = case.get("office", ["1 rue de la République", "69001", "Lyon", "FR"])
    values = {
        "organisation_name": case.get("name", f"Association {name}"),
        "legal_id": case.get("legal_id", ""),
        "first_time": case.get("first_time", True),
        "not_travelling": [],
        "is_individual": case.get("individual", False),
        **dict(zip(FIELDS, office, strict=True)),
    }
    claims.fill_in(claim=claim, values=values)
    claims.submit(claim=claim, signed_by=case.get("signed_by", name), now=cast.NOW)
    return claim


def count_past(rule, rows) -> None:
    past = Edition.objects.create(
        slug="2023", title="NEC 2023", starts_on=date(2023, 11, 7), ends_on=date(2023, 11, 17), contact_email="x@x.org"
    )
    rule.counted_editions.add(past)
    if rows != "none":
        listed = LIST_COLUMNS + "".join(",".join(row) + "\n" for row in rows)
        past_lists.replace_list(edition=past, participants=past_lists.read_list(io.StringIO(listed)))


def rule_of(edition: Edition, case):
    changes = dict(case.get("rule", {}))
    if "named_venue" in changes:
        changes["named_venue"] = edition.venues.get(slug=changes["named_venue"])
    return cast.make_rule(edition, **changes)


def test_there_are_at_least_sixty_and_each_says_something_else():
    assert len({case["says"] for case in CASES}) == len(CASES) >= 60


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"])
def test_decision(edition, settings, server, case):
    rule = rule_of(edition, case)
    if "past" in case:
        count_past(rule, case["past"])
    answer = answer_of(case)
    server.answers = {"geoplateforme": answer} if answer else {}
    settings.ADDRESS_SERVICES = server.services()
    for number, other in enumerate(case.get("others", [])):
        sent(edition, f"other{number}", {"office": ELSEWHERE, **other})
    claim = sent(edition, "anna", case)
    assessment.check(claim_id=claim.pk, now=cast.NOW + timedelta(minutes=1))
    claim = cast.read(claim)
    found = {
        name: " ".join([judged["answer"], *(finding["reason"] for finding in judged["findings"])])
        for name, judged in claim.evidence["criteria"].items()
    }
    assert found == {**USUAL, **case.get("because", {})}
    status = {"yes": "pre_eligible", "review": "review", "no": "review"}[case["verdict"]]
    assert (claim.verdict, claim.status) == (case["verdict"], status)
