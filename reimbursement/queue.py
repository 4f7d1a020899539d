"""The queue of claims: those that wait for whoever looks first, each group by rank."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from accounts.models import User
from reimbursement.four_eyes import PERMISSIONS
from reimbursement.models import BankDetails, Claim, Role, Status, SupportingDocument, Turn
from reimbursement.models.claim import ClaimQuerySet
from reimbursement.models.status import statuses_of

# Whose turn is taken by whom; a claim between two automatic steps waits for nobody.
TAKES: dict[Role, Turn] = {
    Role.REVIEWER: Turn.REVIEWER,
    Role.APPROVER: Turn.APPROVER,
    Role.TREASURER: Turn.TREASURER,
    Role.RELEASER: Turn.RELEASER,
}
# As the list is ordered: what waits for the reader, then by the instant of complete submission.
ORDER: tuple[str | Combinable, ...] = ("waits_for_others", F("submitted_at").asc(nulls_last=True), "pk")
_BANK_PAPERS = SupportingDocument.objects.filter(claim=OuterRef("pk"), kind=SupportingDocument.Kind.BANK)
_OWES_PAPERS = ~Exists(BankDetails.objects.filter(claim=OuterRef("pk"))) | ~Exists(_BANK_PAPERS)


def with_papers(claims: ClaimQuerySet) -> ClaimQuerySet:
    """Say of each claim whether its organisation still owes papers, in the same query."""
    owes = ExpressionWrapper(_OWES_PAPERS, output_field=BooleanField())
    return claims.annotate(owes_papers=owes)  # type: ignore[no-redef] # stands in for the property of one claim


def turn_is(turn: Turn) -> Q:
    """Tell of claims ``with_papers`` whether the next move is that of ``turn``, as ``Claim.turn`` does of one."""
    owing = Q(status=Status.ATTENDANCE_CONFIRMED, owes_papers=True)
    mine = Q(status__in=statuses_of(turn))
    if turn == Turn.TREASURER:
        return mine & ~owing
    return mine | owing if turn == Turn.CLAIMANT else mine


def for_reader(claims: ClaimQuerySet, *, user: User | AnonymousUser) -> ClaimQuerySet:
    """Say of each claim whether it waits for others than ``user``, and which rank it has in its edition."""
    earlier = (
        Claim.objects.filter(edition=OuterRef("edition"), submitted_at__lt=OuterRef("submitted_at"))
        .order_by()
        .values("edition")
        .annotate(number=Count("pk"))
        .values("number")
    )
    mine = Q(status__in=[])
    for role, turn in TAKES.items():
        if user.has_perm(PERMISSIONS[role]):
            mine |= turn_is(turn)
    waits = Case(When(mine, then=Value(0)), default=Value(1), output_field=IntegerField())
    return with_papers(claims).annotate(waits_for_others=waits, rank=Coalesce(Subquery(earlier), 0) + 1)


@dataclass(frozen=True)
class Neighbours:
    """The claims before and after one, and how many of how many it is; ``place`` is zero where it left the list."""

    previous: int | None
    next: int | None
    place: int
    total: int


def neighbours_of(claim: Claim, *, queue: Sequence[int]) -> Neighbours:
    """Return who stands beside ``claim``; a claim that has just left the list is followed by the first of it."""
    if claim.pk not in queue:
        return Neighbours(None, queue[0] if queue else None, 0, len(queue))
    place = queue.index(claim.pk)
    previous = queue[place - 1] if place else None
    after = queue[place + 1] if place + 1 < len(queue) else None
    return Neighbours(previous, after, place + 1, len(queue))
