"""The treasurer's folder of a claim, or of every claim of an edition, as one archive written while it is sent."""

import csv
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from io import StringIO
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst, slugify
from django.utils.translation import get_language, override, pgettext
from django.utils.translation import gettext as _

from accounts.models import User
from events.countries import name_of
from events.models import Edition
from registration.exports import BYTE_ORDER_MARK, FORMULA_STARTS
from registration.models import CheckIn
from reimbursement import issued_papers, ledger, ledger_files
from reimbursement.case import people_of
from reimbursement.decisions import sentence_of
from reimbursement.evidence import criteria_of
from reimbursement.four_eyes import PERMISSIONS, NotPermitted, OwnOrganisation, belongs_to_claimant
from reimbursement.models import Claim, Role, Status, Taking
from reimbursement.money import euros
from reimbursement.payment_words import reason_in_words
from reimbursement.register_entries import Comparison, comparison_of
from reimbursement.transitions import Move

Part = tuple[str, bytes]


@transaction.atomic
def of_claim(*, claim: Claim, by: User, now: datetime) -> Iterator[bytes]:
    """Return the archive of one claim; written down before it is made. Raises NotPermitted or OwnOrganisation."""
    _allow(by)
    if belongs_to_claimant(claim=claim, user=by):
        raise OwnOrganisation
    Taking.objects.create(at=now, by=by, what=Taking.What.FOLDER, edition=claim.edition, number=claim.reference)
    return _archive([claim.pk], now, get_language() or "fr")


@transaction.atomic
def of_edition(*, edition: Edition, by: User, now: datetime) -> Iterator[bytes]:
    """Return the archive of every claim of an edition that was sent, a folder each; raises NotPermitted."""
    _allow(by)
    Taking.objects.create(at=now, by=by, what=Taking.What.FOLDERS, edition=edition)
    sent = Claim.objects.filter(edition=edition, submitted_at__isnull=False).exclude(status=Status.DRAFT)
    mine = [claim.pk for claim in sent.ranked() if not belongs_to_claimant(claim=claim, user=by)]
    return _archive(mine, now, get_language() or "fr")


def _allow(by: User) -> None:
    if not by.has_perm(PERMISSIONS[Role.TREASURER]):
        raise NotPermitted


def _archive(claims: list[int], now: datetime, language: str) -> Iterator[bytes]:
    """Yield the archive piece by piece, when the language of the request is no longer active."""
    written = _Pipe()
    stamp = timezone.localtime(now, timezone.get_default_timezone()).timetuple()[:6]
    with zipfile.ZipFile(written, "w") as archive:
        for key in claims:
            claim = Claim.objects.select_related("edition", "rule", "registration", "bank").get(pk=key)
            with override(language):
                for name, content in _with_index(claim):
                    entry = zipfile.ZipInfo(name, date_time=stamp)
                    entry.compress_type = zipfile.ZIP_DEFLATED
                    archive.writestr(entry, content)
            yield written.drain()
    yield written.drain()


def _with_index(claim: Claim) -> Iterator[Part]:
    """The files of a claim, then a list of them with sizes and digests."""
    folder = f"{claim.reference}-{_named(claim.organisation_name)[:40]}".rstrip("-")
    listed: list[list[str]] = []
    for name, content in _parts(claim):
        listed.append([name, str(len(content)), sha256(content).hexdigest()])
        yield f"{folder}/{name}", content
    table = _table([_("File"), _("Bytes"), _("SHA-256")], listed)
    yield f"{folder}/00-{_named(_('index'))}.csv", table


def _parts(claim: Claim) -> Iterator[Part]:
    yield f"01-{_named(_('claim'))}.csv", _table([_("What"), _("Value")], _facts(claim))
    yield (
        f"02-{_named(_('evidence'))}.csv",
        _table([_("Criterion"), pgettext("criterion", "Answer"), _("Finding")], _findings(claim)),
    )
    yield (
        f"02-{_named(_('evidence'))}.json",
        json.dumps(claim.evidence, ensure_ascii=False, indent=1, sort_keys=True).encode(),
    )
    comparison = comparison_of(claim)
    if comparison:
        headers = [_("What"), _("The claim says"), _("The register says")]
        yield f"02-{_named(_('register'))}.csv", _table(headers, _register(claim, comparison))
    for paper in claim.issued_papers.select_related("claim__edition"):
        yield f"03-{paper.number}-{_named(paper.get_kind_display())}.pdf", issued_papers.keep(paper)
    for number, document in enumerate(claim.documents.all(), start=1):
        extension = "jpg" if document.is_picture else "pdf"
        with document.file.open("rb") as file:
            yield f"04-{number}-{_named(document.get_kind_display())}.{extension}", bytes(file.read())
    yield f"05-{_named(_('presence'))}.csv", _table([_("Day"), _("How"), _("When"), _("By")], _presence(claim))
    yield f"06-{_named(_('payments'))}.csv", ledger_files.csv_file(list(ledger.of_claim(claim)))
    proof = _named(_("proof of payment"))
    yield f"06-{proof}.csv", _table([_("What"), _("Value")], _proofs(claim))
    yield f"07-{_named(_('history'))}.csv", _table(_history_headers(), _history(claim))


def _named(words: str) -> str:
    """A part of a file name; an apostrophe parts two words."""
    return slugify(str(words).replace("’", " "))


