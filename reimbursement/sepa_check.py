"""Examine a bank file before it leaves: against the ISO 20022 schema, and for all that the schema lets pass.

The schema alone accepts three decimals, zero, dollars, wrong account numbers, wrong totals, names of 71 characters,
Greek letters, the same identifier twice, and addresses that banks refuse since November 2026.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Any

from lxml import etree

from reimbursement.bank_xml import UnreadableXml, find_all, local_name, parse, text_at
from reimbursement.iban import InvalidIban, read_iban
from reimbursement.sepa import NAME_LENGTH, Version
from reimbursement.sepa_text import is_sepa_text

_AMOUNT = re.compile(r"(?:0|[1-9]\d{0,8})\.\d{2}")
_ID_TAGS = frozenset({"MsgId", "PmtInfId", "EndToEndId"})


class Fault(StrEnum):
    UNREADABLE = "unreadable"
    VERSION = "version"
    SCHEMA = "schema"
    NUMBER_OF_TRANSFERS = "number_of_transfers"
    TOTAL = "total"
    CURRENCY = "currency"
    AMOUNT = "amount"
    IBAN = "iban"
    NOT_SEPA = "not_sepa"
    NAME = "name"
    CHARACTERS = "characters"
    IDENTIFIER = "identifier"
    IDENTIFIER_TWICE = "identifier_twice"
    ADDRESS = "address"
    EMPTY_ELEMENT = "empty_element"
    SERVICE = "service"
    EXECUTION_DATE = "execution_date"


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """A fault and where: the identifier of the transfer, the element or the line, never an account number."""

    fault: Fault
    where: str = ""


def faults_of(content: bytes) -> list[Found]:
    """Every fault of a pain.001 file; an empty list is a file that may leave."""
    try:
        root = parse(content)
    except UnreadableXml:
        return [Found(Fault.UNREADABLE)]
    version = next((known for known in Version if etree.QName(root).namespace == known.namespace), None)
    if version is None:
        return [Found(Fault.VERSION)]
    schema = _schema(version)
    if not schema.validate(root):
        return [Found(Fault.SCHEMA, f"line {schema.error_log.last_error.line}")]
    return [*_file_faults(root), *_text_faults(root), *_transfer_faults(root)]


@lru_cache(maxsize=2)
def _schema(version: Version) -> Any:
    # Only data files are taken from the package: importing it would load libraries that nothing here needs.
    text = (files("sepaxml") / "schemas" / f"{version.value}.xsd").read_bytes()
    return etree.XMLSchema(etree.fromstring(text))


def _file_faults(root: Any) -> Iterator[Found]:
    """What concerns the file and its payment blocks: counts, sums, service, date, debtor."""
    payments = find_all(root, "CstmrCdtTrfInitn", "PmtInf")
    for block in [*find_all(root, "CstmrCdtTrfInitn", "GrpHdr"), *payments]:
        transfers = find_all(root if local_name(block) == "GrpHdr" else block, "*", "CdtTrfTxInf")
        if text_at(block, "NbOfTxs") != str(len(transfers)):
            yield Found(Fault.NUMBER_OF_TRANSFERS, local_name(block))
        if _decimal(text_at(block, "CtrlSum")) != sum(_decimal(text_at(one, "Amt", "InstdAmt")) for one in transfers):
            yield Found(Fault.TOTAL, local_name(block))
    created = text_at(root, "CstmrCdtTrfInitn", "GrpHdr", "CreDtTm")[:10]
    for payment in payments:
        yield from _account_faults(text_at(payment, "DbtrAcct", "Id", "IBAN"), "DbtrAcct")
        if text_at(payment, "PmtTpInf", "SvcLvl", "Cd") != "SEPA" or text_at(payment, "ChrgBr") != "SLEV":
            yield Found(Fault.SERVICE, "PmtInf")
        day = text_at(payment, "ReqdExctnDt", "Dt") or text_at(payment, "ReqdExctnDt")
        if day < created:
            yield Found(Fault.EXECUTION_DATE, "ReqdExctnDt")


def _decimal(text: str) -> Decimal:
    """The number written, or one that equals no sum."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal(-1)


def _text_faults(root: Any) -> Iterator[Found]:
    """What concerns every element alike: emptiness, characters, names, identifiers."""
    for element in root.iter():
        tag, text = local_name(element), (element.text or "").strip()
        if len(element):
            continue
        if not text:
            yield Found(Fault.EMPTY_ELEMENT, tag)
        elif not is_sepa_text(text):
            yield Found(Fault.CHARACTERS, tag)
        if tag == "Nm" and len(text) > NAME_LENGTH:
            yield Found(Fault.NAME, tag)
        if tag in _ID_TAGS and (text.startswith("/") or text.endswith("/") or "//" in text):
            yield Found(Fault.IDENTIFIER, tag)


def _transfer_faults(root: Any) -> Iterator[Found]:
    transfers = find_all(root, "*", "CdtTrfTxInf")
    identifiers = Counter(text_at(transfer, "PmtId", "EndToEndId") for transfer in transfers)
    yield from (Found(Fault.IDENTIFIER_TWICE, name) for name, times in identifiers.items() if times > 1)
    for transfer in transfers:
        name = text_at(transfer, "PmtId", "EndToEndId")
        yield from _account_faults(text_at(transfer, "CdtrAcct", "Id", "IBAN"), name)
        for amount in find_all(transfer, "Amt", "*", "InstdAmt"):
            if amount.get("Ccy") != "EUR":
                yield Found(Fault.CURRENCY, name)
            if not _AMOUNT.fullmatch(amount.text or "") or not _decimal(amount.text) > 0:
                yield Found(Fault.AMOUNT, name)
        for address in find_all(transfer, "*", "PstlAdr"):
            if not text_at(address, "TwnNm") or not text_at(address, "Ctry"):
                yield Found(Fault.ADDRESS, name)


def _account_faults(iban: str, where: str) -> Iterator[Found]:
    try:
        if not read_iban(iban).is_sepa:
            yield Found(Fault.NOT_SEPA, where)
    except InvalidIban:
        yield Found(Fault.IBAN, where)
