"""Form fields that take names and addresses as people write them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from registration.identity import deliverable
from registration.names import UnwritableError, tidy

NOT_AN_ADDRESS = _("Please enter one e-mail address, such as name@example.org.")
refuse_null_characters = ProhibitNullCharactersValidator(message=_("Please write this without special characters."))


class NameField(forms.CharField):
    """A name on one line: invisible characters are dropped, control characters refused, nothing else changed."""

    default_error_messages = {
        "unwritable": _("Please write this on one line, without special characters."),
    }

    def to_python(self, value: Any) -> str:
        raw = "" if value is None else str(value)
        self._refuse_novels(raw)
        try:
            return tidy(raw)
        except UnwritableError as error:
            raise ValidationError(self.error_messages["unwritable"], code="unwritable") from error

    def _refuse_novels(self, raw: str) -> None:
        """Before any work on it: a million characters cost no more than a refusal."""
        if self.max_length is not None and len(raw) > 2 * self.max_length:
            self.run_validators(raw.replace("\0", ""))


class AddressField(forms.EmailField):
    """One e-mail address that every mail server can be given: ASCII before the @, the domain in its ASCII form."""

    default_validators = [EmailValidator(message=NOT_AN_ADDRESS, allowlist=[])]

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 254)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        raw = "" if value is None else str(value)
        if len(raw) > 2 * 254:
            raise ValidationError(NOT_AN_ADDRESS, code="invalid")
        try:
            address = deliverable(raw)
        except UnicodeError as error:
            raise ValidationError(NOT_AN_ADDRESS, code="invalid") from error
        local, _at, domain = address.rpartition("@")
        if not local.isascii() or '"' in local or domain.startswith("["):
            raise ValidationError(NOT_AN_ADDRESS, code="invalid")
        return address
