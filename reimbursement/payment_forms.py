"""What the treasurer fills in: a batch, the answer of the bank, a transfer made by hand."""

from datetime import date
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from events import clock
from registration.fields import NameField
from reimbursement.forms import EuroField, checked_iban
from reimbursement.iban import Iban
from reimbursement.letters import day_of
from reimbursement.models import PaymentBatch


class BatchForm(forms.Form):
    """Who pays, from which account, when."""

    payer = NameField(label=_("Holder of the account that pays"), max_length=70)
    account = forms.CharField(
        label=_("Its IBAN"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    )
    execution_on = forms.DateField(label=_("Day of payment"), widget=forms.DateInput(attrs={"type": "date"}))
    version = forms.ChoiceField(label=_("Format"), choices=PaymentBatch.Version.choices)

    def clean_execution_on(self) -> date:
        """Banks pay today or later."""
        day: date = self.cleaned_data["execution_on"]
        if day < day_of(clock.now()):
            raise forms.ValidationError(_("This day has passed. Choose today or a later day."), code="past")
        return day

    def clean_account(self) -> Iban:
        """Name the slip; the number itself appears in no message."""
        return checked_iban(self.cleaned_data["account"])


class ManualPaymentForm(forms.Form):
    """What the treasurer notes of a transfer made by hand."""

    paid_on = forms.DateField(label=_("Paid on"), widget=forms.DateInput(attrs={"type": "date"}))
    bank_reference = forms.CharField(label=_("Reference of the bank"), max_length=60, required=False)
    charges_cents = EuroField(label=_("Charges of the bank"), min_value=Decimal(0), required=False)
    note = forms.CharField(label=_("How it was paid"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def clean_charges_cents(self) -> int:
        """No charges are zero."""
        return self.cleaned_data["charges_cents"] or 0


class AnswerFileForm(forms.Form):
    """What the bank says became of a batch."""

    answer = forms.FileField(label=_("File of the bank"), help_text=_("pain.002, camt.053, camt.054 or CSV."))
