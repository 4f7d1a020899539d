"""Every form of the public site, opened by those it is for: where it is, what is good in it, where it is kept.

A new form is a new row of ``FORMS``; an address that takes no words is named in ``WITHOUT_WORDS``. A test compares both
with the addresses of the site.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from events.models import Edition, FormQuestion
from outbox.models import OutgoingMail
from registration import invitations, reserves
from registration.invitations import Guest
from registration.models import PersonalLink, Registration
from registration.question_fields import field_name
from reimbursement import conversation, documents, review
from reimbursement.models import Claim
from tests.registration import cast as attendees
from tests.reimbursement import cast, papers
from tests.reimbursement.pages import address, link_of

DAY = "paris-2025-11-26"


@dataclass(frozen=True)
class PublicForm:
    """One form. ``together`` are the fields that are filled with the same words at once, the others being good."""

    name: str
    address: str
    good: dict[str, str]
    together: tuple[tuple[str, ...], ...]
    kept: Callable[[], dict[str, Any]] = dict
    is_search: bool = False
    # Made of the same fields as a form above: a few values show that it is wired alike.
    is_alike: bool = False
    # Shown again in another form than typed: choices, and what is never given back.
    not_shown: frozenset[str] = field(default_factory=frozenset)


def _personal(registration: Registration) -> str:
    return PersonalLink.objects.issue(registration_id=registration.pk, scope=PersonalLink.Scope.MANAGE)


def register(edition: Edition) -> PublicForm:
    good = {"days": DAY, "first_name": "Marie", "last_name": "Curie", "email": "m@x.example", "organisation": "Radium"}
    return PublicForm(
        "register",
        attendees.url(),
        {**good, "privacy": "on", "form_key": "k"},
        (("first_name", "last_name", "organisation"), ("email",), ("days", "privacy", "form_key")),
        lambda: Registration.objects.values("first_name", "last_name", "organisation").latest("pk"),
        not_shown=frozenset({"days", "privacy"}),
    )


def colleague(edition: Edition) -> PublicForm:
    mine = register(edition)
    theirs = {f"colleague-0-{name}": value for name, value in mine.good.items() if name not in {"privacy", "form_key"}}
    theirs |= {"colleague-0-email": "n@x.example", "colleague-0-language": "fr"}
    names = tuple(f"colleague-0-{name}" for name in ("first_name", "last_name", "organisation", "email"))
    choices = ("colleague-0-days", "colleague-0-language", "colleagues")
    return PublicForm(
        "register a colleague",
        mine.address,
        {**mine.good, "colleagues": "1", **theirs},
        (names, choices),
        is_alike=True,
        not_shown=frozenset(choices),
    )


def more_colleagues(edition: Edition) -> PublicForm:
    public = colleague(edition)
    page = attendees.url("add_colleagues", _personal(cast.register(edition)))
    return PublicForm(
        "register more colleagues", page, public.good, public.together, is_alike=True, not_shown=public.not_shown
    )


def details(edition: Edition) -> PublicForm:
    marie = cast.register(edition)
    return PublicForm(
        "details",
        attendees.url("details", _personal(marie)),
        {"first_name": "Marie", "last_name": "Curie", "organisation": "Radium", "language": "fr"},
        (("first_name", "last_name", "organisation"), ("language",)),
        lambda: Registration.objects.values("first_name", "last_name", "organisation").get(pk=marie.pk),
        not_shown=frozenset({"language"}),
    )


def invited(edition: Edition) -> PublicForm:
    day, desk = edition.days.get(slug=DAY), cast.staff("registration desk")
    kept = reserves.make(day=day, name="Speakers", places=3, until=date(2025, 11, 10), by=desk, now=cast.NOW)
    guest = Guest(name="Ada", email="ada@x.example", language="fr", role="speaker")
    invitation = invitations.prepare(edition=edition, guest=guest, reserves=[kept], by=None, now=cast.NOW)
    page = attendees.url("invited", invitations.send(invitation=invitation, now=cast.NOW))
    names = ("first_name", "last_name", "organisation", "email")
    return PublicForm("invited", page, register(edition).good, (names,), is_alike=True)


def answers(edition: Edition) -> PublicForm:
    words = {"label_fr": "?", "label_en": "?", "purpose_fr": "?", "purpose_en": "?"}
    question = FormQuestion.objects.create(
        edition=edition, slug="x", kind=FormQuestion.Kind.TEXT, seen_by="door", keep_days=9, **words
    )
    page = attendees.url("answers", _personal(cast.register(edition)))
    return PublicForm("answers", page, {}, ((field_name(question),),))


def contact(edition: Edition) -> PublicForm:
    return PublicForm(
        "contact",
        "/en/contact/",
        {"topic": "question", "message": "x", "page": "", "name": "x", "email": "m@x.example"},
        (("message", "page", "name"), ("email",), ("topic",)),
        lambda: {
            "message": OutgoingMail.objects.latest("pk").text.partition("----\n")[2].partition("----\n")[0].strip()
        },
        not_shown=frozenset({"topic"}),
    )


def search(edition: Edition) -> PublicForm:
    return PublicForm("search", "/en/search/", {"q": "x"}, (("q",),), is_search=True, not_shown=frozenset({"q"}))


def programme(edition: Edition) -> PublicForm:
    names = ("day", "place", "kind", "language")
    return PublicForm("programme", "/en/programme/", {}, (names,), is_search=True, not_shown=frozenset(names))


def precheck(edition: Edition) -> PublicForm:
    return PublicForm(
        "pre-check",
        address("precheck"),
        {"country": "FR", "city": "Lyon", "postcode": "69001", "first_time": "yes", "days": DAY},
        (("city", "postcode"), ("country", "first_time", "days")),
        is_search=True,
        not_shown=frozenset({"country", "first_time", "days"}),
    )


def _of_claim(claim: Claim, *names: str) -> Callable[[], dict[str, Any]]:
    return lambda: Claim.objects.values(*names).get(pk=claim.pk)


def organisation(edition: Edition) -> PublicForm:
    claim = cast.draft(edition)
    return PublicForm(
        "claim: organisation",
        address("step", link_of(claim), "organisation"),
        {"organisation_name": "Radium", "office_country": "FR", "legal_id": ""},
        (("organisation_name",), ("legal_id",), ("office_country",)),
        _of_claim(claim, "organisation_name", "legal_id"),
        not_shown=frozenset({"office_country"}),
    )


def office(edition: Edition) -> PublicForm:
    claim = cast.draft(edition)
    names = ("office_street", "office_postcode", "office_city")
    good = {"office_street": "1 rue Neuve", "office_postcode": "69001", "office_city": "Lyon"}
    page = address("step", link_of(claim), "office")
    return PublicForm("claim: office", page, good, (names, names[:1]), _of_claim(claim, *names))


def first_time(edition: Edition) -> PublicForm:
    claim = cast.draft(edition)
    page = address("step", link_of(claim), "first_time")
    return PublicForm(
        "claim: first time", page, {"first_time": "yes"}, (("first_time",),), not_shown=frozenset({"first_time"})
    )


def send(edition: Edition) -> PublicForm:
    claim = cast.draft(edition)
    return PublicForm(
        "claim: signature",
        address("send", link_of(claim)),
        {"signed_by": "Marie", "is_true": "on"},
        (("signed_by",), ("is_true",)),
        lambda: {"signed_by": Claim.objects.get(pk=claim.pk).declared_by},
        not_shown=frozenset({"is_true"}),
    )


def sign(edition: Edition) -> PublicForm:
    """Once more, after a correction of what was signed."""
    claim = cast.checked(edition)
    Claim.objects.filter(pk=claim.pk).update(office_city="Villeurbanne")
    page = address("sign", link_of(claim))
    good = {"signed_by": "Marie", "is_true": "on"}
    return PublicForm("claim: sign again", page, good, (("signed_by",),), is_alike=True)


def message(edition: Edition) -> PublicForm:
    claim = cast.checked(edition)
    return PublicForm(
        "claim: message",
        address("write", link_of(claim)),
        {"text": "x"},
        (("text",),),
        lambda: claim.messages.values("text").latest("pk"),
    )


def answer(edition: Edition) -> PublicForm:
    claim = cast.checked(edition)
    conversation.ask(claim=claim, by=cast.staff("reviewer"), now=cast.NOW, text="?")
    return PublicForm(
        "claim: answer",
        address("write", link_of(claim)),
        {"text": "x"},
        (("text",),),
        lambda: claim.messages.filter(kind="answer").values("text").latest("pk"),
        is_alike=True,
    )


def bank_details(edition: Edition) -> PublicForm:
    claim = cast.checked(edition)
    cast.propose_acceptance(claim, cast.staff("reviewer"))
    review.approve(claim=claim, by=cast.staff("approver"), now=cast.NOW)
    return PublicForm(
        "claim: bank details",
        address("bank", link_of(claim)),
        {"holder": "RADIUM", "iban": cast.ACCOUNTS[0]},
        (("holder",), ("iban",)),
        lambda: {"holder": Claim.objects.get(pk=claim.pk).bank.holder},
    )


def paper(edition: Edition) -> PublicForm:
    claim = cast.draft(edition)
    content = papers.pdf()
    documents.add(claim=claim, kind="bank", name="rib.pdf", size=len(content), file=io.BytesIO(content), now=cast.NOW)
    page = address("documents", link_of(claim))
    return PublicForm("claim: documents", page, {"kind": "bank"}, (("kind",),), not_shown=frozenset({"kind"}))


FORMS: dict[str, Callable[[Edition], PublicForm]] = {
    "events:search": search,
    "events:programme": programme,
    "events:contact": contact,
    "registration:register": register,
    "registration:register (a colleague)": colleague,
    "registration:add_colleagues": more_colleagues,
    "registration:details": details,
    "registration:invited": invited,
    "registration:answers": answers,
    "reimbursement:precheck": precheck,
    "reimbursement:step (organisation)": organisation,
    "reimbursement:step (office)": office,
    "reimbursement:step (first time)": first_time,
    "reimbursement:send": send,
    "reimbursement:sign": sign,
    "reimbursement:write (a message)": message,
    "reimbursement:write (an answer)": answer,
    "reimbursement:bank": bank_details,
    "reimbursement:documents": paper,
}
# A feed, which gives the same to everybody, and buttons: they take a token or a short name of an address, and no words.
WITHOUT_WORDS = {
    "events:article",
    "events:consent",
    "events:feed",
    "registration:accept_offer",
    "registration:add_day",
    "registration:cancel",
    "registration:colleague",
    "registration:erase",
    "registration:free_day",
    "registration:join_workshop",
    "registration:leave_workshop",
    "registration:mine",
    "registration:news",
    "registration:open_mine",
    "registration:own_data_file",
    "registration:reconfirm",
    "registration:send_again",
    "registration:subscribe",
    "reimbursement:claim_new",
    "reimbursement:remove_document",
    "reimbursement:withdraw",
    "reimbursement:open_mine",
}
