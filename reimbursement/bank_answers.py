"""What the bank says became of our transfers: pain.002, camt.053, camt.054 or a CSV file, read to plain values.

Elements are found by their local names, so that every version of a message reads alike. Nothing is decided here: an
answer says which identifier was paid, rejected or is still on its way, and the treasurer's side does the rest.
"""

import csv
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from io import StringIO
from typing import Any

from reimbursement.bank_xml import UnreadableXml, find_all, local_name, parse, text_at
from reimbursement.folding import fold

CENT = Decimal("0.01")


class Fate(StrEnum):
    PAID = "paid"
    REJECTED = "rejected"
    PENDING = "pending"


class Problem(StrEnum):
    UNREADABLE = "unreadable"
    UNKNOWN_FORMAT = "unknown_format"
    COLUMNS = "columns"
    STATUS = "status"
    AMOUNT = "amount"
    DATE = "date"


class UnreadableAnswer(ValueError):
    """The file is no answer we can read; `line` is where, zero for the whole file."""

    def __init__(self, problem: Problem, line: int = 0) -> None:
        super().__init__(f"{problem.value}, line {line}" if line else problem.value)
        self.problem = problem
        self.line = line


@dataclass(frozen=True, slots=True)
class Line:
    """The fate of one transfer. `reason` is the ISO 20022 code of a rejection, AC04 for a closed account."""

    end_to_end_id: str
    fate: Fate
    reason: str = ""
    amount_cents: int | None = None
    on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class BankAnswer:
    """One file of the bank. `fate` is of a whole batch, `message_id`, where the bank answers for all at once.

    `kind` and `digest` name the file itself, as the proof of what it tells.
    """

    lines: tuple[Line, ...]
    message_id: str = ""
    fate: Fate | None = None
    reason: str = ""
    kind: str = field(default="", compare=False)
    digest: str = field(default="", compare=False)


def read_answer(content: bytes) -> BankAnswer:
    """The answer in a file, whatever its format. Raises UnreadableAnswer."""
    kind, answer = _read(content)
    return replace(answer, kind=kind, digest=hashlib.sha256(content).hexdigest())


def _read(content: bytes) -> tuple[str, BankAnswer]:
    if not content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"<", b"\xff\xfe", b"\xfe\xff")):
        return "CSV", BankAnswer(tuple(_csv_lines(content)))
    try:
        root = parse(content)
    except UnreadableXml as error:
        raise UnreadableAnswer(Problem.UNREADABLE) from error
    for child in root:
        if local_name(child) in _READERS:
            kind, reader = _READERS[local_name(child)]
            return kind, reader(child)
    raise UnreadableAnswer(Problem.UNKNOWN_FORMAT)


# pain.002: the status of an order ------------------------------------------------------------------------------------

# Settled on our side or on the other's: money has left. Accepted is only a promise.
_SETTLED = frozenset({"ACSC", "ACCC"})
_REFUSED = frozenset({"RJCT", "CANC"})


def _status_report(report: Any) -> BankAnswer:
    group = find_all(report, "OrgnlGrpInfAndSts")
    payments = find_all(report, "OrgnlPmtInfAndSts")
    lines = [
        _status_line(transaction)
        for transaction in find_all(report, "*", "TxInfAndSts")
        if text_at(transaction, "OrgnlEndToEndId")
    ]
    status, reason = _whole_status(group, "GrpSts")
    if not status:
        status, reason = _whole_status(payments, "PmtInfSts")
    return BankAnswer(
        lines=tuple(lines),
        message_id=text_at(group[0], "OrgnlMsgId") if group else "",
        fate=_fate(status) if status else None,
        reason=reason,
    )


def _whole_status(elements: list[Any], tag: str) -> tuple[str, str]:
    """The status of all transfers at once; a part of them is told line by line."""
    status = text_at(elements[0], tag) if elements else ""
    if status in {"", "PART"}:
        return "", ""
    return status, _reason(elements[0], "StsRsnInf")


def _status_line(transaction: Any) -> Line:
    amount = find_all(transaction, "OrgnlTxRef", "Amt", "InstdAmt")
    return Line(
        end_to_end_id=text_at(transaction, "OrgnlEndToEndId"),
        fate=_fate(text_at(transaction, "TxSts")),
        reason=_reason(transaction, "StsRsnInf"),
        amount_cents=_cents(amount[0].text) if amount else None,
        on=_day(text_at(transaction, "AccptncDtTm")),
        note=text_at(transaction, "StsRsnInf", "AddtlInf"),
    )


def _fate(status: str) -> Fate:
    if status in _SETTLED:
        return Fate.PAID
    return Fate.REJECTED if status in _REFUSED else Fate.PENDING


def _reason(element: Any, tag: str) -> str:
    return text_at(element, tag, "Rsn", "Cd") or text_at(element, tag, "Rsn", "Prtry")


# camt.053 and camt.054: what was booked ------------------------------------------------------------------------------


def _statement(message: Any) -> BankAnswer:
    lines = []
    for entry in find_all(message, "*", "Ntry"):
        details = find_all(entry, "NtryDtls", "TxDtls") or [entry]
        lines += [_entry_line(entry, detail, alone=len(details) == 1) for detail in details]
    return BankAnswer(tuple(line for line in lines if line.end_to_end_id))


