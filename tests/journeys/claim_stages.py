"""Claims at the points of their way that take long to reach in a browser: made beside a running demonstration.

``live_site.shell(PLAY)`` prints the addresses of the pages where each of them is looked at.
"""

import io
import json
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import override

from events import clock
from events.models import Edition
from necess.demonstration.staff import member
from registration import lifecycle
from registration.models import CheckIn, Registration
from reimbursement import assessment, bank, claims, conversation, documents, payments, review, settlement
from reimbursement.bank_answers import BankAnswer, Fate, Line
from reimbursement.decisions import AcceptanceReason, RefusalReason
from reimbursement.iban import read_iban
from reimbursement.models import Claim, ClaimLink, PaymentBatch
from reimbursement.moves import SYSTEM, move_claim
from reimbursement.transitions import Move
from tests.reimbursement import cast, papers

PLAY = "from tests.journeys import claim_stages; claim_stages.play()"
LYON = {"office_street": "1 rue de la République", "office_postcode": "69001", "office_city": "Lyon"}
MADE = "stage.example.net"
ACCOUNTS = {
    "paid": "FR76 3000 6000 0112 3456 7890 189",
    "ready": "NL91 ABNA 0417 1643 00",
    "gate": "ES91 2100 0418 4502 0005 1332",
    "payable": "PT50 0002 0123 1234 5678 9015 4",
    "abroad": "TR33 0006 1005 1978 6457 8413 26",
}


def play() -> None:
    """Print the addresses as JSON; played again, the claims that are there are looked at."""
    stages = ("question", "refused", "approved", *ACCOUNTS)
    made = {name: Claim.objects.filter(contact_email=f"{name}@{MADE}").first() for name in stages}
    if not any(made.values()):
        made = _make()
    print(json.dumps(_addresses({name: claim for name, claim in made.items() if claim})))  # noqa: T201 -- the answer


def _make() -> dict[str, Claim]:
    now, reviewer = clock.now(), member("reviewer")
    made = {name: _sent(name, now) for name in ("question", "refused", "approved", *ACCOUNTS)}
    conversation.ask(claim=made["question"], by=reviewer, now=now, text="Where is the receipt of declaration?")
    claims.fill_in(claim=made["question"], values={"office_street": "2 rue de la République"})
    review.propose_refusal(claim=made["refused"], by=reviewer, now=now, reason=RefusalReason.OFFICE_TOO_NEAR)
    review.refuse(claim=made["refused"], by=member("approver"), now=now)
    for name in ("approved", *ACCOUNTS):
        review.propose_acceptance(claim=made[name], by=reviewer, now=now, reason=AcceptanceReason.CRITERIA_MET)
        review.approve(claim=made[name], by=member("approver"), now=now)
    for name, number in ACCOUNTS.items():
        _come(made[name], number, now)
    # Typed from the paper list by one person: the gate stays closed, and says why.
    CheckIn.objects.filter(registration=made["gate"].registration).update(from_paper=True, by=reviewer)
    _pay(made["paid"], now)
    payments.make_payable(claim=_read(made["ready"]), by=member("treasurer"), now=now)
    _batch(made["ready"], now)
    payments.make_payable(claim=_read(made["payable"]), by=member("treasurer"), now=now)
    payments.set_aside(claim=_read(made["abroad"]), by=member("treasurer"), now=now)
    return made


def _sent(name: str, now: datetime) -> Claim:
    edition = Edition.objects.get(is_current=True)
    email = f"{name}@{MADE}"
    person = cast.attendees.person(name, email=email, organisation=f"Atelier {name}", language="fr")
    day = edition.days.order_by("-date").first()
    lifecycle.register(edition=edition, person=person, days=[day], now=now)
    claim = claims.open_claim(registration=Registration.objects.get(email=email), now=now).claim
    facts = {"office_country": "FR", "first_time": True, "not_travelling": [], **LYON}
    claims.fill_in(claim=claim, values={"organisation_name": f"Atelier {name}", **facts})
    claims.submit(claim=claim, signed_by="Alix", now=now)
    assessment.check(claim_id=claim.pk, now=now)
    return _read(claim)


def _come(claim: Claim, number: str, now: datetime) -> None:
    """The account, the paper of the bank, and a scan."""
    bank.give(claim=claim, holder=claim.organisation_name.upper(), iban=read_iban(number), now=now)
    content = papers.pdf(3)
    documents.add(claim=claim, kind="bank", name="rib.pdf", size=len(content), file=io.BytesIO(content), now=now)
    day = claim.edition.days.order_by("-date").first()
    CheckIn.objects.create(registration=claim.registration, day=day, half="am", at=day.starts_at)
    move_claim(claim=claim, move=Move.CONFIRM_ATTENDANCE, actor=SYSTEM, now=now)


def _batch(claim: Claim, now: datetime) -> PaymentBatch:
    account = read_iban("DE89 3704 0044 0532 0130 00")
    return payments.prepare(
        edition=claim.edition,
        by=member("treasurer"),
        now=now,
        payer="SOGA",
        account=account,
        execution_on=date(2025, 12, 2),
        version="pain.001.001.09",
    )


def _pay(claim: Claim, now: datetime) -> None:
    payments.make_payable(claim=_read(claim), by=member("treasurer"), now=now)
    batch = _batch(claim, now)
    payments.release(batch=batch, by=member("administrator"), now=now)
    lines = tuple(Line(line.end_to_end_id, Fate.PAID) for line in batch.lines.all())
    settlement.book(batch=batch, answer=BankAnswer(lines), by=member("treasurer"), now=now)


def _read(claim: Claim) -> Claim:
    return Claim.objects.select_related("edition", "rule", "registration").get(pk=claim.pk)


def _addresses(made: dict[str, Claim]) -> dict[str, str]:
    """Where each claim is seen: by its claimant, in both languages, and by staff."""
    found = {}
    for name, claim in made.items():
        token = ClaimLink.objects.issue(claim=claim)
        for language in ("fr", "en"):
            with override(language):
                for page in ("claim", "bank", "documents", "sign", "withdraw"):
                    found[f"{name} {page} {language}"] = reverse(f"reimbursement:{page}", args=[token])
        found[f"{name} admin"] = reverse("admin:reimbursement_claim_change", args=[claim.pk])
        for line in claim.payments.all():
            found[f"{name} batch"] = reverse("admin:reimbursement_paymentbatch_change", args=[line.batch_id])
    return found
