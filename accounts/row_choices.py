"""A field of several rows for every engine."""

from typing import Any, TypeVar

from django import forms
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


class RowChoices(forms.ModelMultipleChoiceField[Row]):
    """Several rows. A number no column can hold is a wrong choice; Django hands it to SQLite, which breaks on it."""

    def clean(self, value: Any) -> QuerySet[Row]:
        """Refuse such a number like any other choice outside the list."""
        try:
            return super().clean(value)
        except OverflowError as error:
            shown = {"value": ", ".join(map(str, value))}
            message = self.error_messages["invalid_choice"]
            raise forms.ValidationError(message, code="invalid_choice", params=shown) from error
