"""A list of organisations and amounts that the president can sign: of one batch, or of a whole edition."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from events.dates import date_in_words, moment_in_words
from events.models import Edition
from reimbursement import envelope, issued_papers, ledger
from reimbursement.letters import day_of, organisers_of
from reimbursement.models import Claim, PaymentBatch, Taking
from reimbursement.money import euros
from reimbursement.number_words import euros_in_words

TEMPLATE = "reimbursement/papers/summary.html"


@transaction.atomic
def of_batch(*, batch: PaymentBatch, by: User, now: datetime) -> bytes:
    """Return the list of a batch as PDF in the active language, and write down who took it."""
    Taking.objects.create(at=now, by=by, what=Taking.What.SUMMARY, edition=batch.edition, number=batch.reference)
    lines = batch.lines.select_related("claim").order_by("end_to_end_id")
    rows = [
        [line.claim.reference, line.claim.organisation_name, f"{line.holder}, {line.masked_iban}", line.amount_cents]
        for line in lines
    ]
    facts = [
        (_("Batch"), f"{batch.reference}, {batch.get_status_display()}"),
        (_("Day of payment"), date_in_words(batch.execution_on)),
        (_("From the account"), f"{batch.debtor_name}, {batch.debtor_masked_iban}"),
        (_("Format"), batch.version),
        (_("Prepared by"), f"{batch.prepared_by}, {moment_in_words(batch.prepared_at)}"),
    ]
    if batch.released_by and batch.released_at:
        facts.append((_("Released by"), f"{batch.released_by}, {moment_in_words(batch.released_at)}"))
    title = _("Payments of batch %(number)s") % {"number": batch.reference}
    return _sheet(batch.edition, (title, _("Account")), rows, facts, by, now, batch.digest)


@transaction.atomic
def of_edition(*, edition: Edition, by: User, now: datetime) -> bytes:
    """Return the list of every organisation that holds money of an edition, and write down who took it."""
    Taking.objects.create(at=now, by=by, what=Taking.What.SUMMARY, edition=edition)
    claims = Claim.objects.filter(edition=edition, holds_place=True).ranked()
    rows = [[one.reference, one.organisation_name, one.get_status_display(), one.amount_cents or 0] for one in claims]
    standing = ledger.balance(ledger.movements(edition))
    money = envelope.of(edition)
    facts = [
        (_("Envelope"), euros(money.total_cents if money else 0)),
        (_("Committed"), euros(standing.committed_cents)),
        (_("Paid so far"), euros(standing.paid_cents)),
        (_("Left"), euros(money.left_cents if money else 0)),
    ]
    return _sheet(edition, (_("Travel allowances granted"), _("Status")), rows, facts, by, now)


def _sheet(
    edition: Edition,
    titles: tuple[str, str],
    rows: Sequence[list[Any]],
    facts: Sequence[tuple[str, str]],
    by: User,
    now: datetime,
    file_digest: str = "",
) -> bytes:
    language = (get_language() or "fr")[:2]
    total = sum(row[3] for row in rows)
    context = {
        "title": titles[0],
        "organiser": organisers_of(edition),
        "edition": edition.title,
        "contact": edition.contact_email,
        "third": titles[1],
        "rows": [[*row[:3], euros(row[3])] for row in rows],
        "facts": facts,
        "count": len(rows),
        "total": euros(total),
        "total_in_words": euros_in_words(total, language),
        "made_on": date_in_words(day_of(now)),
        "made_by": str(by),
        "file_digest": file_digest,
    }
    return issued_papers.lay_out(TEMPLATE, context, language=language, seed=edition.slug)
