"""Volunteers' links: what they open, when, and for how long."""

from datetime import timedelta

import pytest

from accounts.models import User
from registration import keepers
from registration.keepers import Keeper
from registration.models import DoorLink
from tests.registration.cast import paris

pytestmark = pytest.mark.django_db
MORNING, EVENING = paris(2025, 11, 26, 8, 0), paris(2025, 11, 26, 21, 0)


@pytest.fixture
def desk(db) -> User:
    return User.objects.create_user("desk@example.org", full_name="Dora")


@pytest.fixture
def made(paris_26, desk):
    return keepers.make_link(day=paris_26, label="Vera, door A", now=MORNING - timedelta(days=3), by=desk)


def opens(token, now):
    return DoorLink.objects.opened_by(token, now=now).exists()


def test_link_opens_on_its_day_alone(made):
    _link, token = made
    moments = [paris(2025, 11, 25, 12), paris(2025, 11, 26, 4, 59), MORNING, paris(2025, 11, 26, 20, 59), EVENING]
    assert [opens(token, now) for now in moments] == [False, False, True, True, False]


def test_link_stores_no_token(made, desk):
    link, token = made
    assert (token in str(vars(link)), link.created_by, len(link.digest)) == (False, desk, 64)


def test_enter_counts_telephones_and_use(made):
    link, token = made
    keepers.enter(token=token, now=MORNING)
    keepers.enter(token=token, now=MORNING)
    link.refresh_from_db()
    assert (link.entered, link.used_at) == (2, MORNING)


@pytest.mark.parametrize("forged", ["", "x", "x" * 43, "\x00", "é" * 43])
def test_enter_with_a_forged_token_opens_nothing(made, forged):
    with pytest.raises(DoorLink.DoesNotExist):
        keepers.enter(token=forged, now=MORNING)


def test_revoked_link_opens_nothing_at_once(made, desk):
    link, token = made
    keepers.enter(token=token, now=MORNING)
    assert [keepers.revoke(link=link, now=MORNING, by=desk) for _ in range(2)] == [True, False]
    assert (keepers.with_link(pk=link.pk, now=MORNING), opens(token, MORNING)) == (None, False)
    link.refresh_from_db()
    assert (link.revoked_at, link.revoked_by) == (MORNING, desk)


def test_use_is_written_down_once_a_minute(made, django_assert_num_queries):
    link, _token = made
    keepers.with_link(pk=link.pk, now=MORNING)
    with django_assert_num_queries(1):
        keepers.with_link(pk=link.pk, now=MORNING + timedelta(seconds=59))
    keepers.with_link(pk=link.pk, now=MORNING + timedelta(seconds=61))
    link.refresh_from_db()
    assert link.used_at == MORNING + timedelta(seconds=61)


def test_volunteer_keeps_one_door(made, paris_26, paris_27):
    keeper = Keeper(link=made[0])
    assert (keeper.may_keep(paris_26), keeper.may_keep(paris_27), keeper.lane) == (True, False, "Vera, door A")


def test_key_of_the_list_is_of_one_keeper_and_one_day(made, desk, paris_26, paris_27):
    volunteer, staff = Keeper(link=made[0]), Keeper(user=desk)
    keys = {keepers.list_key(keeper=who, day=day) for who in (volunteer, staff) for day in (paris_26, paris_27)}
    again = keepers.list_key(keeper=volunteer, day=paris_26)
    assert (len(keys), again in keys, len(again)) == (4, True, 44)
