"""Saved views: who may make, change and remove which, and what is kept of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from registration.models import SavedView

MOST_COLUMNS = 60


class NameTakenError(Exception):
    """The owner already has a view of this name."""


class NotYoursError(Exception):
    """Only its owner may do this to a view."""


@dataclass(frozen=True)
class Wishes:
    """What a view shows and how."""

    name: str
    is_shared: bool
    filters: str
    columns: Sequence[str]
    order: str = ""


def make(*, wishes: Wishes, by: User, now: datetime) -> SavedView:
    """Keep a new view of one's own; raises ``NameTakenError``."""
    view = SavedView(owner=by)
    _keep(view, wishes, by=by, now=now)
    return view


def change(*, view: SavedView, wishes: Wishes, by: User, now: datetime) -> None:
    """Change one's own view, or a shared one; only the owner decides whether it is shared.

    Raises ``NotYoursError`` and ``NameTakenError``.
    """
    if view.owner_id != by.pk and not (view.is_shared and wishes.is_shared):
        raise NotYoursError
    _keep(view, wishes, by=by, now=now)


def remove(*, view: SavedView, by: User) -> None:
    """Remove one's own view, and what was scheduled of it; the log of exports stays.  Raises ``NotYoursError``."""
    if view.owner_id != by.pk and not by.is_superuser:
        raise NotYoursError
    view.delete()


def _keep(view: SavedView, wishes: Wishes, *, by: User, now: datetime) -> None:
    view.name, view.is_shared, view.filters = wishes.name, wishes.is_shared, wishes.filters
    view.columns, view.order = list(dict.fromkeys(wishes.columns))[:MOST_COLUMNS], wishes.order
    view.changed_at, view.changed_by = now, by
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:
        raise NameTakenError from error
