"""The edition, the rule, the staff and the claims of these tests."""

import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Group

from accounts.models import User
from events.models import Edition, Venue
from registration import lifecycle
from registration.models import CheckIn, Registration
from reimbursement import (
    assessment,
    attendance,
    bank,
    claims,
    documents,
    payments,
    review,
    rule_versions,
    settlement,
)
from reimbursement.bank_answers import BankAnswer, Fate, Line
from reimbursement.decisions import AcceptanceReason, RefusalReason
from reimbursement.iban import read_iban
from reimbursement.models import AllowanceRule, Claim, PaymentBatch, ReviewEvent
from tests.registration import cast as attendees
from tests.reimbursement import papers

NOW = attendees.NOW
MUSEE_SOCIAL = (Decimal("48.858068"), Decimal("2.321866"))
BRUSSELS_CENTRAL = (Decimal("50.845556"), Decimal("4.356944"))

# Town, postcode: what the offline table makes of it, seen from the Musée Social.
LYON = {"office_street": "1 rue de la République", "office_postcode": "69001", "office_city": "Lyon"}
CHELLES = {"office_street": "1 rue de la Mairie", "office_postcode": "77500", "office_city": "Chelles"}
MONTREUIL = {"office_street": "1 rue de Paris", "office_postcode": "93100", "office_city": "Montreuil"}


def make_edition() -> Edition:
    """The 2025 edition with a day in Brussels and one in Paris, both with a position."""
    edition = attendees.make_edition()
    attendees.make_day(edition, city="brussels", on=date(2025, 11, 25))
    attendees.make_day(edition, city="paris", on=date(2025, 11, 26))
    for slug, (latitude, longitude) in {"paris": MUSEE_SOCIAL, "brussels": BRUSSELS_CENTRAL}.items():
        Venue.objects.filter(slug=slug).update(latitude=latitude, longitude=longitude)
    return edition


def make_rule(edition: Edition, **changes: Any) -> AllowanceRule:
    """The rule as the design has it, with room for two claims."""
    rule = AllowanceRule(
        **{
            "edition": edition,
            "envelope_cents": 2 * 94_800,
            "opens_at": datetime(2025, 9, 1, tzinfo=UTC),
            "deadline": date(2025, 11, 20),
            **changes,
        }
    )
    return rule_versions.adopt(rule=rule, by=None, now=NOW)


def staff(role: str, name: str = "") -> User:
    """A member of staff in one group, whose address says nothing about an organisation."""
    name = name or role.replace(" ", ".")
    user = User.objects.create_user(f"{name}@gmail.com", full_name=name.title(), is_staff=True, preferred_language="en")
    user.groups.set([Group.objects.get(name=role)])
    return User.objects.get(pk=user.pk)


def account() -> User:
    """Somebody who claims and has an account, but is nobody of staff."""
    return User.objects.create_user("anna@anna-asso.fr", full_name="Anna Example", preferred_language="en")


def register(
    edition: Edition, name: str = "marie", *, days: tuple[str, ...] = ("paris",), **person: Any
) -> Registration:
    """A registration with a confirmed place on the days in these cities."""
    outcome = lifecycle.register(
        edition=edition,
        person=attendees.person(name, **person),
        days=list(edition.days.filter(venue__slug__in=days)),
        now=NOW,
    )
    return outcome.registration


def draft(edition: Edition, name: str = "marie", **values: Any) -> Claim:
    """A claim that is ready to be sent; from Lyon unless said otherwise."""
    language = values.pop("language", "fr")
    registration = register(edition, name, email=f"{name}@{name}-asso.fr", language=language)
    claim = claims.open_claim(registration=registration, now=NOW).claim
    facts = {
        "organisation_name": f"Association {name}",
        "office_country": "FR",
        "first_time": True,
        "not_travelling": [],
        **LYON,
        **values,
    }
    claims.fill_in(claim=claim, values=facts)
    return claim


def submitted(edition: Edition, name: str = "marie", *, now: datetime = NOW, **values: Any) -> Claim:
    """A claim that was sent."""
    claim = draft(edition, name, **values)
    claims.submit(claim=claim, signed_by=f"{name.title()} Example", now=now)
    return claim


def checked(edition: Edition, name: str = "marie", **values: Any) -> Claim:
    """A claim that waits for a reviewer."""
    claim = submitted(edition, name, **values)
    assessment.check(claim_id=claim.pk, now=NOW + timedelta(minutes=1))
    return read(claim)


def read(claim: Claim) -> Claim:
    """The claim as the database has it now."""
    return Claim.objects.select_related("edition", "rule", "registration").get(pk=claim.pk)


def propose_acceptance(claim: Claim, by: User) -> ReviewEvent:
    return review.propose_acceptance(claim=claim, by=by, now=NOW, reason=AcceptanceReason.CRITERIA_MET)


def propose_refusal(claim: Claim, by: User, note: str = "") -> ReviewEvent:
    return review.propose_refusal(claim=claim, by=by, now=NOW, reason=RefusalReason.OFFICE_TOO_NEAR, note=note)


# Payments -----------------------------------------------------------------------------------------------------------

ACCOUNTS = ["FR14 2004 1010 0505 0001 3M02 606", "BE68 5390 0754 7034", "DE89 3704 0044 0532 0130 00"]
BRITISH = "GB29 NWBK 6016 1331 9268 19"
UKRAINIAN = "UA213223130000026007233566001"
AFTER = attendees.paris(2025, 11, 28, 10, 0)
DAY = date(2025, 12, 1)


def present(edition, name, reviewer, approver, *, number=ACCOUNTS[0], paper=True, holder="") -> Claim:
    """A claim that was approved, came and gave everything a payment needs."""
    claim = checked(edition, name)
    propose_acceptance(claim, reviewer)
    review.approve(claim=claim, by=approver, now=NOW)
    claim = read(claim)
    give_papers(claim, number=number, paper=paper, holder=holder)
    day = edition.days.last()
    CheckIn.objects.create(registration=claim.registration, day=day, half="am", at=day.starts_at)
    attendance.settle(now=AFTER)
    return read(claim)


def give_papers(claim, *, number=ACCOUNTS[0], paper=True, holder="") -> None:
    """The account and the bank document."""
    holder = holder or claim.organisation_name.upper()
    bank.give(claim=claim, holder=holder, iban=read_iban(number), now=NOW)
    if paper:
        content = papers.pdf()
        documents.add(claim=claim, kind="bank", name="rib.pdf", size=len(content), file=io.BytesIO(content), now=NOW)


def prepare(edition, by, **changes) -> PaymentBatch:
    given = {"payer": "SOGA", "account": read_iban(ACCOUNTS[2]), "execution_on": DAY, "version": "pain.001.001.09"}
    return payments.prepare(edition=edition, by=by, now=AFTER, **(given | changes))


def rejected(edition, name, reviewer, approver, treasurer, president, *, code="AC04") -> Claim:
    """A claim of a batch of its own that the bank sent back, for a reason of the organisation unless said otherwise."""
    claim = present(edition, name, reviewer, approver, number=BRITISH)
    payments.make_payable(claim=claim, by=treasurer, now=AFTER)
    batch = prepare(edition, treasurer)
    payments.release(batch=batch, by=president, now=AFTER)
    answer = BankAnswer((Line(batch.lines.get().end_to_end_id, Fate.REJECTED, code),))
    settlement.book(batch=batch, answer=answer, by=treasurer, now=AFTER)
    return read(claim)
