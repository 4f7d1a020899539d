"""How many of those who hold a place do not come: counted at the last edition, or assumed."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from events.models import Edition
from registration.models import CheckIn, Seat
from registration.overbooking import ASSUMED_NO_SHOW

FEWEST = 20


@dataclass(frozen=True)
class NoShow:
    """A rate in percent and the edition it was counted at; no edition when it is an assumption, or somebody's guess."""

    percent: int
    edition: Edition | None = None
    is_guess: bool = False


def last_known(*, before: Edition) -> NoShow:
    """The rate of the last edition with a door, counted per person and day; else an assumption."""
    scanned = Exists(CheckIn.objects.valid().filter(day=OuterRef("day")))
    came = Exists(CheckIn.objects.valid().filter(day=OuterRef("day"), registration=OuterRef("registration")))
    promised = (
        Seat.objects.confirmed()
        .filter(scanned, day__edition__ends_on__lt=before.starts_on)
        .annotate(came=came)
        .order_by()
        .values("day__edition", "day__edition__ends_on")
        .annotate(people=Count("pk"), absent=Count("pk", filter=Q(came=False)))
        .filter(people__gte=FEWEST)
        .order_by("-day__edition__ends_on")
    )
    if counted := promised.first():
        edition = Edition.objects.get(pk=counted["day__edition"])
        return NoShow((100 * counted["absent"] + counted["people"] // 2) // counted["people"], edition)
    return NoShow(ASSUMED_NO_SHOW)
