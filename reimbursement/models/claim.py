"""The claim of one organisation for one edition."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import tokens
from accounts.models import Language
from events.models import Edition
from registration.models import Registration
from reimbursement.models.allowance import AllowanceRule
from reimbursement.models.status import CLOSED, NOT_SENT_OR_CLOSED, WHOSE_TURN, Answer, Status, Turn
from reimbursement.references import new_claim_number


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Claims as people speak of them."""

    def live(self) -> "ClaimQuerySet":
        """Sent and not closed: one per organisation and edition."""
        return self.exclude(status__in=NOT_SENT_OR_CLOSED)

    def open_for(self, registration: Registration) -> "ClaimQuerySet":
        """The draft or live claim of a registration, if there is one."""
        return self.filter(registration=registration).exclude(status__in=CLOSED)

    def ranked(self) -> "ClaimQuerySet":
        """By the instant of complete submission; drafts last."""
        return self.order_by(models.F("submitted_at").asc(nulls_last=True), "pk")

    def for_token(self, token: str) -> "Claim":
        """The claim that a personal link opens; raises ``Claim.DoesNotExist`` for every other token.

        Unknown, truncated, expired and revoked are one answer: nobody learns more by trying.
        """
        opening = {"digest": tokens.digest(token), "revoked_at": None, "expires_at__gt": timezone.now()}
        links = {f"links__{name}": value for name, value in opening.items()}
        return self.select_related("edition", "rule", "registration").get(**links)


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
        help_text=_("Opens the claim and says who travels on which days; empty once it is erased."),
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
    is_individual = models.BooleanField(
        _("on their own account"),
        default=False,
        help_text=_("By a person without an organisation, whose name stands in its place; where the rule allows it."),
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
    not_travelling = models.JSONField(
        _("not travelling"),
        null=True,
        blank=True,
        help_text=_("People registered with the claimant who come, but not for the organisation; empty until asked."),
    )
    declared_by = models.CharField(
        _("signed by"), max_length=201, blank=True, help_text=_("Who confirmed that what the claim says is true.")
    )

    register_entry = models.JSONField(
        _("entry in the register"),
        default=dict,
        blank=True,
        help_text=_("What a public register says of the organisation, and for which number or name it was asked."),
    )
    look_up_at = models.DateTimeField(
        _("look up"),
        null=True,
        blank=True,
        help_text=_("When the services are asked next; empty where nothing is left to ask."),
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

    dangerous_file_at = models.DateTimeField(
        _("dangerous file"),
        null=True,
        blank=True,
        help_text=_("When a file of the claimant was last refused as dangerous."),
    )

    status = models.CharField(
        _("status"), max_length=20, choices=Status, default=Status.DRAFT, help_text=_("Where the claim stands.")
    )
    status_since = models.DateTimeField(_("since"), help_text=_("When the claim came to this status."))
    submitted_at = models.DateTimeField(
        pgettext_lazy("claim", "sent"),
        null=True,
        blank=True,
        help_text=_("Instant of complete submission: the rank of the claim."),
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
            ("release_payment", _("Can release payment batches")),
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
                condition=Q(status__in=["draft", "withdrawn"]) | Q(submitted_at__isnull=False),
                name="claim_sent_has_rank",
                violation_error_message=_("A claim that was sent needs the instant it was sent at."),
            ),
        )
        indexes = (
            models.Index(fields=("status", "submitted_at"), name="claim_queue"),
            models.Index(fields=("look_up_at",), name="claim_to_look_up", condition=Q(look_up_at__isnull=False)),
        )

    def __str__(self) -> str:
        return f"{self.reference} · {self.organisation_name}" if self.organisation_name else self.reference

    @property
    def turn(self) -> Turn:
        """Whose move comes next; ``queue.turn_is`` asks the database the same."""
        if self.status == Status.ATTENDANCE_CONFIRMED and self.owes_papers:
            return Turn.CLAIMANT
        return WHOSE_TURN[Status(self.status)]

    @cached_property
    def owes_papers(self) -> bool:
        """Whether the account of the organisation, or the paper of its bank, has still to be given."""
        return not (hasattr(self, "bank") and self.documents.filter(kind="bank").exists())

    @property
    def answer_until(self) -> date | None:
        """The last day, Paris time, on which a question can be answered."""
        return timezone.localdate(self.answer_by, timezone.get_default_timezone()) if self.answer_by else None

    @property
    def contest_until(self) -> date | None:
        """The last day, Paris time, on which a refusal can be contested."""
        return timezone.localdate(self.contest_by, timezone.get_default_timezone()) if self.contest_by else None

    @property
    def office_lines(self) -> list[str]:
        """The registered office as on an envelope, without the country."""
        return [line for line in (self.office_street, f"{self.office_postcode} {self.office_city}".strip()) if line]
