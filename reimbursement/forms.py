"""What claimants and reviewers fill in."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events import countries
from events.models import Edition, EventDay
from registration.fields import NameField
from reimbursement.iban import Iban, IbanProblem, InvalidIban, read_iban
from reimbursement.legal_ids import InvalidLegalId, LegalIdProblem, read_legal_id
from reimbursement.models import AllowanceRule, Claim, Envelope, SupportingDocument
from reimbursement.offices import Office

# An unknown form may be a register we do not know; these are slips.
LEGAL_ID_SLIPS = {
    LegalIdProblem.CHECKSUM: _("The check digits of this number do not fit. Correct it, or leave the field empty."),
    LegalIdProblem.LENGTH: _("This number is too long or too short. Correct it, or leave the field empty."),
    LegalIdProblem.ESTABLISHMENT: _("This is the number of a branch. Please give the one of the organisation."),
}


IBAN_PROBLEMS: dict[IbanProblem, Promise] = {
    IbanProblem.EMPTY: _("Please enter the IBAN."),
    IbanProblem.CHARACTER: _("An IBAN has letters and digits only."),
    IbanProblem.BIC: _("This is a BIC. Please enter the IBAN, which begins with two letters and two digits."),
    IbanProblem.CARD: _("This looks like the number of a card. Please enter the IBAN of the account."),
    IbanProblem.COUNTRY: _("No IBAN begins with these two letters."),
    IbanProblem.LENGTH: _("An IBAN of this country has %(expected)s characters, this one has %(length)s."),
    IbanProblem.LETTER_FOR_DIGIT: _("A letter stands where a digit belongs: O for 0, perhaps, or I for 1."),
    IbanProblem.STRUCTURE: _("This is not how an IBAN of this country is built."),
    IbanProblem.CHECK_DIGITS: _("The check digits do not fit: a character is wrong, or two are swapped."),
}


def checked_iban(text: str, *, holder_country: str = "") -> Iban:
    """Return the account number in ``text``, or raise ValidationError with the slip in words."""
    try:
        return read_iban(text, holder_country=holder_country)
    except InvalidIban as error:
        facts = {"expected": error.expected, "length": error.length}
        raise forms.ValidationError(str(IBAN_PROBLEMS[error.problem]), code=error.problem, params=facts) from error


class CountryField(forms.ChoiceField):
    """A country, mandatory: Saint-Denis is in the Seine-Saint-Denis and on Réunion."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Select(attrs={"autocomplete": "country"}))
        super().__init__(choices=countries.choices, **kwargs)


