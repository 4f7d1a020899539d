"""What the claimant is told about each status: how it stands, and what comes next."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reimbursement.models import Claim, Status


@dataclass(frozen=True)
class Wording:
    """A sentence, the next step, and the tone of the page (info, success, warning or error)."""

    headline: Promise
    next_step: Promise
    tone: str = "info"


_BEING_CHECKED = Wording(
    _("Your claim has arrived."),
    _("We are looking up your registered office. This takes a few minutes; you do not have to wait here."),
)
_BEING_EXAMINED = Wording(
    _("Your claim is being examined."),
    _("A person reads it and proposes a decision, which a second person confirms. You will receive an e-mail."),
)
_BEING_PAID = Wording(
    _("Your payment is on its way."), _("The bank takes a few working days. You will receive an e-mail."), "success"
)

WORDINGS: dict[Status, Wording] = {
    Status.SUBMITTED: _BEING_CHECKED,
    Status.CHECKING: _BEING_CHECKED,
    Status.NEEDS_INFO: Wording(
        _("We need something from you."), _("Please answer the question before the date below."), "warning"
    ),
    Status.REVIEW: _BEING_EXAMINED,
    Status.PRE_ELIGIBLE: _BEING_EXAMINED,
    Status.ACCEPT_PROPOSED: _BEING_EXAMINED,
    Status.REFUSE_PROPOSED: _BEING_EXAMINED,
    Status.APPEALED: Wording(
        _("You have contested the decision."), _("The claim is examined once more, by people who read what you wrote.")
    ),
    Status.APPROVED: Wording(
        _("Your claim is approved, subject to your attendance."),
        _("Come to the event and have your badge scanned at the door. We then ask for your bank details and pay."),
        "success",
    ),
    Status.WAITLISTED: Wording(
        _("Your claim is justified, but the budget is used up for now."),
        _("If another organisation withdraws, claims are served in the order of arrival. We cannot promise it."),
        "warning",
    ),
    Status.REFUSED: Wording(
        _("Your claim is refused."), _("The reason is in the e-mail you received, with how to contest it."), "error"
    ),
    Status.ATTENDANCE_CONFIRMED: Wording(
        _("Thank you for coming: your attendance is confirmed."),
        _("The treasurer prepares the payment to your organisation."),
        "success",
    ),
    Status.NO_SHOW: Wording(
        _("Nobody of your organisation was seen at the event."),
        _("The allowance is paid to organisations that came. If this is a mistake, please write to us."),
        "warning",
    ),
    Status.PAYMENT_READY: _BEING_PAID,
    Status.IN_BATCH: _BEING_PAID,
    Status.EXPORTED: _BEING_PAID,
    Status.MANUAL_PAYMENT: _BEING_PAID,
    Status.PAYMENT_REJECTED: Wording(
        _("The bank refused the payment."), _("Please check the account of your organisation."), "warning"
    ),
    Status.PAID: Wording(_("The allowance is paid."), _("Thank you for coming."), "success"),
    Status.WITHDRAWN: Wording(
        _("You have withdrawn this claim."), _("As long as claims are accepted you can start a new one.")
    ),
    Status.EXPIRED: Wording(
        _("This claim has expired."), _("It was not completed, or a question was not answered, in time."), "warning"
    ),
}


def wording_of(claim: Claim) -> Wording:
    """Return what to tell the claimant; a draft has its own page."""
    return WORDINGS[Status(claim.status)]
