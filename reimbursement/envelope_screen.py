"""The envelope for those who watch the money: what is committed, paid and left, who is next, and since when."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from events.models import Edition
from reimbursement import envelope, ledger
from reimbursement.models import AllowanceRule, Claim, Status

# The drawing, in units of its own; nothing is loaded from elsewhere and nothing is styled inline.
WIDTH, HEIGHT = 600, 160


@dataclass(frozen=True)
class Day:
    """Where the money stood at the end of one day on which it moved."""

    on: date
    committed_cents: int
    paid_cents: int


@dataclass(frozen=True)
class Curve:
    """The same as a drawing: two lines of steps under the height of the envelope."""

    committed: str
    paid: str
    first: date
    last: date


def envelope_screen(*, edition: Edition) -> dict[str, Any]:
    """Return the context of the page."""
    movements = ledger.movements(edition)
    money = envelope.of(edition)
    rule = AllowanceRule.objects.in_force(edition)
    standing = ledger.balance(movements)
    days = days_of(movements)
    total = money.total_cents if money else 0
    waiting = Claim.objects.filter(edition=edition, status=Status.WAITLISTED).ranked()
    return {
        "edition": edition,
        "envelope": money,
        "paid_cents": standing.paid_cents,
        "open_cents": standing.committed_cents - standing.paid_cents,
        "places_left": money.places_left(rule.amount_cents) if money and rule else 0,
        "reconciles": standing.committed_cents == (money.committed_cents if money else 0),
        "waiting": waiting[:10],
        "waiting_count": waiting.count(),
        "days": days,
        "curve": curve_of(days, total),
        "movements": len(movements),
    }


def days_of(movements: list[ledger.Movement]) -> list[Day]:
    """Return one row per day on which money moved, in the order of recording."""
    standing, days = ledger.Balance(), {}
    for movement in movements:
        standing = standing.after(movement)
        on = movement.recorded_on
        days[on] = Day(on, standing.committed_cents, standing.paid_cents)
    return list(days.values())


def curve_of(days: list[Day], total_cents: int) -> Curve | None:
    """Draw committed and paid over time; nothing to draw before two days."""
    if len(days) < 2 or not total_cents:
        return None
    first, last = days[0].on, days[-1].on
    span = (last - first).days
    highest = max(total_cents, *(day.committed_cents for day in days), *(day.paid_cents for day in days))

    def steps(heights: list[int]) -> str:
        places = [round(WIDTH * (day.on - first).days / span, 1) for day in days]
        points = [round(HEIGHT - HEIGHT * cents / highest, 1) for cents in heights]
        path = f"M0 {HEIGHT} V{points[0]}"
        return path + "".join(f" H{x} V{y}" for x, y in zip(places[1:], points[1:], strict=True))

    return Curve(steps([day.committed_cents for day in days]), steps([day.paid_cents for day in days]), first, last)
