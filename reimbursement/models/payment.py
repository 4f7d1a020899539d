"""What goes to the bank: batches, and the one line that each claim has in them at a time."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models import Edition
from reimbursement.models.claim import Claim
from reimbursement.references import new_batch_number


class PaymentBatch(models.Model):
    """One file for the bank: prepared by one person, released by another. Its bytes can be made again at any time."""

    class Status(models.TextChoices):
        PREPARED = "prepared", pgettext_lazy("batch", "prepared")
        RELEASED = "released", pgettext_lazy("batch", "released")
        CANCELLED = "cancelled", pgettext_lazy("batch", "cancelled")

    class Version(models.TextChoices):
        V09 = "pain.001.001.09", "pain.001.001.09"
        V03 = "pain.001.001.03", "pain.001.001.03"

    reference = models.CharField(
        _("number"), max_length=9, unique=True, default=new_batch_number, editable=False, help_text=_("Names the file.")
    )
    edition = models.ForeignKey(
        Edition,
        verbose_name=_("edition"),
        on_delete=models.PROTECT,
        related_name="payment_batches",
        help_text=_("The edition whose claims are paid."),
    )
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.PREPARED, help_text=_("Where the batch stands.")
    )
    version = models.CharField(
        _("format"), max_length=15, choices=Version, default=Version.V09, help_text=_("What the bank reads.")
    )
    execution_on = models.DateField(_("execution"), help_text=_("The day on which the bank is to pay."))
    debtor_name = models.CharField(_("paid by"), max_length=70, help_text=_("Holder of the account that pays."))
    debtor_sealed_iban = models.TextField(_("account that pays, encrypted"), editable=False, help_text=_("Its IBAN."))
    debtor_masked_iban = models.CharField(
        _("account that pays"), max_length=20, help_text=_("Country and last four characters.")
    )
    prepared_at = models.DateTimeField(_("prepared"), help_text=_("When it was prepared."))
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("prepared by"),
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("The treasurer."),
    )
    released_at = models.DateTimeField(_("released"), null=True, blank=True, help_text=_("When it was released."))
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("released by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Another person than the one who prepared it."),
    )
    digest = models.CharField(
        _("SHA-256"), max_length=64, blank=True, help_text=_("Of the file, fixed by the release.")
    )

    class Meta:
        verbose_name = _("payment batch")
        verbose_name_plural = _("payment batches")
        ordering = ("-prepared_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(released_by=None) | ~Q(released_by=F("prepared_by")),
                name="paymentbatch_released_by_another",
                violation_error_message=_("Somebody else than who prepared it releases a batch."),
            ),
        )

    def __str__(self) -> str:
        return self.reference


class PaymentLine(models.Model):
    """One attempt to pay one claim, as it stands in the file: it does not change when the claim does."""

    class Fate(models.TextChoices):
        DUE = "due", pgettext_lazy("payment", "on its way")
        PAID = "paid", pgettext_lazy("payment", "paid")
        REJECTED = "rejected", pgettext_lazy("payment", "rejected")
        RETURNED = "returned", pgettext_lazy("payment", "paid, then returned")
        CANCELLED = "cancelled", pgettext_lazy("payment", "cancelled")

    batch = models.ForeignKey(
        PaymentBatch,
        verbose_name=_("batch"),
        on_delete=models.PROTECT,
        related_name="lines",
        help_text=_("The file it stands in."),
    )
    claim = models.ForeignKey(
        Claim, verbose_name=_("claim"), on_delete=models.PROTECT, related_name="payments", help_text=_("What is paid.")
    )
    attempt = models.PositiveSmallIntegerField(_("attempt"), help_text=_("Counted from 1 for each claim."))
    end_to_end_id = models.CharField(
        _("identifier"), max_length=35, unique=True, help_text=_("Comes back in the bank’s answer.")
    )
    amount_cents = models.PositiveIntegerField(_("amount"), help_text=_("In euro cents."))
    remittance = models.CharField(
        _("text of the transfer"), max_length=140, help_text=_("What the receiver reads; as in the file.")
    )
    holder = models.CharField(_("account holder"), max_length=140, help_text=_("As in the file."))
    sealed_iban = models.TextField(_("IBAN, encrypted"), blank=True, editable=False, help_text=_("As in the file."))
    masked_iban = models.CharField(_("IBAN"), max_length=20, help_text=_("Country and last four characters."))
    fate = models.CharField(_("fate"), max_length=10, choices=Fate, default=Fate.DUE, help_text=_("What became of it."))
    reason = models.CharField(_("reason"), max_length=40, blank=True, help_text=_("Code of the bank for a rejection."))
    settled_on = models.DateField(_("settled"), null=True, blank=True, help_text=_("Day of payment or rejection."))
    answer_format = models.CharField(
        _("format of the answer"), max_length=10, blank=True, help_text=_("Of the bank’s file that told the fate.")
    )
    answer_digest = models.CharField(
        _("SHA-256 of the answer"), max_length=64, blank=True, help_text=_("Of the bank’s file that told the fate.")
    )
    returned_on = models.DateField(
        _("came back on"), null=True, blank=True, help_text=_("Day on which the bank returned it, if it did.")
    )

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ("batch", "end_to_end_id")
        constraints = (
            models.UniqueConstraint(
                fields=("claim",),
                condition=Q(fate__in=["due", "paid"]),
                name="paymentline_one_live_per_claim",
                violation_error_message=_("This claim is paid, or about to be, already."),
            ),
            models.CheckConstraint(
                condition=Q(amount_cents__gt=0),
                name="paymentline_amount_positive",
                violation_error_message=_("The amount must be more than zero."),
            ),
        )

    def __str__(self) -> str:
        return self.end_to_end_id
