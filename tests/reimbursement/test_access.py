"""Who may ask for what, on every address of this part, by every method: measured, and compared with ``access.txt``."""

import logging

import pytest

from events import clock
from tests.reimbursement import access, cast

pytestmark = pytest.mark.pages


@pytest.fixture(autouse=True)
def november(settings, private_files):
    """Refusals without pages, and without a log: thousands of them are asked for."""
    settings.STAFF_MFA = False
    settings.ROOT_URLCONF = "tests.necess.plain_refusals"
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def edition(db):
    edition = cast.make_edition()
    cast.make_rule(edition, envelope_cents=20 * 94_800)
    return edition


@pytest.mark.parametrize("method", access.EVERY_METHOD)
def test_addresses_of_claimants_answer_as_the_table_says(edition, method):
    with clock.at(cast.NOW):
        wrong = access.CLAIMANTS.differing(method, access.claimant_rows(edition, method))
    assert wrong == [], "new or changed rows, to be looked at:\n" + "\n".join("  ".join(row) for row in wrong)


@pytest.mark.parametrize("method", access.EVERY_METHOD)
def test_addresses_of_staff_answer_as_the_table_says(edition, method):
    with clock.at(cast.AFTER):
        wrong = access.STAFF.differing(method, access.staff_rows(edition, method))
    assert wrong == [], "new or changed rows, to be looked at:\n" + "\n".join("  ".join(row) for row in wrong)


@pytest.mark.parametrize("table", [access.CLAIMANTS, access.STAFF], ids=lambda table: table.name)
def test_nothing_changes_unless_it_is_posted(table):
    quiet = [row for row in table.rows() if row[1] != "POST"]
    assert [row for row in quiet if any("!" in answer for answer in row[2:])] == []


def test_strangers_change_nothing():
    rows = [(row[0], answer) for row in access.CLAIMANTS.rows() for answer in row[4:]]
    rows += [(row[0], answer) for row in access.STAFF.rows() for answer in row[2:4]]
    assert [
        row for row in rows if "!" in row[1] or (row[1] == "200" and row[0] not in {"explanation", "precheck"})
    ] == []
