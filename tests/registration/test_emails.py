"""Every message, in the language of its reader."""

import re
from datetime import timedelta

import pytest

from events.models import EventDay
from outbox.models import OutgoingMail
from registration import lifecycle, upkeep, waiting_list
from registration.models import Seat
from tests.registration.cast import NOW, person

pytestmark = pytest.mark.django_db

SUBJECTS = {
    "confirmed": ("Votre place à NEC ESS Europe 2025", "Your place at NEC ESS Europe 2025"),
    "already_registered": (
        "Votre inscription à NEC ESS Europe 2025 existe déjà",
        "You are already registered for NEC ESS Europe 2025",
    ),
    "sent_again": ("Votre inscription à NEC ESS Europe 2025", "Your registration for NEC ESS Europe 2025"),
    "day_added": ("Une journée de plus à NEC ESS Europe 2025", "One more day at NEC ESS Europe 2025"),
    "day_freed": (
        "Vous avez rendu une journée de NEC ESS Europe 2025",
        "You have given back a day of NEC ESS Europe 2025",
    ),
    "cancelled": (
        "Votre inscription à NEC ESS Europe 2025 est annulée",
        "Your registration for NEC ESS Europe 2025 is cancelled",
    ),
    "waiting": (
        "Vous êtes sur la liste d’attente de NEC ESS Europe 2025",
        "You are on the waiting list for NEC ESS Europe 2025",
    ),
    "partly_confirmed": (
        "NEC ESS Europe 2025 : une partie de vos journées est en attente",
        "NEC ESS Europe 2025: some of your days are on the waiting list",
    ),
    "place_offered": (
        "Une place pour vous : Paris, mercredi 26 novembre",
        "A place for you: Paris, Wednesday 26 November",
    ),
    "offer_accepted": (
        "Votre place est confirmée : Paris, mercredi 26 novembre",
        "Your place is confirmed: Paris, Wednesday 26 November",
    ),
    "offer_expired": (
        "La place qui vous était réservée est allée à la personne suivante",
        "The place kept for you has gone to the next person",
    ),
}
FOREIGN = {
    "fr": re.compile(r"\b(Hello|your|Wednesday|November|registration|team)\b"),
    "en": re.compile(r"\b(Bonjour|votre|mercredi|novembre|inscription|équipe)\b"),
}


@pytest.fixture(params=["fr", "en"])
def everything(request, paris_26, paris_27) -> tuple[str, dict[str, OutgoingMail]]:
    """One story in which every message is written, in one language."""
    edition, language = paris_26.edition, request.param
    EventDay.objects.filter(pk=paris_26.pk).update(capacity=1)

    def register(name, *days):
        who = person(name, language=language)
        return lifecycle.register(edition=edition, person=who, days=[paris_26, *days], now=NOW).registration

    marie, paul, anna = register("marie"), register("paul"), register("anna", paris_27)
    register("marie")
    upkeep.send_again(registration=marie, now=NOW)
    lifecycle.add_day(registration=marie, day=paris_27, now=NOW)
    lifecycle.free_day(registration=marie, day=paris_26, now=NOW)
    lifecycle.cancel(registration=marie, now=NOW)
    later = NOW + timedelta(days=1)
    waiting_list.expire_offers(day_id=paris_26.pk, now=later)
    offered = Seat.objects.select_related("registration__edition", "day__venue").get(
        registration=anna, status="offered"
    )
    waiting_list.accept(seat=offered, now=later)
    assert paul.seats.get().status == "expired"
    mails = {mail.template.rpartition("/")[2]: mail for mail in OutgoingMail.objects.all()}
    return language, mails


def plain(text):
    return re.sub("[\u00a0\u202f]", " ", text)


def test_every_message_has_its_subject_in_the_language_of_its_reader(everything):
    language, mails = everything
    subjects = {name: plain(mail.subject) for name, mail in mails.items()}
    assert subjects == {name: both[language == "en"] for name, both in SUBJECTS.items()}


def test_no_message_mixes_languages(everything):
    language, mails = everything
    mixed = {
        name: found[0]
        for name, mail in mails.items()
        for part in (mail.text, re.sub(r"<style>.*?</style>|<[^>]+>|https?://\S+", " ", mail.html, flags=re.DOTALL))
        if (found := FOREIGN[language].search(re.sub(r"https?://\S+|⟦\d⟧\S*", " ", part)))
    }
    assert mixed == {}


def test_every_message_hides_its_link_and_carries_badge_and_calendar_only_with_a_place(everything):
    _language, mails = everything
    assert [name for name, mail in mails.items() if not mail.sealed or re.search(r"[\w-]{43}", mail.text)] == []
    with_badge = {name for name, mail in mails.items() if mail.attachments}
    assert with_badge == {
        "confirmed",
        "partly_confirmed",
        "already_registered",
        "sent_again",
        "day_added",
        "day_freed",
        "offer_accepted",
    }


def test_every_message_writes_names_as_text(paris_26):
    who = person("marie")
    object.__setattr__(who, "first_name", "<b>{{7*7}}</b>")
    lifecycle.register(edition=paris_26.edition, person=who, days=[paris_26], now=NOW)
    mail = OutgoingMail.objects.get()
    assert ("<b>{{7*7}}</b>" in mail.text, "&lt;b&gt;{{7*7}}&lt;/b&gt;" in mail.html) == (True, True)
