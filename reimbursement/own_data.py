"""What claims hold about the person of a registration: told, and erased when they ask, as far as accounts allow."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from registration import erasure, own_data
from registration.models import Registration
from registration.own_data import Item, Part
from reimbursement import retention
from reimbursement.models import AllowanceRule, Claim, ClaimMessage, ReviewEvent, Status, SupportingDocument
from reimbursement.models.status import CLOSED
from reimbursement.wording import label_of


def offer() -> None:
    """Take part in “everything held about me” and in “erase me”."""
    own_data.register(parts)
    erasure.register(erasure.Holder(staying=staying, going=going, erase=erase_drafts))


def parts(registration: Registration) -> Iterator[Part]:
    """The claims of this person, the papers and the words exchanged; notes among staff are theirs."""
    claims = list(_claims(registration).select_related("bank"))
    rules = _rules_in_force()
    until = max((day for claim in claims if (day := _until(claim, rules))), default=None)
    messages = ClaimMessage.objects.open_to_claimant().filter(claim__in=claims)
    papers = SupportingDocument.objects.filter(claim__in=claims)
    moves = ReviewEvent.objects.filter(claim__in=claims).select_related("claim").order_by("at", "pk")
    yield Part("claims", _("Your claims for the travel allowance"), tuple(_claim(claim) for claim in claims), until)
    yield Part("claim_history", _("What happened to your claims"), tuple(_move(move) for move in moves), until)
    yield Part("claim_messages", _("What was written about your claims"), tuple(_message(m) for m in messages), until)
    yield Part("claim_documents", _("Documents of your claims"), tuple(_paper(paper) for paper in papers), until)


def going(registration: Registration) -> Iterator[str]:
    """Drafts: nobody has read them."""
    for claim in _claims(registration).filter(status=Status.DRAFT):
        yield _("your claim %(number)s, not sent yet") % {"number": claim.reference}


def staying(registration: Registration) -> Iterator[erasure.Staying]:
    """Claims that were sent, each with its reason and its day."""
    rules = _rules_in_force()
    for claim in _claims(registration).exclude(status=Status.DRAFT):
        what = _("your claim %(number)s for the travel allowance") % {"number": claim.reference}
        yield erasure.Staying(what, _reason(claim), _until(claim, rules))


def erase_drafts(registration: Registration) -> None:
    """Delete what was never sent."""
    for claim in _claims(registration).filter(status=Status.DRAFT):
        retention.delete_draft(claim)


def _claims(registration: Registration) -> QuerySet[Claim]:
    mine = Q(registration=registration) | Q(contact_email__iexact=registration.email)
    return Claim.objects.filter(mine).exclude(contact_email="").order_by("pk")


def _reason(claim: Claim) -> str:
    if claim.status == Status.PAID:
        return _("It was paid: the law on accounts has us keep it with its documents.")
    if claim.status in CLOSED:
        return _("It is closed: we keep it to answer if it is contested.")
    return _("It is under way: you can withdraw it first, with its own link. Without a place it cannot be paid.")


def _rules_in_force() -> dict[int, AllowanceRule]:
    return {rule.edition_id: rule for rule in AllowanceRule.objects.order_by("version")}


def _until(claim: Claim, rules: dict[int, AllowanceRule]) -> date | None:
    return retention.goes_on(claim=claim, rule=rules[claim.edition_id])


def _claim(claim: Claim) -> tuple[Item, ...]:
    account = claim.bank.masked_iban if hasattr(claim, "bank") else ""
    return (
        Item("number", _("Number"), claim.reference),
        Item("status", _("Status"), str(label_of(claim.status))),
        Item("status_since", _("Since"), claim.status_since),
        Item("contact_name", _("Contact"), claim.contact_name),
        Item("contact_email", _("E-mail address"), claim.contact_email),
        Item("organisation_name", _("Organisation"), claim.organisation_name),
        Item("legal_id", _("Legal identifier"), claim.legal_id),
        Item("office", _("Registered office"), ", ".join([*claim.office_lines, claim.office_country])),
        Item("first_time", _("First participation"), claim.first_time),
        Item("declared_by", _("Signed by"), claim.declared_by),
        Item("verdict", _("Verdict"), str(claim.get_verdict_display())),
        Item("submitted_at", _("Sent"), claim.submitted_at),
        Item("amount", _("Amount in euro cents"), claim.amount_cents),
        Item("account", _("Account"), account),
    )


def _move(move: ReviewEvent) -> tuple[Item, ...]:
    return (
        Item("at", _("When"), move.at),
        Item("number", _("Number"), move.claim.reference),
        Item("to", _("Status"), str(label_of(move.to_status))),
    )


def _message(message: ClaimMessage) -> tuple[Item, ...]:
    return (
        Item("at", _("When"), message.at),
        Item("kind", _("What"), str(message.get_kind_display())),
        Item("text", _("Text"), message.text),
    )


def _paper(paper: SupportingDocument) -> tuple[Item, ...]:
    return (
        Item("added_at", _("When"), paper.added_at),
        Item("kind", _("What"), str(paper.get_kind_display())),
        Item("name", _("Name of the file"), paper.original_name),
        Item("size", _("Bytes"), paper.size),
    )
