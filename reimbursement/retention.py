"""When the data of claims go, by the periods of the rule each claim is judged by.

Drafts never sent are deleted; a closed or paid claim becomes anonymous on its day, and its sealed history stays whole.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.retention_calendar import Departures, Keeping, register, total
from events.retention_calendar import goes_on as months_go_on
from outbox.models import OutgoingMail
from outbox.queue import about
from registration.retention import KEEP_EXPORTS
from reimbursement import bank, documents, issued_papers
from reimbursement.models import AllowanceRule, BankDetails, Claim, IssuedPaper, Status, SupportingDocument, Taking
from reimbursement.models.status import CLOSED

NOBODY = "—"
UNDER_WAY = [status for status in Status if status not in {Status.DRAFT, Status.PAID, *CLOSED}]
# What an anonymous claim no longer says. Edition, rule, answers, amount and history remain, for the accounts.
FORGOTTEN: dict[str, object] = {
    "registration": None,
    "contact_name": NOBODY,
    "contact_email": "",
    "organisation_name": "",
    "legal_id": "",
    "organisation_key": "",
    "office_street": "",
    "office_postcode": "",
    "office_city": "",
    "not_travelling": None,
    "declared_by": "",
    "office_latitude": None,
    "office_longitude": None,
    "office_answer_digest": "",
    "evidence": {},
    "register_entry": {},
    "look_up_at": None,
}


class Calendar(Protocol):
    """When something of a claim goes."""

    def __call__(self, *, claim: Claim, rule: AllowanceRule) -> date | None: ...


@dataclass(frozen=True)
class Erased:
    """How many drafts, documents, account numbers and rows of the log went; how many claims became anonymous."""

    drafts: int = 0
    claims: int = 0
    documents: int = 0
    accounts: int = 0
    takings: int = 0


def offer() -> None:
    """Put what we keep on the calendar; the rule in force names the periods (``reimbursement.facts``)."""
    periods = ("keep_refused_days", "keep_paid_years")
    claims, papers, accounts = Claim._meta.label, SupportingDocument._meta.label, BankDetails._meta.label
    register(
        Keeping(_("drafts of claims"), claims, ("keep_draft_days",), lambda: _departures([Status.DRAFT])),
        Keeping(_("closed claims"), claims, ("keep_refused_days",), lambda: _departures(CLOSED)),
        Keeping(_("paid claims"), claims, ("keep_paid_years",), lambda: _departures([Status.PAID])),
        Keeping(_("claims under way"), claims, (), lambda: _departures(UNDER_WAY)),
        Keeping(_("documents of claims"), papers, ("keep_documents_days",), _departures_of_documents),
        Keeping(_("letters about claims"), IssuedPaper._meta.label, periods, _departures_of_letters),
        Keeping(_("account numbers"), accounts, ("keep_bank_days",), _departures_of_accounts),
        Keeping(_("log of files taken"), Taking._meta.label, ("keep_exports",), _departures_of_takings),
    )


def goes_on(*, claim: Claim, rule: AllowanceRule) -> date | None:
    """Return the first day without what ``claim`` says of people; none while somebody has to settle it."""
    if claim.status == Status.DRAFT:
        return rule.deadline + timedelta(days=rule.keep_draft_days + 1)
    if claim.status == Status.PAID:
        return date(_day(claim.status_since).year + rule.keep_paid_years + 1, 1, 1)
    if claim.status in CLOSED:
        return _day(_final_at(claim)) + timedelta(days=rule.keep_refused_days + 1)
    return None


def documents_go_on(*, claim: Claim, rule: AllowanceRule) -> date | None:
    """Return the first day without the papers of ``claim``: long before a closed claim itself, with every other."""
    if claim.status in CLOSED:
        return _day(_final_at(claim)) + timedelta(days=rule.keep_documents_days + 1)
    return goes_on(claim=claim, rule=rule)


def account_goes_on(*, claim: Claim, rule: AllowanceRule) -> date | None:
    """Return the first day without the account number of ``claim``: soon after the payment, at once if none comes."""
    if claim.status == Status.PAID:
        return _day(claim.status_since) + timedelta(days=rule.keep_bank_days + 1)
    if claim.status in CLOSED:
        return _day(_final_at(claim)) + timedelta(days=1)
    return goes_on(claim=claim, rule=rule)


def erase_due(*, now: datetime) -> Erased:
    """Erase all that has reached its day, the papers and numbers of a claim before itself; nothing is touched twice."""
    today = _day(now)
    papers = sum(_erase_documents(claim) for claim in _due(documents_go_on, today))
    accounts = sum(bank.erase_number(claim=claim) for claim in _due(account_goes_on, today))
    due = _due(goes_on, today)
    drafts = sum(delete_draft(claim) for claim in due if claim.status == Status.DRAFT)
    claims = sum(_anonymise(claim) for claim in due if claim.status != Status.DRAFT)
    old = [key for key, day in _takings() if months_go_on(day, months=KEEP_EXPORTS) <= today]
    takings = Taking.objects.filter(pk__in=old).delete()[0]
    return Erased(drafts=drafts, claims=claims, documents=papers, accounts=accounts, takings=takings)


def _due(calendar: Calendar, today: date) -> list[Claim]:
    days = ((calendar(claim=claim, rule=rule), claim) for claim, rule in _claims())
    return [claim for day, claim in days if day and day <= today]


def _claims(statuses: Iterable[str] = Status) -> Iterator[tuple[Claim, AllowanceRule]]:
    """Every claim that still names somebody, with the rule in force for its edition: the one the page speaks of."""
    rules = {rule.edition_id: rule for rule in AllowanceRule.objects.order_by("version")}
    named = Claim.objects.exclude(contact_email="").filter(status__in=list(statuses)).order_by("pk")
    for claim in named.iterator():
        yield claim, rules[claim.edition_id]


def _departures(statuses: Iterable[str]) -> Departures:
    return total((goes_on(claim=claim, rule=rule), 1) for claim, rule in _claims(statuses))


def _departures_of_documents() -> Departures:
    held = ((documents_go_on(claim=claim, rule=rule), claim.documents.count()) for claim, rule in _claims())
    return total((day, number) for day, number in held if number)


def _departures_of_letters() -> Departures:
    """Letters go with their claim: what was decided about it, and what was paid."""
    held = ((goes_on(claim=claim, rule=rule), claim.issued_papers.count()) for claim, rule in _claims())
    return total((day, number) for day, number in held if number)


def _departures_of_accounts() -> Departures:
    held = set(BankDetails.objects.exclude(sealed_iban="").values_list("claim_id", flat=True))
    return total((account_goes_on(claim=claim, rule=rule), 1) for claim, rule in _claims() if claim.pk in held)


def _takings() -> list[tuple[int, date]]:
    return [(key, _day(at)) for key, at in Taking.objects.values_list("pk", "at")]


def _departures_of_takings() -> Departures:
    return total((months_go_on(day, months=KEEP_EXPORTS), 1) for _key, day in _takings())


def _final_at(claim: Claim) -> datetime:
    """A refusal is final once it can no longer be contested, every other end at once."""
    contestable = claim.status == Status.REFUSED and claim.contest_by
    return contestable or claim.status_since


@transaction.atomic
def delete_draft(claim: Claim) -> bool:
    """Delete a draft, unless it is sent in this very moment."""
    locked = Claim.objects.select_for_update(no_key=True).filter(pk=claim.pk, status=Status.DRAFT).first()
    if locked is None:
        return False
    _erase_documents(locked)
    _forget_traces(locked)
    locked.delete()
    return True


@transaction.atomic
def _anonymise(claim: Claim) -> bool:
    """Take from a claim all that names somebody, unless it moves in this very moment."""
    if not Claim.objects.filter(pk=claim.pk, history_length=claim.history_length).update(**FORGOTTEN):
        return False
    claim.events.all().forget_notes()
    claim.messages.all().delete()
    claim.links.all().delete()
    claim.placements.all().delete()
    _erase_documents(claim)
    BankDetails.objects.filter(claim=claim).delete()
    issued_papers.erase(claim=claim)
    claim.manual_payments.update(holder=NOBODY, masked_iban="", bank_reference="", note="")
    claim.payments.update(holder=NOBODY, sealed_iban="", masked_iban="")
    _forget_traces(claim)
    return True


@transaction.atomic
def _erase_documents(claim: Claim) -> int:
    papers = list(claim.documents.all())
    for document in papers:
        documents.erase(document=document)
    return len(papers)


def _forget_traces(claim: Claim) -> None:
    """Messages sent about a claim, and its name in the log of the admin."""
    OutgoingMail.objects.filter(related=about(claim)).delete()
    log = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(Claim), object_id=str(claim.pk))
    log.update(object_repr=claim.reference)


def _day(moment: datetime) -> date:
    return timezone.localdate(moment, timezone.get_default_timezone())