class PrecheckForm(forms.Form):
    """Three questions, and nothing about who asks."""

    country = CountryField(label=_("In which country is your registered office?"))
    city = NameField(
        label=_("In which town?"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "address-level2"})
    )
    postcode = NameField(
        label=_("Postcode"),
        max_length=12,
        required=False,
        help_text=_("Where several towns have the same name, it tells them apart."),
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "class": "short"}),
    )
    first_time = forms.TypedChoiceField(
        label=_("Does your organisation take part for the first time?"),
        choices=[("yes", _("Yes")), ("no", _("No")), ("unsure", _("I do not know"))],
        coerce={"yes": True, "no": False, "unsure": None}.get,
        empty_value="",
        widget=forms.RadioSelect,
    )
    days: forms.ModelMultipleChoiceField[EventDay] = forms.ModelMultipleChoiceField(
        label=_("Which days would you come?"), queryset=EventDay.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = self.fields["days"]
        assert isinstance(days, forms.ModelMultipleChoiceField)  # noqa: S101 -- tells the type checker
        days.queryset = edition.days.select_related("venue").order_by("date", "pk")
        days.to_field_name = "slug"

    def office(self) -> Office:
        """The office as far as the answers tell."""
        data = self.cleaned_data
        country = "" if data["country"] == countries.ELSEWHERE else data["country"]
        return Office(postcode=data["postcode"], city=data["city"], country=country)


class StepForm(forms.Form):
    """One step of a claim: fields named after those of the claim."""

    title: Promise
    lead: Promise | str = ""

    def __init__(self, *args: Any, claim: Claim, **kwargs: Any) -> None:
        if "initial" not in kwargs:
            kwargs["initial"] = {name: getattr(claim, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)

    def values(self) -> dict[str, object]:
        """What to keep on the claim."""
        return dict(self.cleaned_data)


class OrganisationForm(StepForm):
    """Who claims."""

    title = _("Your organisation")

    organisation_name = NameField(
        label=_("Name of the organisation"),
        max_length=200,
        help_text=_("As in its statutes. A hosted collective gives the organisation that receives the money."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    office_country = CountryField(label=_("Country of the registered office"))
    is_individual = forms.BooleanField(
        label=_("I come on my own account, without an organisation"),
        required=False,
        help_text=_("Then give your own name above."),
    )
    legal_id = NameField(
        label=_("Legal identifier"),
        max_length=40,
        required=False,
        help_text=_("SIREN, SIRET or RNA number, Belgian enterprise number, VAT number … It speeds up the check."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, claim: Claim, **kwargs: Any) -> None:
        super().__init__(*args, claim=claim, **kwargs)
        if claim.rule.individuals_allowed:
            self.fields["organisation_name"].label = _("Name of the organisation, or yours")
        elif not claim.is_individual:
            del self.fields["is_individual"]

    def clean(self) -> dict[str, Any]:
        """Point out an identifier that fails its check digits, in the country it is from."""
        data = super().clean() or self.cleaned_data
        if data.get("legal_id") and data.get("office_country"):
            self._check_legal_id(data["legal_id"], data["office_country"])
        return data

    def _check_legal_id(self, legal_id: str, country: str) -> None:
        try:
            read_legal_id(legal_id, country=country)
        except InvalidLegalId as error:
            if error.problem in LEGAL_ID_SLIPS:
                self.add_error("legal_id", LEGAL_ID_SLIPS[error.problem])


class OfficeForm(StepForm):
    """Where its registered office is."""

    title = _("The registered office")
    lead = _("The address in the statutes or in the public register: not a branch, not a post-office box.")

    office_street = NameField(
        label=_("Number and street"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "address-line1"})
    )
    office_postcode = NameField(
        label=_("Postcode"),
        max_length=12,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "class": "short"}),
    )
    office_city = NameField(
        label=_("Town"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "address-level2"})
    )

    def __init__(self, *args: Any, claim: Claim, **kwargs: Any) -> None:
        super().__init__(*args, claim=claim, **kwargs)
        if claim.is_individual:
            self.title, self.lead = _("Your address"), _("Where you live: the distance is measured from there.")


class FirstTimeForm(StepForm):
    """Whether it is the first participation."""

    title = _("First participation")

    first_time = forms.TypedChoiceField(
        label=_("Does your organisation take part for the first time?"),
        choices=[("yes", _("Yes, for the first time")), ("no", _("No, we took part in a past edition"))],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, claim: Claim, **kwargs: Any) -> None:
        if claim.first_time is not None:
            kwargs.setdefault("initial", {"first_time": "yes" if claim.first_time else "no"})
        super().__init__(*args, claim=claim, **kwargs)


class SendForm(forms.Form):
    """The signature under a claim."""

    signed_by = NameField(label=_("Your name"), max_length=201, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    is_true = forms.BooleanField(
        label=_("I confirm that what this claim says is true, and that I may make it for the organisation.")
    )

    def may_be_scanned(self, scan: SupportingDocument | None) -> None:
        """Ask for no tick where the attestation was signed by hand and sent."""
        if scan is not None:
            self.fields["is_true"].required = False
            self.fields["is_true"].help_text = _("Not needed: you sent the attestation signed by hand.")


class MessageForm(forms.Form):
    """Something one side writes to the other."""

    text = forms.CharField(label=_("Your message"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5}))


class BankForm(forms.Form):
    """The account of the organisation."""

    holder = NameField(
        label=_("Account holder"),
        max_length=140,
        help_text=_("The name of the organisation, exactly as its bank writes it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    iban = forms.CharField(
        label=_("IBAN"),
        max_length=60,
        help_text=_("Of an account in the name of the organisation: it is never paid to a person."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, claim: Claim, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.claim = claim
        if claim.is_individual:
            self.fields["holder"].help_text = _("Your name, exactly as your bank writes it.")
            self.fields["iban"].help_text = _("Of an account in your own name.")

    def clean_iban(self) -> Iban:
        """Name the slip; the number itself appears in no message."""
        iban = checked_iban(self.cleaned_data["iban"], holder_country=self.claim.office_country)
        if not iban.is_sepa and self.claim.rule.outside_sepa == AllowanceRule.OutsideSepa.NOT_PAID:
            raise forms.ValidationError(_("The allowance is paid to accounts in the SEPA area only."), code="sepa")
        return iban


class SeveralFilesInput(forms.ClearableFileInput):
    """Takes several files at once."""

    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """One or several files."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return the list of files; their content is looked at when they are kept."""
        files = data if isinstance(data, list) else [data]
        kept = [super(SeveralFilesField, self).clean(file, initial) for file in files or [None]]
        return [file for file in kept if file]


class DocumentForm(forms.Form):
    """Papers that come with a claim."""

    kind = forms.ChoiceField(
        label=_("What do they show?"), choices=[("", _("Choose")), *SupportingDocument.Kind.choices]
    )
    papers = SeveralFilesField(
        label=_("Files"),
        allow_empty_file=True,
        required=False,
        help_text=_("PDF, JPEG, PNG or HEIC, 10 MB each at most. You can choose several, or drop them on this field."),
        widget=SeveralFilesInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.heic,.heif"}),
    )
    photo = forms.FileField(
        label=_("Or a photograph, taken now"),
        allow_empty_file=True,
        required=False,
        help_text=_("Of the whole sheet, in good light. A telephone opens its camera."),
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for one file at least; the photograph is one of them."""
        data = super().clean() or self.cleaned_data
        if data.get("photo"):
            data["papers"] = [*data.get("papers", []), data["photo"]]
        if not data.get("papers") and "papers" not in self.errors:
            self.add_error("papers", _("Choose a file, or take a photograph."))
        return data


class EuroField(forms.DecimalField):
    """An amount typed in euros, kept in integer cents."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("min_value", Decimal("0.01"))
        kwargs.setdefault("max_value", Decimal(10_000_000))
        super().__init__(decimal_places=2, localize=True, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show cents as euros; leave what was typed as it is."""
        return Decimal(value) / 100 if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        """Return cents."""
        euros = super().clean(value)
        return None if euros is None else int(euros * 100)


class AllowanceRuleForm(forms.ModelForm[AllowanceRule]):
    """A version of the rule, with its amounts in euros."""

    amount_cents = EuroField(label=_("Amount"), help_text=_("Per organisation, in euros."))
    envelope_cents = EuroField(
        label=_("Envelope"), help_text=_("The whole budget, in euros: divided by the amount it gives the places.")
    )

    class Meta:
        model = AllowanceRule
        fields = [
            "edition",
            "amount_cents",
            "envelope_cents",
            "opens_at",
            "deadline",
            "threshold_m",
            "comparison",
            "venue_rule",
            "named_venue",
            "first_time_scope",
            "counted_editions",
            "proof_of_first_time",
            "attendance_required",
            "individuals_allowed",
            "outside_sepa",
            "account_asked",
            "answer_days",
            "contest_days",
            "keep_paid_years",
            "keep_refused_days",
            "keep_documents_days",
            "keep_bank_days",
            "keep_draft_days",
            "legal_basis",
            "legal_basis_file",
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse an envelope below what is committed."""
        data = super().clean() or self.cleaned_data
        if data.get("edition") and data.get("envelope_cents"):
            committed = Envelope.objects.filter(edition=data["edition"], committed_cents__gt=data["envelope_cents"])
            if committed.exists():
                self.add_error("envelope_cents", _("More than this is already committed."))
        return data
