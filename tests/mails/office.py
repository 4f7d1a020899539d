"""What the registration office writes: each function plays a story by the verbs, in the language of its reader."""

from datetime import date, timedelta
from uuid import uuid4

from accounts.models import User
from events import contact
from events.models import Edition, EventDay, Venue
from registration import (
    check_in,
    group_mails,
    group_messages,
    invitations,
    lifecycle,
    reminders,
    reserves,
    saved_views,
    scheduled_exports,
    upkeep,
    waiting_list,
    walk_ins,
)
from registration.models import ExportSchedule, GroupMessage, Registration
from registration.saved_views import Wishes
from tests.registration.cast import NOW, make_day, paris
from tests.registration.staff import colleague

ORGANISATION = "Coopérative d’intérêt collectif « Communs numériques » du Pays-d’Enhaut et de la vallée de l’Orbe 🌿"
LONG_LINK = "https://example.org/une/adresse/tres/longue/" + "qui-ne-se-coupe-nulle-part-" * 4 + "?a=1&b=2"
GETTING_THERE = {
    "fr": f"Métro **ligne 12**, station Solférino, à 5 minutes à pied. [Plan du quartier]({LONG_LINK}).",
    "en": f"Metro **line 12**, station Solférino, 5 minutes on foot. [Map of the quarter]({LONG_LINK}).",
}
ACCESSIBILITY = {
    "fr": "Entrée de plain-pied au 7 bis ; boucle magnétique dans la grande salle.",
    "en": "Step-free entrance at 7 bis; induction loop in the large hall.",
}


def dress(edition: Edition) -> None:
    """Give the house in Paris what its real one has: how to come, and a long name."""
    Venue.objects.filter(edition=edition, slug="paris").update(
        name_fr="Musée social, grande salle du Centre d’études, de documentation et d’action sociales",
        name_en="Musée social, great hall of the Centre d’études, de documentation et d’action sociales",
        **{f"getting_there_{language}": text for language, text in GETTING_THERE.items()},
        **{f"accessibility_{language}": text for language, text in ACCESSIBILITY.items()},
    )
    Venue.objects.filter(edition=edition, slug="paris").update(strand="saffron")
    Venue.objects.filter(edition=edition, slug="brussels").update(strand="ember", to_be_confirmed=True)


