"""Who may ask for what: the people, the scenes and the way the tables of ``access.txt`` are measured."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from events.models import Edition
from registration.models import PersonalLink
from reimbursement import conversation, documents, payments, review, urls
from reimbursement.models import AllowanceRule, Claim, PaymentBatch
from tests.access_table import METHODS, AccessTable, Row, admin_addresses, ask
from tests.reimbursement import cast, papers
from tests.reimbursement.pages import address, link_of

FILE = Path(__file__).with_name("access.txt")
EVERY_METHOD = (*METHODS, "PATCH", "OPTIONS")
CLAIMANTS, STAFF = (AccessTable(FILE, name, is_whole=True) for name in ("claimants", "staff"))
ROLES = ("door", "editor", "registration desk", "reviewer", "approver", "treasurer", "administrator")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


# Claimants -----------------------------------------------------------------------------------------------------------


def paper_of(claim: Claim) -> str:
    content = papers.pdf(len(claim.organisation_name))  # another one for each name
    kept = documents.add(
        claim=claim, kind="bank", name="rib.pdf", size=len(content), file=io.BytesIO(content), now=cast.NOW
    )
    return kept.digest


CLAIMANT_VALUES: dict[str, dict[str, Any]] = {
    "step": {"organisation_name": "Other", "office_country": "FR"},
    "send": {"signed_by": "Marie", "is_true": "on"},
    "sign": {"signed_by": "Carla", "is_true": "on"},
    "write": {"text": "Hello"},
    "bank": {"holder": "ASSOCIATION ANNA", "iban": cast.ACCOUNTS[0]},
}


def claimant_rows(edition: Edition, method: str) -> Iterator[Row]:
    """Every address of claimants by one method: by the owner, by another claimant, by a stranger; and, without a link
    of their own, by somebody with an account and by each role of staff."""
    hers, his = cast.draft(edition, "anna"), cast.draft(edition, "berthold")
    granted = cast.checked(edition, "carla")
    cast.propose_acceptance(granted, cast.staff("reviewer", "first"))
    review.approve(claim=granted, by=cast.staff("approver", "second"), now=cast.NOW)
    granted.office_street = "2 rue de la République"  # corrected since, so that there is something to sign again
    granted.save()
    digests = {claim.pk: paper_of(claim) for claim in (hers, his, granted)}
    others = [signed_in(cast.account()), *(signed_in(cast.staff(role)) for role in ROLES)]
    for pattern in urls.urlpatterns:
        name = pattern.name
        claim = granted if name in {"bank", "write", "paper", "sign"} else hers
        tokens = [tokens_of(name, claim), tokens_of(name, his), "x" * 43]
        parts = re.findall(r"<\w+:(\w+)>", str(pattern.pattern))
        known = {"digest": digests[claim.pk], "step": "organisation", "number": "1", "reference": claim.reference}
        places = [address(name, *({**known, "token": token}[part] for part in parts)) for token in tokens]
        doors = [*zip([Client()] * 3, places, strict=True), *((client, places[-1]) for client in others)]
        yield (name, *(ask(client, method, place, claimant_values(name)) for client, place in doors))


def claimant_values(name: str) -> dict[str, Any]:
    """What a claimant may send to an address."""
    if name == "documents":
        return {"kind": "bank", "papers": SimpleUploadedFile("b.pdf", papers.pdf(9))}
    return CLAIMANT_VALUES.get(name, {})


def tokens_of(name: str, claim: Claim) -> str:
    """The link that opens an address: of the registration before there is a claim, of the claim afterwards."""
    return registration_link(claim) if name == "claim_new" else link_of(claim)


def registration_link(claim: Claim) -> str:
    return PersonalLink.objects.issue(registration_id=claim.registration_id, scope=PersonalLink.Scope.MANAGE)


# Staff ---------------------------------------------------------------------------------------------------------------


# Where a button can be pressed; everything else is tried on a claim that waits for a reviewer.
SCENES = {
    "reimbursement_claim_approve": "acceptance",
    "reimbursement_claim_send_back": "acceptance",
    "reimbursement_claim_refuse": "refusal",
    "reimbursement_claim_hear_contestation": "contested",
    "reimbursement_claim_vouch": "granted",
    "reimbursement_claim_reveal": "present",
    "reimbursement_claim_make_payable": "present",
    "reimbursement_claim_pay_again": "rejected",
    "reimbursement_claim_set_aside": "abroad",
    "reimbursement_claim_record_payment": "aside",
    "reimbursement_claim_record_return": "paid",
    "reimbursement_paymentbatch_add": "ready",
    "reimbursement_paymentbatch_download": "released",
    "reimbursement_paymentbatch_book": "released",
}


def scenes(edition: Edition) -> dict[str, Claim | PaymentBatch]:
    """A claim, or a batch, in each of the scenes; nobody who asks later had a part in it."""
    reviewer, approver = cast.staff("reviewer", "first"), cast.staff("approver", "second")
    treasurer, president = cast.staff("treasurer", "third"), cast.staff("administrator", "fourth")
    numbers = dict(zip(("anna", "berta", "carla"), cast.ACCOUNTS, strict=True))
    payable = [cast.present(edition, name, reviewer, approver, number=numbers[name]) for name in ("anna", "berta")]
    found: dict[str, Claim | PaymentBatch] = {}
    for name, claim in zip(("released", "prepared"), payable, strict=True):
        payments.make_payable(claim=claim, by=treasurer, now=cast.AFTER)
        found[name] = cast.prepare(edition, treasurer)
    payments.release(batch=found["released"], by=president, now=cast.AFTER)
    found["present"] = cast.present(edition, "carla", reviewer, approver, number=numbers["carla"])
    turkish, kosovar = "TR33 0006 1005 1978 6457 8413 26", "XK05 1212 0123 4567 8906"
    found["abroad"] = cast.present(edition, "doris", reviewer, approver, number=turkish)
    found["aside"] = cast.present(edition, "emma", reviewer, approver, number=kosovar)
    payments.set_aside(claim=found["aside"], by=treasurer, now=cast.AFTER)
    ukrainian = "UA21 3996 2200 0002 6007 2335 6600 1"
    found["paid"] = cast.present(edition, "fanny", reviewer, approver, number=ukrainian)
    payments.set_aside(claim=found["paid"], by=treasurer, now=cast.AFTER)
    payments.record_payment_by_hand(claim=cast.read(found["paid"]), by=treasurer, now=cast.AFTER, note="x")
    found["rejected"] = cast.rejected(edition, "gisela", reviewer, approver, treasurer, president)
    numbers |= {"ready": "NL91 ABNA 0417 1643 00"}
    found["ready"] = cast.present(edition, "ready", reviewer, approver, number=numbers["ready"])
    payments.make_payable(claim=found["ready"], by=treasurer, now=cast.AFTER)
    for name in ("checked", "acceptance", "refusal", "contested", "granted"):
        found[name] = cast.checked(edition, f"{name}{len(found)}")
    for name in ("acceptance", "granted"):
        cast.propose_acceptance(found[name], reviewer)
    review.approve(claim=found["granted"], by=approver, now=cast.NOW)
    for name in ("refusal", "contested"):
        cast.propose_refusal(found[name], reviewer)
    review.refuse(claim=found["contested"], by=approver, now=cast.NOW)
    conversation.contest(claim=found["contested"], now=cast.NOW, text="No!")
    return {name: cast.read(scene) if isinstance(scene, Claim) else scene for name, scene in found.items()}


def staff_rows(edition: Edition, method: str) -> Iterator[Row]:
    """Every address of the admin by one method: by somebody not signed in, by a claimant's account, by each role."""
    found = scenes(edition)
    digest = paper_of(found["checked"])
    rule = AllowanceRule.objects.get()
    clients = [Client(), signed_in(cast.account()), *(signed_in(cast.staff(role)) for role in ROLES)]
    for name, route in sorted(admin_addresses().items()):
        if not name.startswith("reimbursement_"):
            continue
        scene = found[SCENES.get(name, "prepared" if "paymentbatch" in name else "checked")]
        key = rule.pk if "allowancerule" in name else scene.pk
        where = re.sub(
            r"<\w+:(\w+)>",
            lambda part, key=key: {"digest": digest, "number": "1", "kind": "csv"}.get(part[1], str(key)),
            route,
        )
        yield (name, *(ask(client, method, where, staff_values(name, scene)) for client in clients))


def staff_values(name: str, scene: Claim | PaymentBatch) -> dict[str, Any]:
    """What makes every button work for whoever may press it."""
    reason = "office_too_near" if name.endswith("refusal") else "criteria_met"
    values: dict[str, Any] = {"note": "x", "text": "x", "reason": reason, "paid_on": "2025-12-01"}
    values |= {"coordinates": "45.75, 4.83", "place": "Lyon", "precision": "house", "day": "paris-2025-11-26"}
    if name == "reimbursement_paymentbatch_add":
        return {
            "payer": "SOGA",
            "account": cast.ACCOUNTS[2],
            "execution_on": "2025-12-01",
            "version": "pain.001.001.09",
        }
    if isinstance(scene, PaymentBatch):
        lines = [f"{line.end_to_end_id};paid;948.00" for line in scene.lines.all()]
        answer = "\n".join(["EndToEndId;Status;Amount", *lines]).encode()
        return {**values, "answer": SimpleUploadedFile("answer.csv", answer)}
    return {**values, "seen": scene.history_length}
