"""The claim of one organisation for one edition."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import tokens
from accounts.models import Language
from events.models import Edition
from registration.models import Registration
from reimbursement.models.allowance import AllowanceRule
from reimbursement.references import new_claim_number


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
    Status.IN_BATCH: Turn.TREASURER,
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


LINK_LIFETIME = timedelta(days=400)


class Answer(models.TextChoices):
    """What a criterion, or all of them together, says."""

    YES = "yes", pgettext_lazy("criterion", "yes")
    REVIEW = "review", pgettext_lazy("criterion", "a person decides")
    NO = "no", pgettext_lazy("criterion", "no")


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Claims as people speak of them."""

    def live(self) -> "ClaimQuerySet":
        """Sent and not closed: one per organisation and edition."""
        return self.exclude(status__in=NOT_SENT_OR_CLOSED)

    def open_for(self, registration: Registration) -> "ClaimQuerySet":
        """The draft or live claim of a registration, if there is one."""
        return self.filter(registration=registration).exclude(status__in=CLOSED)

    def awaiting(self, turn: Turn) -> "ClaimQuerySet":
        """Claims in which ``turn`` has the next move."""
        return self.filter(status__in=[status for status, whose in WHOSE_TURN.items() if whose == turn])

    def ranked(self) -> "ClaimQuerySet":
        """By the instant of complete submission; drafts last."""
        return self.order_by(models.F("submitted_at").asc(nulls_last=True), "pk")

    def for_token(self, token: str) -> "Claim":
        """The claim that a personal link opens; raises ``Claim.DoesNotExist`` for every other token.

        Unknown, truncated, expired and revoked are one answer: nobody learns more by trying.
        """
        links = ClaimLink.objects.valid().filter(digest=tokens.digest(token))
        return self.select_related("edition", "rule", "registration").get(pk__in=links.values("claim_id"))


