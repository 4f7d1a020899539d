"""The rule of an edition, in numbered versions, and the money it may commit."""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import Edition, Venue


class AllowanceRuleQuerySet(models.QuerySet["AllowanceRule"]):
    """Rules as the page, the form and the check ask for them."""

    def in_force(self, edition: Edition) -> "AllowanceRule | None":
        """The newest version for ``edition``, or None where no allowance was decided."""
        return self.filter(edition=edition).order_by("-version").first()


class AllowanceRule(models.Model):
    """One version of the rule: the page, the form, the mails and the check read it.

    A claim keeps the version it was judged by.
    """

    class VenueRule(models.TextChoices):
        """From which venues the office must be far."""

        EVERY_ATTENDED = "every_attended", _("every venue attended")
        ANY_ATTENDED = "any_attended", _("any venue attended")
        EVERY_OF_EDITION = "every_of_edition", _("every venue of the edition")
        NAMED = "named", _("one named venue")

    class Comparison(models.TextChoices):
        """Whether an office that lies exactly at the threshold is far enough."""

        FARTHER = "farther", _("farther than the threshold")
        AT_LEAST = "at_least", _("at least as far as the threshold")

    class OutsideSepa(models.TextChoices):
        """What becomes of an account that no file for the bank can pay."""

        BY_HAND = "by_hand", _("paid by hand")
        NOT_PAID = "not_paid", _("not accepted")

    class AccountAsked(models.TextChoices):
        """From when on an organisation is asked for its account."""

        APPROVAL = "approval", _("once the claim is approved")
        ATTENDANCE = "attendance", _("once attendance is confirmed")

    class FirstTimeScope(models.TextChoices):
        """Who has to be there for the first time."""

        ORGANISATION = "organisation", _("the organisation")
        ANY_PERSON = "any_person", _("at least one traveller")
        ALL_PERSONS = "all_persons", _("every traveller")

    class Proof(models.TextChoices):
        """What counts where a past edition has no usable list."""

        LISTS = "lists", _("participant lists; a person looks where one is missing")
        DECLARATION = "declaration", _("signed declaration where a list is missing")

    edition = models.ForeignKey(
        Edition,
        verbose_name=_("edition"),
        on_delete=models.PROTECT,
        related_name="allowance_rules",
        help_text=_("The edition this rule is for."),
    )
    version = models.PositiveSmallIntegerField(
        _("version"), default=1, editable=False, help_text=_("Counted from 1; the highest one is in force.")
    )
    amount_cents = models.PositiveIntegerField(
        _("amount"), default=94_800, validators=[MinValueValidator(1)], help_text=_("Per organisation, in euro cents.")
    )
    envelope_cents = models.PositiveBigIntegerField(
        _("envelope"), help_text=_("The whole budget of the allowance, in euro cents: it gives the number of places.")
    )
    threshold_m = models.PositiveIntegerField(
        _("threshold"), default=20_000, help_text=_("In metres. The office must be farther than this.")
    )
    comparison = models.CharField(
        _("comparison"),
        max_length=10,
        choices=Comparison,
        default=Comparison.FARTHER,
        help_text=_("Decides about an office that lies exactly at the threshold."),
    )
    venue_rule = models.CharField(
        _("venue rule"),
        max_length=20,
        choices=VenueRule,
        default=VenueRule.EVERY_ATTENDED,
        help_text=_("The office must be beyond the threshold from these."),
    )
    named_venue = models.ForeignKey(
        Venue,
        verbose_name=_("named venue"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Only for the rule “one named venue”."),
    )
    first_time_scope = models.CharField(
        _("first participation of"),
        max_length=12,
        choices=FirstTimeScope,
        default=FirstTimeScope.ORGANISATION,
        help_text=_("Who must be taking part for the first time."),
    )
    counted_editions = models.ManyToManyField(
        Edition,
        verbose_name=_("past editions counted"),
        blank=True,
        related_name="+",
        help_text=_("Having taken part in one of these means it is not the first time."),
    )
    proof_of_first_time = models.CharField(
        _("proof of first participation"),
        max_length=12,
        choices=Proof,
        default=Proof.DECLARATION,
        help_text=_("What decides where a counted edition has no usable participant list."),
    )
    opens_at = models.DateTimeField(_("opens"), help_text=_("Claims are accepted from this instant, Paris time."))
    deadline = models.DateField(_("deadline"), help_text=_("Last day for claims, until 23:59:59 Paris time."))
    attendance_required = models.BooleanField(
        _("attendance required"), default=True, help_text=_("Only organisations that came in person are paid.")
    )
    individuals_allowed = models.BooleanField(
        _("individuals allowed"), default=False, help_text=_("Whether people without an organisation may claim.")
    )
    outside_sepa = models.CharField(
        _("accounts outside SEPA"),
        max_length=10,
        choices=OutsideSepa,
        default=OutsideSepa.BY_HAND,
        help_text=_("No file for the bank can pay them."),
    )
    account_asked = models.CharField(
        _("account asked for"),
        max_length=10,
        choices=AccountAsked,
        default=AccountAsked.APPROVAL,
        help_text=_("From when on an organisation can give its bank details."),
    )
    answer_days = models.PositiveSmallIntegerField(
        _("days to answer"), default=7, help_text=_("How long a claimant has to answer a question.")
    )
    contest_days = models.PositiveSmallIntegerField(
        _("days to contest"), default=15, help_text=_("How long a refusal can be contested.")
    )
    keep_paid_years = models.PositiveSmallIntegerField(
        _("years to keep paid claims"), default=10, help_text=_("From the end of the accounting year.")
    )
    keep_refused_days = models.PositiveSmallIntegerField(
        _("days to keep refused claims"),
        default=365,
        help_text=_("After the time to contest; then the claim is made anonymous."),
    )
    keep_documents_days = models.PositiveSmallIntegerField(
        _("days to keep documents"), default=60, help_text=_("Of refused and expired claims.")
    )
    keep_bank_days = models.PositiveSmallIntegerField(
        _("days to keep bank details"),
        default=60,
        help_text=_("After the bank confirmed; then the last four digits remain."),
    )
    keep_draft_days = models.PositiveSmallIntegerField(
        _("days to keep drafts"), default=30, help_text=_("After the deadline, for claims never sent.")
    )
    legal_basis = models.TextField(
        _("legal basis"), blank=True, help_text=_("Rule of the funder or decision of the board, with its date.")
    )
    legal_basis_file = models.FileField(
        _("decision"), upload_to="allowance-rules/", blank=True, help_text=_("The signed document, as PDF.")
    )
    decided_at = models.DateTimeField(
        _("in force since"), default=timezone.now, editable=False, help_text=_("When this version was saved.")
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("saved by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text=_("Who saved this version."),
    )

    objects = AllowanceRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("allowance rule")
        verbose_name_plural = _("allowance rules")
        ordering = ("edition", "-version")
        constraints = (
            models.UniqueConstraint(
                fields=("edition", "version"),
                name="allowancerule_version_unique",
                violation_error_message=_("This version exists already."),
            ),
            models.CheckConstraint(
                condition=Q(amount_cents__gt=0),
                name="allowancerule_amount_positive",
                violation_error_message=_("The amount must be more than zero."),
            ),
            models.CheckConstraint(
                condition=Q(venue_rule="named", named_venue__isnull=False)
                | (~Q(venue_rule="named") & Q(named_venue__isnull=True)),
                name="allowancerule_named_venue",
                violation_error_message=_("Choose a venue for the rule “one named venue”, and only for it."),
            ),
        )

    def __str__(self) -> str:
        return _("%(edition)s, version %(version)s") % {"edition": self.edition, "version": self.version}

    @property
    def opens_on(self) -> date:
        """The first day for claims, Paris time."""
        return timezone.localdate(self.opens_at, timezone.get_default_timezone())

    @property
    def closes_at(self) -> datetime:
        """The first instant at which claims are no longer accepted."""
        midnight = datetime.combine(self.deadline, time.min, tzinfo=timezone.get_default_timezone())
        return midnight + timedelta(days=1)

    def is_open(self, now: datetime) -> bool:
        """Whether a claim may be sent at ``now``."""
        return self.opens_at <= now < self.closes_at


class Envelope(models.Model):
    """The money of one edition: what may be committed and what is. Written by ``reimbursement.envelope`` only."""

    edition = models.OneToOneField(
        Edition,
        verbose_name=_("edition"),
        on_delete=models.PROTECT,
        related_name="envelope",
        help_text=_("The edition this money is for."),
    )
    total_cents = models.PositiveBigIntegerField(
        _("total"), help_text=_("In euro cents, from the rule in force; never below what is committed.")
    )
    committed_cents = models.PositiveBigIntegerField(
        _("committed"), default=0, help_text=_("In euro cents: approved claims that hold their place, paid or not.")
    )

    class Meta:
        verbose_name = _("envelope")
        verbose_name_plural = _("envelopes")
        constraints = (
            models.CheckConstraint(
                condition=Q(committed_cents__lte=F("total_cents")),
                name="envelope_not_exceeded",
                violation_error_message=_("More than this is already committed."),
            ),
        )

    def __str__(self) -> str:
        return str(self.edition)

    @property
    def left_cents(self) -> int:
        """What can still be committed, in euro cents."""
        return self.total_cents - self.committed_cents

    def places_left(self, amount_cents: int) -> int:
        """How many claims of ``amount_cents`` still fit."""
        return self.left_cents // amount_cents
