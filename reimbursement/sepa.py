"""The file that pays: a SEPA credit transfer (ISO 20022 pain.001), from plain values to bytes.

The same batch always gives the same bytes: nothing in here reads a clock or draws a number. `sepa_check` examines the
bytes on their own, whoever made them.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from xml.etree import ElementTree as ET

from reimbursement.sepa_text import sepa_text

NAME_LENGTH = 70
REMITTANCE_LENGTH = 140
ID_LENGTH = 35
NOT_PROVIDED = "NOTPROVIDED"


class Version(StrEnum):
    """The message versions that banks take; .09 is what they ask for since November 2025, .03 what older ones read."""

    V09 = "pain.001.001.09"
    V03 = "pain.001.001.03"

    @property
    def namespace(self) -> str:
        return f"urn:iso:std:iso:20022:tech:xsd:{self.value}"


class UnpayableName(ValueError):
    """Nothing of the name can be written in SEPA characters: the bank needs another spelling."""


@dataclass(frozen=True, slots=True)
class Debtor:
    """Who pays, from which account."""

    name: str
    iban: str
    bic: str = ""


@dataclass(frozen=True, slots=True)
class Transfer:
    """One payment in integer cents. `town` and `country` go together; no other address is ever written."""

    end_to_end_id: str
    amount_cents: int
    name: str
    iban: str
    remittance: str
    bic: str = ""
    town: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """What goes to the bank in one file. `created_at` is local time of the debtor."""

    message_id: str
    created_at: datetime
    execution_date: date
    debtor: Debtor
    transfers: tuple[Transfer, ...]

    @property
    def total_cents(self) -> int:
        return sum(transfer.amount_cents for transfer in self.transfers)


def end_to_end_id(reference: str, attempt: int) -> str:
    """The identifier that comes back in the bank's answer: stable per claim, new for each attempt to pay it."""
    suffix = f"-{attempt}"
    return f"{sepa_text(''.join(reference.split()), ID_LENGTH - len(suffix))}{suffix}"


def digest(content: bytes) -> str:
    """SHA-256 of a bank file, as the president signs it."""
    return hashlib.sha256(content).hexdigest()


def build(batch: Batch, version: Version = Version.V09) -> bytes:
    """The file of a batch. Raises UnpayableName."""
    root = ET.Element("Document", xmlns=version.namespace)
    initiation = ET.SubElement(root, "CstmrCdtTrfInitn")
    _group_header(initiation, batch)
    _payment(initiation, batch, _Dialect.of(version))
    ET.indent(root, " ")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode").encode() + b"\n"


class _Dialect(NamedTuple):
    """Where the two versions differ."""

    bic: str
    wraps_date: bool

    @classmethod
    def of(cls, version: Version) -> "_Dialect":
        return cls("BICFI", wraps_date=True) if version is Version.V09 else cls("BIC", wraps_date=False)


def _group_header(parent: ET.Element, batch: Batch) -> None:
    header = ET.SubElement(parent, "GrpHdr")
    _leaf(header, "MsgId", sepa_text(batch.message_id, ID_LENGTH))
    _leaf(header, "CreDtTm", f"{batch.created_at:%Y-%m-%dT%H:%M:%S}")
    _totals(header, batch)
    _leaf(ET.SubElement(header, "InitgPty"), "Nm", _name(batch.debtor.name))


def _payment(parent: ET.Element, batch: Batch, dialect: _Dialect) -> None:
    payment = ET.SubElement(parent, "PmtInf")
    _leaf(payment, "PmtInfId", sepa_text(batch.message_id, ID_LENGTH))
    _leaf(payment, "PmtMtd", "TRF")
    _leaf(payment, "BtchBookg", "false")
    _totals(payment, batch)
    _leaf(_path(payment, "PmtTpInf", "SvcLvl"), "Cd", "SEPA")
    day = f"{batch.execution_date:%Y-%m-%d}"
    if dialect.wraps_date:
        _leaf(ET.SubElement(payment, "ReqdExctnDt"), "Dt", day)
    else:
        _leaf(payment, "ReqdExctnDt", day)
    _leaf(ET.SubElement(payment, "Dbtr"), "Nm", _name(batch.debtor.name))
    _leaf(_path(payment, "DbtrAcct", "Id"), "IBAN", batch.debtor.iban)
    bank = _path(payment, "DbtrAgt", "FinInstnId")
    if batch.debtor.bic:
        _leaf(bank, dialect.bic, batch.debtor.bic)
    else:
        # The element is required, and may not be empty.
        _leaf(ET.SubElement(bank, "Othr"), "Id", NOT_PROVIDED)
    _leaf(payment, "ChrgBr", "SLEV")
    for transfer in batch.transfers:
        _transfer(payment, transfer, dialect)


def _transfer(parent: ET.Element, transfer: Transfer, dialect: _Dialect) -> None:
    element = ET.SubElement(parent, "CdtTrfTxInf")
    _leaf(ET.SubElement(element, "PmtId"), "EndToEndId", transfer.end_to_end_id)
    _leaf(ET.SubElement(element, "Amt"), "InstdAmt", _amount(transfer.amount_cents)).set("Ccy", "EUR")
    if transfer.bic:
        _leaf(_path(element, "CdtrAgt", "FinInstnId"), dialect.bic, transfer.bic)
    creditor = ET.SubElement(element, "Cdtr")
    _leaf(creditor, "Nm", _name(transfer.name))
    town = sepa_text(transfer.town, ID_LENGTH)
    if town and transfer.country:
        address = ET.SubElement(creditor, "PstlAdr")
        _leaf(address, "TwnNm", town)
        _leaf(address, "Ctry", transfer.country)
    _leaf(_path(element, "CdtrAcct", "Id"), "IBAN", transfer.iban)
    _leaf(ET.SubElement(element, "RmtInf"), "Ustrd", sepa_text(transfer.remittance, REMITTANCE_LENGTH))


def _totals(parent: ET.Element, batch: Batch) -> None:
    _leaf(parent, "NbOfTxs", str(len(batch.transfers)))
    _leaf(parent, "CtrlSum", _amount(batch.total_cents))


def _amount(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def _name(name: str) -> str:
    written = sepa_text(name, NAME_LENGTH)
    if not written:
        raise UnpayableName
    return written


def _path(parent: ET.Element, *tags: str) -> ET.Element:
    for tag in tags:
        parent = ET.SubElement(parent, tag)
    return parent


def _leaf(parent: ET.Element, tag: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, tag)
    element.text = text
    return element
