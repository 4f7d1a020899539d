import pytest
from django.contrib.auth.models import Group

from accounts.roles import ROLES

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ROLES)
def test_group_has_exactly_the_permissions_of_the_table(role):
    permissions = Group.objects.get(name=role).permissions.select_related("content_type")

    assert sorted(f"{p.content_type.app_label}.{p.codename}" for p in permissions) == sorted(set(ROLES[role]))


def test_no_group_is_left_over():
    assert set(Group.objects.values_list("name", flat=True)) == set(ROLES)


def test_nobody_may_both_propose_and_approve():
    assert not [
        role
        for role, names in ROLES.items()
        if {"reimbursement.propose_claim", "reimbursement.approve_claim"} <= set(names)
    ]
