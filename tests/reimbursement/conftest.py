import pytest

from accounts.models import User
from events.models import Edition
from reimbursement.models import AllowanceRule
from tests.reimbursement import cast


@pytest.fixture
def edition(db) -> Edition:
    return cast.make_edition()


@pytest.fixture
def rule(edition) -> AllowanceRule:
    return cast.make_rule(edition)


@pytest.fixture
def reviewer(db) -> User:
    return cast.staff("reviewer")


@pytest.fixture
def approver(db) -> User:
    return cast.staff("approver")
