"""Whatever people do, in whatever order: nobody is paid twice or absent, the money lasts, nobody has two roles.

A machine plays claimants, staff, the door and the bank on the real models and the real database. It may try everything
at any time; what is not allowed has to be refused, never to break.
"""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from registration.models import CheckIn
from reimbursement import assessment, attendance, bank, claims, conversation, documents, payments, review, settlement
from reimbursement.bank_answers import BankAnswer, Fate, Line
from reimbursement.decisions import AcceptanceReason, RefusalReason
from reimbursement.four_eyes import OBSTACLES
from reimbursement.iban import read_iban
from reimbursement.models import Claim, Envelope, PaymentBatch, PaymentLine, ReviewEvent, Status
from reimbursement.moves import ClaimMovedMeanwhile, MoveNotAllowed, faults_in_history
from reimbursement.transitions import Move
from reimbursement.uploads import FileRefused
from tests.reimbursement import cast, papers

AMOUNT = 94_800
PLACES = 2
# What may be answered to somebody who tries; anything else is a fault.
REFUSALS = (
    *OBSTACLES,
    MoveNotAllowed,
    ClaimMovedMeanwhile,
    claims.Incomplete,
    claims.NoPlace,
    claims.OrganisationHasClaim,
    conversation.TooLate,
    bank.NotAskedFor,
    documents.AlreadyExamined,
    documents.ClaimClosed,
    documents.QuotaReached,
    FileRefused,
    payments.GateClosed,
    payments.SamePerson,
    payments.NothingToPay,
    ReviewEvent.DoesNotExist,
)
numbers = st.integers(0, 3)
people = st.sampled_from(["rosa", "ruth", "alma", "tara", "tom", "paula"])
# Everybody has several groups, so that only the rules keep them apart.
GROUPS = {
    "rosa": ["reviewer", "approver"],
    "ruth": ["reviewer", "treasurer"],
    "alma": ["approver", "treasurer", "administrator"],
    "tara": ["treasurer"],
    "tom": ["treasurer", "approver"],
    "paula": ["administrator", "reviewer"],
}


