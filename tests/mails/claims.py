"""What claimants are written, from the first claim to the bank's answer, by the verbs."""

from datetime import timedelta
from uuid import uuid4

from accounts.models import User
from events.models import Edition
from reimbursement import attendance, conversation, envelope, payments, reminders, review, settlement
from reimbursement.bank_answers import BankAnswer, Fate, Line
from reimbursement.models import Claim
from tests.mails.office import LONG_LINK, ORGANISATION
from tests.reimbursement import cast
from tests.reimbursement.cast import NOW

QUESTION = {
    "fr": f"Bonjour,\n\npouvez-vous nous envoyer le récépissé de la préfecture ? Voir {LONG_LINK}\n\nMerci ! 🙏",
    "en": f"Hello,\n\ncould you send us the receipt of the prefecture? See {LONG_LINK}\n\nThank you! 🙏",
}
NOTE = {
    "fr": "Chelles est à 18 km du Musée social : c’est <b>près</b>.",
    "en": "Chelles is 18 km from the Musée social: that is <b>near</b>.",
}


class Allowance:
    """The travel allowance in one language."""

    def __init__(self, edition: Edition, language: str, staff: dict[str, User]) -> None:
        self.edition, self.language, self.staff = edition, language, staff

    def checked(self, name: str, **place: str) -> Claim:
        name = f"{name}-{self.language}"
        organisation = f"{name} – {ORGANISATION}"
        return cast.checked(self.edition, name, language=self.language, organisation_name=organisation, **place)

    def approved(self, name: str) -> Claim:
        claim = self.checked(name)
        cast.propose_acceptance(claim, self.staff["reviewer"])
        review.approve(claim=claim, by=self.staff["approver"], now=NOW)
        return cast.read(claim)

    def refused(self) -> None:
        """With a note of the reviewer, reason, facts and rule."""
        claim = self.checked("montreuil", **cast.MONTREUIL)
        cast.propose_refusal(claim, self.staff["reviewer"], note=NOTE[self.language])
        review.refuse(claim=claim, by=self.staff["approver"], now=NOW)

    def conversation(self) -> None:
        """A question, its reminder, its end without an answer; and a message."""
        claim, reviewer = self.checked("question"), self.staff["reviewer"]
        conversation.tell(claim=claim, by=reviewer, now=NOW, text=QUESTION[self.language])
        conversation.ask(claim=claim, by=reviewer, now=NOW, text=QUESTION[self.language])
        conversation.remind(now=claim.answer_by - timedelta(days=1))
        conversation.expire(now=claim.answer_by + timedelta(days=1))

    def present(self, name: str, number: str) -> Claim:
        claim = self.approved(name)
        cast.give_papers(claim, number=number)
        return claim

    def after_the_event(self) -> None:
        """One did not come, one has still to give an account; one is paid, one is sent back by the bank,
        one waits because our account is empty."""
        self.approved("absent")
        there = [self.approved("noaccount")]
        there += [
            self.present(name, number)
            for name, number in zip(("paid", "returned", "delayed"), cast.ACCOUNTS, strict=False)
        ]
        day = self.edition.days.get(slug="paris-2025-11-26")
        for claim in there:
            claim.registration.check_ins.create(day=day, half="am", at=day.starts_at, scan=uuid4())
        attendance.settle(now=cast.AFTER)
        self.pay(there[1:])

    def pay(self, claims: list[Claim]) -> None:
        treasurer = self.staff["treasurer"]
        for claim in claims:
            payments.make_payable(claim=cast.read(claim), by=treasurer, now=cast.AFTER)
        batch = cast.prepare(self.edition, treasurer)
        payments.release(batch=batch, by=self.staff["administrator"], now=cast.AFTER)
        lines = {line.claim_id: line.end_to_end_id for line in batch.lines.all()}
        answer = BankAnswer(
            (
                Line(lines[claims[0].pk], Fate.PAID, amount_cents=94_800, on=cast.DAY),
                Line(lines[claims[1].pk], Fate.REJECTED, reason="AC04"),
                Line(lines[claims[2].pk], Fate.REJECTED, reason="AM04"),
            )
        )
        settlement.book(batch=batch, answer=answer, by=treasurer, now=cast.AFTER)

    def reminders(self) -> None:
        """A draft before the deadline, papers owed after the event, and the turn of a member of staff."""
        name = f"draft-{self.language}"
        cast.draft(self.edition, name, language=self.language, organisation_name=f"{name} – {ORGANISATION}")
        self.checked("turn")
        for user in self.staff.values():
            User.objects.filter(pk=user.pk).update(preferred_language=self.language)
        closing = self.edition.allowance_rules.get().closes_at
        reminders.remind(now=closing - timedelta(days=1))
        reminders.remind(now=cast.AFTER + timedelta(days=8))


def play(edition: Edition, language: str) -> None:
    """Everything claimants are written in one language."""
    staff = {role: cast.staff(role) for role in ("reviewer", "approver", "treasurer", "administrator")}
    allowance = Allowance(edition, language, staff)
    allowance.refused()
    allowance.conversation()
    allowance.after_the_event()
    allowance.reminders()
    envelope.resize(edition=edition, total_cents=envelope.of(edition).committed_cents)
    allowance.approved("waiting")
