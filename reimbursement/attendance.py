"""After the event: who came, as the scans at the door tell, or two people who read the paper list."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from events.models import Edition, EventDay
from reimbursement import emails, letters, promotion
from reimbursement.assessment import judged, record
from reimbursement.case import people_of, rules_of
from reimbursement.decisions import RecheckReason
from reimbursement.four_eyes import NotPermitted, OwnOrganisation, belongs_to_claimant, examines
from reimbursement.models import Claim, IssuedPaper, PaperPresence, Status
from reimbursement.models.claim import ClaimQuerySet
from reimbursement.moves import SYSTEM, ClaimMovedMeanwhile, move_claim
from reimbursement.presence import days_present, lacks_second_reader, venues_seen
from reimbursement.rejudging import distance_again, located_again
from reimbursement.transitions import Move

# Where it matters whether the organisation came, and no payment has begun.
CAN_BE_VOUCHED_FOR = frozenset({Status.APPROVED, Status.NO_SHOW, Status.ATTENDANCE_CONFIRMED, Status.PAYMENT_READY})
# How long after the event a claim that one person found on the paper list waits for a second one.
SECOND_READER = timedelta(days=14)


class NotYet(Exception):
    """The day has not begun."""


class NotAwaited(Exception):
    """Where the claim stands, nobody asks whether the organisation came."""


class SaidAlready(Exception):
    """This person has vouched for this day."""


class AnotherClaimLives(Exception):
    """The organisation has sent another claim since."""


def settle(*, now: datetime) -> int:
    """Confirm the attendance of approved claims of editions that are over, or record the absence; return how many."""
    approved = Claim.objects.filter(status=Status.APPROVED, edition__ends_on__lt=_day(now))
    claims = approved.select_related("edition", "rule", "registration").ranked()
    return sum(_settle(claim, now) for claim in claims)


def came(claim: Claim) -> bool:
    """Tell whether the claimant, or a colleague they registered, was seen on any day."""
    return bool(venues_seen(claim))


def _settle(claim: Claim, now: datetime) -> bool:
    try:
        with transaction.atomic():
            if not claim.rule.attendance_required:
                _confirm(claim, now)
            elif not came(claim):
                if _waits_for_second_reader(claim, now):
                    return False
                _record_absence(claim, now)
            elif not _is_judged_otherwise(claim, now):
                _confirm(claim, now)
    except ClaimMovedMeanwhile:  # withdrawn in this very moment
        return False
    return True


def _waits_for_second_reader(claim: Claim, now: datetime) -> bool:
    return claim.edition.ends_on + SECOND_READER >= _day(now) and lacks_second_reader(claim)


def _confirm(claim: Claim, now: datetime) -> None:
    move_claim(claim=claim, move=Move.CONFIRM_ATTENDANCE, actor=SYSTEM, now=now)
    emails.send_attended(claim=claim)


def _record_absence(claim: Claim, now: datetime) -> None:
    move_claim(claim=claim, move=Move.RECORD_ABSENCE, actor=SYSTEM, now=now)
    letter = letters.issue_decision(claim=claim, kind=IssuedPaper.Kind.LAPSE, now=now)
    emails.send_absent(claim=claim, letter=letter)
    promotion.release_place(claim=claim, now=now)


def _is_judged_otherwise(claim: Claim, now: datetime) -> bool:
    """Measure from the venues where the organisation was seen; another answer than before goes to a person.

    The claim keeps its place of the envelope meanwhile. What was found is kept as found from the days attended, so that
    a second approval stands.
    """
    if not claim.evidence:
        return False
    seen = venues_seen(claim)
    names = set(claim.edition.venues.filter(pk__in=seen).values_list("slug", flat=True))
    answer = distance_again(claim=claim, rules=rules_of(claim.rule), attended=names).answer
    if answer.value == claim.distance_answer:
        return False
    by_hand = claim.evidence.get("placed_by_hand", False)
    outcome = judged(claim=claim, located=located_again(claim), is_placed_by_hand=by_hand, seen_at=seen)
    move_claim(claim=claim, move=Move.RECHECK, actor=SYSTEM, now=now, reason=RecheckReason.ATTENDED_ELSEWHERE)
    record(claim=claim, outcome=outcome, now=now)
    return True


# The paper list ------------------------------------------------------------------------------------------------------


@transaction.atomic
def vouch(*, claim: Claim, day: EventDay, by: User, now: datetime) -> bool:
    """Say that the organisation stands on the paper list of ``day``; return whether it counts now, with two witnesses.

    An absence that was recorded wrongly is taken up again by the reviewers, with a place of the envelope if one is
    left. Raises NotPermitted, OwnOrganisation, NotYet, NotAwaited, SaidAlready or AnotherClaimLives.
    """
    if not examines(by):
        raise NotPermitted
    if belongs_to_claimant(claim=claim, user=by):
        raise OwnOrganisation
    if day.date > _day(now):
        raise NotYet
    # Of two at the same moment the second one sees what the first one said.
    claim.status = Claim.objects.select_for_update(no_key=True).only("status").get(pk=claim.pk).status
    if claim.status not in CAN_BE_VOUCHED_FOR or day.edition_id != claim.edition_id:
        raise NotAwaited
    if by in _witnesses(claim, day):
        raise SaidAlready
    try:
        with transaction.atomic():
            PaperPresence.objects.create(claim=claim, day=day, by=by, at=now)
    except IntegrityError as error:
        raise SaidAlready from error
    counts = any(present.counts for present in days_present(claim) if present.day == day)
    if counts and claim.status == Status.NO_SHOW:
        _reopen(claim, now)
    return counts


def _witnesses(claim: Claim, day: EventDay) -> set[User]:
    return {person for present in days_present(claim) if present.day == day for person in present.witnesses}


def _reopen(claim: Claim, now: datetime) -> None:
    try:
        with transaction.atomic():
            move_claim(claim=claim, move=Move.REOPEN, actor=SYSTEM, now=now)
    except IntegrityError as error:
        raise AnotherClaimLives from error


def days_to_vouch_for(*, claim: Claim, now: datetime) -> list[EventDay]:
    """Return the days that have begun and for which somebody of the claim held a place, while it matters."""
    if claim.status not in CAN_BE_VOUCHED_FOR:
        return []
    days = EventDay.objects.filter(
        edition_id=claim.edition_id, date__lte=_day(now), seats__registration__in=people_of(claim)
    )
    return list(days.select_related("venue").distinct().order_by("date", "pk"))


def awaiting_second_reader(*, edition: Edition, now: datetime) -> ClaimQuerySet:
    """Return the approved claims that came, by what one person read on the paper list: somebody else has to say so."""
    if edition.ends_on >= _day(now):
        return Claim.objects.none()
    typed = Q(registration__check_ins__from_paper=True, registration__check_ins__undone_at=None)
    colleagues = Q(
        registration__colleagues__check_ins__from_paper=True, registration__colleagues__check_ins__undone_at=None
    )
    approved = Claim.objects.filter(edition=edition, status=Status.APPROVED, rule__attendance_required=True)
    return approved.filter(typed | colleagues | Q(paper_presences__isnull=False)).distinct().ranked()


def _day(moment: datetime) -> date:
    return timezone.localdate(moment, timezone.get_default_timezone())