class Claim(models.Model):
    """What an organisation asks for, what was found about it, and where the decision stands."""

    reference = models.CharField(
        _("number"),
        max_length=9,
        unique=True,
        default=new_claim_number,
        editable=False,
        help_text=_("Said on the phone and written in every message."),
    )
    edition = models.ForeignKey(
        Edition,
        verbose_name=_("edition"),
        on_delete=models.PROTECT,
        related_name="claims",
        help_text=_("The edition the organisation comes to."),
    )
    rule = models.ForeignKey(
        AllowanceRule,
        verbose_name=_("rule"),
        on_delete=models.PROTECT,
        related_name="claims",
        help_text=_("The version of the rule this claim is judged by."),
    )
    registration = models.ForeignKey(
        Registration,
        verbose_name=_("registration"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="claims",
        help_text=_("Who claims; empty once the registration is erased."),
    )
    language = models.CharField(
        _("language"), max_length=2, choices=Language, help_text=_("Language of every message about this claim.")
    )
    contact_name = models.CharField(_("contact"), max_length=201, help_text=_("Who claims for the organisation."))
    contact_email = models.EmailField(
        _("e-mail address"), help_text=_("Proved by the link of the registration; every message goes there.")
    )

    organisation_name = models.CharField(
        _("name of the organisation"), max_length=200, blank=True, help_text=_("As in its statutes.")
    )
    legal_id = models.CharField(
        _("legal identifier"),
        max_length=40,
        blank=True,
        help_text=_("SIREN, SIRET or RNA number, enterprise number, VAT number … if it has one."),
    )
    organisation_key = models.CharField(
        _("key of the organisation"),
        max_length=120,
        blank=True,
        editable=False,
        help_text=_("Equal keys are the same organisation; empty as long as it cannot be told."),
    )
    office_street = models.CharField(
        _("number and street"), max_length=200, blank=True, help_text=_("Of the registered office.")
    )
    office_postcode = models.CharField(
        _("postcode"), max_length=12, blank=True, help_text=_("Of the registered office.")
    )
    office_city = models.CharField(_("town"), max_length=120, blank=True, help_text=_("Of the registered office."))
    office_country = models.CharField(
        _("country"), max_length=2, blank=True, help_text=_("Of the registered office, two letters (ISO 3166).")
    )
    first_time = models.BooleanField(
        _("first participation"), null=True, blank=True, help_text=_("What the organisation declares.")
    )
    declared_by = models.CharField(
        _("signed by"), max_length=201, blank=True, help_text=_("Who confirmed that what the claim says is true.")
    )

    office_latitude = models.DecimalField(
        _("latitude"), max_digits=9, decimal_places=6, null=True, blank=True, help_text=_("Where the office was found.")
    )
    office_longitude = models.DecimalField(
        _("longitude"),
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        help_text=_("Where the office was found."),
    )
    office_radius_m = models.PositiveIntegerField(
        _("uncertainty"), null=True, blank=True, help_text=_("In metres around the position.")
    )
    office_precision = models.CharField(
        _("precision"), max_length=20, blank=True, help_text=_("How exactly the office was found.")
    )
    office_provider = models.CharField(
        _("found by"), max_length=60, blank=True, help_text=_("Address service or table, with its version.")
    )
    office_answer_digest = models.CharField(
        _("digest of the answer"), max_length=64, blank=True, help_text=_("SHA-256 of the raw answer of the service.")
    )

    verdict = models.CharField(
        _("verdict"),
        max_length=6,
        choices=Answer,
        blank=True,
        help_text=_("What the check proposes; a person decides."),
    )
    distance_answer = models.CharField(
        _("distance"), max_length=6, choices=Answer, blank=True, help_text=_("Is the office far enough?")
    )
    first_time_answer = models.CharField(
        _("first time"), max_length=6, choices=Answer, blank=True, help_text=_("Is it the first participation?")
    )
    single_answer = models.CharField(
        _("only claim"),
        max_length=6,
        choices=Answer,
        blank=True,
        help_text=_("Is it the only claim of the organisation?"),
    )
    evidence = models.JSONField(
        _("evidence"),
        default=dict,
        blank=True,
        help_text=_("What each answer rests on: reasons, distances, candidates."),
    )
    assessed_at = models.DateTimeField(_("checked"), null=True, blank=True, help_text=_("When the answers were found."))

    status = models.CharField(
        _("status"), max_length=20, choices=Status, default=Status.DRAFT, help_text=_("Where the claim stands.")
    )
    status_since = models.DateTimeField(_("since"), help_text=_("When the claim came to this status."))
    submitted_at = models.DateTimeField(
        _("sent"), null=True, blank=True, help_text=_("Instant of complete submission: the rank of the claim.")
    )
    answer_by = models.DateTimeField(
        _("answer expected by"), null=True, blank=True, help_text=_("When an unanswered question closes the claim.")
    )
    contest_by = models.DateTimeField(
        _("can be contested until"), null=True, blank=True, help_text=_("Set by a refusal.")
    )
    amount_cents = models.PositiveIntegerField(
        _("amount"), null=True, blank=True, help_text=_("In euro cents, fixed by the approval.")
    )
    holds_place = models.BooleanField(
        _("holds a place"), default=False, help_text=_("Whether its amount is committed in the envelope.")
    )
    history_length = models.PositiveIntegerField(
        _("moves"), default=0, editable=False, help_text=_("Number of rows of its history.")
    )
    history_head = models.CharField(
        _("head of the history"), max_length=64, blank=True, editable=False, help_text=_("Hash of the last row.")
    )

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = (models.F("submitted_at").asc(nulls_last=True), "pk")
        permissions = (
            ("propose_claim", _("Can ask questions and propose decisions")),
            ("approve_claim", _("Can approve and refuse")),
            ("pay_claim", _("Can see bank details and pay")),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("edition", "organisation_key"),
                condition=~Q(organisation_key="") & ~Q(status__in=NOT_SENT_OR_CLOSED),
                name="claim_one_per_organisation",
                violation_error_message=_("This organisation has a claim already."),
            ),
            models.UniqueConstraint(
                fields=("registration",),
                condition=~Q(status__in=CLOSED),
                name="claim_one_per_registration",
                violation_error_message=_("This registration has a claim already."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values),
                name="claim_status_known",
                violation_error_message=_("Unknown status."),
            ),
            models.CheckConstraint(
                condition=Q(holds_place=False) | Q(amount_cents__gt=0),
                name="claim_place_has_amount",
                violation_error_message=_("A claim that holds a place needs an amount."),
            ),
            models.CheckConstraint(
                condition=Q(status="draft")
                | Q(status="withdrawn")
                | Q(status="expired")
                | Q(submitted_at__isnull=False),
                name="claim_sent_has_rank",
                violation_error_message=_("A claim that was sent needs the instant it was sent at."),
            ),
        )
        indexes = (models.Index(fields=("status", "submitted_at"), name="claim_queue"),)

    def __str__(self) -> str:
        return f"{self.reference} · {self.organisation_name}" if self.organisation_name else self.reference

    @property
    def turn(self) -> Turn:
        """Whose move comes next."""
        return WHOSE_TURN[Status(self.status)]

    @property
    def office_lines(self) -> list[str]:
        """The registered office as on an envelope, without the country."""
        return [line for line in (self.office_street, f"{self.office_postcode} {self.office_city}".strip()) if line]


def end_of_life() -> datetime:
    """When a link made now stops working."""
    return timezone.now() + LINK_LIFETIME


class ClaimLinkQuerySet(models.QuerySet["ClaimLink"]):
    """Links as the claimant's page asks for them."""

    def valid(self) -> "ClaimLinkQuerySet":
        """Links that still open something. They age in real time, whatever the business clock says."""
        return self.filter(expires_at__gt=timezone.now(), revoked_at=None)


class ClaimLink(models.Model):
    """A link by which the claimant comes back. Only the digest of its token is stored; each message carries its own."""

    claim = models.ForeignKey(
        Claim,
        verbose_name=_("claim"),
        on_delete=models.CASCADE,
        related_name="links",
        help_text=_("The claim it opens."),
    )
    digest = models.CharField(
        _("digest"), max_length=64, unique=True, editable=False, help_text=_("SHA-256 of the token in the link.")
    )
    created_at = models.DateTimeField(
        _("created"), default=timezone.now, editable=False, help_text=_("When it was made, in real time.")
    )
    expires_at = models.DateTimeField(
        _("expires"), default=end_of_life, help_text=_("It opens nothing from then on, in real time.")
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, help_text=_("When it was made useless."))

    objects = ClaimLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link of a claim")
        verbose_name_plural = _("links of claims")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.claim_id} · {self.created_at:%Y-%m-%d}"
