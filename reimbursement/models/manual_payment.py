"""A transfer that no file of ours can make: to an account outside SEPA, entered by hand at the bank."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reimbursement.models.claim import Claim


class ManualPayment(models.Model):
    """What the treasurer noted of one transfer made by hand."""

    claim = models.ForeignKey(
        Claim,
        verbose_name=_("claim"),
        on_delete=models.PROTECT,
        related_name="manual_payments",
        help_text=_("What is paid."),
    )
    amount_cents = models.PositiveIntegerField(_("amount"), help_text=_("In euro cents, without the bank’s charges."))
    charges_cents = models.PositiveIntegerField(
        _("charges"), default=0, help_text=_("What the bank took for it, in euro cents; paid by us.")
    )
    paid_on = models.DateField(_("paid on"), help_text=_("Day on which the bank made the transfer."))
    bank_reference = models.CharField(
        _("reference of the bank"), max_length=60, blank=True, help_text=_("As on the statement of our account.")
    )
    holder = models.CharField(_("account holder"), max_length=140, help_text=_("As when it was paid."))
    masked_iban = models.CharField(_("account"), max_length=20, help_text=_("Country and last four characters."))
    note = models.TextField(_("note"), help_text=_("How it was paid."))
    recorded_at = models.DateTimeField(_("recorded"), help_text=_("When the treasurer noted it."))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("The treasurer."),
    )
    came_back_on = models.DateField(
        _("came back on"), null=True, blank=True, help_text=_("Day on which the bank returned it, if it did.")
    )

    class Meta:
        verbose_name = _("payment by hand")
        verbose_name_plural = _("payments by hand")
        ordering = ("claim", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("claim",),
                condition=Q(came_back_on=None),
                name="manualpayment_one_live_per_claim",
                violation_error_message=_("This claim is paid already."),
            ),
            models.CheckConstraint(
                condition=Q(amount_cents__gt=0),
                name="manualpayment_amount_positive",
                violation_error_message=_("The amount must be more than zero."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.claim_id} · {self.paid_on}"