class Office(RuleBasedStateMachine):
    """Four claims of three organisations, money for two, six people of staff."""

    @initialize()
    def open_the_office(self):
        self.edition = cast.make_edition()
        cast.make_rule(self.edition, envelope_cents=PLACES * AMOUNT)
        self.staff = {name: cast.staff(groups[0], name) for name, groups in GROUPS.items()}
        for name, groups in GROUPS.items():
            self.staff[name].groups.set(cast.Group.objects.filter(name__in=groups))
            self.staff[name] = cast.User.objects.get(pk=self.staff[name].pk)
        self.claims = [cast.submitted(self.edition, f"org{number}") for number in range(3)]
        self.claims.append(cast.draft(self.edition, "org3", legal_id="732829320"))
        for claim, number in zip(self.claims, NUMBERS, strict=True):
            bank_paper(claim, number)
        self.now = cast.NOW
        self.check_all()

    def claim(self, number):
        return cast.read(self.claims[number])

    def attempt(self, act, *args, **kwargs):
        """Do it, or be refused; a refusal changes nothing."""
        try:
            with transaction.atomic():
                return act(*args, **kwargs)
        except REFUSALS:
            return None

    def check_all(self):
        for claim in self.claims:
            assessment.check(claim_id=claim.pk, now=self.now)

    @rule(number=numbers, by=people, accept=st.booleans())
    def propose(self, number, by, accept):
        self.check_all()
        propose = review.propose_acceptance if accept else review.propose_refusal
        reason = AcceptanceReason.CRITERIA_MET if accept else RefusalReason.OFFICE_TOO_NEAR
        self.attempt(propose, claim=self.claim(number), by=self.staff[by], now=self.now, reason=reason)

    @rule(number=numbers, by=people, how=st.sampled_from(["approve", "refuse", "send_back"]))
    def decide(self, number, by, how):
        more = {"note": "x"} if how == "send_back" else {}
        self.attempt(getattr(review, how), claim=self.claim(number), by=self.staff[by], now=self.now, **more)

    @rule(number=numbers, by=people)
    def decide_at_once(self, number, by):
        """The quick way to money, so that short runs come far: proposed by one and approved by another, if allowed."""
        self.propose(number, by, accept=True)
        self.decide(number, "rosa" if by != "rosa" else "alma", "approve")

    @rule(number=numbers)
    def withdraw(self, number):
        self.attempt(claims.withdraw, claim=self.claim(number), now=self.now)

    @rule(number=numbers)
    def send(self, number):
        self.attempt(claims.submit, claim=self.claim(number), signed_by="X", now=cast.NOW)

    @rule(number=numbers)
    def contest(self, number):
        self.attempt(conversation.contest, claim=self.claim(number), now=self.now, text="No")

    @rule(number=numbers, by=people)
    def hear(self, number, by):
        self.attempt(conversation.hear_contestation, claim=self.claim(number), by=self.staff[by], now=self.now)

    @rule(number=numbers, account=numbers)
    def give_account(self, number, account):
        claim = self.claim(number)
        holder = claim.organisation_name.upper()
        self.attempt(bank.give, claim=claim, holder=holder, iban=read_iban(NUMBERS[account]), now=self.now)

    @rule(number=numbers)
    def come(self, number):
        """Be scanned at the door."""
        day = self.edition.days.last()
        registration = self.claim(number).registration
        CheckIn.objects.get_or_create(registration=registration, day=day, half="am", defaults={"at": day.starts_at})

    @rule()
    def end_the_event(self):
        self.now = cast.AFTER
        attendance.settle(now=self.now)

    @rule(number=numbers, by=people, how=st.sampled_from(["make_payable", "set_aside"]))
    def pass_the_gate(self, number, by, how):
        claim = Claim.objects.select_related("bank", "rule", "edition").get(pk=self.claims[number].pk)
        self.attempt(getattr(payments, how), claim=claim, by=self.staff[by], now=self.now)

    @rule(number=numbers, by=people)
    def make_ready(self, number, by):
        """The whole way to the batch, as far as it is allowed from where the claim stands."""
        self.come(number)
        self.propose(number, "ruth", accept=True)
        self.decide(number, "rosa", "approve")
        self.give_account(number, number)
        self.end_the_event()
        self.pass_the_gate(number, by, "make_payable")

    @rule(number=numbers, by=people)
    def pay_by_hand(self, number, by):
        act = payments.record_payment_by_hand
        self.attempt(act, claim=self.claim(number), by=self.staff[by], now=self.now, note="x")

    @rule(by=people)
    def prepare(self, by):
        self.attempt(cast.prepare, self.edition, self.staff[by])

    @rule(by=people, how=st.sampled_from(["release", "cancel"]), which=numbers)
    def settle_batch(self, by, how, which):
        for batch in PaymentBatch.objects.order_by("pk")[which : which + 1]:
            self.attempt(getattr(payments, how), batch=batch, by=self.staff[by], now=self.now)

    @rule(by=people, fate=st.sampled_from([Fate.PAID, Fate.REJECTED]), which=numbers)
    def answer_of_the_bank(self, by, fate, which):
        for batch in PaymentBatch.objects.order_by("pk")[which : which + 1]:
            lines = tuple(Line(line.end_to_end_id, fate, "AC04") for line in batch.lines.all())
            answer = BankAnswer(message_id=batch.reference, lines=lines)
            self.attempt(settlement.book, batch=batch, answer=answer, by=self.staff[by], now=self.now)

    @rule(by=people)
    def go_to_the_bank(self, by):
        """Everything that is ready: batched, released by the other, paid; as far as it is allowed."""
        self.prepare(by)
        for which in range(PaymentBatch.objects.count()):
            self.settle_batch("paula", "release", which)
            self.answer_of_the_bank(by, Fate.PAID, which)

    @invariant()
    def nobody_is_paid_twice(self):
        paid = PaymentLine.objects.filter(fate=PaymentLine.Fate.PAID)
        assert len(set(paid.values_list("claim"))) == paid.count()
        for claim in Claim.objects.all():
            paid_out, come_back = (
                claim.events.filter(move=move).count() for move in (Move.RECORD_PAYMENT, Move.RECORD_RETURN)
            )
            assert paid_out - come_back == int(claim.status == Status.PAID)
            assert claim.payments.filter(fate__in=["due", "paid"]).count() <= 1

    @invariant()
    def nobody_absent_is_paid(self):
        for claim in Claim.objects.filter(status__in=[Status.PAYMENT_READY, Status.EXPORTED, Status.PAID]):
            assert CheckIn.objects.filter(registration=claim.registration).exists()

    @invariant()
    def the_money_lasts(self):
        held = Claim.objects.filter(holds_place=True).count() * AMOUNT
        envelope = Envelope.objects.get()
        assert envelope.committed_cents == held <= envelope.total_cents == PLACES * AMOUNT

    @invariant()
    def nobody_has_two_roles(self):
        for claim in Claim.objects.all():
            parts = set(claim.events.exclude(by=None).values_list("by", "role"))
            assert len({by for by, _role in parts}) == len(parts)

    @invariant()
    def every_history_is_whole(self):
        assert [fault for claim in Claim.objects.all() for fault in faults_in_history(claim)] == []


NUMBERS = [*cast.ACCOUNTS, "TR33 0006 1005 1978 6457 8413 26"]


def bank_paper(claim, number):
    content = papers.pdf()
    file = cast.io.BytesIO(content)
    documents.add(claim=claim, kind="bank", name="rib.pdf", size=len(content), file=file, now=cast.NOW)


class Undone(Office):
    """Each run in a transaction of its own, undone at its end."""

    def __init__(self):
        super().__init__()
        self.around = transaction.atomic()
        self.around.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.around.__exit__(None, None, None)


def play(examples, steps):
    run_state_machine_as_test(
        Undone,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )


@pytest.mark.pages
@pytest.mark.django_db
def test_the_machine_can_go_all_the_way(private_files):
    """Control: what it tries is allowed where it should be, so that its promises are about something."""
    office = Undone()
    office.open_the_office()
    office.propose(2, "paula", accept=False)
    office.decide(2, "rosa", "refuse")
    office.decide_at_once(1, "ruth")
    office.make_ready(0, "tara")
    office.go_to_the_bank("tara")
    reached = [office.claim(number).status for number in range(4)]
    office.teardown()
    assert reached == [Status.PAID, Status.NO_SHOW, Status.REFUSED, Status.DRAFT]


@pytest.mark.pages
@pytest.mark.django_db
def test_promises_hold_for_a_few_runs(private_files):
    play(examples=2, steps=15)


@pytest.mark.live
@pytest.mark.django_db
def test_promises_hold_for_many_runs(private_files):
    play(examples=15, steps=40)
