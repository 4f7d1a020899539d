"""What people and the team do to registrations, places and lists, each through its real page."""

from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from django.test import Client
from django.urls import reverse

from accounts.models import User
from events import clock
from events.models import EventDay
from registration import check_in, invitations, lifecycle, paper_return, reserves, tasks
from registration.models import (
    CapChange,
    DoorLink,
    GroupMessage,
    Invitation,
    PastParticipant,
    PersonalLink,
    Registration,
    Reserve,
    Seat,
)
from tests.registration.cast import NOW, make_workshop, paris, person, url

DOOR = paris(2025, 11, 26, 10, 0)
CSV = b"Nom;Courriel\nCurie;curie@example.org\n"


@dataclass
class World:
    """Marie holds both days, Paul waits for the 26th, which is full; Ada is of the team."""

    client: Client
    ada: User
    marie: Registration
    paul: Registration
    day: EventDay
    other: EventDay

    def link(self, who: Registration, name: str, *arguments: str) -> str:
        token = PersonalLink.objects.issue(registration_id=who.pk, scope=PersonalLink.Scope.MANAGE)
        return url(name, token, *arguments)

    def as_person(self, who: Registration, name: str, /, *arguments: str, **data):
        """A press on a button of the personal page, by somebody without an account."""
        return Client().post(self.link(who, name, *arguments), data)

    def post(self, name: str, /, *arguments, **data):
        """A press on a button by Ada."""
        return self.client.post(reverse(name, args=arguments), data)

    def reserve(self) -> Reserve:
        return reserves.make(day=self.other, name="Fair", places=2, until=date(2025, 11, 20), by=self.ada, now=NOW)

    def invitation(self, email: str = "guest@example.org") -> Invitation:
        guest = invitations.Guest("Guest", email)
        reserved = [self.reserve()]
        return invitations.prepare(edition=self.day.edition, guest=guest, reserves=reserved, by=self.ada, now=NOW)

    def message(self, status: str = "draft") -> GroupMessage:
        sent = {"sent_by": self.ada, "sent_at": NOW} if status != "draft" else {}
        texts = {"subject_fr": "Venir", "body_fr": "Bonjour", "subject_en": "Come", "body_en": "Hello"}
        return GroupMessage.objects.create(
            edition=self.day.edition, written_by=self.ada, written_at=NOW, status=status, **sent, **texts
        )


# Acts; each ends in one request, or in one run of a periodic task.


def register(world):
    form = {"first_name": "Bob", "last_name": "B", "email": "bob@example.org", "privacy": "on"}
    Client().post(url(), {**form, "days": [world.other.slug]})


def register_by_invitation(world):
    token = invitations.send(invitation=world.invitation(), now=NOW)
    form = {"first_name": "Guest", "last_name": "G", "email": "guest@example.org", "privacy": "on"}
    Client().post(url("invited", token), {**form, "days": [world.other.slug]})


def add_a_day(world):
    world.as_person(world.paul, "add_day", world.other.slug)


def join_a_line(world):
    cem = lifecycle.register(edition=world.day.edition, person=person("cem"), days=[world.other], now=NOW)
    world.as_person(cem.registration, "add_day", world.day.slug)


def free_a_day(world):
    world.as_person(world.marie, "free_day", world.day.slug)


def leave_a_line(world):
    lifecycle.add_day(registration=world.paul, day=world.other, now=NOW)
    world.as_person(world.paul, "free_day", world.day.slug)


def accept_an_offer(world):
    lifecycle.free_day(registration=world.marie, day=world.day, now=NOW)
    world.as_person(world.paul, "accept_offer", world.day.slug)


def let_an_offer_pass(world):
    lifecycle.free_day(registration=world.marie, day=world.day, now=NOW)
    with clock.at(paris(2025, 10, 17, 14, 0)):
        tasks.sweep_waiting_lists()


def cancel(world):
    world.as_person(world.marie, "cancel")


def correct_oneself(world):
    world.as_person(world.marie, "details", first_name="Marya", last_name="Example", language="fr")


def ask_again(world):
    world.as_person(world.marie, "send_again")


def say_yes(world):
    world.as_person(world.marie, "reconfirm", world.day.slug)


def take_ones_data(world):
    world.as_person(world.marie, "own_data_file")


def erase_oneself(world):
    world.as_person(world.marie, "erase")


def join_a_workshop(world):
    workshop = make_workshop(world.day)
    world.as_person(world.marie, "join_workshop", world.day.slug, workshop.slug)


def leave_a_workshop(world):
    join_a_workshop(world)
    world.as_person(world.marie, "leave_workshop", world.day.slug, "commons")


def send_again(world):
    world.post("admin:registration_registration_again", world.marie.pk)


def send_to_many(world):
    chosen = {"action": "send_again", "_selected_action": world.marie.pk}
    world.post("admin:registration_registration_changelist", **chosen)


def cancel_for_somebody(world):
    world.post("admin:registration_registration_cancel", world.marie.pk)


