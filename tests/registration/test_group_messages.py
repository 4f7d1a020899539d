"""Messages to groups: counted, fixed, slow, stopped exactly, never twice, never before a confirmation."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from accounts.models import User
from events.models import Edition, EventDay
from outbox import delivery, queue
from outbox.models import OutgoingMail, Priority
from registration import group_messages, news, retention
from registration.group_messages import (
    GroupChangedError,
    NobodyError,
    NotNowError,
    NotWrittenError,
    Progress,
    SecondPersonError,
    feed,
    feed_due,
    progress,
    resume,
    start,
    stop,
)
from registration.lifecycle import cancel, register
from registration.models import GroupMessage, GroupRecipient, NewsRefusal, Registration
from tests.registration import cast

pytestmark = pytest.mark.django_db
Status, MailStatus = GroupMessage.Status, OutgoingMail.Status


@pytest.fixture
def desk() -> User:
    return User.objects.create_user("desk@example.org", is_staff=True)


@pytest.fixture
def message(edition: Edition, desk: User) -> GroupMessage:
    return GroupMessage.objects.create(
        edition=edition,
        subject_fr="Venir à Paris, {first_name}",
        body_fr="Votre page : {my_page}",
        subject_en="Coming to Paris, {first_name}",
        body_en="Your page: {my_page}",
        written_by=desk,
        written_at=cast.NOW,
    )


@pytest.fixture
def people(paris_26) -> list[Registration]:
    """Three who read French, two who read English."""
    languages = {"anna": "fr", "boris": "en", "chloe": "fr", "david": "en", "elise": "fr"}
    return [
        register(
            edition=paris_26.edition, person=cast.person(name, language=language), days=[paris_26], now=cast.NOW
        ).registration
        for name, language in languages.items()
    ]


def send(message: GroupMessage, by: User, seen: int = 5) -> None:
    start(message=message, seen=seen, by=by, now=cast.NOW)


def mails(status: str = "") -> list[str]:
    found = OutgoingMail.objects.filter(priority=Priority.BULK).order_by("send_after", "pk")
    return list((found.filter(status=status) if status else found).values_list("to", flat=True))


def leave(number: int) -> None:
    """The mail server takes so many."""
    first = OutgoingMail.objects.filter(priority=Priority.BULK, status=MailStatus.QUEUED).order_by("send_after", "pk")
    OutgoingMail.objects.filter(pk__in=list(first.values_list("pk", flat=True)[:number])).update(status=MailStatus.SENT)


def status(message: GroupMessage) -> str:
    return GroupMessage.objects.get(pk=message.pk).status


def test_reach_counts_languages_before_anything_is_sent(message, people):
    reached = group_messages.reach(message=message)
    assert (reached.total, reached.languages, reached.refused) == (5, {"fr": 3, "en": 2}, 0)


def test_start_fixes_the_group(message, people, desk, paris_26):
    send(message, desk)
    register(edition=message.edition, person=cast.person("late"), days=[paris_26], now=cast.NOW)
    feed(message_id=message.pk)
    assert sorted(mails()) == [f"{name}@example.org" for name in ("anna", "boris", "chloe", "david", "elise")]


def test_everybody_reads_their_language_and_their_own_link(message, people, desk):
    send(message, desk)
    feed(message_id=message.pk)
    anna, boris = (OutgoingMail.objects.get(to=f"{n}@example.org", priority=Priority.BULK) for n in ("anna", "boris"))
    assert (anna.subject, boris.subject) == ("Venir à Paris, Anna", "Coming to Paris, Boris")
    assert "/inscription/mon/⟦0⟧/" in anna.text
    assert "⟦0⟧" in boris.html
    assert (anna.headers, anna.reply_to) == ({}, "contact@example.org")


def test_feeding_again_stores_nobody_twice(message, people, desk):
    send(message, desk)
    assert [feed_due(), feed_due(), feed_due()] == [5, 0, 0]
    assert len(mails()) == 5


def test_one_address_with_two_registrations_is_written_to_once(message, people, desk, paris_26):
    message.group = {"place": "cancelled"}
    message.save()
    for _again in range(2):
        again = register(edition=message.edition, person=cast.person("zoe"), days=[paris_26], now=cast.NOW)
        cancel(registration=again.registration, now=cast.NOW)
    send(message, desk, seen=1)
    feed(message_id=message.pk)
    assert mails() == ["zoe@example.org"]


def test_mails_leave_one_by_one_at_the_pace_of_the_settings(message, people, desk, settings):
    settings.GROUP_MAILS_PER_MINUTE = 60
    send(message, desk)
    feed(message_id=message.pk)
    bulk = OutgoingMail.objects.filter(priority=Priority.BULK)
    moments = bulk.order_by("send_after").values_list("send_after", flat=True)
    assert [round((later - earlier).total_seconds()) for earlier, later in pairwise(moments)] == [1, 1, 1, 1]


def test_only_the_mails_of_the_next_minute_stand_in_the_outbox(message, people, desk, settings, monkeypatch):
    settings.GROUP_MAILS_PER_MINUTE = 2
    monkeypatch.setattr(group_messages, "AT_A_TIME", 1)
    send(message, desk)
    feed(message_id=message.pk)
    assert len(mails()) == 3  # now, in half a minute, in a minute


def test_stop_says_exactly_how_many_left_and_resume_sends_the_rest(message, people, desk):
    send(message, desk)
    feed(message_id=message.pk)
    leave(2)
    now = stop(message=message, by=desk, now=cast.NOW)
    assert now == Progress(total=5, sent=2, waiting=3)
    assert (len(mails(MailStatus.STOPPED)), feed_due(), status(message)) == (3, 0, Status.STOPPED)
    resume(message=message)
    leave(5)
    feed_due()
    assert (status(message), len(mails()), progress(message=message)) == (Status.SENT, 5, Progress(total=5, sent=5))


def test_stop_keeps_back_those_not_handed_over_too(message, people, desk):
    send(message, desk)
    assert stop(message=message, by=desk, now=cast.NOW) == Progress(total=5, waiting=5)
    assert feed_due() == 0
    resume(message=message)
    assert feed_due() == 5


def test_stop_twice_and_resume_what_runs_are_refused(message, people, desk):
    send(message, desk)
    with pytest.raises(NotNowError):
        resume(message=message)
    stop(message=message, by=desk, now=cast.NOW)
    with pytest.raises(NotNowError):
        stop(message=message, by=desk, now=cast.NOW)


def test_start_twice_sends_once(message, people, desk):
    send(message, desk)
    with pytest.raises(NotNowError):
        send(message, desk)
    assert GroupRecipient.objects.count() == 5


def test_start_without_a_language_somebody_reads_is_refused(message, people, desk):
    message.body_en = ""
    message.save()
    with pytest.raises(NotWrittenError) as refusal:
        send(message, desk)
    assert (refusal.value.languages, status(message)) == (["en"], Status.DRAFT)


def test_start_without_a_language_nobody_reads(message, people, desk):
    message.body_en, message.group = "", {"language": "fr"}
    message.save()
    send(message, desk, seen=3)
    assert status(message) == Status.SENDING


def test_start_for_nobody_is_refused(message, desk):
    with pytest.raises(NobodyError):
        send(message, desk, seen=0)
    assert status(message) == Status.DRAFT


def test_start_for_another_number_than_was_shown_is_refused(message, people, desk):
    with pytest.raises(GroupChangedError):
        send(message, desk, seen=4)


def test_two_people_send_to_many(message, people, desk, settings):
    settings.GROUP_TWO_PEOPLE_ABOVE = 4
    with pytest.raises(SecondPersonError):
        send(message, desk)
    send(message, User.objects.create_user("colleague@example.org"))
    assert status(message) == Status.SENDING


def test_news_go_with_the_headers_of_rfc_8058_and_practical_messages_without(message, people, desk, smtp_free):
    message.kind = GroupMessage.Kind.NEWS
    message.save()
    send(message, desk)
    feed(message_id=message.pk)
    mail = OutgoingMail.objects.get(to="boris@example.org", priority=Priority.BULK)
    address = news.refusal_address(people[1].email_identity, "en")
    composed = delivery._compose(mail)
    assert composed.extra_headers["List-Unsubscribe"] == f"<{address}>"
    assert composed.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address in composed.body
    assert address in composed.alternatives[0][0]
    assert news.refusal_token(people[1].email_identity) not in mail.text + mail.html + str(mail.headers)


@pytest.fixture
def smtp_free(settings):
    """Composing opens no connection."""
    settings.MAIL_TRANSPORT = {"BACKEND": "django.core.mail.backends.locmem.EmailBackend", "OPTIONS": {}}


def test_who_refused_news_gets_practical_messages_only(message, people, desk):
    news.refuse(token=news.refusal_token(people[0].email_identity), now=cast.NOW)
    assert group_messages.reach(message=message).total == 5
    message.kind = GroupMessage.Kind.NEWS
    reached = group_messages.reach(message=message)
    assert (reached.total, reached.refused) == (4, 1)


def test_who_refuses_or_cancels_meanwhile_is_left_out(message, people, desk):
    message.kind = GroupMessage.Kind.NEWS
    message.save()
    send(message, desk)
    news.refuse(token=news.refusal_token(people[0].email_identity), now=cast.NOW)
    cancel(registration=people[1], now=cast.NOW + timedelta(minutes=1))
    feed(message_id=message.pk)
    leave(5)
    feed_due()
    assert progress(message=message) == Progress(total=5, sent=3, left_out=2)
    assert GroupMessage.objects.get(pk=message.pk).reached == 3


def test_a_confirmation_goes_before_the_rest_of_a_group(message, people, desk, paris_26, settings, monkeypatch):
    """The sweeper asks anew after each mail: who registers while it works is served next."""
    settings.MAIL_TRANSPORT = {"BACKEND": "django.core.mail.backends.locmem.EmailBackend", "OPTIONS": {}}
    OutgoingMail.objects.all().delete()
    EventDay.objects.filter(pk=paris_26.pk).update(capacity=5)  # the newcomer waits: no badge to print
    settings.GROUP_MAILS_PER_MINUTE = 100_000
    send(message, desk)
    feed(message_id=message.pk)
    sent: list[str] = []
    deliver = delivery.deliver

    def watched(mail_id, *, now):
        sent.append(OutgoingMail.objects.get(pk=mail_id).to)
        if len(sent) == 1:
            register(edition=message.edition, person=cast.person("new"), days=[paris_26], now=cast.NOW)
        return deliver(mail_id, now=now)

    monkeypatch.setattr(delivery, "deliver", watched)
    delivery.deliver_due(now=timezone.now() + timedelta(seconds=1), budget=timedelta(minutes=1))
    assert sent.index("new@example.org") == 1
    assert len(sent) == 6


def test_mails_of_a_group_wake_no_worker(message, people, desk, django_capture_on_commit_callbacks):
    send(message, desk)
    with django_capture_on_commit_callbacks() as callbacks:
        feed(message_id=message.pk)
    assert callbacks == []


def test_a_restore_holds_messages_to_groups_too(message, people, desk):
    send(message, desk)
    queue.hold_waiting()
    assert (status(message), feed_due()) == (Status.STOPPED, 0)


def test_an_erased_person_is_not_written_to(message, people, desk):
    send(message, desk)
    retention.erase(registrations=Registration.objects.filter(pk=people[0].pk), now=cast.NOW)
    feed(message_id=message.pk)
    assert len(mails()) == 4
    assert not GroupRecipient.objects.filter(registration=people[0]).exists()


def test_what_was_sent_goes_after_three_years(message, people, desk):
    NewsRefusal.objects.create(digest="0" * 64, at=cast.NOW)
    retention.erase_due(now=cast.paris(2028, 10, 15, 12))
    assert (GroupMessage.objects.count(), NewsRefusal.objects.count()) == (1, 1)
    gone = retention.erase_due(now=cast.paris(2028, 10, 17, 12))
    assert (gone.group_messages, gone.refusals) == (1, 1)


@pytest.mark.parametrize("number", [1, 3])
def test_reach_and_progress_take_the_same_queries(message, people, desk, number, django_assert_num_queries):
    Registration.objects.filter(pk__in=[person.pk for person in people[number:]]).update(erased_at=cast.NOW)
    with django_assert_num_queries(1):
        group_messages.reach(message=message)
    send(message, desk, seen=number)
    with django_assert_num_queries(2):
        progress(message=message)
