"""Before and after the event: in time or not at all, once, to people who come."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from accounts.models import User
from events import clock
from events.models import EventDay
from outbox.models import OutgoingMail, Priority
from registration import check_in, lifecycle, reminders, tasks, waiting_list, walk_ins
from registration.models import Registration, Seat
from registration.reminders import Reminder, window
from tests.registration.cast import NOW, paris, person

pytestmark = pytest.mark.django_db

# Marie comes to Brussels on the 25th and to Paris on the 26th and 27th of November.
MORNINGS = {
    "still_coming": paris(2025, 11, 11, 9),
    "soon": paris(2025, 11, 18, 9),
    "tomorrow": paris(2025, 11, 24, 9),
    "thanks": paris(2025, 11, 28, 9),
}


def register(*days, name="marie", now=NOW, **about):
    who = person(name, **about)
    return lifecycle.register(edition=days[0].edition, person=who, days=days, now=now).registration


@pytest.fixture
def marie(brussels_25, paris_26, paris_27):
    return register(brussels_25, paris_26, paris_27)


def sent(name="marie"):
    mails = OutgoingMail.objects.exclude(key=None).filter(to=f"{name}@example.org").order_by("pk")
    return [mail.key.split(":")[0] for mail in mails]


def test_each_message_leaves_on_its_morning_and_not_a_second_before(marie):
    heard = []
    for morning in MORNINGS.values():
        for now in (morning - timedelta(seconds=1), morning):
            reminders.send_due(now=now)
            heard.append(sent()[-1:])
    assert heard == [
        [], ["still_coming"], ["still_coming"], ["soon"], ["soon"], ["tomorrow"], ["tomorrow"], ["thanks"],
    ]  # fmt: skip


def test_everything_is_said_once_however_often_the_task_runs(marie):
    hours = [paris(2025, 11, 1, 9) + timedelta(hours=number) for number in range(0, 45 * 24, 3)]
    for now in hours:
        reminders.send_due(now=now)
        reminders.send_due(now=now)
    assert sent() == ["still_coming", "soon", "tomorrow", "tomorrow", "thanks"]
    cities = OutgoingMail.objects.filter(template__endswith="tomorrow").order_by("pk").values_list("subject", flat=True)
    assert ["Bruxelles" in subject for subject in cities] == [True, False]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (paris(2025, 11, 12, 15), ["still_coming"]),
        (paris(2025, 11, 16, 9), []),
        (paris(2025, 11, 21, 9), ["soon"]),
        (paris(2025, 11, 23, 9), []),
        (paris(2025, 11, 24, 23, 59), ["tomorrow"]),
        (paris(2025, 11, 25, 0, 0), []),
        (paris(2025, 12, 5, 9), ["thanks"]),
        (paris(2025, 12, 12, 9), []),
    ],
)
def test_after_days_without_a_worker_only_what_is_still_of_use_leaves(marie, now, expected):
    reminders.send_due(now=now)
    assert sent() == expected


def test_people_who_wait_or_cancelled_or_gave_the_day_back_hear_nothing(paris_26, paris_27):
    waiting = register(paris_26, name="waiting")
    Seat.objects.filter(registration=waiting).update(status=Seat.Status.WAITING)
    lifecycle.cancel(registration=register(paris_26, name="gone"), now=NOW)
    partly = register(paris_26, paris_27, name="partly")
    lifecycle.free_day(registration=partly, day=paris_26, now=NOW)
    reminders.send_due(now=paris(2025, 11, 25, 9))
    assert [sent(name) for name in ("waiting", "gone", "partly")] == [[], [], []]
    reminders.send_due(now=paris(2025, 11, 26, 9))
    assert sent("partly") == ["tomorrow"]


def test_somebody_who_has_just_registered_is_not_reminded_of_it(paris_26):
    register(paris_26, now=paris(2025, 11, 20, 12))
    reminders.send_due(now=paris(2025, 11, 20, 13))
    assert sent() == []


def test_an_erased_person_hears_nothing(marie):
    Registration.objects.update(erased_at=NOW)
    assert reminders.send_due(now=MORNINGS["soon"]) == 0


def test_a_draft_edition_writes_to_nobody(marie, edition):
    type(edition).objects.update(status="draft")
    assert reminders.send_due(now=MORNINGS["soon"]) == 0


def test_messages_leave_in_portions_behind_confirmations(paris_26):
    for number in range(5):
        register(paris_26, name=f"person{number}")
    now = paris(2025, 11, 19, 9)
    assert [reminders.send_due(now=now, most=2) for _ in range(4)] == [2, 2, 1, 0]
    assert set(OutgoingMail.objects.exclude(key=None).values_list("priority", flat=True)) == {Priority.BULK}


def test_the_task_goes_by_the_business_clock(marie):
    with clock.at(MORNINGS["soon"]):
        tasks.send_reminders()
    assert sent() == ["soon"]


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", ["À très bientôt", "commence pour vous le"]), ("en", ["See you very soon", "begins for you on"])],
)
def test_a_reminder_speaks_the_language_of_the_person_and_of_their_city(brussels_25, paris_26, language, words):
    for day in (brussels_25, paris_26):
        venue = day.venue
        venue.getting_there_fr, venue.getting_there_en = f"**Métro** {venue.slug}", f"**Metro** {venue.slug}"
        venue.save()
    register(paris_26, language=language)
    reminders.send_due(now=paris(2025, 11, 19, 9))
    mail = OutgoingMail.objects.get(key__startswith="soon")
    metro = {"fr": "Métro", "en": "Metro"}[language]
    assert [word for word in words if word not in mail.html] == []
    assert (f"{metro} paris" in mail.text, f"<strong>{metro}</strong> paris" in mail.html) == (True, True)
    assert "brussels" not in mail.text
    assert mail.attachments != []


@pytest.mark.parametrize(
    ("came", "door", "words"),
    [
        (True, True, "Your attestation of attendance is ready"),
        (False, True, "We did not see your badge at the door"),
        (False, False, None),
    ],
)
def test_thanks_carry_the_attestation_of_those_who_were_seen(paris_26, came, door, words):
    marie, paul = register(paris_26, language="en"), register(paris_26, name="paul")
    if door:
        seen = marie if came else paul
        check_in.check_in(badge_code=seen.badge_code, day=paris_26, now=paris_26.starts_at)
    reminders.send_due(now=paris(2025, 11, 27, 9))
    text = OutgoingMail.objects.get(key=f"thanks:{marie.pk}").text
    both = ("Your attestation of attendance is ready", "We did not see your badge at the door")
    assert [said for said in both if said in text] == ([words] if words else [])


def test_thanks_carry_no_badge_any_more_but_the_attestation(paris_26):
    marie, paul = register(paris_26), register(paris_26, name="paul")
    check_in.check_in(badge_code=marie.badge_code, day=paris_26, now=paris_26.starts_at)
    reminders.send_due(now=paris(2025, 11, 27, 9))
    carried = dict(OutgoingMail.objects.filter(key__startswith="thanks").values_list("to", "attachments"))
    assert carried == {marie.email: [["registration.attestation", str(marie.pk)]], paul.email: []}


def test_who_was_let_in_without_a_place_is_thanked_once_after_their_last_day(paris_26, paris_27):
    EventDay.objects.update(capacity=0, room_limit=10)
    for day in (paris_26, paris_27):
        noon = day.starts_at + timedelta(hours=3)
        walk_ins.walk_in(person=person("zoe"), day=day, now=noon, scan=uuid4())
    for day in (27, 28, 29):
        reminders.send_due(now=paris(2025, 11, day, 9))
        assert sent("zoe") == ([] if day == 27 else ["thanks"])
    mail = OutgoingMail.objects.get(template__endswith="thanks")
    assert [kind for kind, _pk in mail.attachments] == ["registration.attestation"]
    assert "Votre attestation de présence est prête" in mail.text


def test_a_place_given_back_after_the_question_goes_to_the_next_in_line(paris_26):
    EventDay.objects.update(capacity=1)
    marie, paul = register(paris_26), register(paris_26, name="paul")
    reminders.send_due(now=paris(2025, 11, 12, 9))
    lifecycle.free_day(registration=marie, day=paris_26, now=paris(2025, 11, 12, 10))
    offered = Seat.objects.select_related("registration__edition", "day__venue").get(registration=paul)
    waiting_list.accept(seat=offered, now=paris(2025, 11, 12, 11))
    assert (sent(), offered.status) == (["still_coming"], Seat.Status.OFFERED)


def test_windows_follow_the_clock_when_it_changes():
    # The clocks go back on 26 October 2025: nine in the morning stays nine in the morning.
    found = window(Reminder.SOON, day=date(2025, 11, 1), starts_at=paris(2025, 11, 1, 9))
    assert (found.begins, found.ends) == (paris(2025, 10, 25, 9), paris(2025, 10, 30, 9))


@pytest.mark.parametrize("people", [1, 3])
def test_finding_who_is_due_asks_the_same_number_of_questions(paris_26, people, django_assert_num_queries):
    User.objects.count()
    for number in range(people):
        register(paris_26, name=f"person{number}")
    reminders.send_due(now=paris(2025, 11, 19, 9))
    with django_assert_num_queries(2):
        reminders.send_due(now=paris(2025, 11, 19, 9))
