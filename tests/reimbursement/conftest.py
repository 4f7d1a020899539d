import pytest

from accounts.models import User
from events.models import Edition
from reimbursement import payments
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


@pytest.fixture
def private_files(settings, tmp_path):
    local = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": local}


@pytest.fixture
def treasurer(db):
    return cast.staff("treasurer")


@pytest.fixture
def president(db):
    return cast.staff("administrator")


@pytest.fixture
def batch(private_files, edition, rule, reviewer, approver, treasurer):
    for name, number in (("anna", cast.ACCOUNTS[0]), ("berta", cast.ACCOUNTS[1])):
        claim = cast.present(edition, name, reviewer, approver, number=number)
        payments.make_payable(claim=claim, by=treasurer, now=cast.AFTER)
    return cast.prepare(edition, treasurer)
