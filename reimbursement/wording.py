"""What the claimant is told about each status: how it stands, and what comes next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reimbursement.models import Claim, ReviewEvent, Status
from reimbursement.transitions import Move


@dataclass(frozen=True)
class Wording:
    """A word for the history, a sentence, the next step, and the tone of the page (info, success, warning or error).

    Proposals are nobody's business before they are decided: until then a claim is "being examined".
    """

    label: Promise
    headline: Promise
    next_step: Promise
    tone: str = "info"


_BEING_CHECKED = Wording(
    pgettext_lazy("claim", "received"),
    _("Your claim has arrived."),
    _("We are looking up your registered office. This takes a few minutes; you do not have to wait here."),
)
_BEING_EXAMINED = Wording(
    pgettext_lazy("claim", "being examined"),
    _("Your claim is being examined."),
    _("A person reads it and proposes a decision, which a second person confirms. You will receive an e-mail."),
)
_BEING_PAID = Wording(
    pgettext_lazy("claim", "being paid"),
    _("Your payment is on its way."),
    _("The bank takes a few working days. You will receive an e-mail."),
    "success",
)

_PAPERS_OWED = Wording(
    pgettext_lazy("claim", "attendance confirmed"),
    _("Thank you for coming: your attendance is confirmed."),
    _("We still need something from you, below. The treasurer then prepares the payment to your organisation."),
    "warning",
)

WORDINGS: dict[Status, Wording] = {
    Status.SUBMITTED: _BEING_CHECKED,
    Status.CHECKING: _BEING_CHECKED,
    Status.NEEDS_INFO: Wording(
        pgettext_lazy("claim", "waiting for your answer"),
        _("We need something from you."),
        _("Please answer the question before the date below."),
        "warning",
    ),
    Status.REVIEW: _BEING_EXAMINED,
    Status.PRE_ELIGIBLE: _BEING_EXAMINED,
    Status.ACCEPT_PROPOSED: _BEING_EXAMINED,
    Status.REFUSE_PROPOSED: _BEING_EXAMINED,
    Status.APPEALED: Wording(
        pgettext_lazy("claim", "contested"),
        _("You have contested the decision."),
        _("The claim is examined once more, by people who read what you wrote."),
    ),
    Status.APPROVED: Wording(
        pgettext_lazy("claim", "approved"),
        _("Your claim is approved, subject to your attendance."),
        _("Come to the event and have your badge scanned at the door. We pay afterwards, to your organisation."),
        "success",
    ),
    Status.WAITLISTED: Wording(
        pgettext_lazy("claim", "waiting for budget"),
        _("Your claim is justified, but the budget is used up for now."),
        _("If another organisation withdraws, claims are served in the order of arrival. We cannot promise it."),
        "warning",
    ),
    Status.REFUSED: Wording(
        pgettext_lazy("claim", "refused"),
        _("Your claim is refused."),
        _("Two people have examined it. This is the reason:"),
        "error",
    ),
    Status.ATTENDANCE_CONFIRMED: Wording(
        pgettext_lazy("claim", "attendance confirmed"),
        _("Thank you for coming: your attendance is confirmed."),
        _("The treasurer prepares the payment to your organisation."),
        "success",
    ),
    Status.NO_SHOW: Wording(
        pgettext_lazy("claim", "did not come"),
        _("Nobody of your organisation was seen at the event."),
        _("The allowance is paid to organisations that came. If this is a mistake, please write to us."),
        "warning",
    ),
    Status.PAYMENT_READY: _BEING_PAID,
    Status.IN_BATCH: _BEING_PAID,
    Status.EXPORTED: _BEING_PAID,
    Status.MANUAL_PAYMENT: _BEING_PAID,
    Status.PAYMENT_REJECTED: Wording(
        pgettext_lazy("claim", "rejected by the bank"),
        _("The bank refused the payment."),
        _("Please check the account of your organisation."),
        "warning",
    ),
    Status.PAID: Wording(
        pgettext_lazy("claim", "paid"), _("The allowance is paid."), _("Thank you for coming."), "success"
    ),
    Status.WITHDRAWN: Wording(
        pgettext_lazy("claim", "withdrawn"),
        _("You have withdrawn this claim."),
        _("As long as claims are accepted you can start a new one."),
    ),
    Status.EXPIRED: Wording(
        pgettext_lazy("claim", "expired"),
        _("This claim has expired."),
        _("It was not completed, or a question was not answered, in time."),
        "warning",
    ),
}


def label_of(status: str) -> Promise:
    """Return the status as the claimant may read it, wherever it is shown to them."""
    wording = WORDINGS.get(Status(status))
    return wording.label if wording else Status(status).label


def wording_of(claim: Claim) -> Wording:
    """Return what to tell the claimant; a draft has its own page."""
    if claim.status == Status.ATTENDANCE_CONFIRMED and claim.owes_papers:
        return _PAPERS_OWED
    return WORDINGS[Status(claim.status)]


_CORRECTED = pgettext_lazy("claim", "bank details looked at")


@dataclass(frozen=True)
class Milestone:
    """A change of the claim that the claimant could notice."""

    label: Promise
    at: datetime


def milestones_of(events: Iterable[ReviewEvent]) -> list[Milestone]:
    """Return the history as the claimant may see it: steps among staff are one, what they did has its own name."""
    milestones: list[Milestone] = []
    for event in events:
        wording = WORDINGS[Status(event.to_status)]
        # Checked once more: part of being examined, the claim has not arrived twice.
        label = (_BEING_EXAMINED if wording is _BEING_CHECKED and milestones else wording).label
        label = _CORRECTED if event.move == Move.CORRECT else label
        if not milestones or milestones[-1].label != label:
            milestones.append(Milestone(label, event.at))
    return milestones
