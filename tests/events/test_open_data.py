import csv
import json

import pytest
from django.test import Client
from django.utils import translation
from django.utils.html import escape

from events.models import Edition, Session
from events.open_data import PARTNER_COLUMNS, SESSION_COLUMNS

pytestmark = pytest.mark.pages


def test_edition_is_offered_as_json(editions):
    response = Client().get("/open-data/2025.json")
    data = json.loads(response.content)
    assert response["Access-Control-Allow-Origin"] == "*"
    assert [day["day"] for day in data["days"]] == ["brussels-2025-11-25", "paris-2025-11-26", "paris-2025-11-27"]
    assert data["days"][0]["opens"] == "2025-11-25T09:00:00+01:00"
    assert data["days"][0]["title"] == {"fr": "Journée d’ouverture européenne", "en": "European opening day"}
    assert len(data["sessions"]) == Session.objects.count()
    assert len(data["partners"]) == 11
    assert "taken" not in response.content.decode()


def test_tables_have_one_line_per_row_and_no_formula(editions):
    session = Session.objects.get(slug="solutions-forum")
    session.title_fr = "=HYPERLINK(1)"
    session.save()
    response = Client().get("/open-data/2025/sessions.csv")
    rows = list(csv.DictReader(response.content.decode().splitlines()))
    assert len(rows) == Session.objects.count()
    assert [row["title_fr"] for row in rows if row["session"] == "solutions-forum"] == ["'=HYPERLINK(1)"]
    partners = Client().get("/open-data/2023/partners.csv").content.decode()
    assert len(list(csv.DictReader(partners.splitlines()))) == 11


@pytest.mark.parametrize("path", ["/open-data/1999.json", "/open-data/1999/sessions.csv", "/open-data/2025/people.csv"])
def test_what_does_not_exist_is_not_found(editions, path):
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_column_is_explained(editions, language):
    response = Client().get("/open-data/", headers={"Accept-Language": language})
    page = Client().get(response["Location"]).content.decode()
    assert response["Location"].startswith(f"/{language}/")
    for name, table in (("sessions", SESSION_COLUMNS), ("partners", PARTNER_COLUMNS)):
        header = Client().get(f"/open-data/2025/{name}.csv").content.decode().splitlines()[0]
        assert header == ",".join(table)
        with translation.override(language):
            assert all(
                f"{name}</code></td>" in page and escape(str(meaning)) in page for name, meaning in table.items()
            )


def test_drafts_are_not_offered(editions):
    Edition.objects.update(status="draft")
    assert Client().get("/open-data/2025.json").status_code == 404
