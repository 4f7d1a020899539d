"""Where a claim can stand, and whose move comes next."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Status(models.TextChoices):
    """Where a claim stands; ``reimbursement.transitions`` says how it moves."""

    DRAFT = "draft", pgettext_lazy("claim", "being written")
    SUBMITTED = "submitted", pgettext_lazy("claim", "received")
    CHECKING = "checking", pgettext_lazy("claim", "being checked")
    NEEDS_INFO = "needs_info", pgettext_lazy("claim", "waiting for an answer")
    REVIEW = "review", pgettext_lazy("claim", "to be reviewed")
    PRE_ELIGIBLE = "pre_eligible", pgettext_lazy("claim", "eligible at first sight")
    ACCEPT_PROPOSED = "accept_proposed", pgettext_lazy("claim", "acceptance proposed")
    REFUSE_PROPOSED = "refuse_proposed", pgettext_lazy("claim", "refusal proposed")
    APPROVED = "approved", pgettext_lazy("claim", "approved")
    WAITLISTED = "waitlisted", pgettext_lazy("claim", "waiting for budget")
    REFUSED = "refused", pgettext_lazy("claim", "refused")
    ATTENDANCE_CONFIRMED = "attendance_confirmed", pgettext_lazy("claim", "attendance confirmed")
    NO_SHOW = "no_show", pgettext_lazy("claim", "did not come")
    PAYMENT_READY = "payment_ready", pgettext_lazy("claim", "ready for payment")
    IN_BATCH = "in_batch", pgettext_lazy("claim", "in a payment batch")
    EXPORTED = "exported", pgettext_lazy("claim", "sent to the bank")
    PAYMENT_REJECTED = "payment_rejected", pgettext_lazy("claim", "rejected by the bank")
    MANUAL_PAYMENT = "manual_payment", pgettext_lazy("claim", "to be paid by hand")
    PAID = "paid", pgettext_lazy("claim", "paid")
    WITHDRAWN = "withdrawn", pgettext_lazy("claim", "withdrawn")
    EXPIRED = "expired", pgettext_lazy("claim", "expired")
    APPEALED = "appealed", pgettext_lazy("claim", "contested")


class Turn(models.TextChoices):
    """Whose move comes next."""

    CLAIMANT = "claimant", _("the organisation")
    SYSTEM = "system", _("automatic")
    REVIEWER = "reviewer", _("a reviewer")
    APPROVER = "approver", _("an approver")
    TREASURER = "treasurer", _("the treasurer")
    RELEASER = "releaser", _("whoever releases payments")
    NOBODY = "nobody", _("nobody")


WHOSE_TURN: dict[Status, Turn] = {
    Status.DRAFT: Turn.CLAIMANT,
    Status.SUBMITTED: Turn.SYSTEM,
    Status.CHECKING: Turn.SYSTEM,
    Status.NEEDS_INFO: Turn.CLAIMANT,
    Status.REVIEW: Turn.REVIEWER,
    Status.PRE_ELIGIBLE: Turn.REVIEWER,
    Status.ACCEPT_PROPOSED: Turn.APPROVER,
    Status.REFUSE_PROPOSED: Turn.APPROVER,
    Status.APPROVED: Turn.CLAIMANT,
    Status.WAITLISTED: Turn.SYSTEM,
    Status.REFUSED: Turn.NOBODY,
    Status.ATTENDANCE_CONFIRMED: Turn.TREASURER,
    Status.NO_SHOW: Turn.NOBODY,
    Status.PAYMENT_READY: Turn.TREASURER,
    Status.IN_BATCH: Turn.RELEASER,
    Status.EXPORTED: Turn.TREASURER,
    Status.PAYMENT_REJECTED: Turn.CLAIMANT,
    Status.MANUAL_PAYMENT: Turn.TREASURER,
    Status.PAID: Turn.NOBODY,
    Status.WITHDRAWN: Turn.NOBODY,
    Status.EXPIRED: Turn.NOBODY,
    Status.APPEALED: Turn.REVIEWER,
}

# States in which a claim no longer stands in the way of another one of the same organisation.
CLOSED = (Status.WITHDRAWN, Status.EXPIRED, Status.REFUSED, Status.NO_SHOW)
# A draft blocks nobody else: it may never be sent.
NOT_SENT_OR_CLOSED = (Status.DRAFT, *CLOSED)


class Answer(models.TextChoices):
    """What a criterion, or all of them together, says."""

    YES = "yes", pgettext_lazy("criterion", "yes")
    REVIEW = "review", pgettext_lazy("criterion", "a person decides")
    NO = "no", pgettext_lazy("criterion", "no")


def statuses_of(turn: Turn) -> list[Status]:
    """Return the statuses in which ``turn`` has the next move."""
    return [status for status, whose in WHOSE_TURN.items() if whose == turn]
