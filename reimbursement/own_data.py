"""What claims hold about the person of a registration: told, and erased when they ask, as far as accounts allow."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from registration import erasure, own_data
from registration.models import Registration
from registration.own_data import Item, Part, Row
from reimbursement import retention
from reimbursement.models import (
    AllowanceRule,
    BankDetailsView,
    Claim,
    ClaimLink,
    ClaimMessage,
    IssuedPaper,
    ManualPayment,
    OfficePlacement,
    PaperPresence,
    PaymentLine,
    ReviewEvent,
    Status,
    SupportingDocument,
)
from reimbursement.models.status import CLOSED
from reimbursement.wording import label_of


def offer() -> None:
    """Take part in “everything held about me” and in “erase me”."""
    own_data.register(parts)
    erasure.register(erasure.Holder(staying=staying, going=going, erase=erase_drafts))


def parts(registration: Registration) -> Iterator[Part]:
    """The claims of this person, the papers and the words exchanged; notes among staff are theirs."""
    claims = list(_claims(registration).select_related("bank"))
    if not claims:
        return
    rules = _rules_in_force()
    until = max((day for claim in claims if (day := _until(claim, rules))), default=None)
    messages = ClaimMessage.objects.open_to_claimant().filter(claim__in=claims)
    papers = SupportingDocument.objects.filter(claim__in=claims)
    moves = ReviewEvent.objects.filter(claim__in=claims).select_related("claim").order_by("at", "pk")
    yield Part("claims", _("Your claims for the travel allowance"), tuple(_claim(claim) for claim in claims), until)
    yield Part("claim_history", _("What happened to your claims"), tuple(_move(move) for move in moves), until)
    yield Part("claim_messages", _("What was written about your claims"), tuple(_message(m) for m in messages), until)
    yield Part("claim_documents", _("Documents of your claims"), tuple(_paper(paper) for paper in papers), until)
    yield Part("claim_letters", _("Letters about your claims"), tuple(_letters(claims)), until)
    yield Part("claim_payments", _("Payments of your claims"), tuple(_payments(claims)), until)
    yield Part("claim_offices", _("Where somebody of the team placed the office"), tuple(_placements(claims)), until)
    yield Part("claim_presence", _("Days on which somebody vouched for your presence"), tuple(_presence(claims)), until)
    yield Part("claim_account_views", _("When the account number was looked at"), tuple(_views(claims)), until)
    yield Part("claim_links", _("Links to your claims"), tuple(_links(claims)), until)


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


def _letters(claims: list[Claim]) -> Iterator[Row]:
    for letter in IssuedPaper.objects.filter(claim__in=claims).order_by("issued_at", "pk"):
        yield (
            Item("issued_at", _("When"), letter.issued_at),
            Item("kind", _("What"), str(letter.get_kind_display())),
            Item("language", _("Language"), letter.language),
        )


def _payments(claims: list[Claim]) -> Iterator[Row]:
    """Through the file of a batch, with what became of it, and by hand."""
    for line in PaymentLine.objects.filter(claim__in=claims).order_by("pk"):
        when = line.returned_on or line.settled_on
        yield _payment(when, line.holder, line.masked_iban, line.amount_cents, str(line.get_fate_display()))
    for made in ManualPayment.objects.filter(claim__in=claims).order_by("pk"):
        state = PaymentLine.Fate.RETURNED if made.came_back_on else PaymentLine.Fate.PAID
        when = made.came_back_on or made.paid_on
        yield _payment(when, made.holder, made.masked_iban, made.amount_cents, str(state.label))


def _payment(when: date | None, holder: str, account: str, cents: int, state: str) -> Row:
    return (
        Item("on", _("When"), when),
        Item("state", _("Status"), state),
        Item("amount", _("Amount in euro cents"), cents),
        Item("holder", _("Account holder"), holder),
        Item("account", _("Account"), account),
    )


def _placements(claims: list[Claim]) -> Iterator[Row]:
    for place in OfficePlacement.objects.filter(claim__in=claims).order_by("at", "pk"):
        yield (
            Item("at", _("When"), place.at),
            Item("place", _("Place"), place.label),
            Item("precision", _("Precision"), str(place.get_precision_display())),
        )


def _presence(claims: list[Claim]) -> Iterator[Row]:
    for said in PaperPresence.objects.filter(claim__in=claims).select_related("day__venue").order_by("at", "pk"):
        yield (Item("at", _("When"), said.at), Item("day", _("Day"), str(said.day.label)))


def _views(claims: list[Claim]) -> Iterator[Row]:
    for seen in BankDetailsView.objects.filter(details__claim__in=claims).order_by("at", "pk"):
        yield (Item("at", _("When"), seen.at),)


def _links(claims: list[Claim]) -> Iterator[Row]:
    for link in ClaimLink.objects.filter(claim__in=claims).order_by("pk"):
        yield (Item("created_at", _("Made"), link.created_at), Item("expires_at", _("Works until"), link.expires_at))
