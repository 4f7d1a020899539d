"""Who may ask for what, outside the travel allowance: people, scenes, and how ``access.txt`` is measured."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from allauth.account.models import EmailAddress
from django.core import signing
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import translation

from accounts.models import User
from events import clock
from events.models import EventDay, FormQuestion, Session
from registration import attestations, check_in, door_urls, invitations, keepers, lifecycle, news, reserves, workshops
from registration import urls as registration_urls
from registration.invitations import Guest
from registration.lifecycle import Application
from registration.models import CheckIn, DoorLink, PersonalLink, Registration, Seat
from registration.views.door_guard import COOKIE, SALT
from tests.access_table import WHOLE, AccessTable, Row, admin_addresses, ask
from tests.necess.access_scenes import Office
from tests.registration import cast
from tests.registration.staff import colleague

FILE = Path(__file__).with_name("access.txt")
PEOPLE, DOOR, STAFF, ACCOUNTS = (AccessTable(FILE, name) for name in ("people", "door", "staff", "accounts"))
ROLES = ("door", "editor", "reviewer", "approver", "treasurer", "registration desk", "administrator")
MORNING, AFTERWARDS = cast.paris(2025, 11, 26, 9, 12), cast.paris(2025, 12, 1, 9, 30)
NOBODY = "x" * 43
# Pages that Django itself brings for every list, and for the whole.
STOCK = re.compile(r"(_(add|change|changelist|delete|history)|^[a-z0-9]+(_on_site|_list|_change|_change_done)?)$")
SCAN = UUID("00000000-0000-4000-8000-000000000001")


def signed_in(user: User) -> Client:
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    client = Client()
    client.force_login(user)
    return client


def staff_clients() -> list[Client]:
    """One client per role, signed in once."""
    return [signed_in(colleague(role)) for role in ROLES]


def answers(clients: list[Client], method: str, where: str, values: dict[str, Any]) -> list[str]:
    """What each is answered; by the rarer methods only the last one asks, who may most."""
    passed_over = 0 if method in WHOLE else len(clients) - 1
    return ["-"] * passed_over + [ask(client, method, where, values) for client in clients[passed_over:]]


def parts_of(pattern: Any) -> list[str]:
    """The names of what varies in an address."""
    return re.findall(r"<\w+:(\w+)>", str(pattern.pattern))


class Scene:
    """Anna, who came with her leader Lena; Berthold, who came alone; two days, one of them full, and one to come."""

    def __init__(self) -> None:
        self.edition = cast.make_edition()
        cities = (("brussels", 25, 2), ("paris", 26, 50), ("paris", 27, 50))
        self.brussels, self.paris, self.free = (
            cast.make_day(self.edition, city=city, on=date(2025, 11, day), capacity=places)
            for city, day, places in cities
        )
        days = (self.brussels, self.paris)
        people = [Application(cast.person(name), days) for name in ("lena", "anna")]
        self.lena, self.anna = self.register(people)
        [self.berthold] = self.register([Application(cast.person("berthold"), days)])
        FormQuestion.objects.create(
            edition=self.edition, slug="access", kind=FormQuestion.Kind.TEXT, label_fr="?", label_en="?",
            purpose_fr="p", purpose_en="p", seen_by="registration desk", keep_days=30,
        )  # fmt: skip
        names = {"title_fr": "Atelier", "title_en": "Workshop"}
        self.workshop = Session.objects.create(
            day=self.paris, slug="commons", kind=Session.Kind.WORKSHOP, capacity=9, starts_at=time(14),
            ends_at=time(15), **names,
        )  # fmt: skip
        Seat.objects.filter(registration=self.anna, day=self.brussels).update(
            status=Seat.Status.OFFERED, offered_at=cast.NOW, offer_expires_at=cast.NOW + timedelta(days=1)
        )

    def register(self, people: list[Application]) -> list[Registration]:
        outcomes = lifecycle.register_group(edition=self.edition, applications=people, now=cast.NOW)
        return [outcome.registration for outcome in outcomes]

    def let_in(self, person: Registration, now: datetime = MORNING) -> CheckIn:
        entry = check_in.check_in(badge_code=person.badge_code, day=self.paris, now=now, scan=SCAN, lane="B").entry
        assert entry is not None
        return entry


# People who come ------------------------------------------------------------------------------------------------------


def token_of(name: str, person: Registration) -> str:
    """The link of this person that opens an address."""
    if name == "news":
        return news.refusal_token(person.email_identity)
    scope = PersonalLink.Scope.CALENDAR if name == "feed" else PersonalLink.Scope.MANAGE
    return PersonalLink.objects.issue(registration_id=person.pk, scope=scope)


def invitation_of(scene: Scene) -> str:
    """The link of somebody invited."""
    desk = colleague("registration desk", "inviting")
    until, now = date(2025, 11, 10), cast.NOW
    kept = reserves.make(day=scene.free, name="Speakers", places=3, until=until, by=desk, now=now)
    guest = Guest(name="Ada", email="ada@example.org", language="en", role="speaker")
    invitation = invitations.prepare(edition=scene.edition, guest=guest, reserves=[kept], by=desk, now=now)
    return invitations.send(invitation=invitation, now=now).rstrip("/").rpartition("/")[2]


PEOPLE_VALUES: dict[str, dict[str, Any]] = {
    "register": {"days": ["paris-2025-11-27"], **dict.fromkeys(("first_name", "last_name"), "Zoe"),
                 "email": "zoe@example.org", "privacy": "on"},
    "details": {"first_name": "Zoe", "last_name": "Zoe", "language": "fr", "email": "anna@example.org"},
    "add_colleagues": {"colleagues": "1", "privacy": "on", "colleague-0-days": ["paris-2025-11-27"],
                       **dict.fromkeys(("colleague-0-first_name", "colleague-0-last_name"), "Yves"),
                       "colleague-0-email": "yves@example.org", "colleague-0-language": "fr"},
    "erase": {"agreed": "on"},
}  # fmt: skip
SLUGS = {
    "add_day": "free", "accept_offer": "brussels",
    **dict.fromkeys(("workshop", "join_workshop", "leave_workshop"), "workshop"),
}  # fmt: skip


def people_rows(method: str) -> Iterator[Row]:
    """Every address of people who come: by links, then by accounts with a link that never was."""
    scene = Scene()
    scene.let_in(scene.anna)
    workshops.join(registration=scene.anna, session=scene.workshop, now=cast.NOW)
    owner = User.objects.create_user("anna@example.org")
    clients = [signed_in(owner), *staff_clients()]
    invited = invitation_of(scene)
    code = attestations.verification_address(scene.anna).rstrip("/").rpartition("/")[2]
    for pattern in registration_urls.urlpatterns:
        name = pattern.name
        holders = [scene.anna, scene.lena, scene.berthold]
        tokens = [invited if name == "invited" and one is scene.anna else token_of(name, one) for one in holders]
        values = PEOPLE_VALUES.get(name, {})
        given = {
            "code": code, "reference": scene.anna.reference, "number": 1, "day": scene.paris.slug,
            "slug": getattr(scene, SLUGS.get(name, "paris")).slug,
        }  # fmt: skip
        with clock.at(AFTERWARDS if name in {"attestation", "verify"} else cast.NOW):
            asked = [*((Client(), token) for token in tokens), (Client(), NOBODY), *((c, NOBODY) for c in clients)]
            said = []
            for client, token in asked if method in WHOLE else asked[:1]:
                arguments = [{**given, "token": token}[part] for part in parts_of(pattern)]
                said.append(ask(client, method, cast.url(name, *arguments), values))
        yield (name, *said, *["-"] * (len(asked) - len(said)))


# The door -------------------------------------------------------------------------------------------------------------


def volunteer(scene: Scene, day: EventDay) -> tuple[Client, str]:
    """A telephone that entered with the link of one day, and the token of this link."""
    link, token = keepers.make_link(day=day, label="Vera", now=cast.NOW, by=colleague("", f"maker-{day.slug}"))
    DoorLink.objects.filter(pk=link.pk).update(used_at=MORNING)  # its use is noted once a minute
    client = Client()
    client.cookies[COOKIE] = signing.dumps(link.pk, salt=SALT)
    return client, token


def door_rows(method: str) -> Iterator[Row]:
    """Every address of the door of one day: by nobody, by volunteers of this day and of another, by each role."""
    scene = Scene()
    here, token = volunteer(scene, scene.paris)
    elsewhere, _token = volunteer(scene, scene.free)
    clients = [Client(), signed_in(colleague("", "somebody")), here, elsewhere, *staff_clients()]
    entry = scene.let_in(scene.anna)
    given = {"slug": scene.paris.slug, "scan": entry.scan, "token": token, "badge_code": scene.anna.badge_code}
    values = {
        "code": scene.lena.badge_code, "scan": str(uuid4()), "first_name": "Zoe", "last_name": "Zoe",
        "email": "zoe@example.org", "language": "fr", "privacy": "on", "morning": scene.lena.reference,
    }  # fmt: skip
    with clock.at(MORNING):
        for pattern in door_urls.urlpatterns:
            where = reverse(f"door:{pattern.name}", args=[given[part] for part in parts_of(pattern)])
            yield (pattern.name, *answers(clients, method, where, values))


# The admin ------------------------------------------------------------------------------------------------------------


def staff_rows(method: str) -> Iterator[Row]:
    """Every address of the admin but those of claims: by nobody, by an account without a role, by each role."""
    office = Office(Scene())
    clients = [Client(), signed_in(colleague("", "somebody")), *staff_clients()]
    with clock.at(cast.NOW):
        for name, route in sorted(admin_addresses().items()):
            if not name.startswith("reimbursement_") and (method in WHOLE or not STOCK.search(name)):
                where = office.address(name, route)
                yield (name, *answers(clients, method, where, office.values(name)))


# Accounts -------------------------------------------------------------------------------------------------------------


def account_rows(method: str) -> Iterator[Row]:
    """Every address of accounts: by nobody, by somebody with an account, by an administrator."""
    clients = [Client(), signed_in(colleague("", "somebody")), signed_in(colleague("administrator"))]
    [accounts] = [part for part in get_resolver().url_patterns if str(part.pattern) == "accounts/"]
    for name, where in sorted(_flat(accounts, "/accounts/")):
        yield (name, *answers(clients, method, where, {}))


def _flat(part: Any, before: str) -> Iterator[tuple[str, str]]:
    for pattern in part.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _flat(pattern, before + str(pattern.pattern))
        else:
            with translation.override("en"):
                route = re.sub(r"<[\w:]+>", "1", str(pattern.pattern))
            yield pattern.name, before + re.sub(r"\(\?P.*?\)(?=/)|[\^$\\]", "x" if "(?P" in route else "", route)