def _entry_line(entry: Any, detail: Any, *, alone: bool) -> Line:
    """One transfer of an entry: a debit pays it, a return or a reversal gives the money back."""
    reason = _reason(detail, "RtrInf") or _reason(entry, "RtrInf")
    is_debit = (text_at(detail, "CdtDbtInd") or text_at(entry, "CdtDbtInd")) == "DBIT"
    came_back = bool(reason) or not is_debit or text_at(entry, "RvslInd") == "true"
    booked = (text_at(entry, "Sts", "Cd") or text_at(entry, "Sts")) == "BOOK"
    fate = Fate.REJECTED if came_back else Fate.PAID
    identifier = text_at(detail, "Refs", "EndToEndId")
    return Line(
        end_to_end_id="" if identifier == "NOTPROVIDED" else identifier,
        fate=fate if booked else Fate.PENDING,
        reason=reason,
        amount_cents=_detail_cents(entry, detail, alone=alone),
        on=_day(text_at(entry, "BookgDt", "Dt") or text_at(entry, "BookgDt", "DtTm")),
        note=text_at(detail, "RtrInf", "AddtlInf"),
    )


def _detail_cents(entry: Any, detail: Any, *, alone: bool) -> int | None:
    """The amount of the transfer itself; that of the entry only where it holds nothing else."""
    own = text_at(detail, "Amt") or text_at(detail, "AmtDtls", "TxAmt", "Amt")
    return _cents(own or (text_at(entry, "Amt") if alone else ""))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError as error:
        raise UnreadableAnswer(Problem.DATE) from error


def _cents(text: str | None, line: int = 0) -> int | None:
    """Euro cents from "948.00"; None where nothing is written."""
    if not text or not text.strip():
        return None
    try:
        amount = Decimal(text.strip())
        if amount.is_finite() and amount == amount.quantize(CENT):
            return int(amount * 100)
    except InvalidOperation:
        pass
    raise UnreadableAnswer(Problem.AMOUNT, line)


_READERS: dict[str, tuple[str, Callable[[Any], BankAnswer]]] = {
    "CstmrPmtStsRpt": ("pain.002", _status_report),
    "BkToCstmrStmt": ("camt.053", _statement),
    "BkToCstmrDbtCdtNtfctn": ("camt.054", _statement),
}


# CSV: for banks whose site shows a list and nothing else -------------------------------------------------------------

# Folded column names, in the languages of our treasurers.
_COLUMNS = {
    "end_to_end_id": {"endtoendid", "end to end id", "end to end", "reference", "reference de bout en bout"},
    "status": {"status", "statut", "etat"},
    "reason": {"reason", "code", "motif", "code motif"},
    "amount": {"amount", "montant"},
    "date": {"date", "date d execution", "execution date", "booking date"},
    "note": {"note", "comment", "commentaire", "libelle"},
}
_FATES = {
    **dict.fromkeys(["paid", "paye", "payee", "executed", "execute", "executee", "acsc", "accc"], Fate.PAID),
    **dict.fromkeys(["rejected", "rejete", "rejetee", "returned", "retourne", "rjct", "refuse"], Fate.REJECTED),
    **dict.fromkeys(["pending", "en attente", "en cours", "pdng", "accp", "acsp"], Fate.PENDING),
}


def _csv_lines(content: bytes) -> Iterator[Line]:
    rows = csv.reader(StringIO(_text(content), newline=""), delimiter=_separator(content))
    try:
        places = _places(next(rows, []))
        for row in rows:
            values = {name: row[place].strip() if place < len(row) else "" for name, place in places.items()}
            if any(values.values()):
                yield _csv_line(values, rows.line_num)
    except csv.Error as error:
        raise UnreadableAnswer(Problem.UNREADABLE, rows.line_num) from error


def _text(content: bytes) -> str:
    """UTF-8, or else what Excel writes in western Europe."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _separator(content: bytes) -> str:
    first = content.partition(b"\n")[0]
    return max((";", ",", "\t"), key=lambda mark: first.count(mark.encode()))


def _places(header: list[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, title in enumerate(header):
        folded = fold(title)
        for name, titles in _COLUMNS.items():
            if folded in titles:
                places.setdefault(name, place)
    if not {"end_to_end_id", "status"} <= places.keys():
        raise UnreadableAnswer(Problem.COLUMNS, 1)
    return places


def _csv_line(values: dict[str, str], number: int) -> Line:
    fate = _FATES.get(fold(values["status"]))
    if fate is None or not values["end_to_end_id"]:
        raise UnreadableAnswer(Problem.STATUS, number)
    return Line(
        end_to_end_id=values["end_to_end_id"],
        fate=fate,
        reason=values.get("reason", ""),
        amount_cents=_cents(_plain_amount(values.get("amount", "")), number),
        on=_csv_day(values.get("date", ""), number),
        note=values.get("note", ""),
    )


def _plain_amount(text: str) -> str:
    """ "1 896,00 €", "-948.00" and "1,896.00" as a plain number without a sign: a debit is written with one."""
    plain = re.sub(r"[\s€']|EUR", "", text).lstrip("-+")
    if "," in plain and "." in plain:
        thousands = min(",.", key=plain.rindex)
        plain = plain.replace(thousands, "")
    return plain.replace(",", ".")


def _csv_day(text: str, number: int) -> date | None:
    if not text:
        return None
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    raise UnreadableAnswer(Problem.DATE, number)