def promote(world):
    EventDay.objects.filter(pk=world.day.pk).update(capacity=2)
    seat = Seat.objects.waiting().get()
    world.post("admin:registration_registration_promote", world.paul.pk, seat.pk, reason="speaks at ten")


def set_a_role(world):
    chosen = {"action": "set_role", "_selected_action": world.marie.pk, "set": "1", "role": "speaker"}
    world.post("admin:registration_registration_changelist", **chosen)


def erase_somebody(world):
    sure = {"reason": "asked by e-mail", "reference": world.marie.reference}
    world.post("admin:registration_registration_erase", world.marie.pk, **sure)


def scan(world):
    with clock.at(DOOR):
        world.post("door:scan", world.day.slug, code=world.marie.badge_code, scan=uuid4())


def undo(world):
    entry = check_in.check_in(badge_code=world.marie.badge_code, day=world.day, now=DOOR, by=world.ada).entry
    with clock.at(DOOR):
        world.post("door:undo", entry.scan)


def print_at_the_door(world):
    entry = check_in.check_in(badge_code=world.marie.badge_code, day=world.day, now=DOOR, by=world.ada).entry
    with clock.at(DOOR):
        world.post("door:badge_file", entry.scan)


def let_a_waiting_person_in(world):
    EventDay.objects.filter(pk=world.day.pk).update(capacity=2)
    with clock.at(DOOR):
        world.post("door:admit", world.day.slug, code=world.paul.badge_code, scan=uuid4())


def walk_in(world):
    form = {"first_name": "Bob", "last_name": "B", "email": "bob@example.org", "language": "fr", "privacy": "on"}
    EventDay.objects.filter(pk=world.day.pk).update(capacity=3)
    with clock.at(DOOR):
        world.post("door:walk_in", world.day.slug, **form, scan=uuid4())


def type_paper_back(world):
    paper_return.give_numbers(day=world.day, people=[world.marie])
    [code] = paper_return.codes(day=world.day).values()
    world.post("door:paper", world.day.slug, morning=code, save="1")


def change_the_cap(world):
    cap = {"act": "cap", "cap": 5, "overbooking": 0, "room_limit": "", "reason": "second room", "seen": 1}
    world.post("admin:registration_reserve_day", world.day.slug, **cap)


def change_the_hours(world):
    hours = {"act": "hours", "opens_at": "", "closes_at": "2025-11-20T18:00:00", "reason": "badges printed"}
    world.post("admin:registration_reserve_day", world.day.slug, **hours)


def keep_places(world):
    kept = {"act": "keep", "name": "Fair", "places": 2, "until": "2025-11-20"}
    world.post("admin:registration_reserve_day", world.other.slug, **kept)


def give_kept_places_back(world):
    reserve = world.reserve()
    CapChange.objects.all().delete()
    world.post("admin:registration_reserve_day", world.other.slug, act="release", reserve=reserve.pk)


def let_kept_places_fall_back(world):
    world.reserve()
    CapChange.objects.all().delete()
    with clock.at(paris(2025, 11, 21, 0, 1)):
        tasks.release_reserves()


def change_the_opening(world):
    hours = {"opens_at": "2025-11-01T12:00:00", "closes_at": "", "reason": "not ready"}
    world.post("admin:registration_reserve_opening", **hours)


def prepare_an_invitation(world):
    guest = {"name": "Fair", "email": "", "language": "fr", "role": "partner", "places": 2}
    world.post("admin:registration_invitation_add", **guest, reserves=[world.reserve().pk])


def send_an_invitation(world):
    chosen = {"action": "send", "_selected_action": world.invitation().pk}
    world.post("admin:registration_invitation_changelist", **chosen)


def send_prepared_invitations(world):
    world.invitation()
    world.post("admin:registration_invitation_release")


def withdraw_an_invitation(world):
    chosen = {"action": "withdraw", "_selected_action": world.invitation().pk}
    world.post("admin:registration_invitation_changelist", **chosen)


def note_a_refusal(world):
    ann = PastParticipant.objects.create(
        edition=world.day.edition, last_name="Ann", email="ann@example.org", email_identity="ann@example.org"
    )
    chosen = {"action": "opt_out", "_selected_action": ann.pk}
    world.post("admin:registration_pastparticipant_changelist", **chosen)


def send_to_a_group(world):
    world.post("admin:registration_groupmessage_start", world.message().pk, seen=2)


def stop_a_message(world):
    world.post("admin:registration_groupmessage_stop", world.message("sending").pk)


def take_a_message_up_again(world):
    world.post("admin:registration_groupmessage_resume", world.message("stopped").pk)


def revoke_a_door_link(world):
    link, _token = DoorLink.unsaved(day=world.day, label="Vera, left", now=NOW)
    link.created_by = world.ada
    link.save()
    world.post("admin:registration_doorlink_changelist", action="revoke", _selected_action=link.pk)
