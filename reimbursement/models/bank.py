"""The account an organisation is paid to, and who saw it in full."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from reimbursement.models.claim import Claim


class BankDetails(models.Model):
    """One account. The number is stored encrypted; its last digits and a keyed hash serve everything but paying."""

    claim = models.OneToOneField(
        Claim,
        verbose_name=_("claim"),
        on_delete=models.CASCADE,
        related_name="bank",
        help_text=_("The claim it is for."),
    )
    holder = models.CharField(_("account holder"), max_length=140, help_text=_("As the bank writes it."))
    sealed_iban = models.TextField(
        _("IBAN, encrypted"), blank=True, editable=False, help_text=_("Empty once the calendar has erased it.")
    )
    masked_iban = models.CharField(_("IBAN"), max_length=20, help_text=_("Country and last four characters."))
    fingerprint = models.CharField(
        _("fingerprint"), max_length=64, db_index=True, editable=False, help_text=_("Equal accounts have equal ones.")
    )
    is_sepa = models.BooleanField(_("in SEPA"), help_text=_("Accounts outside are paid by hand."))
    needs_check = models.BooleanField(
        _("to be checked"), default=False, help_text=_("The national check digits do not fit: compare with the paper.")
    )
    given_at = models.DateTimeField(_("given"), help_text=_("When the organisation gave it."))

    class Meta:
        verbose_name = _("bank details")
        verbose_name_plural = _("bank details")

    def __str__(self) -> str:
        return self.masked_iban


class BankDetailsView(models.Model):
    """Somebody saw the full number of an account."""

    details = models.ForeignKey(
        BankDetails,
        verbose_name=_("bank details"),
        on_delete=models.CASCADE,
        related_name="views",
        help_text=_("What was seen."),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("The treasurer."),
    )
    at = models.DateTimeField(_("when"), help_text=_("When it was shown."))

    class Meta:
        verbose_name = _("view of bank details")
        verbose_name_plural = _("views of bank details")
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.details} · {self.at:%Y-%m-%d %H:%M}"
