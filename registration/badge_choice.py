"""Whose badges are printed, and in which order."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from registration.models import HistoryEntry, PrintedBadge, Registration, Seat
from registration.names import folded

Row = tuple[int, str, str, str, str]


class Order(models.TextChoices):
    """How the badges follow each other on the paper."""

    LIST = "list", _("as in the list")
    NAME = "name", _("by last name")
    ORGANISATION = "organisation", _("by organisation")
    REFERENCE = "reference", _("by reference")


class Which(models.TextChoices):
    """Whose badges, of the people chosen."""

    EVERYBODY = "all", _("everybody")
    NEW = "new", _("only those never printed")
    NEW_OR_CHANGED = "changed", _("those never printed, or changed since")


@dataclass(frozen=True)
class Stock:
    """How many badges there are to print among the people chosen."""

    holders: int
    never_printed: int
    changed: int

    @property
    def printed(self) -> int:
        return self.holders - self.never_printed


def stock(registrations: QuerySet[Registration]) -> Stock:
    """Count before printing; in three queries, whatever the number."""
    people = holders(registrations)
    new, changed = people.filter(never_printed()), people.filter(changed_since_printed())
    return Stock(people.count(), new.count(), changed.count())


def holders(registrations: QuerySet[Registration]) -> QuerySet[Registration]:
    """Those who hold a place."""
    places = Seat.objects.confirmed().values("registration_id")
    return registrations.filter(cancelled_at=None, pk__in=places).prefetch_related(None)


def narrowed(people: QuerySet[Registration], which: Which) -> QuerySet[Registration]:
    if which == Which.NEW:
        return people.filter(never_printed())
    return people.filter(never_printed() | changed_since_printed()) if which == Which.NEW_OR_CHANGED else people


def never_printed() -> Q:
    """People without a badge on paper, from a batch or from the door."""
    return ~Q(Exists(_in_batches())) & ~Q(Exists(_at_the_door()))


def changed_since_printed() -> Q:
    """People whose name or days changed after their last badge was asked for."""
    in_batches = _in_batches().filter(batch__asked_at__gte=OuterRef("changed_at"))
    at_the_door = _at_the_door().filter(at__gte=OuterRef("changed_at"))
    return ~never_printed() & ~Q(Exists(in_batches)) & ~Q(Exists(at_the_door))


def _in_batches() -> QuerySet[PrintedBadge]:
    return PrintedBadge.objects.on_paper().filter(registration=OuterRef("pk"))


def _at_the_door() -> QuerySet[HistoryEntry]:
    return HistoryEntry.objects.filter(registration=OuterRef("pk"), kind=HistoryEntry.Kind.PRINTED)


def in_order(people: QuerySet[Registration], order: Order) -> list[int]:
    """Their keys; names as people sort them, whatever the collation of the database."""
    rows: list[Row] = list(people.values_list("pk", "last_name", "first_name", "organisation", "reference"))
    keys: dict[str, Callable[[Row], tuple[bool | str, ...]]] = {
        Order.NAME: lambda row: (folded(row[1]), folded(row[2])),
        Order.ORGANISATION: lambda row: (not row[3], folded(row[3]), folded(row[1]), folded(row[2])),
        Order.REFERENCE: lambda row: (row[4],),
    }
    return [row[0] for row in (sorted(rows, key=keys[order]) if order in keys else rows)]
