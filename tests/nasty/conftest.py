"""The edition, its rule and the storage of the tests of the allowance."""

from tests.reimbursement.conftest import edition, private_files, reviewer, rule

__all__ = ["edition", "private_files", "reviewer", "rule"]
