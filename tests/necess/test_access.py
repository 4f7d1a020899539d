"""Who may ask for what, on every address outside the travel allowance: measured, and compared with ``access.txt``."""

import logging

import pytest

from tests.access_table import METHODS
from tests.necess import access

pytestmark = [pytest.mark.pages, pytest.mark.django_db]
TABLES = {
    "people": (access.PEOPLE, access.people_rows), "door": (access.DOOR, access.door_rows),
    "staff": (access.STAFF, access.staff_rows), "accounts": (access.ACCOUNTS, access.account_rows),
}  # fmt: skip


@pytest.fixture(autouse=True)
def office(settings, tmp_path):
    """Refusals without pages, and without a log: thousands of them are asked for."""
    settings.STAFF_MFA = False
    settings.ROOT_URLCONF = "tests.necess.plain_refusals"
    settings.MEDIA_ROOT = tmp_path
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("table", TABLES)
def test_every_address_answers_as_the_table_says(table, method):
    file, measure = TABLES[table]
    wrong = file.differing(method, measure(method))
    assert wrong == [], "new or changed rows, to be looked at:\n" + "\n".join("  ".join(row) for row in wrong)


@pytest.mark.parametrize("table", TABLES)
def test_nothing_changes_unless_it_is_posted(table):
    quiet = [row for row in TABLES[table][0].rows() if row[1] != "POST"]
    assert [row for row in quiet if any("!" in answer for answer in row[2:])] == []
