"""The ledger as a file: CSV as a spreadsheet of the reader's language opens it, or XLSX with real numbers."""

import csv
from collections.abc import Iterator, Sequence
from decimal import Decimal
from io import BytesIO, StringIO

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rustpy_xlsxwriter import FastExcel

from registration.exports import BYTE_ORDER_MARK, FORMULA_STARTS, NOT_IN_XML
from reimbursement.ledger import Balance, Movement

Cell = str | Decimal


def headers() -> list[str]:
    """Return the names of the columns."""
    return [
        _("No."),
        _("Date"),
        _("Recorded"),
        _("Movement"),
        _("Claim"),
        _("Organisation"),
        _("Amount (€)"),
        _("Change of committed (€)"),
        _("Change of paid (€)"),
        _("Committed after (€)"),
        _("Paid after (€)"),
        _("Batch"),
        _("Identifier"),
        _("Account"),
        _("Code of the bank"),
        _("By"),
        _("Role"),
    ]


def rows(movements: Sequence[Movement]) -> Iterator[list[Cell]]:
    """Yield one row per movement, with the balance after it; amounts are exact to the cent."""
    standing = Balance()
    for number, one in enumerate(movements, start=1):
        standing = standing.after(one)
        yield [
            str(number),
            one.on.isoformat(),
            timezone.localtime(one.recorded_at, timezone.get_default_timezone()).isoformat(" ", "seconds"),
            capfirst(str(one.kind.label)),
            one.claim.reference,
            one.claim.organisation_name,
            *map(
                exact, (one.cents, one.committed_cents, one.paid_cents, standing.committed_cents, standing.paid_cents)
            ),
            one.batch,
            one.identifier,
            one.account,
            one.reason,
            one.by,
            str(one.role.label),
        ]


def exact(cents: int) -> Decimal:
    """Return euros with exactly two decimals."""
    return Decimal(cents).scaleb(-2).quantize(Decimal("0.01"))


def csv_file(movements: Sequence[Movement]) -> bytes:
    """Return the ledger with the separator and the decimal sign of the active language; no cell is a formula."""
    french = (get_language() or "").startswith("fr")
    output = StringIO()
    writer = csv.writer(output, delimiter=";" if french else ",")
    writer.writerow(headers())
    for row in rows(movements):
        writer.writerow([_written(cell, french=french) for cell in row])
    return (BYTE_ORDER_MARK + output.getvalue()).encode()


def xlsx_file(movements: Sequence[Movement]) -> bytes:
    """Return the ledger as a workbook in which amounts are numbers, and nothing is a formula."""
    names = headers()
    table = [dict(zip(names, map(_typed, row), strict=True)) for row in rows(movements)]
    output = BytesIO()
    sheet = FastExcel(output).format(bold_headers=True, float_format="#,##0.00").freeze(row=1)
    sheet.sheet(_("Ledger"), table or [dict.fromkeys(names, "")], column_width=20, autofilter=True).save()
    return output.getvalue()


def _written(cell: Cell, *, french: bool) -> str:
    if isinstance(cell, Decimal):
        return str(cell).replace(".", ",") if french else str(cell)
    return f"'{cell}" if cell[:1] in FORMULA_STARTS else cell


def _typed(cell: Cell) -> str | float:
    return float(cell) if isinstance(cell, Decimal) else NOT_IN_XML.sub("", cell)