def _facts(claim: Claim) -> Iterator[list[str]]:
    account = getattr(claim, "bank", None)
    yield [_("Number"), claim.reference]
    yield [_("Edition"), claim.edition.title]
    yield [_("Status"), str(claim.get_status_display())]
    yield [_("Organisation"), claim.organisation_name]
    yield [_("Legal identifier"), claim.legal_id]
    yield [_("Registered office"), ", ".join([*claim.office_lines, name_of(claim.office_country)])]
    yield [_("Contact"), f"{claim.contact_name} <{claim.contact_email}>"]
    yield [_("Signed by"), claim.declared_by]
    yield [_("Sent"), _moment(claim.submitted_at)]
    yield [_("Version of the rule"), str(claim.rule.version)]
    yield [_("Amount"), euros(claim.amount_cents) if claim.amount_cents else ""]
    yield [_("Account holder"), account.holder if account else ""]
    yield [_("Account"), account.masked_iban if account else ""]
    yield [_("Head of the history"), claim.history_head]


def _findings(claim: Claim) -> Iterator[list[str]]:
    for criterion in criteria_of(claim):
        for finding in criterion.findings:
            yield [str(criterion.label), str(criterion.answer.label), finding.sentence]


def _register(claim: Claim, comparison: Comparison) -> Iterator[list[str]]:
    """The extract of the public register, as it was read when the claim was checked."""
    yield [_("Register"), "", comparison.source]
    yield [_("Looked up"), "", _moment(claim.assessed_at)]
    yield [_("Legal identifier"), claim.legal_id, comparison.number]
    yield [_("Found by its name only"), "", _("yes") if comparison.is_namesake else _("no")]
    yield [_("Active"), "", _("no") if comparison.is_closed else _("yes")]
    for row in comparison.rows:
        yield [str(row.label), row.said, row.registered]


def _proofs(claim: Claim) -> Iterator[list[str]]:
    """Each attempt to pay: what our file said, what the bank said of it, and the digests of both files."""
    for line in claim.payments.select_related("batch").order_by("attempt"):
        yield [_("Identifier"), line.end_to_end_id]
        yield [_("Batch"), line.batch.reference]
        yield [_("SHA-256 of our file"), line.batch.digest]
        yield [_("Amount"), euros(line.amount_cents)]
        yield [_("Account"), f"{line.holder}, {line.masked_iban}"]
        yield [_("Text of the transfer"), line.remittance]
        yield [_("What became of it"), str(line.get_fate_display())]
        yield [_("Code of the bank"), reason_in_words(line.reason) if line.reason else ""]
        yield [_("Day of the bank"), line.settled_on.isoformat() if line.settled_on else ""]
        yield [_("Came back on"), line.returned_on.isoformat() if line.returned_on else ""]
        yield [_("Answer of the bank"), line.answer_format]
        yield [_("SHA-256 of the answer"), line.answer_digest]
    for payment in claim.manual_payments.order_by("pk"):
        yield [_("Paid by hand, reference of the bank"), payment.bank_reference]
        yield [_("Amount"), euros(payment.amount_cents)]
        yield [_("Charges of the bank"), euros(payment.charges_cents)]
        yield [_("Account"), f"{payment.holder}, {payment.masked_iban}"]
        yield [_("Day of the bank"), payment.paid_on.isoformat()]
        yield [_("Came back on"), payment.came_back_on.isoformat() if payment.came_back_on else ""]
        yield [_("How it was paid"), payment.note]


def _presence(claim: Claim) -> Iterator[list[str]]:
    entries = CheckIn.objects.valid().filter(registration__in=people_of(claim)).select_related("day__venue", "by")
    for entry in entries.order_by("at", "pk"):
        how = capfirst(str(entry.get_half_display()))
        how = f"{how}, {_('typed from the paper list')}" if entry.from_paper else how
        yield [str(entry.day.label), how, _moment(entry.at), str(entry.by or "")]
    for seen in claim.paper_presences.select_related("day__venue", "by"):
        yield [str(seen.day.label), _("on the paper list"), _moment(seen.at), str(seen.by)]


def _history_headers() -> list[str]:
    names = [_("No."), _("When"), _("Move"), _("From"), _("To"), _("By"), _("Role"), _("Reason"), _("Note")]
    return [*names, _("Version of the rule"), _("Digest of the inputs"), _("Previous hash"), _("Hash")]


def _history(claim: Claim) -> Iterator[list[str]]:
    for event in claim.events.select_related("by").order_by("number"):
        yield [
            str(event.number),
            _moment(event.at),
            str(Move(event.move).label),
            str(event.get_from_status_display()),
            str(event.get_to_status_display()),
            str(event.by or ""),
            str(event.get_role_display()),
            sentence_of(event.reason) if event.reason else "",
            event.note,
            str(event.rule_version),
            event.inputs_digest,
            event.previous_hash,
            event.hash,
        ]


def _moment(at: datetime | None) -> str:
    return timezone.localtime(at, timezone.get_default_timezone()).isoformat(" ", "seconds") if at else ""


def _table(headers: list[str], rows: Any) -> bytes:
    """A list that opens in a spreadsheet of the active language; no cell is a formula."""
    output = StringIO()
    writer = csv.writer(output, delimiter=";" if (get_language() or "").startswith("fr") else ",")
    writer.writerow(headers)
    writer.writerows([f"'{cell}" if cell[:1] in FORMULA_STARTS else cell for cell in row] for row in rows)
    return (BYTE_ORDER_MARK + output.getvalue()).encode()


class _Pipe:
    """Takes what the archive writes and hands it on: nothing is ever whole in memory."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._position = 0

    def write(self, data: bytes) -> int:
        self._pieces.append(bytes(data))
        self._position += len(data)
        return len(data)

    def tell(self) -> int:
        return self._position

    def flush(self) -> None:
        """Nothing waits here."""

    def close(self) -> None:
        """Nothing is held open."""

    def drain(self) -> bytes:
        """Return what was written since the last time."""
        pieces, self._pieces = b"".join(self._pieces), []
        return pieces