class Office:
    """The office in one language: people with long names, days that are full."""

    def __init__(self, edition: Edition, language: str) -> None:
        self.edition, self.language = edition, language
        self.brussels, self.paris = edition.days.order_by("date")
        self.full = make_day(edition, city="paris", on=date(2025, 11, 27), capacity=1)

    def person(self, name: str) -> lifecycle.Person:
        return lifecycle.Person(
            first_name=f"{name.capitalize()}-Éléonore Nguyễn Thị",
            last_name="D’Arcy de la Tour-Maubourg 🌿",
            email=f"{name}.{self.language}@example.org",
            organisation=ORGANISATION,
            language=self.language,
        )

    def register(self, name: str, *days: EventDay) -> Registration:
        return lifecycle.register(edition=self.edition, person=self.person(name), days=days, now=NOW).registration

    def places_and_lines(self) -> None:
        """Confirmed, partly, waiting; a second form; a day more and one less; an offer lost and one taken."""
        maelle = self.register("maelle", self.brussels, self.paris, self.full)
        self.register("joao", self.paris, self.full)
        zoe = self.register("zoe", self.full)
        self.register("maelle", self.paris)
        upkeep.send_again(registration=maelle, now=NOW)
        lifecycle.free_day(registration=maelle, day=self.full, now=NOW)
        lifecycle.add_day(registration=maelle, day=self.full, now=NOW)
        later = NOW + timedelta(days=1, hours=1)
        waiting_list.expire_offers(day_id=self.full.pk, now=later)
        waiting_list.accept(seat=zoe.seats.select_related("registration__edition", "day__venue").get(), now=later)
        lifecycle.cancel(registration=maelle, now=later)

    def group(self) -> None:
        """A leader and a colleague who was registered by her."""
        applications = [lifecycle.Application(self.person(name), (self.paris,)) for name in ("leader", "colleague")]
        lifecycle.register_group(edition=self.edition, applications=applications, now=NOW)

    def before_and_after(self) -> None:
        """Every reminder, and the thanks: to somebody seen at the door, and to somebody who was not."""
        came = self.register("came", self.brussels, self.paris)
        self.register("absent", self.paris)
        for days in (14, 7, 1):
            reminders.send_due(now=paris(2025, 11, 26, 9) - timedelta(days=days))
        check_in.check_in(badge_code=came.badge_code, day=self.paris, now=self.paris.starts_at)
        reminders.send_due(now=paris(2025, 11, 28, 9))

    def at_the_door(self) -> None:
        """Somebody comes in on a day that was full."""
        EventDay.objects.filter(pk=self.full.pk).update(room_limit=5)
        walk_ins.walk_in(person=self.person("walter"), day=self.full, now=paris(2025, 11, 27, 11, 30), scan=uuid4())

    def invitation(self, desk: User) -> None:
        """A link for several, and one for one person."""
        EventDay.objects.filter(pk=self.paris.pk).update(capacity=200)
        kept = reserves.make(day=self.paris, name="Speakers", places=20, until=date(2025, 11, 10), by=desk, now=NOW)
        for places in (1, 4):
            guest = invitations.Guest(
                "Dr María-José Ångström-Żółć 🎤", f"guest{places}.{self.language}@example.org", self.language,
                places=places,
            )  # fmt: skip
            made = invitations.prepare(edition=self.edition, guest=guest, reserves=[kept], by=desk, now=NOW)
            invitations.send(invitation=made, now=NOW)

    def message_to_a_group(self, desk: User) -> None:
        """News to everybody, written in Markdown, and its test copies."""
        words = {
            "fr": f"Voici **trois nouvelles** :\n\n- le programme est en ligne ;\n- vos jours : {{days}} ;\n"
            f"- [le plan]({LONG_LINK}).\n\n> Une troisième voie est possible.\n\nVotre page : {{my_page}}",
            "en": f"Here are **three pieces of news**:\n\n- the programme is online;\n- your days: {{days}};\n"
            f"- [the map]({LONG_LINK}).\n\n> A third way is possible.\n\nYour page: {{my_page}}",
        }
        message = GroupMessage.objects.create(
            edition=self.edition,
            subject_fr="Avant Paris : ce qui change pour vous",
            subject_en="Before Paris: what changes for you",
            body_fr=words["fr"],
            body_en=words["en"],
            group={"language": self.language},
            kind=GroupMessage.Kind.NEWS,
            written_by=desk,
            written_at=NOW,
        )
        group_mails.send_test(message=message, to=desk)
        seen = group_messages.reach(message=message).total
        group_messages.start(message=message, seen=seen, by=desk, now=NOW)
        group_messages.feed(message_id=message.pk)

    def list_of_a_colleague(self, desk: User) -> None:
        """A list announced to a colleague."""
        wishes = Wishes("Paris, présentes et présents — accès & repas", True, "", ["last_name", "email"])
        view = saved_views.make(wishes=wishes, by=desk, now=NOW)
        planned = ExportSchedule(view=view, frequency=ExportSchedule.Frequency.DAILY, hour=8)
        scheduled_exports.schedule(planned=planned, readers=[desk], by=desk, now=NOW)
        scheduled_exports.send_due(now=NOW + timedelta(days=1))

    def reader_of_the_site(self) -> None:
        """Somebody writes to the team, who read French."""
        contact.write(
            topic="accessibility",
            name="Łukasz O’Brien-Ångström",
            email="lukasz@example.org",
            page=LONG_LINK,
            message=f"Bonjour,\n\nla page {LONG_LINK} ne se laisse pas lire. 🙏\n\n<b>Merci</b> !",
            language=self.language,
            key=self.language,
        )


def play(edition: Edition, language: str) -> None:
    """Everything the office writes in one language."""
    office = Office(edition, language)
    desk = colleague("registration desk", f"desk.{language}", language=language)
    office.places_and_lines()
    office.group()
    office.before_and_after()
    office.at_the_door()
    office.invitation(desk)
    office.message_to_a_group(desk)
    office.list_of_a_colleague(desk)
    office.reader_of_the_site()
