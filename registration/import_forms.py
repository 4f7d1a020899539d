"""What staff say about a list they bring in: what it is, and which column tells what."""

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from typing import Any, cast
from zlib import compress, decompress

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import Language
from accounts.row_choices import RowChoices
from events.models import Edition
from registration import imports, tables
from registration.models import ImportLog, Reserve

CARRIED_SALT = "registration.import"
SAMPLES = 2
FAULTS = {
    tables.Fault.EMPTY: _("The file needs a line of headers and at least one line below it."),
    tables.Fault.TOO_LARGE: _("The file is too large: 1 MB and 5,000 lines at most. Please part it."),
    tables.Fault.NOT_TEXT: _("This is no text file. Please save the sheet as CSV."),
    tables.Fault.TOO_WIDE: _("A line has more than 60 columns. Is it really a list of people?"),
    tables.Fault.BROKEN_QUOTES: _("The quotation marks are broken: one opens and never closes, or text follows it."),
}


class UploadForm(forms.Form):
    """The file, and what its lines are."""

    kind = forms.ChoiceField(label=_("What is on the list?"), choices=ImportLog.Kind.choices)
    edition = forms.ModelChoiceField(
        label=_("Edition"),
        queryset=Edition.objects.none(),
        help_text=_("Past participants: the one they took part in. Invitations: the one they are invited to."),
    )
    reserves = RowChoices(
        label=_("Reserves the invitations open"),
        queryset=Reserve.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only for invitations."),
    )
    language = forms.ChoiceField(label=_("Language where the list says none"), choices=Language.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Edition]", self.fields["edition"]).queryset = Edition.objects.order_by(
            "-starts_on"
        )
        reserves = Reserve.objects.open().select_related("day__venue").order_by("day__date", "name")
        cast("forms.ModelMultipleChoiceField[Reserve]", self.fields["reserves"]).queryset = reserves

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("kind") == ImportLog.Kind.INVITATIONS and "reserves" in data:
            edition, reserves = data.get("edition"), list(data["reserves"])
            if not reserves or any(reserve.day.edition_id != getattr(edition, "pk", None) for reserve in reserves):
                self.add_error("reserves", _("Please choose reserves of this edition: invitations open them."))
        return data


class FileForm(UploadForm):
    """The first step."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV as any spreadsheet saves it; 1 MB and 5,000 lines at most. The file is not kept."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain,text/tab-separated-values"}),
    )

    def clean_file(self) -> bytes:
        """The bytes of a file that is a table."""
        file = self.cleaned_data["file"]
        if file.size > tables.MOST_BYTES:
            raise forms.ValidationError(FAULTS[tables.Fault.TOO_LARGE])
        content: bytes = file.read()
        try:
            tables.read(content)
        except tables.NotATableError as wrong:
            raise forms.ValidationError(in_words(wrong)) from wrong
        return content


class MappingForm(forms.Form):
    """Which column tells what: guessed from the headers, corrected by a person."""

    def __init__(self, data: Any, *, kind: str, table: tables.Table, guessed: Mapping[str, int]) -> None:
        super().__init__(data, prefix="column", initial={name: str(place) for name, place in guessed.items()})
        choices = [("", _("not in this file")), *((str(n), _header(table, n)) for n in range(len(table.headers)))]
        for column in imports.COLUMNS[ImportLog.Kind(kind)]:
            self.fields[column.name] = forms.ChoiceField(
                label=str(column.label), choices=choices, required=column.required
            )

    def mapping(self) -> dict[str, int]:
        """What was chosen, or what was guessed before anybody chose."""
        chosen = self.cleaned_data if self.is_bound else self.initial
        return {name: int(place) for name, place in chosen.items() if place not in {"", None}}


def carry(content: bytes) -> str:
    """The file in a hidden field, signed: it travels with the page, so nothing is kept here between two steps."""
    return signing.dumps(b64encode(compress(content)).decode(), salt=CARRIED_SALT)


def carried(value: str) -> bytes:
    """The file again; raises ``signing.BadSignature``."""
    return decompress(b64decode(signing.loads(value, salt=CARRIED_SALT, max_age=60 * 60)))


def in_words(wrong: tables.NotATableError) -> str:
    """Why a file cannot be read, and where."""
    if wrong.line is None:
        return str(FAULTS[wrong.fault])
    return f"{_('Line %(line)d') % {'line': wrong.line}}: {FAULTS[wrong.fault]}"


def summary(trial: imports.Trial) -> str:
    """“12 new people, 3 already known, 1 asked not to be written to”."""
    new = ngettext("%(count)d new person", "%(count)d new people", len(trial.new)) % {"count": len(trial.new)}
    known = ngettext("%(count)d already known", "%(count)d already known", trial.known) % {"count": trial.known}
    if not trial.refused:
        return f"{new}, {known}"
    refused = ngettext("%(count)d asked not to be written to", "%(count)d asked not to be written to", trial.refused)
    return f"{new}, {known}, {refused % {'count': trial.refused}}"


def _header(table: tables.Table, column: int) -> str:
    samples: Sequence[str] = [row.cell(column)[:30] for row in table.rows[:SAMPLES]]
    return f"{table.headers[column][:40] or column + 1} ({', '.join(filter(None, samples)) or '–'})"
