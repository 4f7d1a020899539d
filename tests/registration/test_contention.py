"""A lost tie is played again, three times at most; everything else goes up."""

import sqlite3

import psycopg
import pytest
from django.db import OperationalError, transaction

from registration.contention import TooBusyError, retried

DEADLOCK = psycopg.errors.DeadlockDetected
TIE = psycopg.errors.SerializationFailure


def failing(*causes):
    """An action that fails once with each cause, then answers how often it was called."""
    calls, left = [], list(causes)

    @retried
    def act():
        calls.append(1)
        if left:
            raise OperationalError("the database says no") from left.pop(0)
        return len(calls)

    return act, calls


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("causes", [[], [DEADLOCK()], [DEADLOCK(), TIE()]])
def test_retried_answers_after_lost_ties(causes):
    act, _calls = failing(*causes)
    assert act() == len(causes) + 1


@pytest.mark.django_db(transaction=True)
def test_retried_gives_up_after_three_times():
    act, calls = failing(DEADLOCK(), DEADLOCK(), DEADLOCK())
    with pytest.raises(TooBusyError):
        act()
    assert len(calls) == 3


@pytest.mark.django_db(transaction=True)
def test_retried_does_not_wait_twice_for_a_locked_sqlite():
    busy = sqlite3.OperationalError("database is locked")
    busy.sqlite_errorname = "SQLITE_BUSY"
    act, calls = failing(busy)
    with pytest.raises(TooBusyError):
        act()
    assert len(calls) == 1


@pytest.mark.django_db(transaction=True)
def test_retried_lets_other_failures_through():
    act, calls = failing(psycopg.errors.AdminShutdown())
    with pytest.raises(OperationalError):
        act()
    assert len(calls) == 1


@pytest.mark.django_db
def test_retried_leaves_a_foreign_transaction_to_its_owner():
    act, calls = failing(DEADLOCK())
    with pytest.raises(OperationalError), transaction.atomic():
        act()
    assert len(calls) == 1
